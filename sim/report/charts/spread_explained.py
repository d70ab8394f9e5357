"""How much of the spread each assumption explains: alone, and with all that it works through."""

from __future__ import annotations

from itertools import product
from operator import itemgetter

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.parameter_rows import (
    GOES_ON,
    PANELS_AT_MOST,
    draw_share,
    limits_of,
    name_lines,
    panels,
    row_in,
    share_ends,
    shares_of_spread,
)
from sim.report.drawing.style import MARKS, page
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row
from sim.report.studies.spread_rows import by_total, is_chance, spread_rows
from sim.report.studies.tried import as_words, of_output, outputs
from sim.report.words.figures import PERCENT

ROWS_AT_MOST = 14
TOLD = 3
PARTS = (
    ("total", "with all that it works together with", MARKS[1], "white", 0.13),
    ("first", "by itself alone", MARKS[0], MARKS[0].color, -0.13),
)
"""Column, words, mark, its filling, and how far below the row's middle it stands."""
LOOKS = {
    part: Line2D([], [], color=mark.color, marker=mark.marker, markerfacecolor=face, linewidth=1.0)
    for part, _, mark, face, _ in PARTS
}
MOST = 150.0
"""Per cent of a spread at the right end of a panel, at most."""


def draw(results: Results) -> Figure:
    """A panel an output, a row a parameter; those that explain most of the first on top."""
    rows = spread_rows(results)
    order = by_total(rows)
    first = {row["parameter"]: row for row in reversed(rows)}
    names = {key: name_lines(as_words(first[key])) for key in order[:ROWS_AT_MOST]}
    shown = [row for row in rows if row["parameter"] in names]
    limits, cut = limits_of(shown, [part for part, *_ in PARTS], MOST)
    note = (
        "Spread: how far the trials lie apart when all of these vary at once over the ranges "
        "tried. Where the open mark lies further right, it works together with others. "
        "Estimates may fall below 0 or beyond 100 by chance; an interval that holds 0 shows "
        f"nothing.{GOES_ON * cut}"
    )
    if left_out := len(order) - len(names):
        note += f" Left out: {left_out} that explain less."
    figure, body = page(
        results,
        "Where the spread comes from",
        max(row_in(list(names.values())), 0.33) * len(names) + 0.95,
        note,
        rests_on="trials of this study",
    )
    for ax, output, own in panels(body, rows, names, itemgetter("parameter")):
        shares_of_spread(ax, of_output(results, output)[1], limits[output])
        for (at, row), (part, *_, below) in product(own, PARTS):
            draw_share(ax, at + below, share_ends(row, part), limits[output], LOOKS[part])
    handles = [LOOKS[part] for part, *_ in reversed(PARTS)]
    words_of_parts = [words for _, words, *_ in reversed(PARTS)]
    body.legend(handles, words_of_parts, loc="outside upper left", ncols=2)
    return figure


def describe(results: Results) -> str:
    """Which assumptions explain most of the spread of each output."""
    rows = spread_rows(results)
    said = [f"{len(by_total(rows))} things, varied together."]
    for output in outputs(rows)[:PANELS_AT_MOST]:
        own = {row["parameter"]: row for row in rows if row["output"] == output}
        shown = [own[key] for key in by_total(list(own.values()))]
        shown = [row for row in shown if not is_chance(row, "total")]
        parts = [
            f"{as_words(row)} ({PERCENT * min(row['total'], 1.0):.0f} % with others{_alone(row)})"
            for row in shown[:TOLD]
        ]
        words = of_output(results, output)[1].removesuffix(", %")
        most = f"most comes from {'; '.join(parts)}" if parts else "nothing is shown to count"
        said.append(f"Of the spread of {words} {most}.")
    return " ".join(said)


def _alone(row: Row) -> str:
    """What is told of a share by itself: nothing where it may be chance."""
    if is_chance(row, "first"):
        return ""
    if row["first"] >= row["total"]:
        return ", all of it alone"
    return f", {PERCENT * row['first']:.0f} % alone"
