"""The files beside the page: units of the CSV files, Excel, Word and maps, as the run asked."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.blocks import Section
from sim.report.gis import write_map
from sim.report.material import Material
from sim.report.units.units_file import write_units
from sim.report.word.write_word import is_wanted, write_word
from sim.report.workbook.write_workbook import write_workbook


def write_documents(material: Material, sections: Sequence[Section]) -> None:
    """Write those that are wanted. Raises `ResultsProblem` on a broken file of the folder."""
    settings = material.settings
    write_units(material.results, material.target)
    if settings.excel:
        write_workbook(material, sections)
    if is_wanted(settings):
        write_word(material, sections)
    if settings.map:
        write_map(material)
