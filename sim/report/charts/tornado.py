"""What each assumption alone moves: the figures at the low and the high end of its range."""

from __future__ import annotations

from operator import itemgetter

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.parameter_rows import PANELS_AT_MOST, label_below, name_lines, panels, row_in
from sim.report.drawing.style import INK, MARKS, page
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row
from sim.report.studies.tornado_rows import ends_simulated, parameters, tornado_rows
from sim.report.studies.tried import (
    as_words,
    from_to,
    of_output,
    outputs,
    plain_unit,
    units_apart,
    value,
)

ROWS_AT_MOST = 14
TOLD = 3
"""So many parameters are told of in the description."""
ENDS = (("low", MARKS[0], "white", -0.12), ("high", MARKS[1], MARKS[1].color, 0.12))
"""End of the range, its mark and its filling, and how far below the row's middle it stands."""


def draw(results: Results) -> Figure:
    """A panel an output, a row a parameter; those that move the first output most on top."""
    rows = tornado_rows(results)
    order = parameters(rows)
    first = {row["parameter"]: row for row in reversed(rows)}
    names = {key: _name(first[key]) for key in order[:ROWS_AT_MOST]}
    note = (
        "One thing is changed at a time; all else stays as it stands (the line). Grey: how far the "
        "mean moves. A thin line, the interval, that crosses the line of what stands is no "
        "difference shown, each taken by itself."
    )
    if ends := ends_simulated(results):
        note += f" All marks and the line: {ends} fresh replications each."
    if left_out := len(order) - len(names):
        note += f" Left out: {left_out} that move less."
    note += units_apart(first[key] for key in names)
    figure, body = page(
        results,
        "What one change at a time moves",
        row_in(list(names.values())) * len(names) + 0.95,
        note,
        rests_on="trials of this study",
    )
    ticks = 4 if len(outputs(rows)) > 1 else 7
    for ax, output, own in panels(body, rows, names, itemgetter("parameter"), ticks=ticks):
        scale, words = of_output(results, output)
        for at, row in own:
            _row(ax, row, at, scale)
        label_below(ax, f"{words}, in the model")
    handles = [
        Line2D([], [], color=mark.color, marker=mark.marker, markerfacecolor=face, linewidth=1.0)
        for _, mark, face, _ in ENDS
    ]
    handles.append(Line2D([], [], color=INK, linewidth=0.9))
    words_of_ends = ["at the low end of what was tried", "at the high end", "as it stands"]
    body.legend(handles, words_of_ends, loc="outside upper left", ncols=3)
    return figure


def describe(results: Results) -> str:
    """Which assumptions move each output most, and from where to where."""
    rows = tornado_rows(results)
    said = [f"{len(parameters(rows))} things, each changed by itself over the range tried."]
    for output in outputs(rows)[:PANELS_AT_MOST]:
        scale, words = of_output(results, output)
        own = {row["parameter"]: row for row in rows if row["output"] == output}
        most = [own[key] for key in parameters(list(own.values()))[:TOLD]]
        parts = [
            f"{as_words(row)} ({value(scale * row['at_low'])} at {value(row['low_value'])}, "
            f"{value(scale * row['at_high'])} at {value(row['high_value'])})"
            for row in most
        ]
        standing = value(scale * most[0]["at_standing"])
        said.append(
            f"{words[:1].upper()}{words[1:]}: {standing} as it stands; moved most by "
            f"{'; '.join(parts)}."
        )
    return " ".join(said)


def _name(row: Row) -> str:
    tried = from_to(row["low_value"], row["high_value"], plain_unit(row))
    alone = "tried: " if row["low_value"] == row["high_value"] else ""
    return name_lines(as_words(row), f"{alone}{tried}")


def _row(ax: Axes, row: Row, at: int, scale: float) -> None:
    """Both ends with their intervals, and the line between them."""
    standing = scale * row["at_standing"]
    ax.plot([standing, standing], [at - 0.5, at + 0.5], color=INK, linewidth=0.9, zorder=1)
    for end, mark, face, below in ENDS:
        if end == "high" and row["high_value"] == row["low_value"]:
            continue  # a choice of two: the other one is how it stands
        x, low, high = (scale * row[f"at_{end}{part}"] for part in ("", "_from", "_to"))
        y = at + below
        ax.plot(
            [standing, x], [y, y], color="#BBBBBB", linewidth=3.2, solid_capstyle="butt", zorder=2
        )
        ax.plot([low, high], [y, y], color=mark.color, linewidth=1.0, zorder=3)
        ax.plot(x, y, marker=mark.marker, color=mark.color, markerfacecolor=face, markersize=4.6,
                zorder=4)  # fmt: skip
