"""Reads the tables that a study wrote beside the comparison, such as force.csv."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import Any

from sim.report.folder.read import NotInResults, Results, ResultsProblem
from sim.report.folder.results_files import read_rows

STUDY_TABLES = (
    *("force", "targets", "path", "next_people", "sites"),
    *("candidates", "best"),
    *("screening", "left_out", "sobol", "interactions", "tornado"),
    *("ranking", "ranking_points", "flips"),
    *("parameters", "moments", "counts_by_week"),
)
"""Names of the tables that studies write, without .csv."""

Row = dict[str, Any]
"""Column -> what stands there: a float in a column of numbers, NaN where its cell is empty."""


def study_rows(
    results: Results, table: str, words: Sequence[str] = (), numbers: Sequence[str] = ()
) -> list[Row]:
    """The rows of ``table`` (``force`` is force.csv), in order, with all columns that it has.

    ``words``, ``numbers``: columns that it must have; those of ``numbers`` hold floats, all others
    the text as it stands. Raises `NotInResults` when the folder has no such table or no row in it,
    `ResultsProblem` when it is broken, lacks a column, or has words where numbers belong.
    """
    path = results.folder / f"{table}.csv"
    rows: list[Row] = list(read_rows(path, results.manifest, *words, *numbers))
    if not rows:
        raise NotInResults(f"these results hold no {path.name}")
    for line, row in enumerate(rows, start=2):
        for column in numbers:
            try:
                row[column] = as_number(row[column])
            except ValueError:
                said = f"{path}: line {line}, {column}: {row[column]!r} is no number"
                raise ResultsProblem(said) from None
    return rows


def as_number(cell: str) -> float:
    """A cell of numbers; NaN where it is empty. Raises ValueError on words."""
    return float(cell) if cell.strip() else nan


def design_of(results: Results) -> str:
    """The kind of design that made the results; empty when it isn't known."""
    design = results.manifest.get("design")
    return str(design.get("kind") or "") if isinstance(design, dict) else ""
