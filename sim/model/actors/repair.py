"""Crews repair water and power works, a day at a time, when no fire is heard around them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import ceil
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim import config
from sim.kernel.names import unknown
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings


class Works(config.Settings):
    """Works that are out of service from the start, and the people they serve."""

    place: str
    service: Literal["water", "power"]
    people: config.People
    repair_days: Annotated[int, Field(ge=1, le=3660, json_schema_extra={"unit": "working days"})]
    """Days on which a crew has worked its whole window."""
    priority: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "rank"})]


class Repair(Actor):
    """Every crew takes the next works by ``priority`` and stays until they run again.

    It sets to work at first daylight. Fire in the window within the radius drives it off, and the
    day counts for nothing: it tries again the next morning.
    """

    kind: Literal["repair"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    crews: config.Count
    people_per_crew: config.Count
    from_day: config.Day = 0.0
    window_h: Annotated[float, Field(gt=0.0, le=24.0, json_schema_extra={"unit": "hours"})]
    """Hours of silence that a day's work takes."""
    radius_km: config.Km
    works: dict[str, Works] = Field(min_length=1)

    def act(self, around: Surroundings) -> Process:
        """Say who is cut off, and send the crews."""
        in_order = sorted(self.works, key=lambda name: (self.works[name].priority, name))
        for name in in_order:
            target, people = self._target(name), self.works[name].people
            around.acted(self.kind, "out_of_service_people", target, people)
        around.employ(
            "repair crews",
            around.name,
            daylight=float(self.crews * self.people_per_crew),
            from_h=24.0 * ceil(self.from_day),
        )
        waiting = iter(in_order)
        for _ in range(self.crews):
            around.rep.start(self._work(around, waiting))
        yield around.rep.wait(0.0)

    def _target(self, name: str) -> str:
        return f"{self.works[name].service}: {name}"

    def _work(self, around: Surroundings, waiting: Iterator[str]) -> Process:
        """One crew: works after works, day after day."""
        rep, situation = around.rep, around.situation
        dawn_h = around.scenario.mission.investigation.daylight_from_hour
        days = count(ceil(self.from_day))
        for name in waiting:
            works, target = self.works[name], self._target(name)
            near = around.scenario.world.places_near(works.place, self.radius_km)
            done = 0
            while done < works.repair_days:
                yield rep.wait_until(24.0 * next(days) + dawn_h)
                since_h = rep.now
                yield rep.wait(self.window_h)
                if any(situation.incidents_at(place, since_h) for place in near):
                    around.acted(self.kind, "interrupted", target)
                else:
                    done += 1
            around.acted(self.kind, "repaired", target)
            around.acted(self.kind, "restored_people", target, works.people)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown places, and a window longer than daylight."""
        places = scenario.world.places()
        for name, works in self.works.items():
            if works.place not in places:
                yield ("works", name, "place"), unknown("place", works.place, places)
        day = scenario.mission.investigation
        daylight_h = day.daylight_until_hour - day.daylight_from_hour
        if self.window_h > daylight_h:
            yield ("window_h",), f"must not be longer than daylight ({daylight_h:g} hours)"
