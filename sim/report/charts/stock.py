"""Stock of besieged places by day: mean and middle 90 %, days without stock, closures of trade."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.report.charts.calendar import date_axis, days_of, start_of
from sim.report.charts.described import of_weeks
from sim.report.charts.pair import best_by, heading, pair, under
from sim.report.drawing.style import INK, TRUE, WORSE, in_words, page
from sim.report.folder.read import Floats, NotInResults, Results
from sim.report.folder.supply_events import (
    DROPS_BEGIN,
    DROPS_END,
    OUT,
    ROAD_OPENS,
    STOCK,
    events_of,
)
from sim.report.words.figures import plain

CLOSED = "#EFE3C8"
MOST_PLACES = 4
EVENTS: dict[str, dict[str, Any]] = {
    ROAD_OPENS: {"color": INK, "linewidth": 1.0, "linestyle": "--"},
    DROPS_BEGIN: {"color": INK, "linewidth": 1.0, "linestyle": "-."},
    DROPS_END: {"color": INK, "linewidth": 1.2, "linestyle": ":"},
}
"""What changes a place's supply -> the line across the chart."""


def draw(results: Results) -> Figure:
    """A column a scenario, two rows a place: tonnes, and the share of runs that find none."""
    names, places = _shown(results)
    few = len(places[:MOST_PLACES])
    left_out = f" {len(places) - few} further places are left out." if len(places) > few else ""
    closures = any(_closures(results, name, place) for name in names for place in places[:few])
    planned = (
        " Closures: as the world file plans them; the crossing may also close because of violence."
    )
    figure, body = page(
        results,
        "Stock of besieged places",
        0.75 + 1.9 * few,
        f"In store at the end of each day. {of_weeks(results)} Below: share of replications in "
        f"which people found the store empty on that day.{planned * closures}{left_out}"
        f"{best_by(results)}",
        intervals=False,
    )
    events: dict[str, None] = {}
    axes = body.subplots(
        2 * few,
        len(names),
        sharex="col",
        sharey="row",
        squeeze=False,
        height_ratios=[1.5, 0.5] * few,
    )
    for column, name in enumerate(names):
        start, days = start_of(results, name), days_of(results, name)
        dates = [start + timedelta(days=day + 1) for day in range(days)]
        for row, place in enumerate(places[:MOST_PLACES]):
            upper, lower = axes[2 * row : 2 * row + 2, column]
            _stock(upper, dates, _table(results, STOCK + place, name, days))
            _empty(lower, dates, _table(results, OUT + place, name, days))
            for since, until in _closures(results, name, place):
                for ax in (upper, lower):
                    ax.axvspan(
                        start + timedelta(days=since),
                        start + timedelta(days=until),
                        color=CLOSED,
                        linewidth=0,
                        zorder=0,
                    )
            for what, day in events_of(results.settings[name], place):
                events[what] = None
                for ax in (upper, lower):
                    ax.axvline(start + timedelta(days=day), **EVENTS[what])
            if not column:
                upper.set_ylabel(f"{_label(results, place)},\ntonnes")
                lower.set_ylabel("empty,\n% of runs")
                upper.set_ylim(bottom=0.0)
                upper.yaxis.set_major_formatter("{x:,.0f}")
                upper.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
                lower.set_ylim(0.0, 105.0)
                lower.set_yticks([0, 50, 100])
        axes[0, column].set_title(heading(results, name), fontsize=8)
        date_axis(axes[-1, column], start, start + timedelta(days=days))
    body.align_ylabels()
    handles = _legend(events, closures)
    body.legend(handles=handles, loc="outside upper left", ncols=4, columnspacing=1.4)
    return figure


def describe(results: Results) -> str:
    """Lowest mean stock and days without, and stock before and after what changes its supply."""
    names, places = _shown(results)
    said = []
    for name in names:
        start, days = start_of(results, name), days_of(results, name)
        for place in places[:MOST_PLACES]:
            stock = _table(results, STOCK + place, name, days)
            if stock is None:
                continue
            mean = stock.mean(axis=0)
            lowest = int(np.argmin(mean))
            day = start + timedelta(days=lowest)
            sentence = (
                f"{under(name)} the mean stock of {_label(results, place)} is lowest "
                f"on {day.day} {day:%B %Y}, at {plain(float(mean[lowest]), 0)} tonnes"
            )
            empty = _table(results, OUT + place, name, days)
            if empty is not None:
                sentence += f"; it is empty on {plain(float(empty.sum(axis=1).mean()), 1)} days"
            said.append(f"{sentence}.")
            if events := events_of(results.settings[name], place):
                days_at = [start + timedelta(days=at) for _, at in events]
                changes = ", ".join(
                    f"{what} on {day.day} {day:%B %Y}"
                    for (what, _), day in zip(events, days_at, strict=True)
                )
                before, after = mean[: int(events[0][1])].mean(), mean[int(events[-1][1]) :].mean()
                said.append(
                    f"{changes[0].upper()}{changes[1:]}: {plain(float(before), 0)} tonnes on "
                    f"average before, {plain(float(after), 0)} after."
                )
    return " ".join(said)


def _shown(results: Results) -> tuple[list[str], list[str]]:
    """Scenarios that hold the stock of a place, and the places."""
    places: dict[str, None] = {}
    names = []
    for name in pair(results):
        series = results.series.loc[results.series["scenario"] == name, "series"]
        of_stock = series[series.str.startswith(STOCK)].drop_duplicates()
        places |= dict.fromkeys(one.removeprefix(STOCK) for one in of_stock.tolist())
        if len(of_stock):
            names.append(name)
    if not names:
        raise NotInResults("no place is besieged")
    return names, list(places)


def _table(results: Results, series: str, name: str, days: int) -> Floats | None:
    """A row a replication, a column a day; None where the scenario has no such series."""
    try:
        table = results.series_of(series, name)
    except NotInResults:
        return None
    return table.reindex(columns=range(days)).to_numpy(float)


def _stock(ax: Axes, dates: list[date], values: Floats | None) -> None:
    if values is None:
        ax.text(0.5, 0.5, "not besieged", transform=ax.transAxes, ha="center", va="center")
        return
    ax.plot(dates, values.mean(axis=0), color=TRUE)  # type: ignore[arg-type]
    if len(values) > 1:
        low, high = np.quantile(values, [0.05, 0.95], axis=0)
        ax.fill_between(dates, low, high, color=TRUE, alpha=0.2, linewidth=0)  # type: ignore[arg-type]


def _empty(ax: Axes, dates: list[date], values: Floats | None) -> None:
    if values is None:
        ax.text(0.5, 0.5, "not in these results", transform=ax.transAxes, ha="center", va="center")
        return
    ax.fill_between(
        dates,  # type: ignore[arg-type]
        100.0 * values.mean(axis=0),
        color=WORSE,
        linewidth=0,
        step="pre",
    )


def _closures(results: Results, name: str, place: str) -> list[tuple[float, float]]:
    """Planned closures of commercial traffic, in days from the start."""
    try:
        closures = results.settings[name]["world"]["supply"][place]["commercial_closures"]
        return [(float(one["from_day"]), float(one["until_day"])) for one in closures.values()]
    except (KeyError, TypeError, ValueError, AttributeError):  # by another version, or by hand
        return []


def _label(results: Results, place: str) -> str:
    """A place's label in the world."""
    zones: dict[str, Any] = results.settings[results.baseline].get("world", {}).get("zones", {})
    for zone in zones.values():
        found = zone.get("places", {}).get(place, {}) if isinstance(zone, dict) else {}
        if isinstance(found, dict) and found.get("label"):
            return in_words(str(found["label"]), 22)
    return in_words(place, 22)


def _legend(events: Iterable[str], closures: bool) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=TRUE, label="stock"),
        Patch(color=WORSE, label="found empty"),
    ]
    if closures:
        handles.append(Patch(color=CLOSED, label="closed to trade"))
    return handles + [Line2D([], [], **EVENTS[what], label=what) for what in events]
