"""Repair goes on in windows of silence; the KPI counts people-days without."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.analysis.kpis import FROM_FIRST_POST, compute, value
from sim.events import (
    ActorActed,
    DisturbanceOccurred,
    PostManned,
    RunStarted,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog
from sim.kernel.streams import identity
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "mission"
EXAMPLE = {
    "kind": "repair",
    "label": "Repair crews",
    "crews": 1,
    "people_per_crew": 10,
    "from_day": 3.0,
    "window_h": 6.0,
    "radius_km": 3.0,
    "works": {
        "pumps": {
            "place": "douma",
            "service": "water",
            "people": 100_000,
            "repair_days": 5,
            "priority": 1,
        },
        "line": {
            "place": "saqba",
            "service": "power",
            "people": 60_000,
            "repair_days": 3,
            "priority": 2,
        },
    },
}


def worked(fire: list[tuple[float, str]] = [], **changes: Any) -> EventLog:  # noqa: B006
    stand = ActorStand(days=30.0)
    stand.rep.record(RunStarted(0.0, "2017-05-06", 720.0))
    stand.start(EXAMPLE | changes, "repair")
    for number, (hour, place) in enumerate(fire):
        incident = identity("fire", number)
        stand.rep.at(
            hour,
            lambda hour=hour, place=place, incident=incident: stand.rep.record(
                ViolationOccurred(
                    hour, incident, "g", "side_a", True, "z", place, "mortar", 1, 0, 1, 0
                )
            ),
        )
    return stand.run()


def days_of(log: EventLog, action: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for event in log.of(ActorActed):
        if event.action == action:
            found.setdefault(event.target, []).append((event.hour - 12.0) / 24.0)
    return found


def test_in_silence_the_works_run_again_after_their_days() -> None:
    repaired = days_of(worked(), "repaired")
    assert repaired == {"water: pumps": [7.0], "power: line": [10.0]}
    assert days_of(worked(crews=2), "repaired") == {"water: pumps": [7.0], "power: line": [5.0]}


def test_fire_nearby_in_the_window_costs_the_day() -> None:
    heard = [(24.0 * 4 + 7.0, "douma"), (24.0 * 5 + 11.9, "misraba")]  # 2.4 km away
    log = worked(heard)
    assert days_of(log, "interrupted") == {"water: pumps": [4.0, 5.0]}
    assert days_of(log, "repaired")["water: pumps"] == [9.0]
    far_or_at_night = [(24.0 * 4 + 7.0, "ain_terma"), (24.0 * 5 + 13.0, "douma")]
    assert days_of(worked(far_or_at_night), "repaired") == days_of(worked(), "repaired")


def test_fire_that_is_no_violation_is_heard_too() -> None:
    stand = ActorStand(days=30.0)
    stand.start(EXAMPLE, "repair")
    stand.rep.at(
        103.0,
        lambda: stand.rep.record(DisturbanceOccurred(103.0, 1, "outsiders", "z", "douma", 2, 0)),
    )
    assert days_of(stand.run(), "interrupted") == {"water: pumps": [4.0]}


def test_a_longer_window_or_a_wider_radius_never_repairs_earlier() -> None:
    fire = [(24.0 * day + 6.5 + day % 9, ("douma", "harasta")[day % 2]) for day in range(30)]

    def first(**changes: Any) -> float:
        return days_of(worked(fire, **changes), "repaired")["water: pumps"][0]

    assert first(window_h=2.0) < first(window_h=5.0) < first(window_h=5.0, radius_km=8.0)


def test_people_days_without_are_those_until_repair() -> None:
    pairs = compute(worked())
    water = 100_000 * 7.5
    power = 60_000 * 10.5
    assert value(pairs["people_days_without_water"]) == pytest.approx(water)
    assert value(pairs["people_days_without_power"]) == pytest.approx(power)
    assert value(pairs["people_days_without_service"]) == pytest.approx(water + power)
    nobody = compute(worked(crews=0))
    assert value(nobody["people_days_without_service"]) == pytest.approx(160_000 * 30.0)


def test_a_window_counts_its_own_people_days_only() -> None:
    log = worked()
    later = EventLog()
    rows = sorted([*log.rows, PostManned(216.0, "op", 2, "day")], key=lambda row: row[0])
    for row in rows:
        later.append(row)
    pairs = compute(later)
    assert value(pairs["people_days_without_service" + FROM_FIRST_POST]) == pytest.approx(
        60_000 * 1.5
    )
    assert value(pairs["people_days_without_water" + FROM_FIRST_POST]) == 0.0


def test_no_number_where_nothing_is_out_of_service() -> None:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 48.0))
    pairs = compute(log)
    assert value(pairs["people_days_without_service"]) != value(
        pairs["people_days_without_service"]
    )


def test_unknown_places_and_long_windows_are_one_line_each() -> None:
    works = {"pumps": EXAMPLE["works"]["pumps"] | {"place": "dumma"}}  # type: ignore[index]
    scenario = compose(mission={"actors": {"crew": EXAMPLE | {"works": works, "window_h": 13.0}}})
    found = [(key[3:], message) for key, message in contradictions(scenario) if "line" not in key]
    assert [key for key, _ in found] == [("works", "pumps", "place"), ("window_h",)]
    assert found[0][1].startswith(
        "no place called 'dumma' - did you mean 'douma'? (there are: ain_terma, "
    )
    assert found[1][1] == "must not be longer than daylight (12 hours)"
