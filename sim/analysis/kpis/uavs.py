"""KPIs of UAVs: what they add to the record, and convoys that went without."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ConvoyDeparted, ConvoyRequested, EscortSeized, LedgerEntered


@kpi("incidents located by UAV a day", "incidents/day", "higher")
def incidents_located_by_uav_per_day(view: View) -> Pair:
    """Incidents of covered groups that a UAV brought into a ledger which didn't hold them yet."""
    located = {
        event.incident
        for event in view.events(LedgerEntered)
        if event.source == "uav" and event.entry in ("matched", "duplicate")
    }
    return len(located), view.days


@kpi("convoys that went unwatched", "convoys", "lower")
def convoys_unwatched(view: View) -> Pair:
    """Convoys, by the hour of their request, that departed without UAVs over them."""
    return len(_departed(view) - _watched(view)), 1


@kpi("convoys that went unwatched over departed", "share", "lower", ratio=True)
def convoys_unwatched_share(view: View) -> Pair:
    """Convoys that departed without UAVs over all that departed."""
    departed = _departed(view)
    return len(departed - _watched(view)), len(departed)


def _departed(view: View) -> set[int]:
    requested = {event.convoy for event in view.events(ConvoyRequested)}
    return requested & {event.convoy for event in view.joins.log.of(ConvoyDeparted)}


def _watched(view: View) -> set[int]:
    return {event.convoy for event in view.joins.log.of(EscortSeized) if event.uavs > 0}
