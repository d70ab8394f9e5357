"""The channel by which outside air forces keep out of one another's way, open or suspended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf
from typing import Annotated, Literal

from sim import config
from sim.events import SecurityIncident
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Problem, Surroundings
from sim.model.poisson_hours import Period, poisson_hours


class Suspension(config.Settings):
    """Days on which the channel is silent."""

    from_day: config.Day
    until_day: config.Day | None = None
    """null: until the end."""


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
            yield rep.wait_until(24.0 * suspension.from_day, urgent=True)
            factor = self.misattribution_factor
            around.modify("attribution_error", "air_strike", factor, _until_h(suspension))

    def _calendar(self) -> list[Suspension]:
        return sorted(self.suspended.values(), key=lambda suspension: suspension.from_day)

    def _periods(self) -> Iterator[Period]:
        open_per_h, suspended_per_h = (
            per_day / 24.0
            for per_day in (self.incidents_per_day_open, self.incidents_per_day_suspended)
        )
        since_h = 0.0
        for suspension in self._calendar():
            from_h, until_h = 24.0 * suspension.from_day, _until_h(suspension)
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
        """Suspensions that end before they begin, or that overlap."""
        for name, suspension in self.suspended.items():
            if _until_h(suspension) <= 24.0 * suspension.from_day:
                message = f"must be after from_day ({suspension.from_day:g})"
                yield ("suspended", name, "until_day"), message
        by_day = sorted(self.suspended, key=lambda name: self.suspended[name].from_day)
        for earlier, later in pairwise(by_day):
            if _until_h(self.suspended[earlier]) > 24.0 * self.suspended[later].from_day:
                yield ("suspended", later, "from_day"), f"'{earlier}' is not over by then"


def _until_h(suspension: Suspension) -> float:
    return inf if suspension.until_day is None else 24.0 * suspension.until_day
