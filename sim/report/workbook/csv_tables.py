"""The sheets that show CSV files of the folder, with their columns in words and units."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.assumption import ASSUMPTIONS
from sim.report.folder.read import NotInResults
from sim.report.folder.record_rows import COLUMNS, PAIRS, POWER, record_rows
from sim.report.folder.results_files import read_rows
from sim.report.material import Material
from sim.report.units.units_file import UNITS, words_of
from sim.report.workbook.sheet import Book, Head

WIDE, NARROW = 30.0, 13.0
TEXTS = frozenset({"scenario", "against", "along", "record_in_most", "same_would_be_incidents"})
COUNTS = frozenset({"replications", "reversed", "follows", "truth_equal", "record_equal"})
ASSUMPTION_WIDTHS = {"source": 60.0, "remark": 50.0, "varied": 30.0, "key": 58.0, "value": 16.0}
UNIT_WIDTHS = {"file": 24.0, "column": 46.0, "words": 80.0, "unit": 24.0}


def recorded_and_true(book: Book, material: Material) -> None:
    """What the record says of each scenario beside another."""
    _record(
        book,
        material,
        PAIRS,
        "Recorded and true",
        "Recorded is not true: how often ranking two scenarios by their record reverses their "
        "order by what truly happened in the model, and what the recorded difference consists of.",
    )


def record_power(book: Book, material: Material) -> None:
    """When a true fall shows in each scenario's record."""
    _record(
        book,
        material,
        POWER,
        "What the record can show",
        "How long a true fall of incidents in the model takes to show in the recorded entries.",
    )


def assumptions(book: Book, material: Material) -> None:
    """Every value that went in, but for positions, which the file doesn't hold."""
    head, *rows = _csv(material, material.results.folder / ASSUMPTIONS)
    sheet = book.sheet("Assumptions")
    sheet.note("Assumed values are to be varied, never argued from. Positions are left out.")
    heads = [Head(name, ASSUMPTION_WIDTHS.get(name, NARROW)) for name in head]
    sheet.table(heads, rows)


def units(book: Book, material: Material) -> None:
    """What each column of each CSV file is."""
    head, *rows = _csv(material, material.target / UNITS)
    sheet = book.sheet("Units")
    sheet.note("What each column of each CSV file of this results folder holds.")
    sheet.table([Head(name, UNIT_WIDTHS.get(name, NARROW)) for name in head], rows)


def _record(book: Book, material: Material, file: str, name: str, note: str) -> None:
    """A table on the record, of the scenarios shown."""
    results = material.results
    rows = [row for row in record_rows(results, file) if row["scenario"] in results.names]
    if not rows:
        raise NotInResults(f"these results hold no {file}")
    heads = []
    for column in COLUMNS[file]:
        words, unit = words_of(results, file, column)
        heading = f"{words} ({unit})" if unit else words
        numbers = "0%" if unit in ("share", "probability") else "#,##0.00"
        if column in COUNTS or unit == "weeks":
            numbers = "#,##0"
        heads.append(Head(heading, WIDE if column in TEXTS else NARROW, numbers))
    sheet = book.sheet(name)
    sheet.note(note)
    sheet.table(heads, ([row[column] for column in COLUMNS[file]] for row in rows))


def _csv(material: Material, path: Path) -> list[list[str]]:
    """Rows of a CSV file as they stand, its header first. Raises `NotInResults` without any."""
    rows = read_rows(path, material.results.manifest)
    if not rows:
        raise NotInResults(f"these results hold no {path.name}")
    return [list(rows[0]), *(list(row.values()) for row in rows)]
