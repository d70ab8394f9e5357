"""By week: post-hours watched beside background under watch.

A week in which no post was due is left empty: no data is never drawn as zero.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.calendar import date_axis, days_of, middles_of_weeks, start_of
from sim.report.charts.described import named, of_weeks, why_no_incident
from sim.report.drawing.style import INK, TRUE, LineStyle, in_words, page
from sim.report.folder.read import Floats, NotInResults, Results

COVERAGE = "coverage_by_week"
REACH = "background_under_watch_by_week"
LINES: tuple[tuple[str, str, str, LineStyle, str], ...] = (
    (COVERAGE, "post-hours watched, % of those due", INK, "-", "."),
    (REACH, "background of incidents under watch, %", TRUE, "--", "s"),
)
WORTH_SHOWING = 0.01
"""Another scenario is shown beside the baseline if its share differs by so much."""


def draw(results: Results) -> Figure:
    """A column a scenario: the baseline, and those with least and most background under watch."""
    shown = _shown(results)
    weeks = {name: _weeks(results, name) for name, _ in shown}
    figure, body = page(
        results,
        "Post-hours watched and background under watch, by week",
        2.4,
        "Background under watch: of the incidents that covered groups begin of their own accord, "
        "the share that the posts would see or hear, looked at four times a day. Only the model "
        "knows it.",
        f"{of_weeks(results)} Weeks in which no post was due are empty, never zero. A last week "
        "that is not whole is left out.",
        intervals=False,
    )
    axes = body.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for ax, (name, why) in zip(axes, shown, strict=True):
        start, number = start_of(results, name), weeks[name]
        for series, _, color, line, marker in LINES:
            _line(ax, results, name, number, series, color, line, marker)
        ax.set_title(f"{in_words(name, 26)}\n({why})", fontsize=8)
        ax.set_ylim(0.0, 104.0)
        ax.set_yticks([0, 50, 100])
        date_axis(ax, start, start + timedelta(days=7 * number))
    axes[0].set_ylabel("%")
    body.legend(
        handles=[
            Line2D([], [], color=color, linestyle=line, marker=marker, markersize=3.0, label=words)
            for _, words, color, line, marker in LINES
        ],
        loc="outside upper left",
        ncols=2,
    )
    return figure


def describe(results: Results) -> str:
    """Of each scenario shown: what is watched and under watch in the last week."""
    shown = _shown(results)
    said = []
    for name, why in shown:
        weeks = _weeks(results, name)
        watched, reached = (_table(results, name, series, weeks) for series in (COVERAGE, REACH))
        if watched is None or reached is None:
            said.append(f"{named(name)} ({why}): no post is due.")
            continue
        due = ~np.isnan(watched).all(axis=0)
        last = int(np.flatnonzero(due)[-1])
        said.append(
            f"{named(name)} ({why}): {np.nanmean(watched[:, last]):.0f} % of the post-hours due "
            f"are watched, {np.nanmean(reached[:, last]):.0f} % of the background is under watch."
        )
    return "Means over replications, in the last whole week, in the model. " + " ".join(said)


def _shown(results: Results) -> list[tuple[str, str]]:
    """Scenarios and why they are shown. Raises `NotInResults` when the series are missing."""
    if not results.has_series(REACH):
        none = "these results hold no background under watch by week"
        raise NotInResults(why_no_incident(results) or none)
    if not results.has_series(COVERAGE):
        raise NotInResults("these results hold no post-hours by week")
    mean = {
        name: float(results.series_of(REACH, name).to_numpy(float).mean())
        for name in results.names
        if _holds(results, name)
    }
    shown = {results.baseline: "baseline" if len(results.names) > 1 else "the only scenario"}
    of_shown = " of those shown" if results.chosen_from else ""
    if len(mean) > 1:
        for name, why in (
            (min(mean, key=lambda n: mean[n]), "least under watch"),
            (max(mean, key=lambda n: mean[n]), "most under watch"),
        ):
            if abs(mean[name] - mean.get(results.baseline, np.inf)) > WORTH_SHOWING:
                shown.setdefault(name, why + of_shown)
    return list(shown.items())


def _holds(results: Results, name: str) -> bool:
    try:
        results.series_of(REACH, name)
    except NotInResults:
        return False
    return True


def _weeks(results: Results, name: str) -> int:
    """How many whole weeks a scenario's run has, from its first day on."""
    days = days_of(results, name)
    if days < 14:
        raise NotInResults("the run is shorter than two weeks")
    return days // 7


def _table(results: Results, name: str, series: str, weeks: int) -> Floats | None:
    """Per cents, a row a replication, a column a week; NaN where nothing was due."""
    try:
        table = results.series_of(series, name)
    except NotInResults:
        return None
    return 100.0 * table.reindex(columns=range(weeks)).to_numpy(float)


def _line(
    ax: Axes,
    results: Results,
    name: str,
    weeks: int,
    series: str,
    color: str,
    line: LineStyle,
    marker: str,
) -> None:
    values = _table(results, name, series, weeks)
    if values is None:
        ax.text(0.5, 0.5, "no post is due", transform=ax.transAxes, ha="center", va="center")
        return
    middles = middles_of_weeks(start_of(results, name), weeks)
    known = ~np.isnan(values).any(axis=0)
    mean = np.full(weeks, np.nan)
    mean[known] = values[:, known].mean(axis=0)
    ax.plot(middles, mean, color=color, linestyle=line, marker=marker, markersize=2.6)  # type: ignore[arg-type]
    if len(values) > 1 and known.any():
        low, high = np.full((2, weeks), np.nan)
        low[known], high[known] = np.quantile(values[:, known], [0.05, 0.95], axis=0)
        ax.fill_between(
            middles,  # type: ignore[arg-type]
            low,
            high,
            facecolor=color,
            alpha=0.18,
            linewidth=0,
        )
