"""A no-fly rule: strikes not flown are gone with what they bring, breaches are counted."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose
from pydantic import ValidationError

from sim.analysis.kpis import compute, value
from sim.events import ActorActed, ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {"kind": "no_fly", "sides": ["side_a"], "breach_probability": 0.3}


def run(breach: float | None, **over: Any) -> EventLog:
    settings = EXAMPLE | {"breach_probability": breach} | over
    actors = {} if breach is None else {"no_fly": settings}
    silent = {"own": 0.0, "retaliation": 0.0}
    world = {
        "actors": actors,
        "groups": {"government": {"kinds": {"small_arms": 0.15, "air_strike": 0.25}}},
        "violence": {"fast": silent, "slow": silent},
    }
    return simulate(compose(response="record_only", days=60, world=world), 1, 0)


def strikes(log: EventLog) -> set[int]:
    return {row.violation for row in log.of(ViolationOccurred) if row.kind == "air_strike"}


def others(log: EventLog) -> list[ViolationOccurred]:
    return [row for row in log.of(ViolationOccurred) if row.kind != "air_strike"]


def test_it_leaves_the_share_of_strikes_that_breach_it_and_all_other_fire() -> None:
    absent, never, some, all_fly = (run(breach) for breach in (None, 0.0, 0.3, 1.0))
    assert strikes(never) == set()
    assert strikes(some) < strikes(absent) == strikes(all_fly)
    flown = len(strikes(absent))
    tolerance = 3.29 * (0.21 / flown) ** 0.5
    assert len(strikes(some)) / flown == pytest.approx(0.3, abs=tolerance)
    assert others(never) == others(some) == others(absent)


def test_each_strike_flown_while_it_is_in_force_is_a_breach() -> None:
    log = run(0.5, from_day=20.0, until_day=40.0)
    hours = [row.hour for row in log.of(ViolationOccurred) if row.kind == "air_strike"]
    inside = [hour for hour in hours if 480.0 <= hour < 960.0]
    breaches = [row for row in log.of(ActorActed) if row.action == "breaches"]
    assert [row.hour for row in breaches] == inside
    assert {row.target for row in breaches} == {"side_a"}
    assert 0 < len(inside) < len(hours)
    assert value(compute(log)["deeds_no_fly_breaches"]) == len(inside)
    absent = [row.hour for row in run(None).of(ViolationOccurred) if row.kind == "air_strike"]
    assert [h for h in hours if not 480.0 <= h < 960.0] == [
        h for h in absent if not 480.0 <= h < 960.0
    ]


def test_it_binds_only_the_sides_it_names() -> None:
    assert strikes(run(0.0, sides=["side_b"])) == strikes(run(None))


def test_contradictions_are_named() -> None:
    with pytest.raises(ValidationError, match=r"until_day\n.*must be after from_day \(5\)"):
        resolve("actor", EXAMPLE | {"from_day": 5.0, "until_day": 4.0})
