"""Loads by formula: queues against hand figures, checkpoints against the model's lanes, pools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp, inf
from typing import Any

import numpy as np
import pytest
from conftest import compose, compose_in, merge
from scipy.stats import poisson

from sim.config import Scenario
from sim.events import CaseOpened, CheckpointHour, InvestigationQueued
from sim.expected.checkpoint_loads import CheckpointLoad, checkpoint_loads, least_lanes
from sim.expected.loads import convoys_per_day, least_numbers, pool_loads
from sim.expected.people import SHARED
from sim.expected.queues import erlang_c, least_servers, mean_wait
from sim.expected.reports import investigates, reports_per_day
from sim.model.model import simulate

ZONE = "eastern_ghouta"


def changed(scenario: Scenario, **over: Any) -> Scenario:
    return Scenario.model_validate(merge(scenario.model_dump(mode="json"), over))


# --- queues ---------------------------------------------------------------------------------------
def wait_exceeds(servers: int, load: float, service: float, limit: float) -> float:
    """Probability to wait longer than ``limit`` in an M/M/c queue."""
    return erlang_c(servers, load) * exp(-max(servers - load, 0.0) * limit / service)


def test_three_desks_at_five_a_day() -> None:
    """M/M/3, 5 a day, 2 a day each: by hand."""
    assert erlang_c(3, 2.5) == pytest.approx(0.702247, abs=1e-6)
    assert mean_wait(3, 2.5, 0.5) == pytest.approx(0.702247, abs=1e-6)
    assert wait_exceeds(3, 2.5, 0.5, 1.0) == pytest.approx(0.702247 * exp(-1.0), abs=1e-6)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.4), (2, 1.9), (40, 33.0), (300, 280.0)])
def test_erlang_c_by_the_poisson_distribution(servers: int, load: float) -> None:
    blocked = poisson.pmf(servers, load) / poisson.cdf(servers, load)
    assert erlang_c(servers, load) == pytest.approx(
        servers * blocked / (servers - load * (1.0 - blocked))
    )


def test_queues_that_grow_without_end_and_those_that_are_not_there() -> None:
    assert erlang_c(2, 2.0) == wait_exceeds(2, 2.5, 1.0, 100.0) == 1.0
    assert mean_wait(2, 2.0, 1.0) == inf
    assert erlang_c(0, 0.0) == mean_wait(1, 0.0, 1.0) == 0.0


def test_the_fewest_servers() -> None:
    """P(W > 1 day) is 25.8 % with three at a load of 2.5, 1.6 % with four."""

    def below(limit: float) -> Callable[[int], bool]:
        return lambda servers: wait_exceeds(servers, 2.5, 0.5, 1.0) <= limit

    assert [least_servers(2.5, below(limit)) for limit in (0.3, 0.2, 0.01)] == [3, 4, 5]
    assert wait_exceeds(4, 2.5, 0.5, 1.0) == pytest.approx(0.016, abs=5e-4)
    assert [least_servers(load) for load in (0.0, 0.2, 2.0, 2.5)] == [0, 1, 3, 3]


# --- checkpoints ----------------------------------------------------------------------------------
def level(per_h: float, lanes: int, service_h: float = 0.02) -> CheckpointLoad:
    """Ten hours of even traffic."""
    return CheckpointLoad(
        *("cp", ZONE, "", True, 10.0 * per_h, 0.1),
        *(np.full(100, per_h), np.full(100, float(lanes)), service_h, 1.0),
    )


def test_even_traffic_with_exponential_times_is_an_m_m_c() -> None:
    load = level(125.0, 3)  # 2.5 lanes of work
    assert load.busy_at_peak == load.busy_over_day == pytest.approx(2.5 / 3)
    assert load.wait_h == pytest.approx(0.702247 * 0.02 / 0.5, rel=1e-5)
    assert load.least_wait_h == 0.0
    assert least_lanes(load) == 3


def test_the_wait_of_even_vehicles_in_a_rush() -> None:
    """100 an hour for an hour against one lane of 50, then 25: a triangle of 50 vehicles that is
    gone after two hours more; 75 vehicle-hours, 150 vehicles in three hours."""
    slots = np.repeat([100.0, 25.0], [100, 200])
    rush = CheckpointLoad(
        "cp", ZONE, "", True, 150.0, 0.01, slots, np.ones(300), 0.02, service_cv=0.0
    )
    assert rush.wait_h == inf
    assert rush.busy_at_peak == pytest.approx(2.0)
    assert rush.least_wait_h == pytest.approx((25.0 + 50.0) / 150.0)
    assert least_lanes(rush) == 2  # 150 of 150 vehicles' work in one lane: never free
    assert least_lanes(replace(rush, service_h=0.019)) == 1
    assert least_lanes(replace(rush, service_h=0.019), mean_wait_h=0.1) == 2


def test_the_model_waits_at_least_as_long_as_even_vehicles_would() -> None:
    """Lean's single lanes are overloaded at both peaks: by formula 3.4 minutes on average."""
    scenario = changed(
        compose("lean", "record_only", days=6),
        mission={"checkpoints": {"cp_wafidin": {"opens_day": 0.0}}},
    )
    (load,) = (one for one in checkpoint_loads(scenario) if one.name == "cp_wafidin")
    assert load.busy_at_peak > 1.0 > load.busy_over_day
    rows = [
        row for row in simulate(scenario, 1, 0).of(CheckpointHour) if row.checkpoint == load.name
    ]
    served, waited = (sum(getattr(row, n) for row in rows) for n in ("arrived", "wait_sum_h"))
    assert served > 4000
    assert load.least_wait_h < waited / served < 2.0 * load.least_wait_h


def test_manned_or_not_and_lanes_of_the_second_shift() -> None:
    zones = {"zones": {ZONE: {"second_shift_lanes": 1}}}
    scenario = changed(compose(), staffing=zones)
    loads = {one.name: one for one in checkpoint_loads(scenario)}
    assert sum(one.manned for one in loads.values() if not one.run_by) == 3
    assert {one.run_by for one in loads.values()} == {"", "side_a"}
    own = loads["cp_wafidin"]
    hours = scenario.world.traffic.opens_hour + own.slot_h * np.arange(len(own.per_h))
    shift_hour = scenario.mission.checkpoint_shift_hour
    assert own.lanes.tolist() == np.where(hours.round(6) < shift_hour, 2.0, 1.0).tolist()
    assert float(own.per_h.sum() * own.slot_h) == pytest.approx(own.vehicles_per_day)


# --- reports and pools ----------------------------------------------------------------------------
def test_pools_by_hand() -> None:
    """Of Ghouta's requests so many a week are granted; a team makes one visit a day."""
    scenario = compose()
    convoys, days_each = convoys_per_day(scenario)
    asked = sum(actor.expected_requests(24.0 * 184) for actor in scenario.actors().values())
    assert convoys == pytest.approx(asked / 184 * scenario.world.convoys.granted_probability)
    assert 0.1 < days_each < 2.0
    loads = {pool.role: pool for pool in pool_loads(scenario)}
    reports = reports_per_day(scenario)[ZONE]
    assert loads["investigation_teams"].busy == pytest.approx(reports.with_place)
    assert loads["escort_groups"].busy == pytest.approx(convoys * days_each)
    handling = scenario.mission.centre.handling.mean_h
    assert loads["centre_officers"].busy == pytest.approx(reports.cases * handling / 24.0)
    assert not investigates(compose(response="record_only"))
    idle = {pool.role: pool for pool in pool_loads(compose(response="record_only"))}
    assert idle["investigation_teams"].busy == 0.0


def test_nobody_watches_nobody_complains_nobody_reports() -> None:
    nobody = {"side_a": 0.0, "side_b": 0.0}
    silent = {
        "probability": nobody, "probability_if_deaths": nobody, "unfounded_per_day": nobody,
    }  # fmt: skip
    scenario = changed(
        compose(),
        world={"complaints": silent},
        staffing={"zones": {ZONE: {"posts": 0}}},
    )
    reports = reports_per_day(scenario)[ZONE]
    assert (reports.cases, reports.acted_on, reports.with_place) == (0.0, 0.0, 0.0)
    least = least_numbers(scenario)
    assert least[SHARED, "investigation_teams"] == 0
    assert least[SHARED, "centre_officers"] == least[SHARED, "liaison_officers"] == 1


def test_least_numbers_name_every_role_and_grow_with_what_is_asked() -> None:
    scenario = compose_in("four_zones", "four_zones")
    least = least_numbers(scenario)
    pools = ("investigation_teams", "escort_groups", "centre_officers", "liaison_officers")
    assert {role for zone, role in least if zone == SHARED} == set(pools)
    assert {zone for zone, _ in least} == {SHARED, *scenario.staffing.zones}
    lean = compose("lean")
    assert least_numbers(lean)[ZONE, "lanes"] == 1
    assert least_numbers(lean, mean_wait_h=1 / 60)[ZONE, "lanes"] == 2


@pytest.mark.slow
def test_runs_open_about_as_many_cases() -> None:
    """Every post from day 0, nobody absent or sheltering, violence without feedback. An estimate:
    within a tenth (complaints come late, places are noticed together)."""
    data = compose(days=60).model_dump(mode="json")
    for post in data["mission"]["posts"].values():
        post |= {"opens_day": 0.0, "late_days": 0.0}
    data["mission"]["watches"] |= {"absence_probability": 0.0, "shelter_km": 0.0}
    data["mission"] |= {"actors": {}, "checkpoints": {}}
    data["staffing"]["zones"][ZONE]["checkpoints"] = 0
    quiet = {"deterrence_by_presence": 0.0, "deterrence_by_rung": 0.0, "resentment_effect": 0.0}
    over = {"violence": quiet, "actors": {}, "party_checkpoints": {}, "routes": {}, "supply": {}}
    data["world"]["violence"] |= over.pop("violence")
    data["world"] |= over
    scenario = Scenario.model_validate(data)
    expected = reports_per_day(scenario)[ZONE]
    logs = [simulate(scenario, 7, replication) for replication in range(30)]
    cases = float(np.mean([len(log.of(CaseOpened)) for log in logs])) / 60
    visits = float(np.mean([len(log.of(InvestigationQueued)) for log in logs])) / 60
    assert cases == pytest.approx(expected.cases, rel=0.1)
    assert visits == pytest.approx(expected.with_place, rel=0.1)
