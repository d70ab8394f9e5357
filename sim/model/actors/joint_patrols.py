"""Joint patrols of two guarantors along a road, most of which are turned round by a protest.

As on the M-4 in 2020: 24 patrols from 15 March to 12 August, 2 of them over the full route, one
bombed. What they might deter is left out: no evidence was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, inf
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sim import config
from sim.events import SecurityIncident
from sim.kernel import distributions
from sim.kernel.names import unknown
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.in_force import InForce


class RouteStop(config.Settings):
    """A place on the route, and the way to it from the one before (or from the start)."""

    to: str
    km: Annotated[float, Field(gt=0.0, le=500.0, json_schema_extra={"unit": "km"})]


class JointPatrols(InForce, Actor):
    """A patrol every so many days; whether it gets through is drawn, and how far else.

    One number decides its fate: bombs from below and the full route from above, so that neither
    probability moves what the other one decides. What happened near the places it reached it finds
    as any patrol does, and both guarantors enter it.
    """

    kind: Literal["joint_patrols"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    guarantors: list[str] = Field(min_length=2, max_length=2)
    from_day: config.Day
    every_days: Annotated[float, Field(ge=1.0, le=366.0, json_schema_extra={"unit": "days"})]
    start_hour: config.HourOfDay
    people: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "people"})]
    """Of both guarantors together: daylight positions, paid from ``from_day`` to ``until_day``."""
    route: list[RouteStop] = Field(min_length=1)
    speed_kmh: Annotated[float, Field(gt=0.0, le=120.0, json_schema_extra={"unit": "km/h"})]
    full_route_probability: config.Probability
    bombed_probability: config.Probability
    """The others are cut short by a protest, anywhere on the route with the same probability."""
    casualties_if_bombed: Annotated[
        float, Field(ge=1.0, le=100.0, json_schema_extra={"unit": "people"})
    ]
    """Mean of a geometric number."""
    search_probability: config.Probability
    """That it notices fresh traces of an incident at a place it reaches."""
    trace_fading_h: Annotated[float, Field(gt=0.0, le=8784.0, json_schema_extra={"unit": "hours"})]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        total = self.full_route_probability + self.bombed_probability
        if total > 1.0 + 1e-9:
            raise ValueError(
                "full_route_probability and bombed_probability must not be above 1 in all"
                f" (they add up to {total:g})"
            )
        return self

    @property
    def route_km(self) -> float:
        """Length of the full route."""
        return sum(stop.km for stop in self.route)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown names, one guarantor twice, a route too long for a day."""
        world, daylight = scenario.world, scenario.mission.investigation
        yield from unknown_names("guarantors", self.guarantors, "guarantor", world.guarantors)
        if self.guarantors[0] == self.guarantors[1]:
            yield ("guarantors",), f"two are needed ('{self.guarantors[0]}' stands there twice)"
        places = world.places()
        for number, stop in enumerate(self.route):
            if stop.to not in places:
                yield ("route", number, "to"), unknown("place", stop.to, places)
        dawn, dusk = daylight.daylight_from_hour, daylight.daylight_until_hour
        hours = self.route_km / self.speed_kmh
        if not dawn <= self.start_hour < dusk:
            yield ("start_hour",), f"must lie in daylight (from {dawn:g} to {dusk:g})"
        elif self.start_hour + hours > dusk:
            message = (
                f"the full route takes {hours:.1f} h, but from {self.start_hour:g} there are"
                f" {dusk - self.start_hour:g} h of daylight"
            )
            yield ("route",), message

    def act(self, around: Surroundings) -> Process:
        """Pay the people, and send one patrol after the other."""
        around.employ(
            "patrols",
            around.name,
            daylight=float(self.people),
            from_h=self.from_h,
            until_h=self.until_h,
        )
        number, day = 0, self.from_day
        while 24.0 * day < self.until_h:
            yield around.rep.wait_until(24.0 * floor(day) + self.start_hour)
            yield from self._patrol(around, number)
            number += 1
            day = self.from_day + number * self.every_days

    def _patrol(self, around: Surroundings, number: int) -> Process:
        rep, name = around.rep, around.name
        fate = rep.uniform(name, number, "fate")
        outcome, left_km = "cut_short", rep.uniform(name, number, "how far") * self.route_km
        if fate < self.bombed_probability:
            outcome = "bombed"
        elif fate > 1.0 - self.full_route_probability:
            outcome, left_km = "full_route", inf
        around.acted(self.kind, "patrols")
        driven_km = 0.0
        for stop in self.route:
            km = min(stop.km, left_km)
            yield rep.wait(km / self.speed_kmh)
            driven_km += km
            left_km -= km
            if km < stop.km:
                break
            self._look(around, stop.to)
        around.acted(self.kind, "km", amount=driven_km)
        around.acted(self.kind, outcome, stop.to)
        if outcome == "bombed":
            drawn = rep.uniform(name, number, "casualties")
            casualties = distributions.geometric(drawn, self.casualties_if_bombed)
            rep.record(SecurityIncident(rep.now, "patrol", name, "bomb", casualties))

    def _look(self, around: Surroundings, place: str) -> None:
        """Both guarantors' people look at once and see the same."""
        found = [
            around.search(
                place,
                around.name,
                guarantor,
                probability=self.search_probability,
                fading_h=self.trace_fading_h,
            )
            for guarantor in self.guarantors
        ]
        if found[0]:
            around.acted(self.kind, "traces_found", place, found[0])
