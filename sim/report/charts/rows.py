"""A list of scenarios down the page, grouped by the first factor: the frame three charts share.

Names stand on the left and quantities run to the right, so that forty scenarios with long names
read as well as twelve with short ones.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.drawing.style import in_words
from sim.report.folder.read import Results

ROW_IN = 0.235
GROUP_GAP = 0.9
"""Room above a group for its heading, in rows."""
ONE_LINE = 34
"""Characters of a name in the usual type; a longer one stands in two lines of a smaller one."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where each scenario stands: ``y`` in rows from the top, headings of groups above them."""

    names: list[str]
    y: dict[str, float]
    labels: dict[str, str]
    headings: list[tuple[float, str]]
    baseline: str

    @property
    def height_in(self) -> float:
        """Height the rows need."""
        return ROW_IN * (max(self.y.values()) + 1.0)


def rows_of(results: Results, leave_out_baseline: bool = False) -> Rows:
    """Rows in the experiment's order; two factors give groups, otherwise each row has its name."""
    names = [n for n in results.names if not (leave_out_baseline and n == results.baseline)]
    y: dict[str, float] = {}
    labels: dict[str, str] = {}
    headings: list[tuple[float, str]] = []
    if len(results.factor_names) == 2:
        group, within = results.factor_names
        at = 0.0
        for level in results.levels_of(group):
            members = [name for name in names if results.factors[name][group] == level]
            if not members:
                continue
            at += GROUP_GAP
            headings.append((at - 0.85, in_words(f"{group}: {level}", 34)))
            for name in members:
                labels[name] = in_words(results.factors[name][within], 26)
                y[name] = at
                at += 1.0
    else:
        for at, name in enumerate(names):
            labels[name], y[name] = _in_two_lines(name), float(at)
        _tell_apart(labels)
    return Rows(names, y, labels, headings, results.baseline)


def _in_two_lines(name: str) -> str:
    words = in_words(name, 2 * ONE_LINE)
    if len(words) <= ONE_LINE:
        return words
    lines = textwrap.wrap(words, ONE_LINE)
    return "\n".join(lines if len(lines) == 2 else (words[:ONE_LINE], words[ONE_LINE:]))


def _tell_apart(labels: dict[str, str]) -> None:
    """Number names that are the same once they are cut."""
    times = Counter(labels.values())
    for at, (name, label) in enumerate(list(labels.items()), start=1):
        if times[label] > 1:
            labels[name] = f"{label} (no. {at})"


def frame(ax: Axes, rows: Rows, label: bool) -> None:
    """Lay the rows on ``ax``; names only where ``label``. The baseline's name is bold."""
    ax.set_ylim(max(rows.y.values()) + 0.6, -0.6 - (GROUP_GAP - 0.6 if rows.headings else 0.0))
    ax.set_yticks([rows.y[name] for name in rows.names])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    marked = rows.baseline in rows.y and len(rows.names) > 1
    if marked:
        at = rows.y[rows.baseline]
        ax.axhspan(at - 0.47, at + 0.47, color="#F1F1F1", zorder=0, linewidth=0)
    if not label:
        ax.set_yticklabels([])
        return
    names = [
        rows.labels[name] + (" (baseline)" if marked and name == rows.baseline else "")
        for name in rows.names
    ]
    for text, name in zip(ax.set_yticklabels(names), rows.names, strict=True):
        text.set_fontweight("bold" if marked and name == rows.baseline else "normal")
        if "\n" in text.get_text():
            text.set_fontsize(6.3)
            text.set_linespacing(0.95)
    for at, heading in rows.headings:
        ax.annotate(
            heading,
            (0.0, at),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=7.5,
            fontstyle="italic",
            color="#444444",
        )
