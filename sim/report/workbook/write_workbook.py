"""Writes comparison.xlsx from the results and the sections of the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sim.report.blocks import Section
from sim.report.folder.read import NotInResults
from sim.report.folder.started import started
from sim.report.material import Material
from sim.report.workbook import charts, comparison, csv_tables, kpi_rows, read_me, study_sheets
from sim.report.workbook.sheet import Book

WORKBOOK = "comparison.xlsx"
LONGEST_PROPERTY = 255

SHEETS: tuple[Callable[[Book, Material], None], ...] = (
    comparison.main_kpis,
    comparison.all_kpis,
    kpi_rows.add,
    charts.add,
    *study_sheets.SHEETS,
    csv_tables.recorded_and_true,
    csv_tables.record_power,
    csv_tables.assumptions,
    csv_tables.units,
)
"""Each adds its sheet, or raises `NotInResults` before it does; they stand behind "Read me"."""


def write_workbook(material: Material, sections: Sequence[Section]) -> Path:
    """Write ``comparison.xlsx`` among the report's files.

    Raises `ResultsProblem` on a broken file of the folder.
    """
    manifest = material.results.manifest
    experiment = str(manifest.get("experiment", ""))
    properties = {
        "title": f"{experiment} (SIMULATED)"[:LONGEST_PROPERTY],
        "subject": "Simulated monitoring of a ceasefire",
        "author": material.settings.organisation[:LONGEST_PROPERTY],
        "comments": "SIMULATED: figures of a model, not of any real ceasefire.",
        "created": started(manifest),
    }
    book = Book(experiment, properties)
    first = book.sheet(read_me.NAME)
    for add in SHEETS:
        with suppress(NotInResults):
            add(book, material)
    read_me.fill(first, material, sections, book.names)
    path = material.target / WORKBOOK
    path.write_bytes(book.finished())
    return path
