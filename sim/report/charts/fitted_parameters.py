"""What the planner's counts tell of each parameter: the interval within the range tried."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.parameter_rows import figures_on_the_right, frame, name_lines, row_in
from sim.report.drawing.style import BETTER, INK, QUIET, RECORDED, page
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row
from sim.report.studies.fit_rows import (
    CANT_TELL,
    NOTHING_TOLD,
    TELL,
    TOGETHER,
    can_be_had,
    is_fitted,
    is_kept,
    parameter_rows,
    place_in_range,
    what_is_told,
)
from sim.report.studies.tried import (
    as_words,
    figures_within,
    from_to,
    plain_unit,
    units_apart,
    value,
)

ROWS_AT_MOST = 16
KINDS = {
    TELL: (BETTER, "o", BETTER, TELL),
    TOGETHER: (RECORDED, "s", "white", "only together with another"),
    CANT_TELL: (QUIET, "o", "white", CANT_TELL),
}
"""What the counts tell -> colour, marker, its filling, and words."""


def draw(results: Results) -> Figure:
    """A row a parameter, each on the range tried for it."""
    if not can_be_had(results):
        raise NotInResults("no values within the ranges tried give such counts")
    rows = parameter_rows(results)[:ROWS_AT_MOST]
    names = [
        name_lines(as_words(row), from_to(row["tried_from"], row["tried_to"], plain_unit(row)))
        for row in rows
    ]
    kinds = [kind for kind in KINDS if any(_kind(row) == kind for row in rows)]
    figure, body = page(
        results,
        "What your counts tell of each assumption",
        row_in(names) * len(names) + 0.9,
        "Thick: 95 % interval of the values that go with your counts; thin: all values tried. Each "
        "row has its own scale, that of the search: by equal steps, or by equal ratios where both "
        f"ends lie far apart. Where the interval takes {NOTHING_TOLD} of it, counts can't tell. "
        "An interval that ends at the end of the range may go on beyond it."
        f"{units_apart(rows)}",
        rests_on="trials of this study",
    )
    ax = body.subplots()
    frame(ax, names)
    words = {row["parameter"]: as_words(row) for row in rows}
    for at, row in enumerate(rows):
        _row(results, ax, row, at)
        ax.annotate(
            what_is_told(row, words) if _kind(row) == TOGETHER else "",
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
            *(
                Line2D([], [], color=color, marker=marker, markerfacecolor=face, linewidth=3.0)
                for color, marker, face, _ in (KINDS[kind] for kind in kinds)
            ),
            Line2D([], [], color=INK, marker="|", markersize=9.0, linestyle=""),
        ],
        [*(KINDS[kind][-1] for kind in kinds), "value before"],
        loc="outside upper left",
        ncols=4,
    )
    return figure


def describe(results: Results) -> str:
    """Of each parameter, its interval and what the counts tell."""
    rows = parameter_rows(results)
    words = {row["parameter"]: as_words(row) for row in rows}
    told = [
        f"{as_words(row)}: {_figures(row)} {plain_unit(row)}".rstrip()
        + f", before {value(row['before'])}, tried "
        + f"{from_to(row['tried_from'], row['tried_to'])}; {what_is_told(row, words)}."
        for row in rows[:ROWS_AT_MOST]
    ]
    return " ".join(f"{one[:1].upper()}{one[1:]}" for one in told)


def _figures(row: Row) -> str:
    low, high, estimate = figures_within(row["low"], row["high"], row["estimate"])
    if is_fitted(row):
        return f"{estimate} [{low}, {high}]"
    return f"{low} to {high}"


def _kind(row: Row) -> str:
    return TELL if is_fitted(row) else CANT_TELL if is_kept(row) else TOGETHER


def _row(results: Results, ax: Axes, row: Row, at: int) -> None:
    """Range, interval, estimate and the value before, on the range tried; no point is marked where
    the counts don't tell one."""
    estimate, low, high, before = (
        place_in_range(results, row, row[of]) for of in ("estimate", "low", "high", "before")
    )
    color, marker, face, _ = KINDS[_kind(row)]
    ax.plot([0.0, 1.0], [at, at], color="#BBBBBB", linewidth=1.0, zorder=1)
    ax.plot([low, high], [at, at], color=color, linewidth=3.6, solid_capstyle="butt", zorder=2)
    ax.plot(estimate, at, marker=marker, color=color, markersize=5.4, markerfacecolor=face,
            zorder=3)  # fmt: skip
    ax.plot(before, at, marker="|", color=INK, markersize=11.0, markeredgewidth=1.3, zorder=4)
