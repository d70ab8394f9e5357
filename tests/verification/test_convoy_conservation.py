"""People and tonnes are conserved, whatever happens to convoys; and V19 of the theory."""

from __future__ import annotations

import pytest
from convoy_stand import Stand

from sim.events import (
    ConvoyAnswered,
    ConvoyEnded,
    ConvoyLoaded,
    ConvoyRequested,
    MovementAnswered,
    StockDay,
)
from sim.kernel.registry import resolve
from sim.model.actors.relief_agency import ReliefAgency
from verification.measured import Verify, mean, share

TROUBLE = {
    "answer_delay": {"distribution": "lognormal", "mean_h": 100.0, "cv": 1.0},
    "granted_probability": 0.8,
    "refused_share": 0.6,
    "fewer_people_probability": 0.4,
    "fewer_people_share": 0.37,
    "loading": {"distribution": "exponential", "mean_h": 20.0},
    "items_removed_probability": 0.3,
    "items_removed_share": 0.7,
    "fire_halts_probability": 0.5,
    "fire_stops_unloading_probability": 0.2,
    "attack_probability": 0.2,
}


def agency(requests_per_week: float, people: float = 30_000.0, cv: float = 0.7) -> ReliefAgency:
    made = resolve(
        "actor",
        {
            "kind": "relief_agency",
            "label": "agency",
            "destination": "town",
            "requests_per_week": requests_per_week,
            "people_per_request": people,
            "people_cv": cv,
        },
    )
    assert isinstance(made, ReliefAgency)
    return made


def troubled(seed: int, violence: bool = True, days: float = 184.0) -> Stand:
    """A busy road on which everything can happen."""
    legs = [
        {"to": "gate", "km": 10.0, "checkpoint": "gate", "mine_probability": 0.03},
        {"to": "suburb", "km": 14.0, "exposed_to": "suburb", "mine_probability": 0.05},
        {"to": "town", "km": 2.0, "exposed_to": "town"},
    ]
    stand = Stand(
        seed=seed,
        days=days,
        convoys=TROUBLE,
        access={
            "refusal_probability": {"side_a": 0.05, "side_b": 0.08},
            "delay_probability": {"side_a": 0.3, "side_b": 0.3},
        },
        legs=legs,
        gate_h=2.0,
        escort_groups=1,
    )
    if violence:
        for number in range(600):
            hour = 24.0 * days * stand.rep.uniform("fire", number)
            stand.fire(hour, ("suburb", "town")[number % 2], number)
    stand.rep.start(agency(6.0).act(stand.around("agency")))
    return stand


@pytest.mark.parametrize("seed", range(6))
def test_people_and_tonnes_are_conserved(seed: int) -> None:
    stand = troubled(seed)
    log = stand.run()
    people = {event.convoy: event.people for event in log.of(ConvoyRequested)}
    answered = {event.convoy: event for event in log.of(ConvoyAnswered)}
    loaded = {event.convoy: event for event in log.of(ConvoyLoaded)}
    ended = {event.convoy: event for event in log.of(ConvoyEnded)}

    by_fate = {"refused": 0, "unanswered": 0, "pending": 0, "loaded": 0}
    for convoy, requested in people.items():
        answer = answered.get(convoy)
        if answer is None:
            by_fate["pending"] += requested
        elif answer.answer != "granted":
            by_fate[answer.answer] += requested
        else:
            by_fate["refused"] += requested - answer.people_approved
            fate = "loaded" if convoy in loaded else "pending"
            by_fate[fate] += answer.people_approved
    assert sum(by_fate.values()) == sum(people.values())
    assert min(by_fate[fate] for fate in ("refused", "unanswered", "loaded")) > 0
    assert by_fate["loaded"] == sum(event.people_loaded for event in loaded.values())

    for event in loaded.values():
        carried = event.people_loaded / 500.0 * 5.0
        assert event.tonnes + event.removed_tonnes == pytest.approx(carried, abs=1e-9)
    assert loaded.keys() >= ended.keys()
    for convoy, end in ended.items():
        fate_tonnes = end.delivered_tonnes + end.lost_tonnes + end.returned_tonnes
        assert fate_tonnes == pytest.approx(loaded[convoy].tonnes, abs=1e-9)
        assert min(end[5:]) >= 0.0
        share = end.delivered_tonnes / loaded[convoy].tonnes
        assert end.people_reached == pytest.approx(share * loaded[convoy].people_loaded, abs=1)

    delivered = sum(end.delivered_tonnes for end in ended.values())
    assert sum(page.aid_tonnes for page in log.of(StockDay)) == pytest.approx(delivered, abs=1e-9)
    hours = [event.hour for event in log]
    assert hours == sorted(hours)


def test_everything_that_can_happen_does() -> None:
    logs = [troubled(seed).run() for seed in range(6)]
    fates = {(end.outcome, end.reason) for log in logs for end in log.of(ConvoyEnded)}
    # at some horizon some wait for an answer, for their escort, or are on the road
    assert any(len(log.of(ConvoyRequested)) > len(log.of(ConvoyAnswered)) for log in logs)
    assert any(len(log.of(ConvoyLoaded)) > len(log.of(ConvoyEnded)) for log in logs)
    assert fates >= {
        ("delivered", ""),
        ("partly_delivered", "fire"),
        ("turned_back", "fire"),
        ("turned_back", "mine"),
        ("turned_back", "access_denied"),
        ("attacked", "attack"),
    }


def test_the_same_replication_has_the_same_log() -> None:
    assert troubled(3).run().digest() == troubled(3).run().digest()


def test_without_violence_and_risks_everything_is_delivered() -> None:
    stand = Stand(days=184.0, escort_groups=3)
    stand.rep.start(agency(3.0).act(stand.around("agency")))
    log = stand.run()
    ends = log.of(ConvoyEnded)
    assert len(ends) > 40
    assert {end.outcome for end in ends} == {"delivered"}
    reached = {end.convoy: end.people_reached for end in ends}
    requested = {event.convoy: event.people for event in log.of(ConvoyRequested)}
    assert all(requested[convoy] == people for convoy, people in reached.items())
    loaded = {event.convoy: event.tonnes for event in log.of(ConvoyLoaded)}
    assert [end.delivered_tonnes for end in ends] == [loaded[end.convoy] for end in ends]
    assert {event.answer for event in log.of(MovementAnswered)} == {"free"}


@pytest.mark.slow
def test_v19_tonnes_that_arrive_past_mines(verified: Verify) -> None:
    """V19: P = .98 x .95 x .99 = .921690; .5/d x 90 d x .55 x 120 t x P = 2737.42 t (400 runs)."""
    legs = [
        {"to": place, "km": 1e-6, "mine_probability": p}
        for place, p in (("gate", 0.02), ("suburb", 0.05), ("town", 0.01))
    ]
    at_once = {"distribution": "constant", "mean_h": 0.0}
    tonnes: list[float] = []
    arrived, loaded = 0, 0
    for seed in range(400):
        stand = Stand(
            seed=seed,
            days=90.0,
            convoys={
                "answer_delay": at_once,
                "loading": at_once,
                "granted_probability": 0.55,
                "departure_hour": None,
                "people_per_truck": 5_000.0,
                "tonnes_per_truck": 60.0,
                "unloading_h_per_truck": 1e-6,
            },
            legs=legs,
            escort_required=False,
            uavs=0,
        )
        two_trucks = agency(3.5, people=10_000.0, cv=0.0)
        stand.rep.start(two_trucks.act(stand.around("agency")))
        log = stand.run()
        ends = log.of(ConvoyEnded)
        tonnes.append(sum(end.delivered_tonnes for end in ends))
        arrived += sum(end.outcome == "delivered" for end in ends)
        loaded += len(ends)
    verified("V19 arrive", share(arrived, loaded, runs=400))
    verified("V19 tonnes", mean(tonnes))
