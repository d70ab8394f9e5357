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
    """Daily counts of each ledger, in order of the ledgers' names: days x areas."""

    ledgers: list[str]
    counts: list[Floats]

    def national(self) -> list[Floats]:
        """Daily counts of each ledger over all areas."""
        return [counts.sum(axis=1) for counts in self.counts]

    def two_largest(self) -> list[int]:
        """The two ledgers with the most entries; fewer if there aren't two."""
        order = sorted(range(len(self.ledgers)), key=lambda i: -self.counts[i].sum())
        return sorted(order[:2])

    def in_common_at_most(self) -> tuple[float, dict[str, float]]:
        """Sum over days and areas of the smaller count of the two largest ledgers, since no more
        can be the same events; and all that each of the two holds."""
        two = self.two_largest()
        shared = 0.0
        if len(two) == 2:
            shared = float(np.minimum(self.counts[two[0]], self.counts[two[1]]).sum())
        return shared, {self.ledgers[i]: float(self.counts[i].sum()) for i in two}


def _daily(view: View) -> _Daily:
    entries, edges = view.joins.entries, day_edges_h(view)
    ledgers = np.unique(entries.ledger[view.entries]).tolist()
    zones = np.unique(entries.zone[view.entries]).tolist()
    counts = []
    for ledger in ledgers:
        own = entries.ledger == ledger
        columns = [by_day(edges, entries.hour[own & (entries.zone == zone)]) for zone in zones]
        counts.append(np.column_stack(columns))
    return _Daily(ledgers, counts)


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


@kpi("largest share of reports that can be common events", "share", ratio=True)
def common_events_share_at_most(view: View) -> Pair:
    """Of the reports in the two largest ledgers; matched by day and zone, both generous."""
    return _of_both(_daily(view))


@kpi(
    "largest share of reports that can be common events, ledger of",
    "share",
    ratio=True,
    total="common_events_share_at_most",
)
def common_events_share_at_most_of(view: View) -> dict[str, Pair]:
    """The same by ledger: of its own reports."""
    return _of_each(_daily(view))


def _published(view: View) -> _Daily:
    """Published counts of a day and a province; empty unless two ledgers are published."""
    found: dict[str, dict[tuple[int, str], float]] = {}
    for event in view.events(ActorActed):
        if event.kind == "bulletins" and event.action == "count":
            ledger, _, area = event.target.partition(":")
            found.setdefault(ledger, {})[int(event.hour // HOURS_PER_DAY), area] = event.amount
    if len(found) < 2:
        return _Daily([], [])
    days = sorted({day for counts in found.values() for day, _ in counts})
    areas = sorted({area for counts in found.values() for _, area in counts})
    ledgers = sorted(found)
    return _Daily(
        ledgers,
        [
            np.array([[found[ledger].get((day, area), 0.0) for area in areas] for day in days])
            for ledger in ledgers
        ],
    )


@kpi("largest share of published reports that can be common events", "share", ratio=True)
def published_common_share_at_most(view: View) -> Pair:
    """As `common_events_share_at_most`, by day and province as the bulletins have them."""
    return _of_both(_published(view))


@kpi(
    "largest share of published reports that can be common events, ledger of",
    "share",
    ratio=True,
    total="published_common_share_at_most",
)
def published_common_share_at_most_of(view: View) -> dict[str, Pair]:
    """The same by ledger: of its own reports."""
    return _of_each(_published(view))


def _of_both(daily: _Daily) -> Pair:
    shared, totals = daily.in_common_at_most()
    return 2.0 * shared, sum(totals.values())


def _of_each(daily: _Daily) -> dict[str, Pair]:
    shared, totals = daily.in_common_at_most()
    return {ledger: (shared, total) for ledger, total in totals.items()}


@kpi("published reports confirmed by the others", "share", ratio=True)
def reports_confirmed_share(view: View) -> Pair:
    """Over the reports that others were asked to confirm; nothing without bulletins."""
    amounts = {"confirmed": 0.0, "asked_to_confirm": 0.0}
    for event in view.events(ActorActed):
        if event.kind == "bulletins" and event.action in amounts:
            amounts[event.action] += event.amount
    return amounts["confirmed"], amounts["asked_to_confirm"]
