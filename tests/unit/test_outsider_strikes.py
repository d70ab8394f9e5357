"""Strikes by outsiders: no violation, but posts take shelter from them and convoys turn back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.analysis.kpis import compute, value
from sim.events import (
    ActorActed,
    ConvoyEnded,
    DisturbanceOccurred,
    PostUnmanned,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.entities import Disturbance
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "outsider_strikes",
    "per_day": 1.0,
    "places": {"douma": 0.6, "kafr_batna": 0.4},
    "severity": 3,
    "lethal_probability": 0.5,
}


def strikes(days: float = 400.0, **changes: Any) -> list[tuple[float, Disturbance]]:
    stand = ActorStand(days=days)
    stand.start(EXAMPLE | changes, "they")
    stand.run()
    return stand.disturbances


def test_they_have_the_rate_the_places_and_the_deaths_they_are_given() -> None:
    found = strikes()
    assert len(found) == pytest.approx(400, abs=3.29 * 20)
    assert {(fire.source, fire.zone, fire.severity) for _, fire in found} == {
        ("they", "eastern_ghouta", 3)
    }
    assert len({fire.id for _, fire in found}) == len(found)
    douma = sum(fire.place == "douma" for _, fire in found)
    assert douma / len(found) == pytest.approx(0.6, abs=3.29 * (0.24 / len(found)) ** 0.5)
    lethal = [fire.deaths for _, fire in found if fire.deaths]
    assert len(lethal) / len(found) == pytest.approx(0.5, abs=3.29 * 0.5 / len(found) ** 0.5)
    assert sorted(lethal)[len(lethal) // 2] == 2, "the median of deaths in violations"


def test_deaths_make_a_strike_as_severe_as_they_make_a_violation() -> None:
    deaths = {"median": 30.0, "log_sd": 0.1, "maximum": 33}
    found = [fire for _, fire in strikes(severity=0, deaths=deaths)]
    assert {fire.severity for fire in found if fire.deaths} == {2}
    assert {fire.severity for fire in found if not fire.deaths} == {0}
    assert {fire.deaths for fire in found if fire.deaths} <= set(range(20, 34))


def test_they_keep_to_their_calendar() -> None:
    days = [hour / 24.0 for hour, _ in strikes(from_day=100.0, until_day=150.0)]
    assert 20 < len(days) < 90
    assert min(days) > 100.0
    assert max(days) < 150.0


def test_other_places_and_deaths_leave_the_hours_alone() -> None:
    hours = [hour for hour, _ in strikes()]
    assert [hour for hour, _ in strikes(places={"arbin": 1.0}, lethal_probability=0.0)] == hours


def run(per_day: float | None, **over: Any) -> EventLog:
    world = {"actors": {}} if per_day is None else {"actors": {"they": EXAMPLE | over}}
    if per_day is not None:
        world["actors"]["they"]["per_day"] = per_day
    # so often that many convoys meet one; fire turns every one of them back
    sure = {"fire_halts_probability": 1.0, "fire_stops_unloading_probability": 1.0}
    for aid in ("aid_douma", "aid_kafr_batna"):
        world["actors"][aid] = {"requests_per_week": 7.0}
    return simulate(
        compose(
            response="record_only",
            days=60,
            world=world | {"convoys": sure},
            mission={"posts": {"op_wafidin": {"opens_day": 0.0}}, "staff_from_day": 0.0},
        ),
        1,
        0,
    )


def test_they_turn_convoys_back_and_drive_posts_into_shelter_and_are_no_violations() -> None:
    # without sanctions, resentment or presence the violations stay the same to the last mark
    logs = {per_day: run(per_day, severity=2) for per_day in (None, 2.0, 12.0)}
    violations = [log.of(ViolationOccurred) for log in logs.values()]
    assert violations[0] == violations[1] == violations[2]
    stopped, kpis = [], [compute(log) for log in logs.values()]
    for log in logs.values():
        stopped.append(sum(row.reason == "fire" for row in log.of(ConvoyEnded)))
    assert stopped[0] < stopped[1] < stopped[2]
    struck = [value(pairs["disturbances_per_day"]) for pairs in kpis]
    assert struck == pytest.approx([0.0, 2.0, 12.0], rel=0.3)
    assert kpis[2]["disturbances_per_day_by_they"] == kpis[2]["disturbances_per_day"]
    for name in ("true_incidents_per_day", "deaths_per_month", "true_incidents_per_day_by_side_a"):
        assert kpis[0][name] == kpis[2][name]
    met = [value(pairs["disturbance_convoys_stopped"]) for pairs in kpis]
    assert met[0] == 0.0 < met[1] < met[2] <= stopped[2]
    assert value(kpis[2]["deeds_outsider_strikes_strikes"]) == len(
        logs[12.0].of(DisturbanceOccurred)
    )


def test_only_strikes_near_a_post_and_severe_enough_drive_it_into_shelter() -> None:
    def shelters(log: EventLog) -> Counter[float]:
        return Counter(e.hour for e in log.of(PostUnmanned) if e.cause == "shelter")

    near, light, far = (
        run(2.0, places={place: 1.0}, severity=severity, lethal_probability=0.0)
        for place, severity in (("wafidin", 3), ("wafidin", 0), ("misraba", 3))
    )
    struck = {row.hour for row in near.of(DisturbanceOccurred)}
    sheltered = [hour for hour in shelters(near) if hour in struck]
    assert len(sheltered) > 20
    assert value(compute(near)["disturbance_shelters"]) == sum(
        shelters(near)[hour] for hour in sheltered
    )
    for log in (light, far):
        assert not {row.hour for row in log.of(DisturbanceOccurred)} & set(shelters(log))
        assert compute(log)["disturbance_shelters"] == (0.0, 1.0)


def test_what_it_did_stands_in_the_log_once_for_each_strike() -> None:
    log = run(2.0)
    acted = [(row.hour, row.target) for row in log.of(ActorActed) if row.actor == "they"]
    assert acted == [(row.hour, row.place) for row in log.of(DisturbanceOccurred)]


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"places": {"homs": 1.0}}, ("places", "homs"), "no place called 'homs' (there are: "),
        ({"places": {"douma": 0.7}}, ("places",), "add up to 1 (they add up to 0.7)"),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], key: Any, words: str) -> None:
    found = list(resolve("actor", EXAMPLE | change).problems(compose()))  # type: ignore[attr-defined]
    assert [at for at, _ in found] == [key]
    assert words in found[0][1]
