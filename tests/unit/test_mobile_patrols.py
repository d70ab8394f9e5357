"""Mobile patrols: by day, as far as they are let, late, and no number of anybody else's."""

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
    LedgerEntered,
    SecurityIncident,
    StaffEngaged,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.actors.base import Actor
from sim.model.model import simulate

EXAMPLE_IN = "mission"
EXAMPLE: dict[str, Any] = {
    "kind": "mobile_patrols",
    "label": "patrols of a guarantor",
    "guarantor": "russia",
    "patrols": 2,
    "people_per_patrol": 7,
    "from_day": 5.0,
    "days_per_week": 6,
    "start_hour": 8.0,
    "base_lat": 33.51,
    "base_lon": 36.29,
    "speed_kmh": 20.0,
    "places": ["eastern_ghouta"],
    "places_per_tour": 3,
    "go_where": "rota",
    "recorded_memory_days": 7.0,
    "search_h": 1.0,
    "search_probability": 0.5,
    "trace_fading_h": 48.0,
    "fire_reaches_probability": 0.3,
    "harm_probability": 0.05,
}
ONE = EXAMPLE | {"patrols": 1, "from_day": 0.0, "days_per_week": 7}


def stand_of(stand: ActorStand, **changes: Any) -> EventLog:
    stand.start(ONE | changes, "patrols")
    return stand.run()


def deeds(log: EventLog) -> dict[str, float]:
    amounts: dict[str, float] = {}
    for event in log.of(ActorActed):
        amounts[event.action] = amounts.get(event.action, 0.0) + event.amount
    return amounts


def test_a_quiet_day_takes_a_patrol_to_some_places_by_daylight() -> None:
    stand = ActorStand(days=10.0, finds=2)
    log = stand_of(stand)
    assert deeds(log) == {
        "days_on_duty": 10.0,
        "tours": 10.0,
        "places_visited": 30.0,
        "traces_found": 60.0,
    }
    assert all(9.0 <= hour % 24.0 < 18.0 for hour, *_ in stand.searches)
    assert {search[2] for search in stand.searches} == {"patrols 0"}
    assert {search[3] for search in stand.searches} == {"russia"}
    assert stand.searches[0][4] == {"probability": 0.5, "fading_h": 48.0}
    assert len({place for _, place, *_ in stand.searches}) > 5
    assert stand.employed == [
        ("patrols", "patrols", {"daylight": 7.0, "from_h": 0.0, "until_h": float("inf")})
    ]


def test_every_place_is_asked_for_where_it_lies() -> None:
    stand = ActorStand(days=30.0)
    stand_of(stand)
    zone = stand.scenario.world.zones["eastern_ghouta"]
    held = {place.held_by for place in zone.places.values()}
    assert {(mover, where) for _, mover, _, where, *_ in stand.asked} == {
        ("patrol", "eastern_ghouta")
    }
    assert {side for *_, side, _ in stand.asked} == held
    movements = [movement for _, _, movement, *_ in stand.asked]
    assert len(set(movements)) == len(movements), "two days or places must not share their luck"


def test_who_is_denied_goes_nowhere_and_who_is_suspended_stays_at_home() -> None:
    denied = ActorStand(days=5.0, answer=("denied", 0.0))
    assert deeds(stand_of(denied)) == {"days_on_duty": 5.0, "blocked": 15.0}
    suspended = ActorStand(days=5.0, answer=("suspended", 0.0))
    assert deeds(stand_of(suspended)) == {"days_on_duty": 5.0, "suspended_days": 5.0}
    assert denied.searches == suspended.searches == []


def test_delays_cost_places() -> None:
    def visited(delay_h: float) -> float:
        stand = ActorStand(days=20.0, answer=("delayed", delay_h))
        found = deeds(stand_of(stand, places_per_tour=15))
        assert all(hour % 24.0 < 18.0 for hour, *_ in stand.searches)
        assert found["delayed"] >= found["places_visited"]
        return found["places_visited"]

    assert visited(43 / 60) > visited(128 / 60) > 0.0


def test_days_off_are_kept_and_the_plan_ends() -> None:
    log = stand_of(ActorStand(days=28.0), days_per_week=5, from_day=7.0, until_day=21.0)
    days = [int(e.hour // 24.0) for e in log.of(ActorActed) if e.action == "days_on_duty"]
    assert len(days) == 10
    assert min(days) >= 7
    assert max(days) < 21


def test_a_further_patrol_changes_nothing_for_the_first() -> None:
    one, two = ActorStand(days=20.0), ActorStand(days=20.0)
    stand_of(one)
    stand_of(two, patrols=2)
    assert [search for search in two.searches if search[2] == "patrols 0"] == one.searches
    assert len(two.searches) > len(one.searches)


def entered(stand: ActorStand, place: str, hour: float, number: int, ledger: str) -> None:
    row = LedgerEntered(
        hour, ledger, number, "matched", "complaint", "eastern_ghouta", place, "mortar", "", ""
    )
    stand.rep.at(hour, lambda: stand.rep.record(row))


def test_where_nothing_is_recorded_the_rota_holds_and_other_ledgers_are_not_read() -> None:
    rota, recorded = ActorStand(days=40.0), ActorStand(days=40.0)
    for number in range(30):
        entered(recorded, "douma", 1.0 + number, number, "turkey")
        entered(recorded, "", 1.0 + number, 100 + number, "russia")
    stand_of(rota)
    stand_of(recorded, go_where="where_recorded")
    assert recorded.searches == rota.searches


def test_where_recorded_goes_to_a_place_in_proportion_to_what_the_ledger_has_of_it() -> None:
    """Nine entries against none elsewhere: weight 10 of 13, by the formula of the race."""
    days, places = 1000, ["douma", "harasta", "arbin", "saqba"]
    stand = ActorStand(days=float(days))
    for number in range(9):
        entered(stand, "douma", 1.0, number, "russia")
    stand_of(
        stand,
        go_where="where_recorded",
        places=places,
        places_per_tour=1,
        recorded_memory_days=3660.0,
    )
    share = sum(place == "douma" for _, place, *_ in stand.searches) / days
    expected = 10 / 13
    assert share == pytest.approx(expected, abs=3.29 * (expected * (1 - expected) / days) ** 0.5)


def test_what_is_long_ago_is_forgotten() -> None:
    fresh, old = ActorStand(days=60.0), ActorStand(days=60.0)
    for number in range(50):
        entered(old, "douma", 1.0, number, "russia")
    for stand in (fresh, old):
        stand_of(stand, go_where="where_recorded", recorded_memory_days=10.0)
    late = [[search for search in stand.searches if search[0] > 264.0] for stand in (fresh, old)]
    assert late[0] == late[1] != []
    assert fresh.searches != old.searches


def fire(stand: ActorStand, place: str, hour: float, number: int) -> None:
    row = ViolationOccurred(
        hour, number, "g", "side_a", True, "eastern_ghouta", place, "mortar", 1, 0, 1, 0
    )
    stand.rep.at(hour, lambda: stand.rep.record(row))


@pytest.mark.parametrize(("reaches", "harms"), [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0)])
def test_fire_at_its_place_drives_a_patrol_home(reaches: float, harms: float) -> None:
    quiet = ActorStand(days=1.0)
    stand_of(quiet)
    hour, place = quiet.searches[0][:2]
    stand = ActorStand(days=1.0)
    fire(stand, place, hour - 0.5, 1)
    fire(stand, place, hour - 1.5, 2)  # before it came
    fire(stand, "saqba" if place != "saqba" else "douma", hour - 0.5, 3)  # elsewhere
    log = stand_of(stand, fire_reaches_probability=reaches, harm_probability=harms)
    expected = [SecurityIncident(hour, "patrol", "patrols 0", "fire", int(harms))]
    assert log.of(SecurityIncident) == (expected if reaches else [])
    assert len(stand.searches) == (1 if reaches else 3)


def problems(**changes: Any) -> list[str]:
    actor = resolve("actor", EXAMPLE | changes)
    assert isinstance(actor, Actor)
    return [".".join(map(str, key)) + ": " + message for key, message in actor.problems(compose())]


def test_contradictions_are_told_in_one_line_each() -> None:
    assert problems() == []
    assert problems(guarantor="iran") == [
        "guarantor: no guarantor called 'iran' (there are: russia, turkey)"
    ]
    (unknown,) = problems(places=["douma", "idlib"])
    assert unknown.startswith("places.1: no place or zone called 'idlib' (there are: ain_terma, ")
    assert problems(start_hour=19.0) == ["start_hour: must lie in daylight (from 6 to 18)"]
    (far,) = problems(base_lat=36.2, base_lon=37.1)
    assert far.startswith("places: no place of the beat can be visited by dusk (18): the nearest")
    with pytest.raises(ValidationError, match=r"until_day\n.*must be after from_day"):
        problems(until_day=5.0)


@cache
def run(**changes: Any) -> EventLog:
    actors = {"patrols": EXAMPLE | {"search_probability": 0.9} | changes} if changes else {}
    scenario = compose("planned", "record_only", days=40, mission={"actors": actors})
    return simulate(scenario, seed=1, replication=0)


def recorded_in(log: EventLog) -> set[int]:
    return {event.incident for event in log.of(LedgerEntered) if event.entry == "matched"}


def test_more_patrols_record_a_superset_late_and_leave_the_truth_alone() -> None:
    none, two, six = run(), run(patrols=2), run(patrols=6)
    assert none.of(ViolationOccurred) == two.of(ViolationOccurred) == six.of(ViolationOccurred)
    assert recorded_in(none) < recorded_in(two) < recorded_in(six)
    kpis = [{name: value(pair) for name, pair in compute(log).items()} for log in (none, two, six)]
    first = [kpi["incidents_first_recorded_by_patrols_per_day"] for kpi in kpis]
    assert 0.0 == first[0] < first[1] < first[2]
    assert kpis[2]["incident_to_patrol_record_mean_hours"] > 4.0, "patrols come late"
    assert 0.0 < kpis[1]["patrol_places_visited_per_patrol_day"] <= 3.0
    assert 0.0 <= kpis[1]["patrol_places_refused_share"] < 1.0
    paid = [event for event in two.of(StaffEngaged) if event.role == "patrols"]
    assert [(event.hour, event.positions) for event in paid] == [(120.0, 14.0)]


def test_traces_that_fade_slower_are_found_more_often() -> None:
    assert (
        deeds(run(trace_fading_h=12.0))["traces_found"]
        < deeds(run(trace_fading_h=96.0))["traces_found"]
    )


def test_whoever_holds_the_ground_can_blind_the_patrols() -> None:
    over = {"refusal_probability": {"side_a": 1.0, "side_b": 1.0}, "violence_exponent": 0.0}
    scenario = compose(
        "planned",
        "record_only",
        days=20,
        mission={"actors": {"patrols": EXAMPLE}},
        world={"access": over},
    )
    kpis = compute(simulate(scenario, seed=1, replication=0))
    assert value(kpis["patrol_places_refused_share"]) == 1.0
    assert value(kpis["patrol_places_visited_per_patrol_day"]) == 0.0
    assert value(kpis["incidents_first_recorded_by_patrols_per_day"]) == 0.0
