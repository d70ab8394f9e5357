"""How much work each part of a mission has, by formula, and the fewest who could do it at all.

Rates that what happens in a run may move are those of quiet weeks with everything planned open: no
ban on traffic, no closure, no case that lapses, no refusal on the road. "Least" numbers only keep a
queue from growing without end: where a search may begin, not what a mission should have.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from sim.config import Scenario
from sim.expected.checkpoint_loads import CheckpointLoad, between, checkpoint_loads, least_lanes
from sim.expected.people import SHARED
from sim.expected.queues import least_servers
from sim.expected.reports import Reports, investigates, reports_per_day
from sim.expected.supply import requests
from sim.model.posts import FEWEST

NEVER_EMPTY = frozenset({"centre_officers", "liaison_officers"})
"""Pools of which a mission has at least one."""


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """Work of a pool: ``per_day`` jobs, each taking one of the pool for ``days_each`` on average;
    ``has``: how many there are."""

    role: str
    per_day: float
    days_each: float
    has: int

    @property
    def busy(self) -> float:
        """How many are at work at any time on average, if they keep up."""
        return self.per_day * self.days_each


def pool_loads(scenario: Scenario, reports: dict[str, Reports] | None = None) -> list[PoolLoad]:
    """Of the pools that all zones share, by the expected reports and the requests for convoys.

    A team makes one visit a day, a first refusal costs it another (not counted); every case that
    may be visited is. Each case takes a desk once and a call once (dropped calls are made again).
    A convoy takes an escort from departure to return; waiting for the hour of departure isn't
    counted.
    """
    reports = reports_per_day(scenario) if reports is None else reports
    staffing, centre = scenario.staffing, scenario.mission.centre
    cases = sum(zone.cases for zone in reports.values())
    visits = sum(zone.with_place for zone in reports.values()) if investigates(scenario) else 0.0
    answered = 1.0 - centre.call_dropout_probability
    calls = cases / answered if answered > 0.0 else inf
    convoys, trip_days = convoys_per_day(scenario)
    return [
        PoolLoad("investigation_teams", visits, 1.0, staffing.in_all("investigation_teams")),
        PoolLoad("escort_groups", convoys, trip_days, staffing.in_all("escort_groups")),
        PoolLoad(
            "centre_officers", cases, centre.handling.mean_h / 24.0,
            staffing.in_all("centre_officers"),
        ),
        PoolLoad(
            "liaison_officers", calls, centre.call.mean_h / 24.0,
            staffing.in_all("liaison_officers"),
        ),
    ]  # fmt: skip


def convoys_per_day(scenario: Scenario) -> tuple[float, float]:
    """Convoys a day that are granted leave in quiet weeks, and the mean days each is on the road:
    there, unloading and back, without stops."""
    world = scenario.world
    legs = {route.destination: route.legs for route in world.routes.values()}
    number = days = 0.0
    for asked in requests(scenario):
        granted = asked.granted / scenario.days
        km = sum(leg.km for leg in legs.get(asked.place, ()))
        unloading_h = asked.trucks * world.convoys.unloading_h_per_truck
        number += granted
        days += granted * (2.0 * km / world.convoys.speed_kmh + unloading_h) / 24.0
    return number, days / number if number else 0.0


def least_numbers(
    scenario: Scenario, *, mean_wait_h: float | None = None
) -> dict[tuple[str, str], int]:
    """(zone or ``SHARED``, role) -> the fewest who keep up with the work at all, by formula.

    Roles are those of a zone's staffing (second-shift lanes where it has them) and the pools; all
    others stay as the scenario has them: lanes depend on ``inspectors_per_lane``. ``mean_wait_h``:
    a limit on the mean civilian wait. A zone may do without posts and checkpoints; a manned post
    takes two.
    """
    found: dict[tuple[str, str], int] = {}
    by_zone: dict[str, list[CheckpointLoad]] = {zone: [] for zone in scenario.staffing.zones}
    for load in checkpoint_loads(scenario):
        if load.manned and not load.run_by:
            by_zone[load.zone].append(load)
    shift_hour = scenario.mission.checkpoint_shift_hour - scenario.world.traffic.opens_hour
    for zone, staffing in scenario.staffing.zones.items():
        found |= {(zone, "posts"): 0, (zone, "checkpoints"): 0, (zone, "inspectors_per_lane"): 1}
        found |= {(zone, "observers_day"): FEWEST, (zone, "observers_night"): FEWEST}
        whole = [between(load) for load in by_zone[zone]]
        if staffing.second_shift_lanes is not None:
            whole = [between(load, until_h=shift_hour) for load in by_zone[zone]]
            second = [between(load, from_h=shift_hour) for load in by_zone[zone]]
            found[zone, "second_shift_lanes"] = _most_needed(second, mean_wait_h)
        found[zone, "lanes"] = _most_needed(whole, mean_wait_h)
    for pool in pool_loads(scenario):
        least = least_servers(pool.busy) if pool.busy < inf else pool.has
        found[SHARED, pool.role] = max(least, 1) if pool.role in NEVER_EMPTY else least
    return found


def _most_needed(loads: list[CheckpointLoad], mean_wait_h: float | None) -> int:
    return max(
        (least_lanes(load, mean_wait_h=mean_wait_h) for load in loads if len(load.per_h)), default=1
    )
