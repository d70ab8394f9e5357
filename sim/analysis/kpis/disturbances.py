"""KPIs of other fire: clashes within a side, strikes by outsiders; none of it is a violation."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import (
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyInspected,
    ConvoyRequested,
    DisturbanceOccurred,
    PostUnmanned,
)


def _disturbances(view: View) -> list[DisturbanceOccurred]:
    return view.events(DisturbanceOccurred)


@kpi("incidents a day that are no violation", "incidents/day")
def disturbances_per_day(view: View) -> Pair:
    """Clashes within a side and strikes by outsiders over the days of the window."""
    return len(_disturbances(view)), view.days


@kpi(
    "incidents a day that are no violation, by",
    "incidents/day",
    total="disturbances_per_day",
)
def disturbances_per_day_by(view: View) -> dict[str, Pair]:
    """The same by the name of the actor they come from."""
    counts = Counter(event.source for event in _disturbances(view))
    return {source: (count, view.days) for source, count in sorted(counts.items())}


@kpi("deaths a month in incidents that are no violation", "deaths/month")
def disturbance_deaths_per_month(view: View) -> Pair:
    """Deaths in them over mean months of 30.44 days."""
    return sum(event.deaths for event in _disturbances(view)), view.months


@kpi("posts driven into shelter by other fire", "times")
def disturbance_shelters(view: View) -> Pair:
    """Times that a post was left because of an incident that is no violation.

    A post is left in the very moment of the fire, and no two incidents happen in the same moment.
    """
    moments = {event.hour for event in _disturbances(view)}
    left = view.joins.log.of(PostUnmanned)
    return sum(event.cause == "shelter" and event.hour in moments for event in left), 1


@kpi("convoys stopped by fire while other fire fell there", "convoys")
def disturbance_convoys_stopped(view: View) -> Pair:
    """Convoys requested in the window that fire turned back or cut short, while an incident that is
    no violation happened on their way.

    On their way: where they were going or where they were stopped, since they last departed, were
    inspected or arrived. Violations may have happened there too: the log doesn't say which fire
    it was.
    """
    log = view.joins.log
    requested = {event.convoy: event.destination for event in view.events(ConvoyRequested)}
    moves: defaultdict[int, list[float]] = defaultdict(list)
    moved: list[ConvoyDeparted | ConvoyInspected | ConvoyArrived] = [
        *log.of(ConvoyDeparted),
        *log.of(ConvoyInspected),
        *log.of(ConvoyArrived),
    ]
    for move in moved:
        moves[move.convoy].append(move.hour)
    hours: defaultdict[str, list[float]] = defaultdict(list)
    for fire in log.of(DisturbanceOccurred):
        hours[fire.place].append(fire.hour)
    stopped = 0
    for end in log.of(ConvoyEnded):
        if end.reason == "fire" and end.convoy in requested:
            since_h = max((hour for hour in moves[end.convoy] if hour <= end.hour), default=0.0)
            there = {requested[end.convoy], end.stage}
            stopped += any(_any_between(hours[place], since_h, end.hour) for place in there)
    return stopped, 1


def _any_between(hours: list[float], since_h: float, until_h: float) -> bool:
    first = bisect_left(hours, since_h)
    return first < len(hours) and hours[first] <= until_h
