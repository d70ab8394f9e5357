"""A list of parameters down the page, each with the range tried: the frame of a study's charts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

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


def figures_on_the_right(ax: Axes, figures: Sequence[str]) -> None:
    """What the marks of each row are, in figures."""
    right = ax.twinx()
    right.set_ylim(ax.get_ylim())
    right.set_yticks(range(len(figures)), labels=list(figures))
    right.tick_params(axis="y", length=0, labelsize=SMALL_PT)
    right.grid(visible=False)
    for side in right.spines.values():
        side.set_visible(False)
