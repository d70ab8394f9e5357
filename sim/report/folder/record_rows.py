"""Rows of the two tables of a results folder on recorded and true incidents."""

from __future__ import annotations

from typing import Any

from sim.analysis.record_power import PowerRow
from sim.analysis.recorded_and_true import PairRow
from sim.report.folder.read import Results
from sim.report.folder.results_files import read_table

PAIRS, POWER = "recorded_and_true.csv", "record_power.csv"
COLUMNS = {PAIRS: PairRow._fields, POWER: PowerRow._fields}

Row = dict[str, Any]
"""Column -> word or number."""


def record_rows(results: Results, name: str) -> list[Row]:
    """Rows of a table of the folder, an empty number NaN; none without the file.

    Raises `ResultsProblem` on a file that can't be read or lacks a column.
    """
    path = results.folder / name
    if not path.is_file():
        return []
    table = read_table(path, results.manifest, *COLUMNS[name])[list(COLUMNS[name])]
    return [dict(zip(COLUMNS[name], cells, strict=True)) for cells in table.itertuples(index=False)]
