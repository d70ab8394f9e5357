"""Access in whole runs: it tightens with violence and guilt, and the record thins out with it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from conftest import compose

from sim.analysis.kpis import compute, value
from sim.events import MovementAnswered, PlaceVisited, ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate

DAYS = 60


@cache
def run(background: float = 1.0, **access: Any) -> EventLog:
    """Eastern Ghouta with so much of its background; staff is there from the first day."""
    groups = {
        name: {"background_per_day": group.background_per_day * background}
        for name, group in compose().world.groups.items()
    }
    settings = {"guilty_factor": 1.0, "suspended_above_incidents_per_day": 1000.0, **access}
    return simulate(
        compose(
            days=DAYS,
            world={"groups": groups, "access": settings},
            mission={"staff_from_day": 0.0},
        ),
        seed=1,
        replication=0,
    )


def answers(log: EventLog, mover: str = "team") -> list[MovementAnswered]:
    return [event for event in log.of(MovementAnswered) if event.mover == mover]


def denied_share(rows: list[MovementAnswered]) -> float:
    assert len(rows) > 30
    return sum(row.answer == "denied" for row in rows) / len(rows)


def test_refusals_rise_with_violence() -> None:
    violent, quiet = answers(run(2.0)), answers(run(0.5))
    assert denied_share(violent) > 1.2 * denied_share(quiet)
    without = [answers(run(level, violence_exponent=0.0)) for level in (2.0, 0.5)]
    assert denied_share(without[0]) == pytest.approx(denied_share(without[1]), abs=0.1)


def test_the_guilty_refuse_more_often_than_the_others() -> None:
    """Of those asked about fire of their own side and about fire of the other."""
    log = run(1.5, guilty_factor=3.0)
    side = {event.violation: event.side for event in log.of(ViolationOccurred) if event.covered}
    asked = [row for row in answers(log) if row.movement in side]
    own = [row for row in asked if row.holder_side == side[row.movement]]
    other = [row for row in asked if row.holder_side != side[row.movement]]
    assert denied_share(own) > 1.5 * denied_share(other)


def test_above_the_threshold_the_mission_holds_back_and_fewer_places_are_visited() -> None:
    runs = [run(suspended_above_incidents_per_day=above) for above in (1000.0, 7.0, 4.0)]
    shares = [value(compute(log)["movements_suspended_share"]) for log in runs]
    assert shares[0] == 0.0
    assert shares[0] < shares[1] < shares[2]
    assert len(runs[2].of(PlaceVisited)) < len(runs[0].of(PlaceVisited))
