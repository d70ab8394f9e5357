"""Checkpoints by formula: how busy the lanes are, how long civilians wait, how few lanes will do.

On a usual day (none of its busier or quieter weekdays) without bans, closures and convoys, with the
model's own profile of the day and times of inspection.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np

from sim.config import PartyCheckpoint, Scenario, ZoneStaffing
from sim.expected.coverage import Floats
from sim.expected.queues import least_servers, mean_wait
from sim.model.people import staffed_sites
from sim.model.traffic import CivilianTraffic


@dataclass(frozen=True, slots=True)
class CheckpointLoad:
    """Civilians at one checkpoint on a usual day.

    ``run_by``: a side, or empty for the mission. ``lanes``: open lanes in each slot of the opening
    hours; ``per_h``: vehicles an hour then; ``service_h``: mean time of one in a lane.
    """

    name: str
    zone: str
    run_by: str
    manned: bool
    vehicles_per_day: float
    slot_h: float
    per_h: Floats
    lanes: Floats
    service_h: float
    service_cv: float

    @property
    def busy(self) -> Floats:
        """Work that comes in a slot over what its open lanes can do; above 1 a queue builds up."""
        result: Floats = self.per_h * self.service_h / self.lanes
        return result

    @property
    def busy_at_peak(self) -> float:
        """The same in the busiest slot."""
        return float(self.busy.max())

    @property
    def busy_over_day(self) -> float:
        """The same over all opening hours."""
        return float((self.per_h * self.service_h).sum() / self.lanes.sum())

    @property
    def wait_h(self) -> float:
        """Mean wait by formula: in each slot the wait in a steady state at its rate (M/G/c by
        Allen and Cunneen), weighted by vehicles; infinite if a slot has more work than lanes."""
        if self.busy_at_peak >= 1.0:
            return inf
        spread = (1.0 + self.service_cv**2) / 2.0
        waits = [
            mean_wait(int(lanes), per_h * self.service_h, self.service_h) * spread
            for per_h, lanes in zip(self.per_h, self.lanes, strict=True)
        ]
        return float(np.average(waits, weights=self.per_h)) if self.vehicles_per_day else 0.0

    @property
    def least_wait_h(self) -> float:
        """Mean wait if vehicles came evenly and each took the mean time, where the queue is gone by
        closing time: chance only adds to it (Jensen), to within the time of one inspection."""
        queue = waited = 0.0
        for work, lanes in zip(self.per_h * self.service_h, self.lanes, strict=True):
            rise = (work - lanes) * self.slot_h
            if queue + rise > 0.0:
                waited += (queue + rise / 2.0) * self.slot_h
            elif queue > 0.0:
                waited += queue / 2.0 * self.slot_h * queue / -rise
            queue = max(queue + rise, 0.0)
        return waited / self.service_h / self.vehicles_per_day if self.vehicles_per_day else 0.0


def checkpoint_loads(scenario: Scenario) -> list[CheckpointLoad]:
    """Of the sides' checkpoints and the mission's, manned or not, as this staffing runs them."""
    _, manned = staffed_sites(scenario)
    found = [
        _load(scenario, name, party.zone, party.side, party.vehicles_per_day, party)
        for name, party in scenario.world.party_checkpoints.items()
    ]
    for name, site in scenario.mission.checkpoints.items():
        staffing = scenario.staffing.zones.get(site.zone)
        if staffing is not None:
            found.append(
                _load(
                    scenario,
                    *(name, site.zone, "", site.vehicles_per_day, staffing),
                    manned=name in manned,
                )
            )
    return found


def _load(
    scenario: Scenario,
    name: str,
    zone: str,
    run_by: str,
    vehicles_per_day: float,
    staff: PartyCheckpoint | ZoneStaffing,
    *,
    manned: bool = True,
) -> CheckpointLoad:
    traffic = scenario.world.traffic
    civilians = CivilianTraffic.from_settings(name, traffic)
    edges_h = civilians.profile.edges_h
    slot_h = float(edges_h[1] - edges_h[0])
    pace = staff.inspectors_per_lane**-traffic.inspector_speedup_exponent
    opened, alarmed = traffic.opened_probability, traffic.false_alarm_probability
    plain_h, opened_h, alarm_h = civilians.plain_h, civilians.opened_h, civilians.false_alarm_h
    mean_h = plain_h + opened * (opened_h - plain_h)
    of_square = (1.0 + traffic.inspection_cv**2) * (
        (1.0 - opened) * plain_h**2 + opened * opened_h**2
    )
    variance = of_square - mean_h**2 + alarmed * (1.0 - alarmed) * alarm_h**2
    mean_h += alarmed * alarm_h
    lanes = np.full(len(edges_h) - 1, float(staff.lanes))
    second = getattr(staff, "second_shift_lanes", None)
    if second is not None:
        lanes[edges_h[:-1].round(9) >= scenario.mission.checkpoint_shift_hour] = second
    return CheckpointLoad(
        name=name,
        zone=zone,
        run_by=run_by,
        manned=manned,
        vehicles_per_day=vehicles_per_day,
        slot_h=slot_h,
        per_h=np.diff(civilians.profile.cumulative) * vehicles_per_day / slot_h,
        lanes=lanes,
        service_h=mean_h * pace,
        service_cv=sqrt(variance) / mean_h,
    )


def least_lanes(load: CheckpointLoad, *, mean_wait_h: float | None = None) -> int:
    """The fewest lanes, all day, that can do the day's work; where a mean wait is given, those
    whose ``least_wait_h`` isn't above it either."""

    def fits(lanes: int) -> bool:
        tried = replace(load, lanes=np.full(len(load.per_h), float(lanes)))
        return mean_wait_h is None or tried.least_wait_h <= mean_wait_h

    work = load.busy_over_day * float(load.lanes.mean())
    return max(least_servers(work, lambda lanes: lanes > 0 and fits(lanes)), 1)


def between(load: CheckpointLoad, from_h: float = 0.0, until_h: float = inf) -> CheckpointLoad:
    """Its slots between two hours after opening, as if the rest of the day were none of it."""
    starts_h = (np.arange(len(load.per_h)) * load.slot_h).round(9)
    within = (starts_h >= from_h) & (starts_h < until_h)
    vehicles = float(load.per_h[within].sum() * load.slot_h)
    return replace(
        load, per_h=load.per_h[within], lanes=load.lanes[within], vehicles_per_day=vehicles
    )
