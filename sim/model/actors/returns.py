"""Refugees return in stages, first from inside the country, then from abroad, when it is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, inf
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.events import ViolationOccurred
from sim.kernel.names import unknown
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings

LOOK_BACK_H = 48.0
DECIDE_BEFORE_H = 2.0
"""Whether to set out is settled in the evening before."""


class Stage(config.Settings):
    """A stage of returns: so many people, so many a day at most."""

    label: str
    people: config.People
    people_per_day: Annotated[
        float, Field(gt=0.0, le=1_000_000.0, json_schema_extra={"unit": "people per day"})
    ]


class Returns(Actor):
    """A stage begins when the one before is through. Each evening the next day's people decide.

    They wait while fire around the place in the last 48 hours was above the threshold, or a group
    excluded by the memorandum fired there within its days of quiet. They come by the checkpoints
    in equal parts, on top of its own traffic of that day.
    """

    kind: Literal["returns"]
    label: str
    place: str
    from_day: config.Day = 0.0
    stages: list[Stage] = Field(min_length=1)
    radius_km: config.Km
    quiet_below_incidents_per_day: config.PerDay
    """Within ``radius_km``."""
    quiet_of_excluded_days: Annotated[
        float, Field(ge=0.0, le=3660.0, json_schema_extra={"unit": "days"})
    ]
    """Since an excluded group last fired within ``radius_km``."""
    checkpoints: list[str]
    people_per_vehicle: Annotated[
        float, Field(gt=0.0, le=1000.0, json_schema_extra={"unit": "people per vehicle"})
    ]

    def act(self, around: Surroundings) -> Process:
        """Decide every evening, come the next day."""
        rep, world = around.rep, around.scenario.world
        near = world.places_near(self.place, self.radius_km)
        excluded_h = -inf

        # Those who fled are of the place: they know themselves who fires there. It is no report of
        # the mission, and the mission learns nothing from it.
        def remember(event: ViolationOccurred) -> None:
            nonlocal excluded_h
            if not event.covered and event.place in near:
                excluded_h = event.hour

        around.subscribe(ViolationOccurred, remember)
        day = max(ceil(self.from_day), 1)
        for stage in self.stages:
            left = float(stage.people)
            while left > 0.0:
                yield rep.wait_until(24.0 * day - DECIDE_BEFORE_H)
                since_excluded_h = rep.now - excluded_h
                quiet = (
                    self._incidents_per_day(around, near) <= self.quiet_below_incidents_per_day
                    and since_excluded_h >= 24.0 * self.quiet_of_excluded_days
                )
                coming = min(stage.people_per_day, left) if quiet else 0.0
                if quiet:
                    self._add_to_flows(around, day, coming)
                yield rep.wait_until(24.0 * day + 12.0)
                if quiet:
                    around.acted(self.kind, "returned_people", stage.label, coming)
                else:
                    around.acted(self.kind, "days_waited", stage.label)
                left -= coming
                day += 1

    def _incidents_per_day(self, around: Surroundings, near: list[str]) -> float:
        now, situation = around.rep.now, around.situation
        incidents = sum(len(situation.incidents_at(place, now - LOOK_BACK_H)) for place in near)
        return incidents / (min(LOOK_BACK_H, now) / 24.0)

    def _add_to_flows(self, around: Surroundings, day: int, people: float) -> None:
        """Raise the checkpoints' traffic of a day, so that just their vehicles come on top."""
        world = around.scenario.world
        weekday = (world.start.weekday() + day) % 7
        for name, vehicles_per_day in self._traffic(around.scenario).items():
            own = world.traffic.due_on(weekday, vehicles_per_day)
            vehicles = people / self.people_per_vehicle / len(self.checkpoints)
            if own > 0.0:
                around.modify("flow", name, 1.0 + vehicles / own, around.rep.now + 24.0)

    def _traffic(self, scenario: config.Scenario) -> dict[str, float]:
        """Vehicles a day at the checkpoints they come by."""
        party, mission = scenario.world.party_checkpoints, scenario.mission.checkpoints
        known = {name: checkpoint.vehicles_per_day for name, checkpoint in party.items()}
        known |= {name: checkpoint.vehicles_per_day for name, checkpoint in mission.items()}
        return {name: known[name] for name in self.checkpoints if name in known}

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown places and checkpoints, and checkpoints that nobody passes or named twice."""
        places = scenario.world.places()
        if self.place not in places:
            yield ("place",), unknown("place", self.place, places)
        traffic = self._traffic(scenario)
        for number, name in enumerate(self.checkpoints):
            if name not in traffic:
                known = {*scenario.world.party_checkpoints, *scenario.mission.checkpoints}
                yield ("checkpoints", number), unknown("checkpoint", name, known)
            elif traffic[name] == 0.0:
                message = "has no traffic of its own that those who return could add to"
                yield ("checkpoints", number), message
            elif name in self.checkpoints[:number]:
                yield ("checkpoints", number), "is named twice"
