"""Dates of a run: where its days and weeks stand on an axis."""

from __future__ import annotations

from datetime import date, timedelta

import matplotlib.dates as mdates
from matplotlib.axes import Axes

from sim.report.folder import dates
from sim.report.folder.read import Results


def start_of(results: Results, name: str) -> date:
    """The date of a scenario's first day. Raises `NotInResults` where the manifest lacks it."""
    return dates.start_of(results.settings.get(name, {}))


def days_of(results: Results, name: str) -> int:
    """Whole days of a scenario's run. Raises `NotInResults` where the manifest lacks them."""
    return dates.days_of(results.settings.get(name, {}))


def middles_of_weeks(start: date, weeks: int) -> list[date]:
    """The date of the middle of each week from the first day on."""
    return [start + timedelta(days=7 * week + 3) for week in range(weeks)]


def date_axis(ax: Axes, start: date, end: date) -> None:
    """A horizontal axis of dates with few ticks."""
    ax.set_xlim(start, end)  # type: ignore[arg-type]
    locator = mdates.AutoDateLocator(minticks=3, maxticks=5)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
