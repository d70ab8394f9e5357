"""Build-up: posts due and manned, and people paid, by week, with the dates on which posts open."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.report.charts.calendar import date_axis, days_of, middles_of_weeks, start_of
from sim.report.charts.described import of_weeks
from sim.report.charts.pair import best_by, heading, pair, under
from sim.report.charts.planned_dates import planned
from sim.report.drawing.style import INK, QUIET, TRUE, LineStyle, page
from sim.report.folder.read import Floats, NotInResults, Results
from sim.report.words.figures import plain

DUE, MANNED, PAID = "posts_due_by_week", "posts_manned_by_week", "paid_people_by_week"
LINES: tuple[tuple[str, str, str, LineStyle], ...] = (
    (DUE, "posts due by the mission's plan", QUIET, "--"),
    (MANNED, "posts manned", TRUE, "-"),
)


def draw(results: Results) -> Figure:
    """A column a scenario; posts above, people below."""
    names = _shown(results)
    figure, body = page(
        results,
        "How the mission builds up",
        3.3,
        f"{of_weeks(results)} Triangles: posts open that this staffing can man. Posts due and not "
        "manned are lost to the staffing level, late opening, too few on watch, shelter, closure "
        "or withdrawal. People paid: all roles, with those off duty and in support. A last week "
        "that is not whole is left out."
        f"{best_by(results)}",
        intervals=False,
    )
    axes = body.subplots(2, len(names), sharex="col", sharey="row", squeeze=False)
    for column, name in enumerate(names):
        start, weeks = start_of(results, name), days_of(results, name) // 7
        middles = middles_of_weeks(start, weeks)
        upper, lower = axes[:, column]
        upper.set_title(heading(results, name), fontsize=8)
        for series, _, color, line in LINES:
            _line(upper, middles, _table(results, series, name, weeks), color, line)
        _openings(upper, results, name)
        _line(lower, middles, _table(results, PAID, name, weeks), INK, "-")
        for ax in (upper, lower):
            date_axis(ax, start, start + timedelta(days=7 * weeks))
    axes[0, 0].set_ylabel("posts")
    axes[1, 0].set_ylabel("people paid")
    axes[1, 0].yaxis.set_major_formatter("{x:,.0f}")
    for ax in axes[:, 0]:
        ax.set_ylim(bottom=0.0)
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    body.legend(handles=_legend(), loc="outside upper left", ncols=3, columnspacing=1.4)
    return figure


def describe(results: Results) -> str:
    """Posts and people in the last whole week."""
    said = []
    for name in _shown(results):
        weeks = days_of(results, name) // 7
        due, manned, paid = (
            float(np.nanmean(_table(results, series, name, weeks)[:, -1]))
            for series in (DUE, MANNED, PAID)
        )
        said.append(
            f"{under(name)} in the last whole week {plain(due, 0)} posts are due, "
            f"{plain(manned, 1)} of them manned on average, and {plain(paid, 0)} people are paid."
        )
    return " ".join(said)


def _shown(results: Results) -> list[str]:
    if not all(results.has_series(series) for series in (DUE, MANNED, PAID)):
        raise NotInResults("these results hold no posts due and manned by week")
    names = [name for name in pair(results) if name not in results.left_out]
    if not names:
        raise NotInResults("too many replications of the scenarios to show failed")
    if min(days_of(results, name) for name in names) < 14:
        raise NotInResults("the run is shorter than two weeks")
    due = [results.series_of(DUE, name).to_numpy(float) for name in names]
    if not any(np.nansum(of) > 0.0 for of in due):
        raise NotInResults("no post was due")
    return names


def _table(results: Results, series: str, name: str, weeks: int) -> Floats:
    """A row a replication, a column a whole week."""
    return results.series_of(series, name).reindex(columns=range(weeks)).to_numpy(float)


def _line(ax: Axes, middles: list[date], values: Floats, color: str, line: LineStyle) -> None:
    ax.plot(middles, values.mean(axis=0), color=color, linestyle=line, drawstyle="steps-mid")  # type: ignore[arg-type]
    if len(values) > 1:
        low, high = np.quantile(values, [0.05, 0.95], axis=0)
        ax.fill_between(middles, low, high, color=color, alpha=0.18, linewidth=0, step="mid")  # type: ignore[arg-type]


def _openings(ax: Axes, results: Results, name: str) -> None:
    """A mark on each date on which posts open, with their number."""
    try:
        posts = planned(results.settings[name]).posts
    except (KeyError, TypeError, ValueError):  # written by another version, or by hand
        raise NotInResults("the manifest lacks the settings of a scenario") from None
    days = sorted({day for day, _ in posts})
    ax.plot(days, [0.0] * len(days), "^", color=INK, markersize=4.5, clip_on=False, zorder=4)  # type: ignore[arg-type]


def _legend() -> list[Line2D]:
    opening = Line2D(
        [], [], color=INK, marker="^", linestyle="", markersize=4.5, label="posts open"
    )
    lines = [
        Line2D([], [], color=color, linestyle=line, label=words) for _, words, color, line in LINES
    ]
    return [*lines, opening]
