"""The sheets of what a study found: one a table that it wrote, with columns in words and units."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import isfinite

from sim.report.folder.study_tables import Row, as_number, study_rows
from sim.report.material import Material
from sim.report.units.units_file import words_of
from sim.report.units.unknowns_columns import SHEETS_OF_UNKNOWNS
from sim.report.workbook.sheet import Book, Content, Entry, Head

OF_TABLE = {
    "force": (
        "Force",
        "the force found, by zone and role",
        "The smallest force found by a search in the model; not proven to be the smallest.",
    ),
    "targets": (
        "Targets",
        "each target, how far the force found reaches it, and what it costs",
        "A target is met only where even the bound meets it.",
    ),
    "sites": (
        "Sites",
        "the sites in the order in which the force found mans them",
        "In the model. Sites that it doesn't man stand behind those that it does.",
    ),
    "next_people": (
        "Next people",
        "what more people would bring to each target",
        "By fresh replications. An interval on both sides of 0 shows nothing.",
    ),
    "path": (
        "Path",
        "the steps of the search, with the figures it went by",
        "Means over the few replications of the search, which picked the steps: they flatter it.",
    ),
    "candidates": (
        "Candidates",
        "each force that was tried within the budget",
        "Verdicts go by fresh replications. Of forces left in the search nothing is claimed.",
    ),
    "best": (
        "Best on each axis",
        "who does best on each axis of the budget",
        "Best of those that were tried, in the model.",
    ),
    **SHEETS_OF_UNKNOWNS,
}
"""Table of a study -> name of its sheet, what it holds, and what to mind."""
WIDE, NARROW = 34.0, 14.0
DIGITS = {"share": "0.0%", "people": "#,##0"}
"""How a unit begins -> Excel's format of its numbers."""
USUAL = "#,##0.###"


def add(book: Book, material: Material, table: str) -> None:
    """The sheet of a table; raises `NotInResults` where the study wrote none."""
    rows = study_rows(material.results, table)
    name, _, note = OF_TABLE[table]
    columns = list(rows[0])
    said = {column: words_of(material.results, f"{table}.csv", column) for column in columns}
    of_numbers = {
        column: all(_number(row[column]) is not None or not row[column] for row in rows)
        for column in columns
    }
    heads = [
        Head(
            f"{words} ({unit})" if unit else words,
            NARROW if of_numbers[column] else WIDE,
            _digits(unit),
        )
        for column, (words, unit) in said.items()
    ]
    sheet = book.sheet(name)
    sheet.note(note)
    sheet.table(
        heads,
        (
            [_cell(row[column], _unit_of(row, table), of_numbers[column]) for column in columns]
            for row in rows
        ),
    )


def _unit_of(row: Row, table: str) -> str:
    """The unit of all numbers of a row; those of what is varied have several."""
    return "" if table in SHEETS_OF_UNKNOWNS else str(row.get("unit") or "")


def _cell(text: str, unit: str, numeric: bool) -> Content | Entry:
    """A cell as a number where its column holds numbers, with the format of the row's unit."""
    if not numeric:
        return text
    number = _number(text)
    return Entry(number, "", _digits(unit)) if unit and number is not None else number


def _number(text: str) -> float | None:
    """The number that a cell holds; None where it holds none."""
    try:
        number = as_number(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _digits(unit: str) -> str:
    return next((digits for start, digits in DIGITS.items() if unit.startswith(start)), USUAL)


SHEETS: tuple[Callable[[Book, Material], None], ...] = tuple(
    partial(add, table=table) for table in OF_TABLE
)
"""Each adds the sheet of its table."""
