"""What a place has in store before and after a road to it opens or air drops on it end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from sim.analysis.statistics import mean_interval
from sim.report.folder.read import Results
from sim.report.folder.supply_events import OUT, STOCK, events_of
from sim.report.words.figures import decimals_for, plain
from sim.report.words.wording import Wording

TOGETHER_DAYS = 7.0
"""Changes within a week are told as one."""


def stock_by_phase(wording: Wording, name: str) -> Iterator[str]:
    """A sentence for each place whose supply changes while the run lasts."""
    results = wording.results
    settings = results.settings.get(name, {})
    world, days = settings.get("world", {}), float(settings.get("days", 0))
    for place in world.get("supply", {}):
        if not results.has_series(f"{STOCK}{place}"):
            continue
        changes = _changes(settings, place)
        if changes:
            yield _told(results, name, place, changes, days)


def _changes(settings: Mapping[str, Any], place: str) -> list[tuple[float, str]]:
    """Day -> what changes then: within a week, one."""
    told: list[tuple[float, str]] = []
    for what, day in events_of(settings, place):
        if told and day - told[-1][0] <= TOGETHER_DAYS:
            told[-1] = (told[-1][0], f"{told[-1][1]} and {what}")
        else:
            told.append((day, what))
    return told


def _told(
    results: Results, name: str, place: str, changes: list[tuple[float, str]], days: float
) -> str:
    series = results.series_of(f"{STOCK}{place}", name)
    on = series.columns.to_numpy(float)
    bounds = [0.0, *(day for day, _ in changes), days]
    whens = [f"until day {changes[0][0]:.0f}"]
    whens += [f"from day {day:.0f} on, as {what}" for day, what in changes]
    said = []
    for (first, last), when in zip(pairwise(bounds), whens, strict=True):
        inside = (first <= on) & (on < last)
        found = mean_interval(series.loc[:, inside].mean(axis=1).to_numpy(float))
        low, high = max(found.low, 0.0), found.high
        decimals = decimals_for((high - low) / 2.0)
        mean, least, most = (plain(end, decimals) for end in (found.estimate, low, high))
        ends = f" ({least} to {most})" if high > low else ""
        said.append(f"{when}, {mean} tonnes{ends}{_empty(results, name, place, first, last)}")
    return f"In store on average: {'; '.join(said)}."


def _empty(results: Results, name: str, place: str, first: float, last: float) -> str:
    """`` and 1.3 days without stock``, mean of the replications."""
    if not results.has_series(f"{OUT}{place}"):
        return ""
    series = results.series_of(f"{OUT}{place}", name)
    on = series.columns.to_numpy(float)
    days = float(series.loc[:, (first <= on) & (on < last)].sum(axis=1).mean())
    return f" and {plain(days, 1 if 0.0 < days < 10.0 else 0)} days without stock"
