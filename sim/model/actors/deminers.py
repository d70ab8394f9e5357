"""Demining teams clear the roads to besieged places, and with every hectare fewer mines are met."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, inf
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from sim import config
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings


class Minefield(config.Settings):
    """The mines along the road to one destination."""

    contaminated_ha: Annotated[
        float, Field(gt=0.0, le=100_000.0, json_schema_extra={"unit": "hectares"})
    ]
    priority: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "rank"})]


class Clearance(NamedTuple):
    """What is cleared on the road to a destination on a day, and the share of what was
    contaminated that morning which is left in the evening."""

    day: int
    destination: str
    cleared_ha: float
    left_share: float


class Deminers(Actor):
    """All teams work on one road until it is clear, then on the next; mines lie evenly on a road.

    Roads that share a stretch are cleared each for itself.
    """

    kind: Literal["deminers"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    teams: config.Count
    people_per_team: config.Count
    hectares_per_team_day: Annotated[
        float, Field(ge=0.0, le=100.0, json_schema_extra={"unit": "hectares per team and day"})
    ]
    from_day: config.Day = 0.0
    rest_weekdays: list[config.Weekday] = []
    """Days of the week without work."""
    destinations: dict[str, Minefield] = Field(min_length=1)
    """By the destination of a route, in order of ``priority``, 1 first."""

    def plan(self, days: int, start_weekday: int) -> Iterator[Clearance]:
        """What is cleared on every working day of so many."""
        per_day_ha = self.teams * self.hectares_per_team_day
        if per_day_ha == 0.0:
            return
        day, spare_ha = ceil(self.from_day) - 1, 0.0
        for destination in self._in_order():
            left_ha = self.destinations[destination].contaminated_ha
            while left_ha > 0.0:
                while spare_ha <= 0.0:
                    day += 1
                    if day >= days:
                        return
                    if (start_weekday + day) % 7 not in self.rest_weekdays:
                        spare_ha = per_day_ha
                cleared_ha = min(left_ha, spare_ha)
                yield Clearance(day, destination, cleared_ha, (left_ha - cleared_ha) / left_ha)
                left_ha -= cleared_ha
                spare_ha -= cleared_ha

    def _in_order(self) -> list[str]:
        fields = self.destinations
        return sorted(fields, key=lambda destination: (fields[destination].priority, destination))

    def act(self, around: Surroundings) -> Process:
        """Lower the risk of mines in the evening of every working day."""
        scenario = around.scenario
        dusk_h = scenario.mission.investigation.daylight_until_hour
        plan = list(self.plan(scenario.days, scenario.world.start.weekday()))
        finished = bool(plan) and plan[-1][1::2] == (self._in_order()[-1], 0.0)
        around.employ(
            "deminers",
            around.name,
            daylight=float(self.teams * self.people_per_team),
            from_h=24.0 * ceil(self.from_day),
            until_h=24.0 * (plan[-1].day + 1) if finished else inf,
        )
        for step in plan:
            yield around.rep.wait_until(24.0 * step.day + dusk_h)
            # what is left of the morning's risk: the steps multiply to the share left in all
            around.modify("mine_risk", step.destination, step.left_share)
            around.acted(self.kind, "cleared_ha", step.destination, step.cleared_ha)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """A destination that no route leads to."""
        known = {route.destination for route in scenario.world.routes.values()}
        yield from unknown_names("destinations", self.destinations, "destination of a route", known)
