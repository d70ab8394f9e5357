"""Which assumptions work together: what a pair explains beyond what each of it does alone."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.parameter_rows import (
    GOES_ON,
    PANELS_AT_MOST,
    draw_share,
    limits_of,
    panels,
    row_in,
    share_ends,
    shares_of_spread,
)
from sim.report.drawing.style import BETTER, QUIET, page
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row
from sim.report.studies.spread_rows import is_chance, pair_rows
from sim.report.studies.tried import as_words, of_output, outputs, value
from sim.report.words.figures import PERCENT
from sim.report.words.said import said

ROWS_AT_MOST = 10
NAME_CHARACTERS = 38
MOST = 100.0
"""Per cent of a spread at the right end of a panel, at most."""
LOOKS = [
    Line2D([], [], color=BETTER, marker="o", linewidth=1.0),
    Line2D([], [], color=QUIET, marker="o", markerfacecolor="white", linewidth=1.0),
]
"""Of what is shown, and of what may be chance."""
Pair = tuple[str, str]


def draw(results: Results) -> Figure:
    """A panel an output, a row a pair; those that explain most of any output on top."""
    rows = pair_rows(results)
    order = _order(rows)
    named = {_pair(row): _name(row) for row in rows}
    names = {pair: named[pair] for pair in order[:ROWS_AT_MOST]}
    limits, cut = limits_of([row for row in rows if _pair(row) in names], ["second"], MOST)
    note = (
        "What two of them explain together of the spread, beyond what each explains alone. "
        f"Open marks: the interval holds 0, so it may be chance.{GOES_ON * cut}"
    )
    if left_out := len(order) - len(names):
        note += f" Left out: {left_out:,} pairs that explain less."
    figure, body = page(
        results,
        "What works together",
        max(row_in(list(names.values())), 0.3) * len(names) + 0.95,
        note,
        rests_on="trials of this study",
    )
    for ax, output, own in panels(body, rows, names, _pair):
        shares_of_spread(ax, of_output(results, output)[1], limits[output])
        for at, row in own:
            looks = LOOKS[is_chance(row, "second")]
            draw_share(ax, at, share_ends(row, "second"), limits[output], looks)
    words_of_marks = ["shown to work together", "may be chance"]
    body.legend(LOOKS, words_of_marks, loc="outside upper left", ncols=2)
    return figure


def describe(results: Results) -> str:
    """Which pairs are shown to work together, of how many."""
    rows = pair_rows(results)
    told = [f"{len(_order(rows))} pairs."]
    for output in outputs(rows)[:PANELS_AT_MOST]:
        own = [row for row in rows if row["output"] == output and not is_chance(row, "second")]
        own.sort(key=lambda row: -row["second"])
        parts = [
            f"{as_words(row)} and {_other(row)} ({value(PERCENT * row['second'])} % of the spread)"
            for row in own[:3]
        ]
        words = of_output(results, output)[1].removesuffix(", %")
        found = f"shown to work together are {'; '.join(parts)}" if parts else "none is shown"
        told.append(f"For {words} {found}; by chance alone about one in forty would seem so.")
    return " ".join(told)


def _order(rows: list[Row]) -> list[Pair]:
    """Pairs by the largest of their shares."""
    most: dict[Pair, float] = {}
    for row in rows:
        share = float(np.nan_to_num(row["second"]))
        most[_pair(row)] = max(share, most.get(_pair(row), share))
    return sorted(most, key=lambda pair: -most[pair])


def _pair(row: Row) -> Pair:
    return row["parameter"], row["other"]


def _other(row: Row) -> str:
    return said(row["other_words"] or row["other"], NAME_CHARACTERS)


def _name(row: Row) -> str:
    first = said(row["words"] or row["parameter"], NAME_CHARACTERS)
    return f"{first}\n+ {_other(row)}"
