"""A list of parameters down the page, each with the range tried: the frame of a study's charts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.ticker import MaxNLocator

from sim.report.drawing.style import INK
from sim.report.folder.study_tables import Row
from sim.report.studies.tried import outputs

PANELS_AT_MOST = 3
"""Outputs that a chart has room for."""
LABEL_CHARACTERS = 28
NAME_CHARACTERS = 34
SMALL_PT = 6.8
LINE_IN = 0.125
GAP_IN = 0.13
"""Between two parameters."""


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


def shares_of_spread(ax: Axes, words: str, most: float) -> None:
    """Have a panel show percentages of an output's spread, ``most`` at the right end at most."""
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    left, right = ax.get_xlim()
    ax.set_xlim(max(left, -50.0), min(right, most))
    label_below(ax, f"{words.removesuffix(', %')}: % of its spread")


def figures_on_the_right(ax: Axes, figures: Sequence[str]) -> None:
    """What the marks of each row are, in figures."""
    right = ax.twinx()
    right.set_ylim(ax.get_ylim())
    right.set_yticks(range(len(figures)), labels=list(figures))
    right.tick_params(axis="y", length=0, labelsize=SMALL_PT)
    right.grid(visible=False)
    for side in right.spines.values():
        side.set_visible(False)
