"""The trade-off of true incidents and people reached, with the people paid beside it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.report.read import NotInResults, Results
from sim.report.style import INK, MARKS, SHAPES, Mark, in_words, page

ACROSS = "true_incidents_per_day"
UP = "people_reached_share"
PEOPLE = "mean_paid_people"
OTHERS = "#AAAAAA"


def draw(results: Results) -> Figure:
    """A point a scenario, with both intervals; better lies to the upper left. Of many scenarios
    only the chosen ones have intervals and names."""
    if len(results.names) < 2:
        raise NotInResults("there is one scenario only, so there is no trade-off to show")
    people = _people(results)
    grid = len(results.factor_names) == 2
    figure, body = page(
        results,
        "True incidents and people reached",
        max(3.5, 0.17 * len(results.names) + 0.5) if not grid else 3.5,
        "Fewer incidents lie to the left, more people reached higher up. Intervals are of each "
        "scenario alone: overlapping intervals do not show that two scenarios are equal, see the "
        "paired differences.",
    )
    ax = body.subplots()
    _others(ax, results)
    for at, name in enumerate(results.names):
        color, marker = _look(results, name, at)
        a, b = results.estimate(ACROSS, name), results.estimate(UP, name)
        if not (a.known and b.known):
            continue
        x, y = a.mean, 100.0 * b.mean
        base = name == results.baseline
        ax.errorbar(
            x,
            y,
            xerr=[[x - a.low], [a.high - x]],
            yerr=[[y - 100.0 * b.low], [100.0 * b.high - y]],
            color=color,
            elinewidth=0.7,
            marker=marker,
            markersize=7.0 if base else 5.5,
            markeredgecolor=INK if base else "white",
            markeredgewidth=1.4 if base else 0.6,
        )
        if not grid:
            ax.annotate(str(at + 1), (x, y), xytext=(4, 3), textcoords="offset points", fontsize=7)
    if grid:
        _join_levels(ax, results)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    ax.set_xlabel("true incidents a day, in the model")
    ax.set_ylabel("people reached, % of requested")
    handles = _grid_legend(results, people) if grid else _list_legend(results, people)
    body.legend(handles=handles, loc="outside right upper", labelspacing=0.55)
    return figure


def _others(ax: Axes, results: Results) -> None:
    """The scenarios that aren't among those chosen, as dots without intervals."""
    whole = results.everything
    names = [name for name in whole.names if name not in results.names]
    if names:
        x, y = (whole.estimates(kpi)["mean"].reindex(names).to_numpy(float) for kpi in (ACROSS, UP))
        ax.plot(x, 100.0 * y, ".", color=OTHERS, markersize=2.5, zorder=1)


def _people(results: Results) -> dict[str, str]:
    """Paid people of each scenario, as words; empty text when not known."""
    if not results.has(PEOPLE):
        return dict.fromkeys(results.names, "")
    mean = results.estimates(PEOPLE)["mean"].astype(float)
    return {n: f", {mean[n]:.0f} people" if np.isfinite(mean[n]) else "" for n in results.names}


def _look(results: Results, name: str, at: int) -> tuple[str, str]:
    """Colour by the second factor and marker by the first; without factors, both by position."""
    if len(results.factor_names) != 2:
        return MARKS[at % len(MARKS)].color, SHAPES[(at // len(MARKS) + at) % len(SHAPES)]
    first, second = results.factor_names
    color = results.levels_of(second).index(results.factors[name][second])
    shape = results.levels_of(first).index(results.factors[name][first])
    return MARKS[color % len(MARKS)].color, SHAPES[shape % len(SHAPES)]


def _join_levels(ax: Axes, results: Results) -> None:
    """Join the staffing levels of each rule: the line style tells rules apart in grey."""
    second = results.factor_names[1]
    for at, level in enumerate(results.levels_of(second)):
        members = [n for n in results.names if results.factors[n][second] == level]
        mark = MARKS[at % len(MARKS)]
        ax.plot(
            [results.estimate(ACROSS, name).mean for name in members],
            [100.0 * results.estimate(UP, name).mean for name in members],
            color=mark.color,
            linestyle=mark.line,
            linewidth=1.0,
            zorder=1.5,
        )


def _entry(color: str, marker: str, words: str) -> Line2D:
    return Line2D([], [], color=color, marker=marker, linestyle="", label=words)


def _line(mark: Mark, words: str) -> Line2D:
    return Line2D([], [], color=mark.color, linestyle=mark.line, linewidth=1.6, label=words)


def _grid_legend(results: Results, people: dict[str, str]) -> list[Line2D]:
    first, second = results.factor_names
    handles = [_entry("none", "", f"{first} (shape)")]
    for at, level in enumerate(results.levels_of(first)):
        members = [n for n in results.names if results.factors[n][first] == level]
        known = {people[name] for name in members}
        words = in_words(level, 18) + (known.pop() if len(known) == 1 else "")
        handles.append(_entry("#555555", SHAPES[at % len(SHAPES)], words))
    handles.append(_entry("none", "", f"{second} (line)"))
    for at, level in enumerate(results.levels_of(second)):
        handles.append(_line(MARKS[at % len(MARKS)], in_words(level, 22)))
    baseline = Line2D(
        [], [], marker="o", linestyle="", color="#CCCCCC", markeredgecolor=INK, markeredgewidth=1.4
    )
    baseline.set_label("ringed: baseline")
    return [*handles, baseline]


def _list_legend(results: Results, people: dict[str, str]) -> list[Line2D]:
    handles = []
    for at, name in enumerate(results.names):
        color, marker = _look(results, name, at)
        base = " (baseline)" if name == results.baseline else ""
        words = f"{at + 1}  {in_words(name, 26)}{people[name]}{base}"
        handles.append(_entry(color, marker, words))
    left = len(results.everything.names) - len(results.names)
    return handles + ([_entry(OTHERS, ".", f"the {left:,} others")] if left else [])
