"""KPIs of bulletins: what a reader of the daily counts of two ledgers can work out from them.

They come from the ledgers' entries by zone and by the day of the entry, so that they exist without
anybody who publishes; a published province may be smaller than a zone, which lowers what two
ledgers can have in common. Entries that rightly name an excluded group are in none of them.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from sim.analysis.kpis.daily import by_day, correlation, day_edges_h, dispersion
from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.timeline import Floats
from sim.analysis.kpis.view import HOURS_PER_DAY, View
from sim.events import ActorActed


class _Daily(NamedTuple):
    """Daily counts of each ledger, in order of the ledgers' names: days x zones."""

    ledgers: list[str]
    zones: list[str]
    counts: list[Floats]

    def national(self) -> list[Floats]:
        """Daily counts of each ledger over all zones."""
        return [counts.sum(axis=1) for counts in self.counts]

    def two_largest(self) -> list[int]:
        """The two ledgers with the most entries; fewer if there aren't two."""
        order = sorted(range(len(self.ledgers)), key=lambda i: -self.counts[i].sum())
        return sorted(order[:2])


def _daily(view: View) -> _Daily:
    entries, edges = view.joins.entries, day_edges_h(view)
    ledgers = np.unique(entries.ledger[view.entries]).tolist()
    zones = np.unique(entries.zone[view.entries]).tolist()
    counts = []
    for ledger in ledgers:
        own = entries.ledger == ledger
        columns = [by_day(edges, entries.hour[own & (entries.zone == zone)]) for zone in zones]
        counts.append(np.column_stack(columns))
    return _Daily(ledgers, zones, counts)


@kpi("recorded a day in a zone, by ledger:", "entries/day", total="recorded_per_day")
def recorded_per_day_in_zone(view: View) -> dict[str, Pair]:
    """Entries a day by zone and ledger."""
    entries = view.joins.entries
    zones, ledgers = entries.zone[view.entries].tolist(), entries.ledger[view.entries].tolist()
    counts = Counter(zip(zones, ledgers, strict=True))
    return {f"{zone}_{ledger}": (n, view.days) for (zone, ledger), n in sorted(counts.items())}


@kpi("variance over mean of daily counts, all ledgers", "ratio", ratio=True)
def ledger_dispersion(view: View) -> Pair:
    """Of the entries of all ledgers a day; 1 for counts that come at random."""
    national = _daily(view).national()
    return dispersion(np.sum(national, axis=0)) if national else (0.0, 0.0)


@kpi(
    "variance over mean of daily counts, ledger of",
    "ratio",
    ratio=True,
    total="ledger_dispersion",
)
def ledger_dispersion_of(view: View) -> dict[str, Pair]:
    """The same by ledger."""
    daily = _daily(view)
    pairs = [dispersion(counts) for counts in daily.national()]
    return dict(zip(daily.ledgers, pairs, strict=True))


@kpi("correlation of the two largest ledgers' daily counts", "correlation")
def ledger_correlation(view: View) -> Pair:
    """Over days, all zones together, a common trend included."""
    daily = _daily(view)
    two = daily.two_largest()
    if len(two) < 2:
        return 0.0, 0.0
    national = daily.national()
    return correlation(national[two[0]], national[two[1]])


def _in_common(daily: _Daily) -> float:
    """Sum over days and zones of the smaller of the two counts: no more can be the same events."""
    two = daily.two_largest()
    if len(two) < 2:
        return 0.0
    return float(np.minimum(daily.counts[two[0]], daily.counts[two[1]]).sum())


@kpi("largest share of reports that can be common events", "share", ratio=True)
def common_events_share_at_most(view: View) -> Pair:
    """Of the reports in the two largest ledgers; matched by day and zone, both generous."""
    daily = _daily(view)
    reports = sum(float(daily.counts[i].sum()) for i in daily.two_largest())
    return 2.0 * _in_common(daily), reports


@kpi(
    "largest share of reports that can be common events, ledger of",
    "share",
    ratio=True,
    total="common_events_share_at_most",
)
def common_events_share_at_most_of(view: View) -> dict[str, Pair]:
    """The same by ledger: of its own reports."""
    daily = _daily(view)
    shared = _in_common(daily)
    return {daily.ledgers[i]: (shared, float(daily.counts[i].sum())) for i in daily.two_largest()}


def _published(view: View) -> dict[str, dict[tuple[int, str], float]]:
    """Published counts by ledger, of a day and an area; empty without bulletins."""
    counts: dict[str, dict[tuple[int, str], float]] = {}
    for event in view.events(ActorActed):
        if event.kind == "bulletins" and event.action == "count":
            ledger, _, area = event.target.partition(":")
            counts.setdefault(ledger, {})[int(event.hour // HOURS_PER_DAY), area] = event.amount
    return counts


@kpi("largest share of published reports that can be common events", "share", ratio=True)
def published_common_share_at_most(view: View) -> Pair:
    """As `common_events_share_at_most`, by day and province as the bulletins have them."""
    shared, totals = _published_in_common(view)
    return 2.0 * shared, sum(totals.values())


@kpi(
    "largest share of published reports that can be common events, ledger of",
    "share",
    ratio=True,
    total="published_common_share_at_most",
)
def published_common_share_at_most_of(view: View) -> dict[str, Pair]:
    """The same by ledger: of its own reports."""
    shared, totals = _published_in_common(view)
    return {ledger: (shared, total) for ledger, total in sorted(totals.items())}


def _published_in_common(view: View) -> tuple[float, dict[str, float]]:
    """Sum of the smaller counts of the two largest ledgers, and what each of them published."""
    published = _published(view)
    totals = {ledger: sum(counts.values()) for ledger, counts in published.items()}
    two = sorted(totals, key=lambda ledger: (-totals[ledger], ledger))[:2]
    if len(two) < 2:
        return 0.0, {}
    one, other = published[two[0]], published[two[1]]
    shared = sum(min(one.get(at, 0.0), count) for at, count in other.items())
    return shared, {ledger: totals[ledger] for ledger in two}


@kpi("published reports confirmed by the others", "share", ratio=True)
def reports_confirmed_share(view: View) -> Pair:
    """Over the reports that others were asked to confirm; nothing without bulletins."""
    amounts = {"confirmed": 0.0, "asked_to_confirm": 0.0}
    for event in view.events(ActorActed):
        if event.kind == "bulletins" and event.action in amounts:
            amounts[event.action] += event.amount
    return amounts["confirmed"], amounts["asked_to_confirm"]
