"""What the planner's counts tell of each parameter: the interval within the range tried."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.parameter_rows import figures_on_the_right, frame, name_lines, row_in
from sim.report.drawing.style import BETTER, INK, QUIET, page
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row
from sim.report.studies.fit_rows import can_be_had, is_fitted, parameter_rows, what_is_told
from sim.report.studies.tried import as_words, from_to, unit, value

ROWS_AT_MOST = 16


def draw(results: Results) -> Figure:
    """A row a parameter, each on the range tried for it."""
    if not can_be_had(results):
        raise NotInResults("no values within the ranges tried give such counts")
    rows = parameter_rows(results)[:ROWS_AT_MOST]
    names = [
        name_lines(as_words(row), from_to(row["tried_from"], row["tried_to"], unit(row)))
        for row in rows
    ]
    figure, body = page(
        results,
        "What your counts tell of each assumption",
        row_in(names) * len(names) + 0.9,
        "Thick: 95 % interval of the values that go with your counts; thin: all values tried. Each "
        "row has its own scale. Where the interval fills the range, the counts don't tell. Grey, "
        "open: the counts don't tell it by itself. An interval that ends at the end of the range "
        "may go on beyond it.",
        rests_on="trials of this study",
    )
    ax = body.subplots()
    frame(ax, names)
    words = {row["parameter"]: as_words(row) for row in rows}
    for at, row in enumerate(rows):
        _row(ax, row, at)
        ax.annotate(
            what_is_told(row, words) if not is_fitted(row) else "",
            (0.0, at - 0.36),
            va="center",
            fontsize=6.3,
            color=INK,
        )
    ax.set_xlim(-0.03, 1.03)
    ax.set_xticks([0.0, 1.0], labels=["least tried", "most tried"])
    figures_on_the_right(ax, [_figures(row) for row in rows])
    body.legend(
        [
            Line2D([], [], color=BETTER, marker="o", linewidth=3.0),
            Line2D([], [], color=QUIET, marker="o", markerfacecolor="white", linewidth=3.0),
            Line2D([], [], color=INK, marker="|", markersize=9.0, linestyle=""),
        ],
        ["the counts tell", "not by itself", "value before"],
        loc="outside upper left",
        ncols=3,
    )
    return figure


def describe(results: Results) -> str:
    """Of each parameter, its interval and what the counts tell."""
    rows = parameter_rows(results)
    words = {row["parameter"]: as_words(row) for row in rows}
    told = [
        f"{as_words(row)}: {_figures(row)} {unit(row)}".rstrip()
        + f", before {value(row['before'])}, tried "
        + f"{from_to(row['tried_from'], row['tried_to'])}; {what_is_told(row, words)}."
        for row in rows[:ROWS_AT_MOST]
    ]
    return " ".join(f"{one[:1].upper()}{one[1:]}" for one in told)


def _figures(row: Row) -> str:
    low, high = (value(row[of]) for of in ("low", "high"))
    if is_fitted(row):
        return f"{value(row['estimate'])} [{low}, {high}]"
    return f"{low} to {high}"


def _row(ax: Axes, row: Row, at: int) -> None:
    """Range, interval, estimate and the value before, on the range tried; no point is marked where
    the counts don't tell one."""
    start, width = row["tried_from"], row["tried_to"] - row["tried_from"]
    if not width > 0.0:
        return
    estimate, low, high, before = (
        (row[of] - start) / width for of in ("estimate", "low", "high", "before")
    )
    color = BETTER if is_fitted(row) else QUIET
    ax.plot([0.0, 1.0], [at, at], color="#BBBBBB", linewidth=1.0, zorder=1)
    ax.plot([low, high], [at, at], color=color, linewidth=3.6, solid_capstyle="butt", zorder=2)
    ax.plot(estimate, at, marker="o", color=color, markersize=5.4,
            markerfacecolor=color if is_fitted(row) else "white", zorder=3)  # fmt: skip
    ax.plot(before, at, marker="|", color=INK, markersize=11.0, markeredgewidth=1.3, zorder=4)
