"""KPIs that stand beside figures of the real world: lethal events, as counted from outside.

Such a count (UCDP GED) knows lethal events only, by day and place, whoever fired: so here incidents
of all groups, and fire that is no violation, each with at least one death.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sim.analysis.kpis.daily import autocorrelation, by_day, day_edges_h, dispersion
from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.timeline import Floats
from sim.analysis.kpis.view import Mask, View, count
from sim.events import ConvoyAnswered, ConvoyEnded, ConvoyRequested

MONTHS_OF_WEEKS = {"1_4": "1 to 4", "5_8": "5 to 8", "9_12": "9 to 12"}
WORN_LEVEL_WEEKS = (22, 26)
"""Weeks 23 to 26, the last four whole ones of a term of 184 days."""
WEEK_H = 168.0
BUSIEST = 5


def _in_window(view: View) -> Mask:
    return view.within(view.joins.lethal.hour)


def _zones(view: View) -> Iterator[tuple[str, Mask]]:
    """Each zone that the log knows of lethal events in, and which events of the window are its."""
    lethal, window = view.joins.lethal, _in_window(view)
    for zone in np.unique(lethal.zone).tolist():
        yield zone, window & (lethal.zone == zone)


def _daily(view: View, which: Mask, of: Callable[..., Pair]) -> Pair:
    edges = day_edges_h(view)
    return of(by_day(edges, view.joins.lethal.hour[which]))


@kpi("lethal events a day", "events/day", "lower")
def lethal_per_day(view: View) -> Pair:
    """Over all zones."""
    return count(_in_window(view)), view.days


@kpi("lethal events a day in", "events/day", "lower", total="lethal_per_day")
def lethal_per_day_in(view: View) -> dict[str, Pair]:
    """By zone."""
    return {zone: (count(which), view.days) for zone, which in _zones(view)}


@kpi("variance over mean of lethal events a day", "ratio", ratio=True)
def lethal_dispersion(view: View) -> Pair:
    """Of daily counts over all zones."""
    return _daily(view, _in_window(view), dispersion)


@kpi("variance over mean of lethal events a day in", "ratio", ratio=True, total="lethal_dispersion")
def lethal_dispersion_in(view: View) -> dict[str, Pair]:
    """By zone."""
    return {zone: _daily(view, which, dispersion) for zone, which in _zones(view)}


@kpi("correlation of lethal events with the next day's", "correlation")
def lethal_lag1(view: View) -> Pair:
    """Autocorrelation at one day of daily counts over all zones, a trend included."""
    return _daily(view, _in_window(view), autocorrelation)


@kpi("correlation of lethal events with the next day's in", "correlation", total="lethal_lag1")
def lethal_lag1_in(view: View) -> dict[str, Pair]:
    """By zone."""
    return {zone: _daily(view, which, autocorrelation) for zone, which in _zones(view)}


@kpi("lethal events over those of weeks 23 to 26, weeks", "ratio", ratio=True, by=MONTHS_OF_WEEKS)
def lethal_recovery_weeks(view: View) -> dict[str, Pair]:
    """Lethal events of four weeks over those of weeks 23 to 26 of the run.

    The real figures are relative to the 28 days *before* the truce, which a run that begins with it
    doesn't hold. Weeks 23 to 26 stand for that level, because the truce is worn by then (94 % with
    the depth and time of May 2017); but groups have joined and offensives ended meanwhile, so the
    level may be lower than it was before, and these ratios higher. Nothing can be said of a run
    without those weeks, nor from the first post on.
    """
    from_h, until_h = (WEEK_H * week for week in WORN_LEVEL_WEEKS)
    if view.since_h > 0.0 or view.until_h < until_h:
        return dict.fromkeys(MONTHS_OF_WEEKS, (0.0, 0.0))
    hour = view.joins.lethal.hour
    worn = count((hour >= from_h) & (hour < until_h))
    edges = np.array([0.0, 4.0, 8.0, 12.0]) * WEEK_H
    counts = np.histogram(hour, bins=edges)[0].tolist()
    return {weeks: (n, worn) for weeks, n in zip(MONTHS_OF_WEEKS, counts, strict=True)}


def _halves(view: View, hours: Floats) -> Pair:
    """(count in the second half of a window, count in the first)."""
    middle_h = (view.since_h + view.until_h) / 2.0
    within = view.within(hours)
    return count(within & (hours >= middle_h)), count(within & (hours < middle_h))


@kpi("lethal events in the second half over the first", "ratio", ratio=True)
def lethal_second_half_over_first(view: View) -> Pair:
    """Over all zones."""
    return _halves(view, view.joins.lethal.hour)


@kpi("recorded in the second half over the first, all ledgers", "ratio", ratio=True)
def recorded_second_half_over_first(view: View) -> Pair:
    """Entries of violations. Beside `lethal_second_half_over_first`: does the record go the way of
    what happened?"""
    return _halves(view, view.joins.entries.hour)


@kpi(
    "recorded in the second half over the first, ledger of",
    "ratio",
    ratio=True,
    total="recorded_second_half_over_first",
)
def recorded_second_half_over_first_of(view: View) -> dict[str, Pair]:
    """The same by ledger."""
    entries = view.joins.entries
    ledgers = np.unique(entries.ledger[view.entries]).tolist()
    return {name: _halves(view, entries.hour[entries.ledger == name]) for name in ledgers}


def _busiest(view: View, which: Mask) -> Pair:
    lethal = view.joins.lethal
    _, counts = np.unique(lethal.place[which & ~lethal.cell], return_counts=True)
    return np.sort(counts)[-BUSIEST:].sum(), count(which)


@kpi("share of lethal events at the five busiest places", "share", ratio=True)
def busiest_five_share(view: View) -> Pair:
    """Of all zones together; a cell that stands for many small places is no place."""
    return _busiest(view, _in_window(view))


@kpi(
    "share of lethal events at the five busiest places of",
    "share",
    ratio=True,
    total="busiest_five_share",
)
def busiest_five_share_in(view: View) -> dict[str, Pair]:
    """By zone."""
    return {zone: _busiest(view, which) for zone, which in _zones(view)}


@kpi("share of lethal events fired by covered groups", "share", ratio=True)
def lethal_covered_share(view: View) -> Pair:
    """The rest is fire of excluded groups, within a side, or of outsiders. The real figure counts
    events *between* covered parties: fire of a covered group at an excluded one, which isn't
    modelled, is in its rest too."""
    window = _in_window(view)
    return count(window & view.joins.lethal.covered), count(window)


@kpi(
    "share of lethal events fired by covered groups in",
    "share",
    ratio=True,
    total="lethal_covered_share",
)
def lethal_covered_share_in(view: View) -> dict[str, Pair]:
    """By zone."""
    covered = view.joins.lethal.covered
    return {zone: (count(which & covered), count(which)) for zone, which in _zones(view)}


def _carried_out(view: View) -> Iterator[tuple[int, int, int]]:
    """People requested for, approved and reached of each convoy that delivered something."""
    log = view.joins.log
    approved = {event.convoy: event.people_approved for event in log.of(ConvoyAnswered)}
    reached = {event.convoy: event.people_reached for event in log.of(ConvoyEnded)}
    for asked in log.of(ConvoyRequested):
        if view.since_h <= asked.hour < view.until_h and reached.get(asked.convoy, 0) > 0:
            yield asked.people, approved[asked.convoy], reached[asked.convoy]


@kpi("convoys that reached fewer people than approved", "share", "lower", ratio=True)
def convoys_below_approved_share(view: View) -> Pair:
    """Over the convoys that reached anybody."""
    convoys = list(_carried_out(view))
    return sum(reached < approved for _, approved, reached in convoys), len(convoys)


@kpi("convoys that reached fewer people than requested for", "share", "lower", ratio=True)
def convoys_below_requested_share(view: View) -> Pair:
    """Over the convoys that reached anybody: approved for fewer, or cut short."""
    convoys = list(_carried_out(view))
    return sum(reached < asked for asked, _, reached in convoys), len(convoys)
