"""Realism: figures of the real world beside those of the model, honest where they miss.

The real world happened once. A real figure is therefore held against the range of single
replications (the middle 95 % of them), not against the interval of their mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from sim.report.folder.failures import print_failures
from sim.report.folder.read import Results, ResultsProblem, read_results
from sim.report.printed.piped import print_table, unbroken
from sim.report.words.figures import decimals_for, figures, plain, possible

FEWEST = 10
"""Replications below which a range of single ones says nothing."""


@dataclass(frozen=True, slots=True)
class RealFigure:
    """A figure of the real world and the KPI that stands for it."""

    label: str
    kpi: str
    real: float
    unit: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``verdict``: within, above or below the range of replications."""

    figure: RealFigure
    simulated: str
    low: float
    high: float
    verdict: str


def rows(results: Results, known: Sequence[RealFigure]) -> list[Row]:
    """Each real figure with the mean, its interval and the range of single replications.

    Raises `ResultsProblem` when the results don't hold a KPI.
    """
    found = []
    for figure in known:
        if figure.kpi not in set(results.comparison["kpi"]):
            raise ResultsProblem(f"{results.folder}: these results hold no {figure.kpi}")
        if not results.has(figure.kpi):  # a run too short to say anything of it
            found.append(Row(figure, "no data", nan, nan, "no data"))
            continue
        values = results.values(figure.kpi)[results.baseline]
        values = values[np.isfinite(values)]
        low, high = np.quantile(values, [0.025, 0.975]).tolist()
        verdict = "within"
        if len(values) < FEWEST:
            verdict = "too few replications"
        elif not low <= figure.real <= high:
            verdict = "model is higher" if figure.real < low else "model is lower"
        simulated = figures([possible(results, figure.kpi, results.baseline)])[0]
        found.append(Row(figure, simulated, low, high, verdict))
    return found


def write_and_print(
    folder: Path, known: Sequence[RealFigure], remarks: Sequence[str], console: Console
) -> None:
    """Print the table and keep it in the results folder: ``realism.csv`` and ``realism.md``.

    Where no replication is left there is neither, but the reason is printed.
    """
    results = read_results(folder)
    with unbroken(console):
        if not print_failures(results, console):
            return
    table = rows(results, known)
    _write_csv(folder / "realism.csv", table)
    (folder / "realism.md").write_text("\n".join(_markdown(results, table, remarks)) + "\n")
    shown = Table(box=box.SIMPLE_HEAD if console.is_terminal else box.MARKDOWN)
    for heading in ("figure", "real", "in the model", "single runs", "", "unit"):
        shown.add_column(heading, no_wrap=heading == "in the model")
    for row in table:
        shown.add_row(*_cells(row))
    with unbroken(console):
        print_table(console, shown)
        for remark in [*_fixed(results, table), *remarks]:
            console.print(remark)


def _range(row: Row) -> str:
    if isnan(row.low):
        return ""
    decimals = decimals_for((row.high - row.low) / 2.0)
    return f"{plain(row.low, decimals)} to {plain(row.high, decimals)}"


def _cells(row: Row) -> tuple[str, ...]:
    real = f"{row.figure.real:g}"
    return row.figure.label, real, row.simulated, _range(row), row.verdict, row.figure.unit


def _fixed(results: Results, table: Sequence[Row]) -> list[str]:
    within = sum(row.verdict == "within" for row in table)
    return [
        f"SIMULATED: {results.baseline}, {results.replications_in_words}; mean [95 % interval]"
        " and the range of the middle 95 % of single runs.",
        f"{within} of {len(table)} real figures lie within that range. Real counts recorded by the"
        " parties are claims of a party.",
    ]


def _markdown(results: Results, table: Sequence[Row], remarks: Sequence[str]) -> list[str]:
    lines = [
        "| figure | real | in the model | single runs | | unit | source |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(_cells(row))} | {row.figure.source} |" for row in table]
    notes = [f"- {row.figure.label}: {row.figure.note}" for row in table if row.figure.note]
    return [*lines, "", *_fixed(results, table), "", *notes, *remarks]


def _write_csv(path: Path, table: Sequence[Row]) -> None:
    columns = ("figure", "real", "simulated", "low", "high", "verdict", "unit", "kpi", "source")
    data = [
        (
            row.figure.label,
            row.figure.real,
            row.simulated,
            row.low,
            row.high,
            row.verdict,
            row.figure.unit,
            row.figure.kpi,
            row.figure.source,
        )
        for row in table
    ]
    pd.DataFrame(data, columns=list(columns)).to_csv(path, index=False)
