"""Post-hours due: how many are watched and what the others are lost to, by scenario and by week."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.kpis.coverage import CAUSES
from sim.report.charts.calendar import date_axis, days_of, middles_of_weeks, start_of
from sim.report.charts.described import in_figures
from sim.report.charts.pair import pair, under
from sim.report.charts.rows import Rows, frame, rows_of
from sim.report.drawing.style import HATCHES, INK, TRUE, in_words, page
from sim.report.folder.read import Floats, NotInResults, Results

WATCHED, WATCHED_BY_WEEK = "coverage_share", "coverage_by_week"
LOST, LOST_BY_WEEK = "coverage_lost_share_", "lost_post_hours_by_week__"
IN_ALL, LATER = "in_all", "_from_first_post"
COLORS = ("#D9D9D9", "#E69F00", "#CC79A7", "#999999", "#F0E442", "#009E73", "#56B4E9")
OTHERS = "others"
MOST_CAUSES = len(COLORS) - 1
WORTH_A_FIGURE = 9.0
"""Per cent of a bar from which on a figure fits into it."""


class Part(NamedTuple):
    """A part of the post-hours due: KPIs and series that make it up, and how it looks."""

    words: str
    kpis: list[str]
    series: list[str]
    color: str
    hatch: str


def draw(results: Results) -> Figure:
    """Above a bar a scenario, below a bar a week of the baseline."""
    parts = _parts(results)
    rows = rows_of(results)
    weekly = _weekly(results, parts)
    height_in = rows.height_in + 1.0 + 0.16 * (len(parts) // 3) + (1.7 if weekly else 0.0)
    figure, body = page(
        results,
        "Post-hours due: watched, and lost to what",
        height_in,
        "Post-hours that the mission's plan asks for, over the whole run; means of all "
        "replications. Weeks in which no post was due are empty, never zero. "
        "A last week that is not whole is left out.",
        intervals=False,
    )
    if weekly:
        upper, lower = body.subplots(2, 1, height_ratios=[rows.height_in + 0.3, 1.4])
        _by_week(lower, results, parts, weekly)
    else:
        upper = body.subplots()
    _by_scenario(upper, results, rows, parts)
    body.legend(
        handles=[
            Patch(facecolor=part.color, hatch=part.hatch, edgecolor=INK, lw=0.4, label=part.words)
            for part in parts
        ],
        loc="outside upper left",
        ncols=3,
        columnspacing=1.2,
    )
    return figure


def describe(results: Results) -> str:
    """Watched, and the largest loss, of the baseline and the best."""
    lost = [part for part in _parts(results) if part.kpis != [WATCHED]]
    said = []
    for name in pair(results):
        if not results.estimate(WATCHED, name).known:
            continue
        watched = in_figures(results, WATCHED, name)
        said.append(f"{under(name)} {watched} of the post-hours due are watched.")
        largest = max(lost, key=lambda part: _share(results, part, name), default=None)
        if largest is not None and _share(results, largest, name) > 0.0:
            share = _share(results, largest, name)
            said.append(f"Most of the rest are {largest.words} ({share:.0f} % of those due).")
    return " ".join(said)


def _parts(results: Results) -> list[Part]:
    """Watched, then causes that lose anything anywhere: the known ones, then actors."""
    if not results.has(WATCHED):
        raise NotInResults("no post was due")
    kpis = results.comparison["kpi"].drop_duplicates()
    found = kpis[kpis.str.startswith(LOST) & ~kpis.str.endswith(LATER)].tolist()
    causes = [kpi.removeprefix(LOST) for kpi in found if kpi != LOST + IN_ALL]
    losing = [c for c in causes if results.has(LOST + c) and _largest(results, LOST + c) > 5e-4]
    losing = [c for c in CAUSES if c in losing] + sorted(c for c in losing if c not in CAUSES)
    named, rest = losing[:MOST_CAUSES], losing[MOST_CAUSES:]
    parts = [Part("watched", [WATCHED], [WATCHED_BY_WEEK], TRUE, "")]
    for cause, color, hatch in zip(named, COLORS, HATCHES[1:] * 2, strict=False):
        words = f"lost to {CAUSES.get(cause) or in_words(cause)}"
        parts.append(Part(words, [LOST + cause], [LOST_BY_WEEK + cause], color, hatch))
    if rest:
        of_rest = [LOST + cause for cause in rest], [LOST_BY_WEEK + cause for cause in rest]
        parts.append(Part("lost to other causes", *of_rest, COLORS[-1], HATCHES[0]))
    return parts


def _largest(results: Results, kpi: str) -> float:
    return float(np.nanmax(results.estimates(kpi)["mean"].to_numpy(float)))


def _share(results: Results, part: Part, name: str) -> float:
    """Per cent of the post-hours due; NaN where none was."""
    return 100.0 * sum(results.estimate(kpi, name).mean for kpi in part.kpis)


def _by_scenario(ax: Axes, results: Results, rows: Rows, parts: list[Part]) -> None:
    frame(ax, rows, label=True)
    for name in rows.names:
        at, left = rows.y[name], 0.0
        if np.isnan(_share(results, parts[0], name)):
            ax.text(1.0, at, "no post is due", va="center", fontsize=7)
            continue
        for part in parts:
            share = _share(results, part, name)
            _bar(ax, part, share, at, left)
            if share >= WORTH_A_FIGURE:
                _figure(ax, part, share, at, left + share / 2.0)
            left += share
    ax.set_xlim(0.0, 100.0)
    ax.set_xlabel("% of the post-hours due")


def _bar(ax: Axes, part: Part, share: float, at: float, left: float) -> None:
    ax.barh(
        at,
        share,
        0.72,
        left,
        facecolor=part.color,
        hatch=part.hatch,
        edgecolor=INK,
        linewidth=0.4,
    )


def _figure(ax: Axes, part: Part, share: float, at: float, middle: float) -> None:
    on_hatch = {"facecolor": "white", "edgecolor": "none", "boxstyle": "square,pad=0.12"}
    ax.text(
        middle,
        at,
        f"{share:.0f}",
        ha="center",
        va="center",
        fontsize=6.5,
        color=INK if part.hatch else "white",
        bbox=on_hatch if part.hatch else None,
    )


def _weekly(results: Results, parts: list[Part]) -> dict[str, Floats]:
    """Mean per cent of the post-hours due of the baseline by part; empty without whole weeks."""
    weeks = days_of(results, results.baseline) // 7
    try:
        known = results.series_of(WATCHED_BY_WEEK, results.baseline)
    except NotInResults:
        return {}
    if weeks < 2:
        return {}
    found = {}
    for part in parts:
        total = np.zeros(weeks)
        for series in part.series:
            try:
                table = results.series_of(series, results.baseline)
            except NotInResults:  # nothing was lost to it under this scenario
                continue
            values = table.reindex(columns=range(weeks), index=known.index).to_numpy(float)
            # in a replication that doesn't know the cause nothing was lost to it
            total += 100.0 * np.nansum(values, axis=0) / len(known)
        found[part.words] = total
    return found


def _by_week(ax: Axes, results: Results, parts: list[Part], weekly: dict[str, Floats]) -> None:
    start = start_of(results, results.baseline)
    number = len(next(iter(weekly.values())))
    middles = middles_of_weeks(start, number)
    below = np.zeros(number)
    for part in parts:
        ax.bar(
            middles,  # type: ignore[arg-type]
            weekly[part.words],
            7.0,
            below,
            color=part.color,
            hatch=part.hatch,
            edgecolor=INK,
            linewidth=0.3,
        )
        below = below + weekly[part.words]
    ax.set_ylim(0.0, 102.0)
    ax.set_yticks([0, 50, 100])
    ax.set_ylabel("% of the\npost-hours due")
    ax.set_title(f"By week: {in_words(results.baseline, 60)}", fontsize=8, loc="left")
    date_axis(ax, start, start + timedelta(days=7 * number))
