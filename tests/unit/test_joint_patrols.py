"""Joint patrols: a calendar, a fate for each, and what both guarantors see on the way."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim.analysis.kpis import compute, value
from sim.events import ActorActed, LedgerEntered, SecurityIncident, ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.actors.base import Actor
from sim.model.model import simulate

EXAMPLE_IN = "mission"
EXAMPLE: dict[str, Any] = {
    "kind": "joint_patrols",
    "label": "joint patrols of two guarantors",
    "guarantors": ["russia", "turkey"],
    "from_day": 9.0,
    "every_days": 6.3,
    "start_hour": 9.0,
    "people": 40,
    "route": [
        {"to": "wafidin", "km": 10.0},
        {"to": "douma", "km": 4.0},
        {"to": "misraba", "km": 3.0},
        {"to": "saqba", "km": 5.0},
    ],
    "speed_kmh": 20.0,
    "full_route_probability": 0.5,
    "bombed_probability": 0.05,
    "casualties_if_bombed": 3.0,
    "search_probability": 0.5,
    "trace_fading_h": 48.0,
}


def run(days: float, finds: int = 0, **changes: Any) -> tuple[ActorStand, EventLog]:
    stand = ActorStand(days=days, finds=finds)
    stand.start(EXAMPLE | changes, "joint")
    return stand, stand.run()


def count(log: EventLog, action: str) -> int:
    return sum(event.action == action for event in log.of(ActorActed))


def amount(log: EventLog, action: str) -> float:
    return sum(event.amount for event in log.of(ActorActed) if event.action == action)


def test_the_corridors_calendar_gives_24_patrols_from_15_march_to_12_august_2020() -> None:
    """150 days, one patrol in 6.3 days (southfront.press, 12 August 2020)."""
    _, log = run(400.0, from_day=9.0, until_day=159.0)
    patrols = [event.hour for event in log.of(ActorActed) if event.action == "patrols"]
    assert len(patrols) == 24
    assert patrols[0] == 24.0 * 9 + 9.0
    assert {hour % 24.0 for hour in patrols} == {9.0}


def test_fates_have_their_probabilities() -> None:
    _, log = run(3660.0 * 2, every_days=1.0, full_route_probability=0.3, bombed_probability=0.1)
    n = count(log, "patrols")
    for action, probability in (("full_route", 0.3), ("bombed", 0.1), ("cut_short", 0.6)):
        tolerance = 3.29 * (n * probability * (1 - probability)) ** 0.5
        assert count(log, action) == pytest.approx(n * probability, abs=tolerance)
    bombs = log.of(SecurityIncident)
    assert len(bombs) == count(log, "bombed")
    assert {event[1:4] for event in bombs} == {("patrol", "joint", "bomb")}
    harmed = [event.casualties for event in bombs]
    # geometric of mean 3: variance 6
    assert sum(harmed) / len(harmed) == pytest.approx(3.0, abs=3.29 * (6 / len(harmed)) ** 0.5)


def test_a_full_route_is_driven_and_looked_at_whole() -> None:
    stand, log = run(10.0, finds=2, full_route_probability=1.0, bombed_probability=0.0)
    assert amount(log, "km") == pytest.approx(22.0)
    places = ["wafidin", "douma", "misraba", "saqba"]
    assert [(place, guarantor) for _, place, _, guarantor, _ in stand.searches] == [
        (place, guarantor) for place in places for guarantor in ("russia", "turkey")
    ]
    assert [hour - 225.0 for hour, *_ in stand.searches][::2] == pytest.approx(
        [0.5, 0.7, 0.85, 1.1]
    )
    assert amount(log, "traces_found") == 8.0, "both guarantors' people see the same"
    assert stand.employed[0][2]["daylight"] == 40.0


def test_who_is_cut_short_sees_only_what_lies_before() -> None:
    stand, log = run(1000.0, full_route_probability=0.0, bombed_probability=0.0)
    n = count(log, "cut_short")
    assert n == count(log, "patrols") > 100
    # a uniform share of 22 km
    assert amount(log, "km") / n == pytest.approx(11.0, abs=3.29 * 22 / (12 * n) ** 0.5)
    reached = sum(place == "saqba" for _, place, *_ in stand.searches)
    assert reached == 0


def test_neither_probability_moves_what_the_other_decides() -> None:
    def hours(action: str, **changes: float) -> set[float]:
        _, log = run(2000.0, **changes)
        return {event.hour // 24 for event in log.of(ActorActed) if event.action == action}

    assert hours("full_route") == hours("full_route", bombed_probability=0.4)
    assert hours("bombed") == hours("bombed", full_route_probability=0.9)
    assert hours("full_route") < hours("full_route", full_route_probability=0.8)


def problems(**changes: Any) -> list[str]:
    actor = resolve("actor", EXAMPLE | changes)
    assert isinstance(actor, Actor)
    return [".".join(map(str, key)) + ": " + message for key, message in actor.problems(compose())]


def test_contradictions_are_told_in_one_line_each() -> None:
    assert problems() == []
    assert problems(guarantors=["russia", "iran"]) == [
        "guarantors.1: no guarantor called 'iran' (there are: russia, turkey)"
    ]
    assert problems(guarantors=["russia", "russia"]) == [
        "guarantors: two are needed ('russia' stands there twice)"
    ]
    (unknown,) = problems(route=[{"to": "saraqib", "km": 10.0}])
    assert unknown.startswith("route.0.to: no place called 'saraqib' - did you mean 'saqba'?")
    assert problems(speed_kmh=2.0) == [
        "route: the full route takes 11.0 h, but from 9 there are 9 h of daylight"
    ]
    assert problems(start_hour=3.0) == ["start_hour: must lie in daylight (from 6 to 18)"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"full_route_probability": 0.96}, "not be above 1 in all"),
        ({"until_day": 9.0}, r"until_day\n.*must be after from_day"),
        ({"guarantors": ["russia"]}, "guarantors"),
    ],
)
def test_impossible_settings_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        problems(**changes)


def test_what_they_find_is_in_both_ledgers_and_the_truth_is_left_alone() -> None:
    actor = EXAMPLE | {
        "every_days": 1.0,
        "from_day": 0.0,
        "full_route_probability": 0.5,
        "search_probability": 1.0,
    }
    logs = [
        simulate(
            compose("planned", "record_only", days=40, mission={"actors": actors}),
            seed=1,
            replication=0,
        )
        for actors in ({}, {"joint": actor}, {"joint": actor | {"full_route_probability": 0.0}})
    ]
    assert logs[0].of(ViolationOccurred) == logs[1].of(ViolationOccurred)
    entries = [event for event in logs[1].of(LedgerEntered) if event.source == "patrol"]
    assert {event.ledger for event in entries} == {"russia", "turkey"}
    first = [value(compute(log)["incidents_first_recorded_by_patrols_per_day"]) for log in logs]
    assert first[1] > first[2] > first[0] == 0.0
    kpis = compute(logs[1])
    full, finished = kpis["joint_patrols_full_route_share"]
    assert 0 < full < finished == 40
    found = {event.incident for event in entries}
    assert found <= {event.violation for event in logs[1].of(ViolationOccurred)}
