"""True incidents against people reached or paid, and who can't be told from the best.

Best is here whoever has the fewest true incidents.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.best import best_of
from sim.report.charts.described import from_to, how_many, listed_names, named
from sim.report.charts.intervals import means_and_bars
from sim.report.charts.number_places import write_numbers
from sim.report.drawing.style import INK, MARKS, SHAPES, Mark, in_words, page
from sim.report.folder.about_study import OF_FORCES
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import design_of
from sim.report.words.wording import at_full_strength

ACROSS = "true_incidents_per_day"
PEOPLE = "mean_paid_people"
UP = {
    "people_reached_share": (
        "people reached",
        "people reached, % of requested",
        "more people reached higher up",
    ),
    PEOPLE: ("people paid", "paid people (mean over the run)", "fewer paid people lower down"),
}
"""What may stand upwards, the first that varies: words of the title, the axis and the note."""
AT_FULL_STRENGTH = " Beside the names: people paid at full strength."
OTHERS = "#AAAAAA"
LEGEND_IN = 2.4
"""Roughly what the legend and the axis take of the width."""


def draw(results: Results) -> Figure:
    """A point a scenario, with both intervals. Of many scenarios only the chosen ones have
    intervals and names."""
    up = _up(results)
    people = _people(results)
    grid = len(results.factor_names) == 2
    title, label, note = UP[up]
    height_in = 3.6 if grid else max(3.5, 0.17 * len(results.names) + 1.1)
    figure, body = page(
        results,
        f"True incidents and {title}",
        height_in,
        f"Fewer incidents lie to the left, {note}. Intervals are of each scenario alone: "
        "overlapping intervals do not show that two scenarios are equal, see the differences "
        f"to the baseline.{AT_FULL_STRENGTH * (design_of(results) in OF_FORCES)}",
    )
    ax = body.subplots()
    _others(ax, results, up)
    alike = _like_the_best(results)
    x, x_bars = means_and_bars(results, ACROSS, results.names)
    y, y_bars = means_and_bars(results, up, results.names)
    for at, name in enumerate(results.names):
        if np.isnan(x[at]) or np.isnan(y[at]):
            continue
        color, marker = _look(results, name, at)
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
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    ax.set_xlabel("true incidents a day, in the model")
    ax.set_ylabel(label)
    if grid:
        _join_levels(ax, results, up)
        handles = _grid_legend(results, people)
    else:
        _number(ax, x, y, (figure.get_figwidth() - LEGEND_IN, height_in - 0.5))
        handles = _list_legend(results, people)
    body.legend(
        handles=[*handles, *_legend_of_the_best(alike)],
        loc="outside right upper",
        labelspacing=0.55,
    )
    return figure


def describe(results: Results) -> str:
    """Where the points lie, and which can't be told from the best."""
    up = _up(results)
    said = (
        f"{how_many(results)}. True incidents a day, in the model, {from_to(results, ACROSS)}; "
        f"{UP[up][0]} {from_to(results, up)}."
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


def _up(results: Results) -> str:
    """The KPI that stands upwards. Raises `NotInResults` where there is nothing to weigh."""
    if len(results.names) < 2:
        raise NotInResults("there is one scenario only, so there is no trade-off to show")
    results.estimates(ACROSS)
    for kpi in UP:
        if results.has(kpi):
            mean = results.estimates(kpi)["mean"].astype(float)
            if mean.max() - mean.min() > 1e-9:
                return kpi
    raise NotInResults("people reached and people paid are the same in every scenario, or unknown")


def _like_the_best(results: Results) -> list[str] | None:
    """The scenario with the fewest true incidents, first, and those not told apart from it; None
    where it makes no sense to ask: nobody can choose a guess, or all are the same."""
    whole = results.everything
    mean = whole.estimates(ACROSS)["mean"].astype(float)
    no_choice = whole.guesses or whole.direction_of(ACROSS) == "neither"
    if no_choice or not mean.max() - mean.min() > 1e-9:
        return None
    best, close = best_of(whole.values(ACROSS), lower_is_better=True)
    return [best, *close]


def _others(ax: Axes, results: Results, up: str) -> None:
    """The scenarios that aren't among those chosen, as dots without intervals."""
    whole = results.everything
    names = [name for name in whole.names if name not in results.names]
    if names:
        x, y = (means_and_bars(whole, kpi, names)[0] for kpi in (ACROSS, up))
        ax.plot(x, y, ".", color=OTHERS, markersize=2.5, zorder=1)


def _people(results: Results) -> dict[str, str]:
    """Paid people of each scenario, as words: forces of a study by their full strength, others by
    their mean; empty text when not known."""
    if design_of(results) in OF_FORCES:
        counts = {name: at_full_strength(results, name) for name in results.names}
        return {n: "" if count is None else f", {count:.0f} people" for n, count in counts.items()}
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


def _number(ax: Axes, x: np.ndarray, y: np.ndarray, size_in: tuple[float, float]) -> None:
    """Write each point's number beside it, as the legend has them; with a line where far off."""
    known = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
    points = np.column_stack([x, y])[known]
    write_numbers(ax, points, [str(at + 1) for at in known], size_in, above=5, joined=True)


def _join_levels(ax: Axes, results: Results, up: str) -> None:
    """Join the staffing levels of each rule: the line style tells rules apart in grey."""
    second = results.factor_names[1]
    for at, level in enumerate(results.levels_of(second)):
        members = [n for n in results.names if results.factors[n][second] == level]
        mark = MARKS[at % len(MARKS)]
        ax.plot(
            means_and_bars(results, ACROSS, members)[0],
            means_and_bars(results, up, members)[0],
            color=mark.color,
            linestyle=mark.line,
            linewidth=1.0,
            zorder=1.5,
        )


def _entry(color: str, marker: str, words: str, face: str | None = None) -> Line2D:
    return Line2D(
        [],
        [],
        color=color,
        marker=marker,
        markerfacecolor=face or color,
        linestyle="",
        label=words,
    )


def _line(mark: Mark, words: str) -> Line2D:
    return Line2D([], [], color=mark.color, linestyle=mark.line, linewidth=1.6, label=words)


def _legend_of_the_best(alike: list[str] | None) -> list[Line2D]:
    """What rings and hollow marks mean."""
    ring = _entry(INK, "o", "ringed: baseline", "none")
    ring.set_markersize(9.0)
    if alike is None:
        return [ring]
    return [
        ring,
        _entry("#555555", "o", "filled: fewest true incidents,\nor not distinguishable from it"),
        _entry("#555555", "o", "hollow: more true incidents", "white"),
    ]


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
    return handles


def _list_legend(results: Results, people: dict[str, str]) -> list[Line2D]:
    handles = []
    for at, name in enumerate(results.names):
        color, marker = _look(results, name, at)
        words = f"{at + 1}  {in_words(name, 26)}{people[name]}"
        handles.append(_entry(color, marker, words))
    left = len(results.everything.names) - len(results.names)
    return handles + ([_entry(OTHERS, ".", f"the {left:,} others")] if left else [])
