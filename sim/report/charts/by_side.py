"""Impartiality: how each side fares in the same respects, and what lies between the two."""

from __future__ import annotations

from math import isnan

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.report.charts.described import in_figures
from sim.report.charts.intervals import bars_of
from sim.report.charts.pair import best_by, heading, pair, under
from sim.report.drawing.style import INK, MARKS, QUIET, page
from sim.report.folder.read import NotInResults, Results
from sim.report.words.figures import GAP, possible

MEASURES = {
    "located": ("located_given_equal_conduct_share", "its incidents located"),
    "found": ("found_given_equal_conduct_share", "its incidents rightly attributed"),
    "sanctioned": ("sanctioned_given_equal_conduct_share", "its incidents rightly sanctioned"),
    "findings_wrong": ("findings_wrong_side_share_against", "findings against it wrong"),
    "sanctions_wrong": ("sanctions_wrong_group_share_against", "sanctions against it wrong"),
    "denied": ("movements_denied_share_of", "movements it denied"),
    "delayed": ("movements_delayed_share_of", "movements it delayed"),
}
"""Gap -> KPI by side, words."""
SIDES = ("side_a", "side_b")


def draw(results: Results) -> Figure:
    """Two panels a scenario: the share of each side, and the difference of the two."""
    names, measures = _shown(results)
    figure, body = page(
        results,
        "The two sides in the same respects",
        len(names) * (0.72 + 0.235 * len(measures)) + 0.5,
        "The first three: given equal conduct, as if both sides fired the same mix of incidents. "
        "Movements: of the requests to pass that the side was asked. Right: share of side A less "
        "share of side B, mean of runs in which both have one; filled where its 95 % interval "
        "leaves out zero (each taken by itself), open where no difference is shown. What differs "
        "may lie in where posts stand, not in anybody's intent. Wrong: the wrong side, or the "
        f"wrong group.{best_by(results)}",
    )
    parts = np.atleast_1d(np.asarray(body.subfigures(len(names), 1), dtype=object))
    panels = []
    for part, name in zip(parts, names, strict=True):
        left, right = part.subplots(1, 2, sharey=True, width_ratios=[1.4, 1.0])
        panels.append((left, right))
        _levels(left, results, name, measures)
        _gaps(right, results, name, measures)
        left.set_yticks(range(len(measures)), [MEASURES[one][1] for one in measures])
        left.set_ylim(len(measures) - 0.4, -0.6)
        title = heading(results, name, 60).replace("\n", " ")
        part.suptitle(title, x=0.012, ha="left", fontsize=8.5)
        left.set_title("share of each side", fontsize=8)
        right.set_title("side A less side B", fontsize=8)
        for ax in (left, right):
            ax.tick_params(axis="y", length=0)
    for column, unit in zip(zip(*panels, strict=True), ("%", "percentage points"), strict=True):
        limits = [ax.get_xlim() for ax in column]
        for ax in column:
            ax.set_xlim(min(low for low, _ in limits), max(high for _, high in limits))
        column[-1].set_xlabel(unit)
    body.legend(
        handles=[
            Line2D([], [], color=m.color, marker=m.marker, linestyle="-", label=f"side {letter}")
            for m, letter in zip(MARKS, "AB", strict=False)
        ],
        loc="outside upper left",
        ncols=2,
    )
    return figure


def describe(results: Results) -> str:
    """Where the sides are shown to differ, and that they aren't elsewhere."""
    names, measures = _shown(results)
    said = []
    for name in names:
        differ = []
        for one in measures:
            kpi, words = MEASURES[one]
            if _differs(results, one, name):
                of_a, of_b = (in_figures(results, f"{kpi}_{side}", name) for side in SIDES)
                differ.append(f"{words} (side A {of_a}, side B {of_b})")
        found = (
            f"the sides differ, each taken by itself, in: {'; '.join(differ)}"
            if differ
            else "no difference is shown"
        )
        said.append(f"{under(name)} {found}.")
    return " ".join(said)


def _shown(results: Results) -> tuple[list[str], list[str]]:
    """Scenarios, and the measures of which either has anything for a side."""
    if not any(results.has(GAP + one) for one in MEASURES):
        raise NotInResults("these results hold no differences between the sides")
    names = [name for name in pair(results) if name not in results.left_out]
    measures = [
        one
        for one, (kpi, _) in MEASURES.items()
        if results.has(GAP + one)
        and any(results.estimate(f"{kpi}_{side}", n).known for side in SIDES for n in names)
    ]
    if not measures:
        raise NotInResults("neither side did anything that these results compare")
    return names, measures


def _differs(results: Results, one: str, name: str) -> bool:
    found = results.estimate(GAP + one, name)
    return not isnan(found.low) and not found.low <= 0.0 <= found.high


def _levels(ax: Axes, results: Results, name: str, measures: list[str]) -> None:
    for mark, side, above in zip(MARKS, SIDES, (-0.14, 0.14), strict=False):
        found = [possible(results, f"{MEASURES[one][0]}_{side}", name) for one in measures]
        mean, errors = bars_of(found, 100.0)
        ax.errorbar(
            mean,
            np.arange(len(measures)) + above,
            xerr=errors,
            fmt=mark.marker,
            color=mark.color,
            markersize=3.8,
            elinewidth=1.1,
        )
    for at, one in enumerate(measures):
        if not any(results.estimate(f"{MEASURES[one][0]}_{side}", name).known for side in SIDES):
            ax.text(0.0, at, " none", va="center", fontsize=6.5, color=QUIET)
    ax.set_xlim(left=0.0)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))


def _gaps(ax: Axes, results: Results, name: str, measures: list[str]) -> None:
    ax.axvline(0.0, color=INK, linewidth=0.9)
    for at, one in enumerate(measures):
        found = results.estimate(GAP + one, name)
        if isnan(found.mean):
            ax.text(0.0, at, " not to be compared", va="center", fontsize=6.5, color=QUIET)
            continue
        shows = _differs(results, one, name)
        color = INK if shows else QUIET
        mean, errors = bars_of([found], 100.0)
        ax.errorbar(
            mean,
            [at],
            xerr=errors,
            fmt="o",
            color=color,
            markerfacecolor=color if shows else "white",
            markersize=4.2,
            elinewidth=1.6 if shows else 0.9,
        )
    left, right = ax.get_xlim()
    ax.set_xlim(min(left, -0.2 * right), max(right, -0.2 * left))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
