"""True incidents against people paid and people reached, and who can't be told from the best.

Best is here whoever has the fewest true incidents.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.best import best_of
from sim.report.charts.described import (
    NOT_THE_SAME_COUNTS,
    from_to,
    how_many,
    listed_names,
    named,
)
from sim.report.charts.intervals import means_and_bars
from sim.report.charts.number_places import write_numbers
from sim.report.charts.tradeoff_legend import OTHERS, PEOPLE, legend_of, look_of
from sim.report.drawing.style import INK, MARKS, page
from sim.report.folder.about_study import OF_FORCES
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import design_of

TRUTH = "true_incidents_per_day"
PANELS = {
    PEOPLE: (
        "people paid",
        "paid people (mean over the run)",
        "fewer paid people to the left",
    ),
    "people_reached_share": (
        "people reached",
        "people reached, % of requested",
        "more people reached to the right",
    ),
}
"""What incidents are weighed against: words of the title, the axis and the note."""
AT_FULL_STRENGTH = " Beside the names: people paid at full strength."
PANEL_IN = 2.9
LEGEND_LINE_IN = 0.165
AXES_IN = 0.9
"""Roughly what the axes take of the width."""
LEAST_SPAN = 0.1
"""An axis is at least so wide, of its largest value: else a hair's breadth fills it."""


def draw(results: Results) -> Figure:
    """A panel for what it takes and one for what else it brings, a point a scenario, with both
    intervals. Of many scenarios only the chosen ones have intervals and names."""
    across = _across(results)
    alike = _like_the_best(results)
    handles, columns = legend_of(results, alike)
    titles, _, notes = zip(*(PANELS[kpi] for kpi in across), strict=True)
    figure, body = page(
        results,
        f"True incidents beside {' and '.join(titles)}",
        PANEL_IN + LEGEND_LINE_IN * -(-len(handles) // columns),
        f"Fewer incidents lie lower, {', '.join(notes)}. Intervals are of each scenario alone: "
        "overlapping intervals do not show that two scenarios are equal, see the differences "
        f"to the baseline.{AT_FULL_STRENGTH * (design_of(results) in OF_FORCES)}",
    )
    panels = body.subplots(1, len(across), sharey=True, squeeze=False)[0]
    for ax, kpi in zip(panels, across, strict=True):
        _points(ax, results, kpi, alike)
        ax.set_xlabel(PANELS[kpi][1])
    panels[0].set_ylabel("true incidents a day, in the model")
    panels[0].set_ylim(_spread_out(*panels[0].get_ylim()))
    for ax in panels:
        ax.set_xlim(_spread_out(*ax.get_xlim()))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    if len(results.factor_names) != 2:
        size_in = ((figure.get_figwidth() - AXES_IN) / len(across), PANEL_IN - 0.5)
        for ax, kpi in zip(panels, across, strict=True):
            _number(ax, results, kpi, size_in)
    body.legend(handles=handles, loc="outside upper left", ncols=columns, columnspacing=1.6)
    return figure


def _spread_out(low: float, high: float) -> tuple[float, float]:
    """Ends of an axis, moved apart to its least span."""
    lacking = max(LEAST_SPAN * max(abs(low), abs(high)) - (high - low), 0.0)
    return low - lacking / 2.0, high + lacking / 2.0


def _points(ax: Axes, results: Results, kpi: str, alike: list[str] | None) -> None:
    _others(ax, results, kpi)
    if len(results.factor_names) == 2:
        _join_levels(ax, results, kpi)
    x, x_bars = means_and_bars(results, kpi, results.names)
    y, y_bars = means_and_bars(results, TRUTH, results.names)
    for at, name in enumerate(results.names):
        if np.isnan(x[at]) or np.isnan(y[at]):
            continue
        color, marker = look_of(results, name, at)
        if name == results.baseline:
            ax.plot(x[at], y[at], "o", markersize=11.0, color=INK, markerfacecolor="none", zorder=4)
        ax.errorbar(
            x[at],
            y[at],
            xerr=x_bars[:, [at]],
            yerr=y_bars[:, [at]],
            color=color,
            elinewidth=0.6,
            marker=marker,
            markersize=5.5,
            markerfacecolor=color if alike is None or name in alike else "white",
            markeredgecolor=color,
            zorder=3,
        )


def describe(results: Results) -> str:
    """Where the points lie, and which can't be told from the best."""
    across = "; ".join(f"{PANELS[kpi][0]} {from_to(results, kpi)}" for kpi in _across(results))
    said = (
        f"{how_many(results)}. True incidents a day, in the model, {from_to(results, TRUTH)}; "
        f"{across}."
    )
    alike = _like_the_best(results)
    if alike is None:
        return said
    best, *close = alike
    if close:
        return (
            f"{said} Fewest true incidents: {named(best)}; not distinguishable from it: "
            f"{listed_names(close)}."
        )
    return f"{said} Fewest true incidents: {named(best)}; all others have more."


def _across(results: Results) -> list[str]:
    """The KPIs to weigh incidents against. Raises `NotInResults` where there are none."""
    if len(results.names) < 2:
        raise NotInResults("there is one scenario only, so there is no trade-off to show")
    if results.what_counts_differs:
        raise NotInResults(NOT_THE_SAME_COUNTS)
    if not _varies(results, TRUTH):
        raise NotInResults("true incidents are the same in every scenario: nothing is traded off")
    if found := [kpi for kpi in PANELS if results.has(kpi) and _varies(results, kpi)]:
        return found
    raise NotInResults("people reached and people paid are the same in every scenario, or unknown")


def _varies(results: Results, kpi: str) -> bool:
    mean = results.estimates(kpi)["mean"].astype(float)
    return bool(mean.max() - mean.min() > 1e-9)


def _like_the_best(results: Results) -> list[str] | None:
    """The scenario with the fewest true incidents, first, and those not told apart from it; None
    where it makes no sense to ask, for nobody can choose a guess."""
    whole = results.everything
    if whole.guesses or whole.direction_of(TRUTH) == "neither":
        return None
    best, close = best_of(whole.values(TRUTH), lower_is_better=True)
    return [best, *close]


def _others(ax: Axes, results: Results, across: str) -> None:
    """The scenarios that aren't among those chosen, as dots without intervals."""
    whole = results.everything
    names = [name for name in whole.names if name not in results.names]
    if names:
        x, y = (means_and_bars(whole, kpi, names)[0] for kpi in (across, TRUTH))
        ax.plot(x, y, ".", color=OTHERS, markersize=2.5, zorder=1)


def _number(ax: Axes, results: Results, kpi: str, size_in: tuple[float, float]) -> None:
    """Write each point's number beside it, as the legend has them; with a line where far off."""
    x, y = (means_and_bars(results, one, results.names)[0] for one in (kpi, TRUTH))
    known = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
    points = np.column_stack([x, y])[known]
    write_numbers(ax, points, [str(at + 1) for at in known], size_in, above=5, joined=True)


def _join_levels(ax: Axes, results: Results, kpi: str) -> None:
    """Join the staffing levels of each rule: the line style tells rules apart in grey."""
    second = results.factor_names[1]
    for at, level in enumerate(results.levels_of(second)):
        members = [n for n in results.names if results.factors[n][second] == level]
        mark = MARKS[at % len(MARKS)]
        ax.plot(
            *(means_and_bars(results, one, members)[0] for one in (kpi, TRUTH)),
            color=mark.color,
            linestyle=mark.line,
            linewidth=1.0,
            zorder=1.5,
        )
