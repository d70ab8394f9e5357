"""The files beside the page: units of the CSV files, Excel, Word and maps, as the run asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.blocks import Section
from sim.report.gis import forget_map, write_map
from sim.report.material import Material
from sim.report.units_file import write_units
from sim.report.word.write_word import DOCUMENT, is_wanted, write_word
from sim.report.workbook.write_workbook import WORKBOOK, write_workbook


def write_documents(material: Material, sections: Sequence[Section]) -> list[Path]:
    """Write those that are wanted; of the others none stays from an earlier writing.

    Raises `ResultsProblem` on a broken file of the folder.
    """
    settings, folder = material.settings, material.results.folder
    files = [write_units(material.results)]
    if settings.excel:
        files.append(write_workbook(material, sections))
    else:
        (folder / WORKBOOK).unlink(missing_ok=True)
    if is_wanted(settings):
        files.append(write_word(material, sections))
    else:
        (folder / DOCUMENT).unlink(missing_ok=True)
    if settings.map:
        files += write_map(material)
    else:
        forget_map(folder)
    return files
