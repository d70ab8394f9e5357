"""Civilian wait at the mission's checkpoints by hour of the day."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.statistics import ratio_of_sums
from sim.report.drawing.style import MARKS, in_words, page
from sim.report.folder.read import Estimate, Floats, NotInResults, Results
from sim.report.words.figures import figures

WAITS = "wait_sum_by_hour_of_day_h"
SERVED = "served_by_hour_of_day"


def draw(results: Results) -> Figure:
    """Mean wait in minutes by hour of arrival."""
    names, held = _compared(results)
    ribbons = "; ribbons are 95 % intervals" if results.replications > 1 else ""
    mixed = " Where ribbons lie on one another, their colours mix." if len(names) > 1 else ""
    figure, body = page(
        results,
        "Civilian wait at the mission's checkpoints, by hour of the day",
        3.3,
        f"Mean wait of vehicles served, all replications together{held}{ribbons}. "
        f"Hours in which nobody was served are left open.{mixed * bool(ribbons)}",
    )
    ax = body.subplots()
    drawn: dict[bytes, str] = {}
    for mark, (label, name) in zip(MARKS, names.items(), strict=False):
        hours, mean, low, high = found = mean_wait_min(results, name)
        same = drawn.setdefault(np.concatenate(found).tobytes(), label)
        if same != label:  # it would hide the other
            ax.plot([], [], linestyle="", label=f"{label}: the same as {same}")
            continue
        ax.plot(
            hours,
            mean,
            color=mark.color,
            marker=mark.marker,
            linestyle=mark.line,
            markersize=3.5,
            label=label,
        )
        ax.fill_between(hours, low, high, color=mark.color, alpha=0.2, linewidth=0)
    ax.set_xlabel("hour of the day at which the vehicle arrives")
    ax.set_ylabel("mean wait, minutes")
    ax.xaxis.set_major_locator(MaxNLocator(nbins=14, integer=True, steps=[1, 2, 3, 6]))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    ax.set_ylim(bottom=0.0)
    body.legend(loc="outside upper left", ncols=4 if len(names) <= 4 else 2)
    return figure


def describe(results: Results) -> str:
    """Of each scenario the longest mean wait and its hour."""
    names, _ = _compared(results)
    said = []
    for label, name in names.items():
        hours, mean, low, high = mean_wait_min(results, name)
        at = int(np.argmax(mean))
        ends = float(mean[at]), float(low[at]), float(high[at])
        found = Estimate(*ends, math.nan, math.nan, math.nan, "")
        said.append(f"{label}: {figures([found])[0]} minutes at {hours[at]:.0f}:00")
    return f"Longest mean wait of a vehicle served, in the model. {'; '.join(said)}."


def _compared(results: Results) -> tuple[dict[str, str], str]:
    """{label: scenario}, and the words for what is held at the baseline."""
    if not results.has_series(WAITS) or not results.has_series(SERVED):
        raise NotInResults("no mission checkpoint served anybody")
    if results.factor_names:
        first = results.factor_names[0]
        names = [n for n in results.differing_only_in(first) if _served(results, n)]
        if len(names) > 1:
            rest = [v for f, v in results.factors[results.baseline].items() if f != first]
            held = f" ({in_words(rest[0])})" if rest else ""
            return {
                f"{first} {in_words(results.factors[n][first])}": n for n in names[: len(MARKS)]
            }, held
    others = [name for name in results.names if name != results.baseline]
    names = [n for n in [results.baseline, *others] if _served(results, n)]
    if not names:
        raise NotInResults("no mission checkpoint served anybody")
    return {in_words(n, 34): n for n in names[: len(MARKS)]}, ""


def _served(results: Results, name: str) -> bool:
    try:
        return bool(results.series_of(SERVED, name).to_numpy(float).sum() > 0.0)
    except NotInResults:
        return False


def mean_wait_min(results: Results, name: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Hours, ratio of sums in minutes, and its jackknife 95 % t interval over replications."""
    waits = results.series_of(WAITS, name).fillna(0.0)
    served = (
        results.series_of(SERVED, name)
        .fillna(0.0)
        .reindex(index=waits.index, columns=waits.columns, fill_value=0.0)
    )
    busy = served.sum(axis=0) > 0.0
    hours = waits.columns[busy].to_numpy(float)
    intervals = [
        ratio_of_sums(60.0 * waits[hour].to_numpy(np.float64), served[hour].to_numpy(np.float64))
        for hour in waits.columns[busy]
    ]
    mean, low, high = (np.asarray(ends) for ends in zip(*intervals, strict=True))
    return hours, mean, np.clip(low, 0.0, None), high
