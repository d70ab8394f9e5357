"""A list of parameters down the page, each with the range tried: the frame of a study's charts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy import nan_to_num

from sim.report.drawing.style import INK
from sim.report.folder.study_tables import Row
from sim.report.studies.tried import outputs
from sim.report.words.figures import PERCENT

PANELS_AT_MOST = 3
"""Outputs that a chart has room for."""
LABEL_CHARACTERS = 28
NAME_CHARACTERS = 34
SMALL_PT = 6.8
LINE_IN = 0.125
GAP_IN = 0.13
"""Between two parameters."""
LEAST = -50.0
"""Per cent of a spread, further down than which no panel reaches."""
GOES_ON = " Arrows: the interval goes on beyond the axis; a figure: so does what it is of."


def name_lines(words: str, beneath: str = "") -> str:
    """A parameter's words, broken, and beneath them the range tried."""
    lines = textwrap.wrap(words, NAME_CHARACTERS, break_on_hyphens=False)
    return "\n".join([*lines, *textwrap.wrap(beneath, NAME_CHARACTERS, break_on_hyphens=False)])


def row_in(names: Sequence[str]) -> float:
    """Height that the largest of these names needs."""
    return LINE_IN * max(name.count("\n") + 1 for name in names) + GAP_IN


def frame(ax: Axes, names: Sequence[str], *, label: bool = True, ticks: int = 5) -> None:
    """Lay a row a name on ``ax``, the first on top; names only where ``label``."""
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), labels=list(names) if label else [""] * len(names))
    for text in ax.get_yticklabels():
        text.set_fontsize(SMALL_PT)
        text.set_linespacing(1.05)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=ticks, min_n_ticks=2, steps=[1, 2, 5, 10]))
    for at in range(0, len(names), 2):
        ax.axhspan(at - 0.5, at + 0.5, color="#F5F5F5", zorder=0, linewidth=0)


def panels(
    body: SubFigure,
    rows: Sequence[Row],
    names: Mapping[Any, str],
    key_of: Callable[[Row], Hashable],
    *,
    ticks: int = 5,
) -> Iterator[tuple[Axes, str, list[tuple[int, Row]]]]:
    """A framed panel for each output: the output, and its rows, each with its place.

    ``names``: by what ``key_of`` tells of a row, in the order of the places.
    """
    shown = outputs(rows)[:PANELS_AT_MOST]
    axes = body.subplots(1, len(shown), squeeze=False)[0]
    for ax, output in zip(axes, shown, strict=True):
        frame(ax, list(names.values()), label=ax is axes[0], ticks=ticks)
        own = {key_of(row): row for row in rows if row["output"] == output}
        yield ax, output, [(at, own[key]) for at, key in enumerate(names) if key in own]


def label_below(ax: Axes, words: str) -> None:
    """What a panel's axis is, in lines that leave room for its neighbours."""
    ax.set_xlabel("\n".join(textwrap.wrap(words, LABEL_CHARACTERS)))


def limits_of(
    rows: Sequence[Row], parts: Sequence[str], most: float
) -> tuple[dict[str, tuple[float, float]], bool]:
    """Output -> from where to where its panel shows the shares of these rows with their intervals:
    no further than `LEAST` and ``most``; and whether any goes on beyond."""
    limits, cut = {}, False
    for output in outputs(rows)[:PANELS_AT_MOST]:
        own = [row for row in rows if row["output"] == output]
        ends = [end for row in own for part in parts for end in share_ends(row, part)[1:]]
        low, high = min([0.0, *ends]), max([1.0, *ends])
        room = 0.04 * (min(high, most) - max(low, LEAST))
        limits[output] = max(low - room, LEAST), min(high + room, most)
        cut |= low < LEAST or high > most
    return limits, cut


def share_ends(row: Row, part: str) -> tuple[float, float, float]:
    """A share of a row in per cent, and the ends of its interval."""
    share, half = (float(PERCENT * nan_to_num(row[of])) for of in (part, f"{part}_half_width"))
    return share, share - half, share + half


def shares_of_spread(ax: Axes, words: str, limits: tuple[float, float]) -> None:
    """Have a panel show percentages of an output's spread."""
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    ax.set_xlim(*limits)
    label_below(ax, f"{words.removesuffix(', %')}: % of its spread")


def draw_share(
    ax: Axes, y: float, ends: tuple[float, float, float], limits: tuple[float, float], mark: Line2D
) -> None:
    """A share with its interval, in the looks of ``mark``: where it goes on beyond the panel an
    arrow, and where the share itself lies there its figure."""
    (share, low, high), (left, right) = ends, limits
    color = mark.get_color()
    ax.plot([max(low, left), min(high, right)], [y, y], color=color, linewidth=1.0, zorder=3)
    for goes_on, at, arrow in ((low < left, left, "<"), (high > right, right, ">")):
        if goes_on:
            ax.plot(at, y, marker=arrow, color=color, markersize=3.6, clip_on=False, zorder=4)
    if left <= share <= right:
        ax.plot(share, y, marker=mark.get_marker(), color=color, markersize=4.7,
                markerfacecolor=mark.get_markerfacecolor(), zorder=4)  # fmt: skip
    else:
        beyond = share > right
        ax.annotate(
            f"{share:,.0f} %".replace("-", "\N{MINUS SIGN}"),
            (right if beyond else left, y),
            xytext=(-5 if beyond else 5, 0),
            textcoords="offset points",
            ha="right" if beyond else "left",
            va="center",
            fontsize=6.0,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
            zorder=5,
        )


def figures_on_the_right(ax: Axes, figures: Sequence[str]) -> None:
    """What the marks of each row are, in figures."""
    right = ax.twinx()
    right.set_ylim(ax.get_ylim())
    right.set_yticks(range(len(figures)), labels=list(figures))
    right.tick_params(axis="y", length=0, labelsize=SMALL_PT)
    right.grid(visible=False)
    for side in right.spines.values():
        side.set_visible(False)
