"""Hours from an incident to the call, the visit and the conclusion, cases without one shown.

A case is concluded by a finding, a protest or a sanction. What series and KPIs call its answer is
called so here: in the funnel an incident is answered by a measure.
"""

from __future__ import annotations

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.described import named
from sim.report.drawing.style import MARKS, in_words, page
from sim.report.folder.read import NotInResults, Results

STEPS = (
    ("call", "cases_called_share_by_hours"),
    ("visit", "cases_visited_share_by_hours"),
    ("conclusion", "cases_answered_share_by_hours"),
)
IN_THE_END = (("given up", "answer_given_up_share"), ("open", "answer_open_share"))
NONE_TAKEN_UP = "no case taken up"
ENTRY_CHARACTERS = 104
DAYS_SAID, SAID = 3, 4
"""The description says what came within so many days, of so many scenarios."""
TICKS = {1: "1 h", 6: "6 h", 24: "1 d", 72: "3 d", 336: "14 d"}
OPEN_FROM_H, OPEN_TO_H = 550.0, 4200.0
"""Beyond the hours there is room for the cases without."""


def draw(results: Results) -> Figure:
    """Cumulative shares of cases; a row of panels a factor, the others held at the baseline."""
    comparisons = _comparisons(results)
    entries = {heading: _entries(results, names) for heading, names in comparisons.items()}
    shown = _drawn(results, comparisons)
    lines = max("\n".join(words).count("\n") + 1 for words in entries.values())
    figure, body = page(
        results,
        "How soon reports lead to a call, a visit, a conclusion",
        len(comparisons) * (1.85 + 0.15 * lines),
        "Calls: liaison calls, share of all cases of the joint centre; visits and conclusions (a "
        "finding, a protest or a sanction): of the cases taken up, not of those only logged; each "
        "point of those that could be followed so long. Bars in the grey part: cases without one "
        f"after {_followed(results)}. In the end: of all cases taken up, those given up for good "
        "without a conclusion, and those neither concluded nor given up when the run ends.",
        intervals=False,
    )
    parts = np.atleast_1d(np.asarray(body.subfigures(len(comparisons), 1), dtype=object))
    for part, (heading, names) in zip(parts, comparisons.items(), strict=True):
        axes = part.subplots(1, len(shown), sharey=True, squeeze=False)[0]
        for ax, (words, series) in zip(axes, shown, strict=True):
            _panel(ax, results, series, names)
            ax.set_title(words)
        axes[0].set_ylabel("% of cases")
        handles = [
            Line2D([], [], color=m.color, marker=m.marker, linestyle=m.line, markersize=4)
            for m, _ in zip(MARKS, names, strict=False)
        ]
        part.legend(
            handles,
            entries[heading],
            loc="outside lower left",
            title=f"{heading}. Without one, {_followed(results)} after the incident:",
            alignment="left",
            title_fontsize=7.5,
        )
    return figure


def describe(results: Results) -> str:
    """How many of each scenario's cases are followed by what in three days, how many not at all."""
    names = dict.fromkeys(name for of in _comparisons(results).values() for name in of.values())
    said = [
        f"{named(name)}: {', '.join(_within(results, name, DAYS_SAID))}; "
        f"without one {', '.join(_without(results, name))}."
        for name in list(names)[:SAID]
    ]
    left = len(names) - SAID
    more = f" {left} more {'is' if left == 1 else 'are'} drawn." if left > 0 else ""
    return (
        f"Share of cases, in the model, within {DAYS_SAID} days of the incident, and share "
        f"without one after {_followed(results)}. "
        f"{' '.join(said)}{more}"
    )


def _entries(results: Results, names: dict[str, str]) -> list[str]:
    """A legend's words on each scenario, in lines."""
    return [
        fill(f"{label}: {', '.join(_without(results, name))}", ENTRY_CHARACTERS)
        for label, name in names.items()
    ]


def _drawn(results: Results, comparisons: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Steps that any case of any scenario to draw led to. Raises `NotInResults` without any."""
    names = {name for of in comparisons.values() for name in of.values()}
    curves = {step: [_mean(results, step[1], name) for name in names] for step in STEPS}
    drawn = [step for step, of in curves.items() if any(one and max(one[1]) > 0.0 for one in of)]
    if not drawn:
        raise NotInResults("no case led to a call, a visit or a conclusion")
    return drawn


def _within(results: Results, name: str, days: int) -> list[str]:
    said = []
    for words, series in STEPS:
        curve = _mean(results, series, name)
        known = [v for h, v in zip(*curve, strict=True) if h <= 24.0 * days] if curve else []
        said.append(f"{words} {known[-1]:.0f} %" if known else f"{words}: {NONE_TAKEN_UP}")
    return said


def _comparisons(results: Results) -> dict[str, dict[str, str]]:
    """Heading -> {label: scenario}: one factor at a time, or the first few scenarios by name."""
    if not results.has_series(STEPS[0][1]):
        raise NotInResults("these results hold no times to call, visit or answer")
    found: dict[str, dict[str, str]] = {}
    for factor in results.factor_names:
        names = results.differing_only_in(factor)[: len(MARKS)]
        if len(names) > 1:
            rest = [v for f, v in results.factors[results.baseline].items() if f != factor]
            held = f", {in_words(rest[0])}" if rest else ""
            found[f"By {factor}{held}"] = {
                in_words(results.factors[name][factor]): name for name in names
            }
    if not found:
        others = [name for name in results.names if name != results.baseline]
        names = [results.baseline, *others][: len(MARKS)]
        left_out = len(results.names) - len(names)
        heading = f"The baseline and the first {len(names) - 1} others" if left_out else "Scenario"
        found[heading] = {in_words(name, 34): name for name in names}
    return found


def _mean(results: Results, series: str, name: str) -> tuple[list[float], list[float]] | None:
    try:
        table = results.series_of(series, name)
    except NotInResults:
        return None
    mean = 100.0 * table.mean(axis=0)
    return [float(h) for h in mean.index], [float(v) for v in mean]


def _panel(ax: Axes, results: Results, series: str, names: dict[str, str]) -> None:
    ax.axvspan(OPEN_FROM_H, OPEN_TO_H, color="#EEEEEE", zorder=0, linewidth=0)
    places = np.geomspace(OPEN_FROM_H, OPEN_TO_H, len(names) + 2)[1:-1]
    drawn: list[tuple[list[float], list[float]]] = []
    for mark, name, place in zip(MARKS, names.values(), places, strict=False):
        curve = _mean(results, series, name)
        if curve is None or not max(curve[1]) > 0.0:
            continue
        shown = [(h, v) for h, v in zip(*curve, strict=True) if h >= 1.0]
        # Of curves that lie on one another each has marks of its own, in turn.
        first = drawn.count(curve) % 2
        drawn.append(curve)
        ax.plot(
            [h for h, _ in shown],
            [v for _, v in shown],
            color=mark.color,
            marker=mark.marker,
            linestyle=mark.line,
            markersize=3.0,
            markevery=(first, 2),
            linewidth=1.2,
        )
        ends_at = curve[1][-1]
        if ends_at < 99.5:
            ax.plot([place, place], [ends_at, 100.0], color=mark.color, linewidth=2.2)
            ax.plot(place, ends_at, marker=mark.marker, color=mark.color, markersize=3.0)
    ax.set_xscale("log")
    ax.set_xlim(0.9, OPEN_TO_H)
    ax.set_xticks([*TICKS, np.sqrt(OPEN_FROM_H * OPEN_TO_H)], [*TICKS.values(), "none"])
    ax.tick_params(axis="x", which="minor", length=0)
    ax.set_xlabel("time since the incident")
    ax.set_ylim(0.0, 104.0)
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.axhline(100.0, color="#888888", linewidth=0.7)


def _followed(results: Results) -> str:
    """How long the baseline's cases were followed at most."""
    curve = _mean(results, STEPS[0][1], results.baseline)
    hours = curve[0][-1] if curve else 0.0
    return f"{hours / 24.0:.0f} days" if hours >= 48.0 else f"{hours:.0f} hours"


def _without(results: Results, name: str) -> list[str]:
    """Share without each step after so many days, and what came of the cases in the end."""
    shares = []
    for words, series in STEPS:
        curve = _mean(results, series, name)
        if curve is None:
            shares.append(f"{words}: {NONE_TAKEN_UP}")
        elif not max(curve[1]) > 0.0:
            shares.append(f"no {words}s")
        else:
            shares.append(f"{words} {100.0 - curve[1][-1]:.0f} %")
    ends = [
        f"{words} {100.0 * results.estimate(kpi, name).mean:.0f} %"
        for words, kpi in IN_THE_END
        if results.has(kpi) and results.estimate(kpi, name).known
    ]
    if ends:
        shares[-1] += f" (in the end {', '.join(ends)})"
    return shares
