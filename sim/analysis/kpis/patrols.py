"""KPIs of patrols: how much of their beat they reach, and what they record, how late."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ActorActed, LedgerEntered, MovementAnswered


def _deeds(view: View, kind: str, action: str) -> float:
    return sum(
        (
            event.amount
            for event in view.events(ActorActed)
            if event.kind == kind and event.action == action
        ),
        0.0,
    )


def _first_recorded(view: View) -> Iterator[LedgerEntered]:
    """Incidents that a patrol brought into a ledger before anybody else did."""
    for event in view.events(LedgerEntered):
        if event.entry == "matched" and event.source == "patrol":
            yield event


@kpi("places visited a patrol-day", "places/patrol-day", "higher", ratio=True)
def patrol_places_visited_per_patrol_day(view: View) -> Pair:
    """Places that mobile patrols searched over their days on duty, those lost among them."""
    visited = _deeds(view, "mobile_patrols", "places_visited")
    return visited, _deeds(view, "mobile_patrols", "days_on_duty")


@kpi("share of patrol-days lost to violence", "share", "lower", ratio=True)
def patrol_days_suspended_share(view: View) -> Pair:
    """Days on duty of mobile patrols that the mission's own suspension ended, over all."""
    suspended = _deeds(view, "mobile_patrols", "suspended_days")
    return suspended, _deeds(view, "mobile_patrols", "days_on_duty")


@kpi("share of places refused to patrols", "share", "lower", ratio=True)
def patrol_places_refused_share(view: View) -> Pair:
    """Places denied to mobile patrols over those whose holder answered at all."""
    answers = [
        event.answer
        for event in view.events(MovementAnswered)
        if event.mover == "patrol" and event.answer != "suspended"
    ]
    return answers.count("denied"), len(answers)


@kpi("incidents first recorded by patrols a day", "incidents/day", "higher")
def incidents_first_recorded_by_patrols_per_day(view: View) -> Pair:
    """Incidents of covered groups that a patrol, mobile or joint, was the first to record."""
    return sum(1 for _ in _first_recorded(view)), view.days


@kpi("hours from an incident to a patrol's first record", "hours", "lower", ratio=True)
def incident_to_patrol_record_mean_hours(view: View) -> Pair:
    """Mean over the incidents that a patrol was the first to record."""
    violations = view.joins.violations
    delays = [entry.hour - violations[entry.incident].hour for entry in _first_recorded(view)]
    return sum(delays), len(delays)


@kpi("share of joint patrols over the full route", "share", "higher", ratio=True)
def joint_patrols_full_route_share(view: View) -> Pair:
    """Joint patrols that drove the full route over those that set out and are back."""
    full = _deeds(view, "joint_patrols", "full_route")
    others = [_deeds(view, "joint_patrols", action) for action in ("cut_short", "bombed")]
    return full, full + sum(others)
