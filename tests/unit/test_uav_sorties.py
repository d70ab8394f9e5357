"""UAV sorties: what they see while aloft, what they cost convoys, and what their loss does."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim.analysis.kpis import compute, value
from sim.events import (
    ActorActed,
    EscortSeized,
    LedgerEntered,
    SecurityIncident,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.actors.base import Actor
from sim.model.actors.uav_sorties import hours_until_found
from sim.model.entities import Violation
from sim.model.model import simulate
from sim.model.situation import Witnessed

EXAMPLE_IN = "mission"
EXAMPLE: dict[str, Any] = {
    "kind": "uav_sorties",
    "label": "UAVs over the zone",
    "guarantor": "russia",
    "people": 4,
    "from_day": 2.0,
    "sorties_per_day": 1.0,
    "launch_hour": 4.0,
    "endurance_h": 16.0,
    "loss_probability": 0.0123,
    "area_km2": {"eastern_ghouta": 110.0},
    "sweep_width_km": 0.5,
    "speed_kmh": 90.0,
    "night_factor": 0.5,
    "visible_h": 0.5,
    "report_delay_h": 0.1,
}
ALWAYS = EXAMPLE | {"from_day": 0.0, "launch_hour": 0.0, "loss_probability": 0.0}


def amount(log: EventLog, action: str) -> float:
    return sum(event.amount for event in log.of(ActorActed) if event.action == action)


@pytest.mark.parametrize(
    ("needed_h", "aloft_h", "visible_h", "expected"),
    [
        (0.4, [5.0], 0.5, 0.4),
        (0.6, [5.0], 0.5, None),
        (0.4, [0.3], 0.5, None),  # goes home before
        (0.6, [5.0, 5.0], 0.5, 0.3),
        (0.5, [0.1, 5.0], 0.5, 0.4),  # 0.2 UAV-hours together, then alone
        (0.7, [0.1, 5.0], 0.5, None),
        (0.1, [], 0.5, None),
    ],
)
def test_search_adds_up_the_hours_of_those_aloft(
    needed_h: float, aloft_h: list[float], visible_h: float, expected: float | None
) -> None:
    assert hours_until_found(needed_h, aloft_h, visible_h) == (
        expected if expected is None else pytest.approx(expected)
    )


def test_sorties_keep_their_hours_and_come_home() -> None:
    stand = ActorStand(days=10.0, uavs=2)
    stand.start(ALWAYS | {"sorties_per_day": 2.0}, "uavs")
    log = stand.run()
    launched = [event.hour for event in log.of(ActorActed) if event.action == "sorties"]
    assert launched == [12.0 * number for number in range(20)]
    assert amount(log, "hours_aloft") == 16.0 * 19  # the last is aloft at the horizon
    assert stand.uavs.level == 1
    assert stand.uavs.left == 2
    assert stand.employed[0] == (
        "UAV crews",
        "uavs",
        {"round_the_clock": 4.0, "from_h": 0.0, "until_h": float("inf")},
    )


def test_zones_take_turns() -> None:
    stand = ActorStand(days=10.0)
    stand.start(ALWAYS | {"area_km2": {"south": 100.0, "idlib": 100.0}}, "uavs")
    flown = [event.target for event in stand.run().of(ActorActed) if event.action == "sorties"]
    assert flown == ["idlib", "south"] * 5


def test_a_sortie_without_a_free_uav_is_not_flown_and_a_waiting_convoy_comes_first() -> None:
    stand = ActorStand(days=4.0, uavs=1)
    stand.start(ALWAYS | {"sorties_per_day": 2.0}, "uavs")
    log = stand.run()
    assert amount(log, "sorties") == 4.0
    assert amount(log, "not_flown") == 4.0
    queued = ActorStand(days=4.0, uavs=1)
    queued.start(ALWAYS, "uavs")
    queued.rep.at(1.0, lambda: queued.uavs.get(4))  # waits for four, of which there is one
    assert amount(queued.run(), "sorties") == 1.0


def test_the_lost_are_not_put_back() -> None:
    stand = ActorStand(days=1000.0, uavs=100)
    stand.start(ALWAYS | {"loss_probability": 0.05}, "uavs")
    log = stand.run()
    lost = amount(log, "lost")
    assert lost == pytest.approx(50.0, abs=3.29 * (1000 * 0.05 * 0.95) ** 0.5)
    assert stand.uavs.left == 100 - lost == stand.uavs.level
    assert len(log.of(SecurityIncident)) == lost
    assert {event[1:] for event in log.of(SecurityIncident)} == {("uav", "uavs", "loss", 0)}
    # a lost one was aloft for half of its endurance on average
    aloft = (1000 - lost) * 16.0 + lost * 8.0
    assert amount(log, "hours_aloft") == pytest.approx(aloft, abs=3.29 * 16 * (lost / 12) ** 0.5)


def violation(number: int, hour: float, zone: str = "eastern_ghouta") -> Violation:
    return Violation(number, hour, "g", "side_a", True, zone, "douma", "mortar", 1, 0, 1)


def seen_at(
    hour: float, number: int = 200, zone: str = "eastern_ghouta", **changes: Any
) -> dict[int, Witnessed]:
    """What is seen of so many incidents at an hour of the first days."""
    stand = ActorStand(days=5.0)
    stand.start(ALWAYS | changes, "uavs")
    seen: dict[int, Witnessed] = {}

    def happen() -> None:
        for incident in range(number):
            for witness in stand.situation.witnesses:
                if found := witness(violation(incident, hour, zone)):
                    seen[incident] = found

    stand.rep.at(hour, happen)
    stand.run()
    return seen


def test_only_those_aloft_over_the_zone_see() -> None:
    assert seen_at(12.0)
    assert not seen_at(20.0), "home since 16"
    assert not seen_at(12.0, zone="north_homs")
    assert not seen_at(12.0, sweep_width_km=0.0)
    assert not seen_at(12.0, visible_h=0.0)
    assert {(who.guarantor, who.source) for who in seen_at(12.0).values()} == {("russia", "uav")}


def test_more_or_better_uavs_see_a_superset_and_no_later() -> None:
    fewer = seen_at(12.0)
    for better in (
        {"sorties_per_day": 4.0},
        {"sweep_width_km": 1.0},
        {"visible_h": 1.0},
        {"speed_kmh": 150.0},
    ):
        more = seen_at(12.0, **better)
        assert more.keys() > fewer.keys()
        assert all(more[number].delay_h <= one.delay_h for number, one in fewer.items())
    assert all(0.1 < one.delay_h <= 0.6 for one in fewer.values())


def test_the_dark_takes_its_share() -> None:
    assert not seen_at(2.0, night_factor=0.0)
    assert seen_at(12.0, night_factor=0.0) == seen_at(12.0)
    assert seen_at(2.0, night_factor=0.5).keys() < seen_at(2.0, night_factor=1.0).keys()


def test_who_is_nearly_home_sees_less() -> None:
    assert seen_at(15.8).keys() < seen_at(12.0).keys()


def problems(uavs: int = 4, **changes: Any) -> list[str]:
    actor = resolve("actor", EXAMPLE | changes)
    assert isinstance(actor, Actor)
    scenario = compose(mission={"uavs": uavs})
    return [".".join(map(str, key)) + ": " + message for key, message in actor.problems(scenario)]


def test_contradictions_are_told_in_one_line_each() -> None:
    assert problems() == []
    assert problems(guarantor="iran") == [
        "guarantor: no guarantor called 'iran' (there are: russia, turkey)"
    ]
    assert problems(area_km2={"idlib": 10.0}) == [
        "area_km2.idlib: no zone called 'idlib' (there are: eastern_ghouta)"
    ]
    assert problems(uavs=0) == ["sorties_per_day: the mission has no UAVs (mission.uavs is 0)"]
    assert problems(uavs=0, sorties_per_day=0.0) == []
    with pytest.raises(ValidationError, match=r"until_day\n.*must be after from_day"):
        problems(until_day=2.0)
    with pytest.raises(ValidationError, match="area_km2"):
        problems(area_km2={"eastern_ghouta": 0.0})


@cache
def run(sorties: float = 0.0, loss: float = 0.0, uavs: int = 12) -> EventLog:
    actor = EXAMPLE | {"sorties_per_day": sorties, "loss_probability": loss}
    scenario = compose(
        "planned", "record_only", days=60, mission={"uavs": uavs, "actors": {"uavs": actor}}
    )
    return simulate(scenario, seed=1, replication=0)


def located(log: EventLog) -> set[int]:
    return {event.violation for event in log.of(ViolationWatched) if event.outcome == "located"}


def test_more_sorties_locate_a_superset_and_leave_the_truth_alone() -> None:
    none, some, many = run(0.0), run(1.0), run(3.0)
    assert none.of(ViolationOccurred) == some.of(ViolationOccurred) == many.of(ViolationOccurred)
    assert located(none) < located(some) < located(many)
    per_day = [
        value(compute(log)["incidents_located_by_uav_per_day"]) for log in (none, some, many)
    ]
    assert 0.0 == per_day[0] < per_day[1] < per_day[2]
    seen = [event for event in many.of(LedgerEntered) if event.source == "uav"]
    assert {event.ledger for event in seen} == {"russia"}
    assert amount(many, "seen") >= len(seen) > 0


def test_losses_leave_convoys_unwatched_but_never_waiting() -> None:
    safe, lossy = run(1.0, uavs=4), run(1.0, loss=1.0, uavs=4)
    kpis = [compute(log) for log in (safe, lossy)]
    unwatched = [value(kpi["convoys_unwatched"]) for kpi in kpis]
    assert unwatched[0] == 0.0 < unwatched[1]
    assert value(kpis[0]["convoys_unwatched_share"]) == 0.0
    assert value(kpis[1]["convoys_unwatched_share"]) > 0.0
    first_loss_h = lossy.of(SecurityIncident)[0].hour
    seized = lossy.of(EscortSeized)
    assert {event.uavs for event in seized if event.hour > first_loss_h} == {0}
    assert len(seized) >= len(safe.of(EscortSeized))
