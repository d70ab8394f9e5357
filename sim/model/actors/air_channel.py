"""The channel by which outside air forces keep out of one another's way, open or suspended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf
from typing import Annotated, Literal

from sim import config
from sim.events import SecurityIncident
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.in_force import InForce
from sim.model.poisson_hours import Period, poisson_hours


class Suspension(InForce):
    """Days on which the channel is silent."""

    from_day: config.Day


class AirChannel(Actor):
    """While suspended, air strikes are harder to attribute and aircraft meet more often.

    Such an air incident is outside the ceasefire; it harms the mission only if it hits a UAV.
    """

    kind: Literal["air_channel"]
    suspended: Annotated[dict[str, Suspension], config.ByName] = {}
    misattribution_factor: config.Factor
    """On the probability that an air strike is put down to the wrong group, while suspended."""
    incidents_per_day_open: config.PerDay
    incidents_per_day_suspended: config.PerDay
    uav_hit_probability: config.Probability
    """That an incident brings down a UAV of the mission, if one is in the air."""

    def act(self, around: Surroundings) -> Process:
        """Follow the calendar; let incidents happen at the rate of the day."""
        rep = around.rep
        rep.start(self._incidents(around))
        for suspension in self._calendar():
            yield rep.wait_until(suspension.from_h, urgent=True)
            factor = self.misattribution_factor
            around.modify("attribution_error", config.AIR_STRIKE, factor, suspension.until_h)

    def _calendar(self) -> list[Suspension]:
        return sorted(self.suspended.values(), key=lambda suspension: suspension.from_day)

    def _periods(self) -> Iterator[Period]:
        open_per_h, suspended_per_h = (
            per_day / 24.0
            for per_day in (self.incidents_per_day_open, self.incidents_per_day_suspended)
        )
        since_h = 0.0
        for suspension in self._calendar():
            from_h, until_h = suspension.from_h, suspension.until_h
            yield since_h, from_h, open_per_h
            yield from_h, until_h, suspended_per_h
            since_h = until_h
        if since_h < inf:
            yield since_h, inf, open_per_h

    def _incidents(self, around: Surroundings) -> Process:
        rep, uavs = around.rep, around.uavs
        for number, hour in poisson_hours(rep, around.name, self._periods()):
            yield rep.wait_until(hour)
            around.acted(self.kind, "air_incidents")
            flying = uavs.left - uavs.level if self._mission_works(around) else 0
            hit = rep.uniform(around.name, number, "hits a uav") < self.uav_hit_probability
            if hit and flying > 0:
                rep.record(SecurityIncident(rep.now, "uav", around.name, "air_incident", 0))
                uavs.lose_one()
                # whoever flew it will put one back: this one is taken out of the pool instead
                uavs.get(1)

    def _mission_works(self, around: Surroundings) -> bool:
        return around.rep.now >= 24.0 * around.scenario.mission.staff_from_day

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:  # noqa: ARG002
        """Suspensions that overlap."""
        by_day = sorted(self.suspended, key=lambda name: self.suspended[name].from_day)
        for earlier, later in pairwise(by_day):
            if self.suspended[earlier].until_h > self.suspended[later].from_h:
                yield ("suspended", later, "from_day"), f"'{earlier}' is not over by then"
