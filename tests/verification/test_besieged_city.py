"""The besieged city: what its air drops add up to, and that the road changes nothing before it is
open."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from conftest import compose_in

from sim.analysis.kpis import compute, value
from sim.events import ActorActed, ConvoyAnswered, ConvoyEnded, StockDay, ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate

OPENS_DAY = 247


@cache
def log_of(replication: int = 0, drops_per_week: float = 4.2, opens_day: float = 247.0) -> EventLog:
    world: dict[str, Any] = {
        "actors": {"air_drops": {"drops_per_week": drops_per_week}},
        "routes": {"road_from_the_west": {"opens_day": opens_day}},
    }
    scenario = compose_in("besieged_city", "besieged_city", days=300, world=world)
    return simulate(scenario, seed=7, replication=replication)


def stock(log: EventLog, days: int = 300) -> list[StockDay]:
    return log.of(StockDay)[:days]


def test_drops_come_near_the_141_rotations_and_2900_tonnes_of_2017() -> None:
    drops, tonnes = [], []
    for replication in range(4):
        deeds = [e for e in log_of(replication).of(ActorActed) if e.kind == "airdrops"]
        drops.append(sum(e.action == "drops" for e in deeds))
        tonnes.append(sum(e.amount for e in deeds if e.action == "dropped_tonnes"))
    assert sum(drops) / 4 == pytest.approx(141, abs=3.29 * (141 / 4) ** 0.5)
    assert sum(tonnes) / 4 == pytest.approx(2904, abs=20.6 * 3.29 * (141 / 4) ** 0.5)


def test_fewer_drops_leave_less_in_store_every_day_until_the_road_opens() -> None:
    pages = [stock(log_of(drops_per_week=rate), OPENS_DAY) for rate in (2.0, 3.0, 4.2)]
    for two, three, four in zip(*pages, strict=True):
        assert two.stock_tonnes <= three.stock_tonnes + 1e-9
        assert three.stock_tonnes <= four.stock_tonnes + 1e-9
    unmet = [sum(page.unmet_tonnes for page in days) for days in pages]
    assert unmet[0] > unmet[1] > unmet[2]


def test_the_road_changes_nothing_before_it_is_open() -> None:
    road, none = log_of(), log_of(opens_day=400.0)
    assert stock(road, OPENS_DAY) == stock(none, OPENS_DAY)
    assert {event.answer for event in none.of(ConvoyAnswered)} == {"unanswered"}
    assert none.of(ConvoyEnded) == []
    assert stock(road)[-1].stock_tonnes > stock(none)[-1].stock_tonnes == 0.0


def test_fire_that_no_agreement_covers_is_in_no_count_of_violations() -> None:
    log = log_of()
    assert len(log.of(ViolationOccurred)) > 1000
    pairs = compute(log)
    assert value(pairs["true_incidents_per_day"]) == 0.0
    assert value(pairs["recorded_matched_per_day"]) == 0.0
    # it is heard all the same
    interrupted = [e for e in log.of(ActorActed) if e.action in ("interrupted", "days_waited")]
    assert interrupted
