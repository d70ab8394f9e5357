"""KPIs of patrols, UAVs, actors and fire that is no violation on logs whose counts all differ."""

from __future__ import annotations

import pytest
from small_logs import HORIZON_H, both_windows, entered, fired, log_of, pairs_of

from sim.analysis.kpis import compute
from sim.events import (
    ActorActed,
    ControlObserved,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyInspected,
    ConvoyRequested,
    DisturbanceOccurred,
    MovementAnswered,
    PostUnmanned,
)
from sim.kernel.eventlog import Event

Whole = tuple[float, float]


def did(hour: float, kind: str, action: str, amount: float) -> ActorActed:
    return ActorActed(hour, "north patrol", kind, action, "", amount)


def asked(hour: float, mover: str, answer: str) -> MovementAnswered:
    return MovementAnswered(hour, mover, 1, "north", "side_a", answer, 0.0)


PATROLS: list[Event] = [
    did(50.0, "mobile_patrols", "places_visited", 12.0),
    did(100.0, "mobile_patrols", "places_visited", 20.0),
    did(50.0, "mobile_patrols", "days_on_duty", 3.0),
    did(100.0, "mobile_patrols", "days_on_duty", 5.0),
    did(60.0, "mobile_patrols", "suspended_days", 1.0),
    did(110.0, "mobile_patrols", "suspended_days", 1.5),
    did(100.0, "mobile_patrols", "full_route", 90.0),
    did(60.0, "joint_patrols", "full_route", 1.0), did(100.0, "joint_patrols", "full_route", 4.0),
    did(60.0, "joint_patrols", "cut_short", 3.0), did(100.0, "joint_patrols", "cut_short", 2.0),
    did(120.0, "joint_patrols", "bombed", 1.0),
    did(100.0, "joint_patrols", "places_visited", 90.0),
    asked(60.0, "patrol", "denied"), asked(80.0, "patrol", "denied"), asked(81.0, "patrol", "free"),
    asked(82.0, "patrol", "delayed"), asked(83.0, "patrol", "suspended"),
    asked(84.0, "team", "denied"), asked(85.0, "team", "free"),
    fired(60.0, 2), fired(90.0, 1), fired(95.0, 3),
    entered(65.0, "east", 2, source="patrol"), entered(97.0, "east", 1, source="patrol"),
    entered(100.0, "west", 3, source="post"),
    entered(110.0, "east", 3, "duplicate", source="patrol"),
    entered(111.0, "east", 9, "unfounded", source="uav"),
    entered(112.0, "east", 2, "duplicate", source="uav"),
    entered(113.0, "west", 2, "duplicate", source="uav"),
    entered(66.0, "west", 5, source="uav"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("patrol_places_visited_per_patrol_day", (32, 8), (20, 5)),
        ("patrol_days_suspended_share", (2.5, 8), (1.5, 5)),
        ("joint_patrols_full_route_share", (5, 11), (4, 7)),
        # what the mission itself suspended nobody refused
        ("patrol_places_refused_share", (2, 4), (1, 3)),
        ("movements_denied_or_delayed_share", (4, 7), (3, 6)),
        ("movements_denied_or_delayed_share_of_team", (1, 2), (1, 2)),
        ("movements_denied_share", (3, 7), (2, 6)),
        ("movements_suspended_share", (1, 7), (1, 6)),
        ("incidents_first_recorded_by_patrols_per_day", (2, 10), (1, 7)),
        ("incident_to_patrol_record_mean_hours", (12, 2), (7, 1)),
        ("incidents_located_by_uav_per_day", (2, 10), (1, 7)),
        ("deeds_in_all", (13, 1), (8, 1)),
        ("deeds_mobile_patrols_days_on_duty", (8, 1), (5, 1)),
        ("deeds_joint_patrols_cut_short", (5, 1), (2, 1)),
    ],
)
def test_patrols(kpi: str, whole: Whole, later: Whole) -> None:
    assert both_windows(pairs_of(*PATROLS), kpi) == (whole, later)


# --- other fire -----------------------------------------------------------------------------------
def shelled(hour: float, name: int, source: str, place: str, deaths: int) -> DisturbanceOccurred:
    return DisturbanceOccurred(hour, name, source, "north", place, 3, deaths)


def stopped(hour: float, name: int, stage: str, reason: str = "fire") -> ConvoyEnded:
    return ConvoyEnded(hour, name, "turned_back", stage, reason, 0, 0.0, 0.0, 0.0)


def on_the_way(name: int, destination: str, asked_h: float = 80.0) -> list[Event]:
    return [
        ConvoyRequested(asked_h, name, "agency", destination, 100),
        ConvoyDeparted(asked_h + 5.0, name, 0.0),
    ]


OTHER_FIRE: list[Event] = [
    shelled(50.0, 1, "outsiders", "road", 2), shelled(100.0, 2, "outsiders", "gate", 5),
    shelled(120.0, 3, "clans", "town", 0), shelled(130.0, 4, "clans", "bridge", 1),
    PostUnmanned(50.0, "hill", "shelter"), PostUnmanned(100.0, "hill", "shelter"),
    PostUnmanned(120.0, "hill", "short_watch"), PostUnmanned(125.0, "hill", "shelter"),
    PostUnmanned(130.0, "ridge", "shelter"),
    *on_the_way(1, "town"), stopped(121.0, 1, "gate"),
    *on_the_way(2, "village"), stopped(101.0, 2, "gate"),
    # it arrived after the fire, was attacked, was stopped before, was inspected after it
    *on_the_way(3, "town"), ConvoyArrived(125.0, 3), stopped(140.0, 3, "town"),
    *on_the_way(4, "town"), stopped(121.0, 4, "town", "attack"),
    *on_the_way(6, "town"), stopped(110.0, 6, "town"),
    *on_the_way(8, "town"), ConvoyInspected(122.0, 8, "gate", 0.0, 0.1), stopped(123.0, 8, "town"),
    *on_the_way(5, "road", 40.0), stopped(55.0, 5, "road"),
    *on_the_way(9, "bridge"), ConvoyArrived(130.0, 9), stopped(130.0, 9, "bridge"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("disturbances_per_day", (4, 10), (3, 7)),
        ("disturbances_per_day_by_outsiders", (2, 10), (1, 7)),
        ("disturbances_per_day_by_clans", (2, 10), (2, 7)),
        ("disturbance_deaths_per_month", (8, 10 / 30.4375), (6, 7 / 30.4375)),
        ("disturbance_shelters", (3, 1), (2, 1)),
        ("disturbance_convoys_stopped", (4, 1), (3, 1)),
    ],
)
def test_other_fire(kpi: str, whole: Whole, later: Whole) -> None:
    found = both_windows(pairs_of(*OTHER_FIRE), kpi)
    assert found == (pytest.approx(whole), pytest.approx(later))


def test_controls_are_of_the_whole_run_alone() -> None:
    pairs = pairs_of(ControlObserved(HORIZON_H, "requests", 9.0, 8.0))
    assert both_windows(pairs, "control_requests") == ((9.0, 8.0), (0.0, 0.0))
    assert both_windows(pairs, "control_arrivals") == ((0.0, 0.0), (0.0, 0.0))
    assert compute(log_of())["control_immigrants"] == (0.0, 0.0)
