"""A hotline: in its hours calls are shorter and are answered more often; fire is as it was."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim import events
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE_IN = "mission"
EXAMPLE: dict[str, Any] = {
    "kind": "hotline",
    "label": "Hotline between the sides",
    "opens_hour": 8.0,
    "closes_hour": 20.0,
    "officers": 2,
    "call_time_factor": 0.5,
    "call_dropout_factor": 0.2,
}
OPEN_DAY_AND_NIGHT = {"opens_hour": 0.0, "closes_hour": 24.0}
NO_EFFECT = {"call_time_factor": 1.0, "call_dropout_factor": 1.0}


def factors(hours: list[float], **changes: Any) -> list[float]:
    """What is left of a call's time at hours of a run of three days."""
    stand = ActorStand(days=3)
    stand.start(EXAMPLE | changes, "line")
    found = []
    for hour in hours:
        stand.rep.env.run(until=hour)
        found.append(stand.situation.factor("call_time", "all"))
    stand.run()
    return found


def test_it_works_in_its_hours_every_day() -> None:
    hours = [1.0, 7.9, 8.1, 19.9, 20.1, 31.9, 32.1, 43.9, 44.1]
    assert factors(hours) == [1.0, 1.0, 0.5, 0.5, 1.0, 1.0, 0.5, 0.5, 1.0]


def test_it_may_work_past_midnight() -> None:
    night = {"opens_hour": 20.0, "closes_hour": 6.0}
    hours = [1.0, 5.9, 6.1, 19.9, 20.1, 29.9, 30.1]
    assert factors(hours, **night) == [0.5, 0.5, 1.0, 1.0, 0.5, 0.5, 1.0]


def test_it_works_from_its_first_day() -> None:
    assert factors([10.0, 25.0, 32.1], from_day=1.0) == [1.0, 1.0, 0.5]
    assert factors([23.9, 24.1, 71.0], from_day=1.0, **OPEN_DAY_AND_NIGHT) == [1.0, 0.5, 0.5]


@pytest.mark.parametrize(
    ("hours", "open_h", "rows", "positions"),
    [({}, 36.0, 3, 1.0), (OPEN_DAY_AND_NIGHT, 72.0, 1, 2.0)],
)
def test_hours_open_and_people_paid(
    hours: dict[str, Any], open_h: float, rows: int, positions: float
) -> None:
    stand = ActorStand(days=3)
    stand.start(EXAMPLE | hours, "line")
    acted = stand.run().of(events.ActorActed)
    assert {e.action for e in acted} == {"open_h"}
    assert (sum(e.amount for e in acted), len(acted)) == (open_h, rows)
    assert stand.employed == [
        ("hotline officers", "line", {"round_the_clock": positions, "from_h": 0.0})
    ]


@cache
def run(**changes: Any) -> EventLog:
    """Twenty days of a centre at which half the calls fall through."""
    actors = {"line": EXAMPLE | {"officers": 0} | changes} if changes else {}
    centre = {"call_dropout_probability": 0.5}
    mission = {"actors": actors, "centre": centre}
    return simulate(compose("lean", "record_only", days=20, mission=mission), 4, 0)


def call_h(log: EventLog) -> float:
    """Hours from the opening of a case to the call about it, on average."""
    opened = {e.report: e.hour for e in log.of(events.CaseOpened)}
    calls = log.of(events.LiaisonCalled)
    assert len(calls) > 50
    return sum(e.hour - opened[e.report] for e in calls) / len(calls)


def test_shorter_and_surer_calls_come_sooner_and_all_else_is_the_same() -> None:
    without = run()
    time = run(call_time_factor=0.2, call_dropout_factor=1.0, **OPEN_DAY_AND_NIGHT)
    both = run(call_time_factor=0.2, call_dropout_factor=0.0, **OPEN_DAY_AND_NIGHT)
    by_day = run(call_time_factor=0.2, call_dropout_factor=0.0)
    assert call_h(both) < call_h(time) < call_h(without)
    assert call_h(both) < call_h(by_day) < call_h(without)

    def rest(log: EventLog) -> list[Any]:
        own = (events.ActorActed, events.SituationChanged, events.LiaisonCalled)
        return [row for row in log if not isinstance(row, own)]

    assert rest(both) == rest(without), "under record_only a call changes nothing else"


def test_without_an_effect_it_is_as_if_it_were_not_there() -> None:
    log = run(**NO_EFFECT)
    assert not log.of(events.SituationChanged)
    assert [row for row in log if not isinstance(row, events.ActorActed)] == list(run())


def test_an_effect_on_fire_is_there_to_be_swept() -> None:
    def fired(factor: float) -> int:
        swept = run(background_factor=factor, **NO_EFFECT, **OPEN_DAY_AND_NIGHT)
        assert {e.target for e in swept.of(events.SituationChanged)} <= {
            "government", "jaysh_al_islam", "faylaq_al_rahman"
        }  # fmt: skip
        return len(swept.of(events.ViolationOccurred))

    assert fired(0.2) < fired(0.6) < fired(1.0)


def test_a_line_that_never_opens_is_a_contradiction() -> None:
    actor = resolve("actor", EXAMPLE | {"closes_hour": 8.0})
    assert list(actor.problems(compose())) == [
        (("closes_hour",), "must differ from opens_hour (8); round the clock is 0 to 24")
    ]
    assert not list(resolve("actor", EXAMPLE).problems(compose()))


@pytest.mark.parametrize(
    "change", [{"call_time_factor": 1.5}, {"background_factor": 1.5}, {"closes_hour": 25.0}]
)
def test_numbers_out_of_range_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        resolve("actor", EXAMPLE | change)
