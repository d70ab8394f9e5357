"""Figures of the planner's counts, each on the range that the fitted model gives for it."""

from __future__ import annotations

from math import isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.charts.parameter_rows import figures_on_the_right, frame, name_lines, row_in
from sim.report.drawing.style import INK, RECORDED, page
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row
from sim.report.studies.fit_rows import is_within, moment_rows, of_what
from sim.report.studies.tried import as_words, figures_within

ROWS_AT_MOST = 22
BAND = "#F6C9A6"
FURTHEST = 2.0
"""Further out a mark stands at the edge, as an arrow."""


def draw(results: Results) -> Figure:
    """A row a figure: the fitted range from -1 to 1, whatever its unit, and the counts on it."""
    rows = moment_rows(results)
    shown = _shown(rows)
    names = [name_lines(as_words(row), of_what(results, row)) for row in shown]
    note = (
        "Black marks are your counts, not simulated. The band holds what 95 of 100 simulated "
        "courses of events would have given with the fitted values; each row has its own scale. "
        "About one figure in twenty lies outside by chance."
    )
    if left_out := len(rows) - len(shown):
        note += f" Left out: {left_out} figures, all of them within."
    figure, body = page(
        results,
        "Your counts and what the fitted model gives",
        row_in(names) * len(names) + 0.85,
        note,
        rests_on="trials of this study",
    )
    ax = body.subplots()
    frame(ax, names)
    ax.set_xlim(-FURTHEST - 0.1, FURTHEST + 0.1)
    ax.set_xticks(
        [-1.0, 0.0, 1.0], labels=["low end\nof the fitted", "mean", "high end\nof the fitted"]
    )
    for at, row in enumerate(shown):
        ax.barh(at, 2.0, 0.44, -1.0, color=BAND, zorder=1)
        ax.plot([0.0, 0.0], [at - 0.22, at + 0.22], color=RECORDED, linewidth=1.4, zorder=2)
        _mark(ax, row, at)
    ax.set_xlabel("where your counts lie on the fitted range")
    figures_on_the_right(ax, [_figures(row) for row in shown])
    body.legend(
        [
            Line2D([], [], color=INK, marker="o", linestyle=""),
            Line2D([], [], color=INK, marker="o", markerfacecolor="white", linestyle=""),
            Line2D([], [], color=RECORDED),
            Patch(facecolor=BAND),
        ],
        [
            "your counts: within",
            "your counts: outside",
            "fitted, mean",
            "fitted, 95 of 100 courses",
        ],
        loc="outside upper left",
        ncols=4,
    )
    return figure


def describe(results: Results) -> str:
    """How many figures lie within the fitted range, and which don't."""
    rows = moment_rows(results)
    outside = [row for row in rows if not is_within(row)]
    told = f"{len(rows) - len(outside)} of {len(rows)} figures of your counts lie within what 95 "
    told += "of 100 simulated courses give with the fitted values."
    if outside:
        parts = [
            f"{as_words(row)} ({of_what(results, row) or 'all together'}), {_figures(row)}"
            for row in outside[:4]
        ]
        told += f" Outside: {'; '.join(parts)}."
    return told


def _shown(rows: list[Row]) -> list[Row]:
    """All; of many those outside and the first of the others, in order."""
    kept = [at for at, row in enumerate(rows) if not is_within(row)][:ROWS_AT_MOST]
    others = [at for at, row in enumerate(rows) if is_within(row)]
    return [rows[at] for at in sorted([*kept, *others[: ROWS_AT_MOST - len(kept)]])]


def _figures(row: Row) -> str:
    low, high, fitted, data = figures_within(
        row["fitted_low"], row["fitted_high"], row["fitted"], row["data"]
    )
    return f"{data}; fitted {fitted} [{low}, {high}]"


def _mark(ax: Axes, row: Row, at: int) -> None:
    """Where the counts lie between the ends of the fitted range; nothing where that isn't known."""
    apart = row["data"] - row["fitted"]
    half = row["fitted_high"] - row["fitted"] if apart > 0.0 else row["fitted"] - row["fitted_low"]
    if not isfinite(apart) or not half > 0.0:
        return
    x = float(np.clip(apart / half, -FURTHEST, FURTHEST))
    marker = "o" if abs(x) < FURTHEST else ">" if x > 0.0 else "<"
    face = INK if is_within(row) else "white"
    ax.plot(x, at, marker=marker, color=INK, markerfacecolor=face, markersize=5.0, zorder=4)
