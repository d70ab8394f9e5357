"""Air drops on a besieged place: some go astray, and in bad weather none are flown."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim import config
from sim.kernel import distributions
from sim.kernel.names import unknown
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.in_force import InForce


class Airdrops(InForce, Actor):
    """Drops on fixed days of the week, or a Poisson number a day; what lands fit for use is stored.

    The share of a drop that drifts away or is damaged is a Beta(1, b) variable with the given mean:
    mostly little, now and then nearly all. Bad weather calls a day's drops off, for good.
    """

    kind: Literal["airdrops"]
    label: str
    place: str
    """A place with a stock (``world.supply``)."""
    drops_per_week: (
        Annotated[float, Field(ge=0.0, le=1000.0, json_schema_extra={"unit": "per week"})] | None
    ) = None
    """At random, so many on average; null: on ``weekdays``."""
    weekdays: list[config.Weekday] = []
    """One drop on each of these."""
    drop_hour: config.HourOfDay
    tonnes_per_drop: config.Tonnes
    lost_share: config.Share
    """Mean share of a drop that drifts away or is damaged."""
    bad_weather_probability: config.Probability
    """Of a day; it is the place's weather, the same for all who drop there."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.drops_per_week is None) != bool(self.weekdays):
            raise ValueError("give either drops_per_week or weekdays")
        return self

    def act(self, around: Surroundings) -> Process:
        """Day after day, at the hour of the drop."""
        last = around.scenario.days if self.until_day is None else ceil(self.until_day)
        for day in range(ceil(self.from_day), last):
            drops = self._due(around, day)
            if not drops:
                continue
            yield around.rep.wait_until(24.0 * day + self.drop_hour)
            if around.rep.uniform("weather", self.place, day) < self.bad_weather_probability:
                around.acted(self.kind, "called_off", self.place, drops)
                continue
            for number in range(drops):
                self._drop(around, day, number)

    def _due(self, around: Surroundings, day: int) -> int:
        """Drops planned for a day."""
        if self.drops_per_week is None:
            return int((around.scenario.world.start.weekday() + day) % 7 in self.weekdays)
        level = around.rep.uniform(around.name, day, "drops")
        return distributions.poisson(level, self.drops_per_week / 7.0)

    def _drop(self, around: Surroundings, day: int, number: int) -> None:
        mean, lost = self.lost_share, self.lost_share
        if 0.0 < mean < 1.0:
            # Beta(1, b) with b = (1 - mean) / mean, by inversion of 1 - (1 - x)^b
            level = around.rep.uniform(around.name, day, number, "lost")
            lost = 1.0 - (1.0 - level) ** (mean / (1.0 - mean))
        lost_tonnes = lost * self.tonnes_per_drop
        around.deliver(self.place, self.tonnes_per_drop - lost_tonnes)
        around.acted(self.kind, "drops", self.place)
        around.acted(self.kind, "dropped_tonnes", self.place, self.tonnes_per_drop)
        around.acted(self.kind, "lost_tonnes", self.place, lost_tonnes)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """A place that keeps no stock."""
        known = set(scenario.world.supply)
        for supply in scenario.world.supply.values():
            known |= set(supply.also_supplies)
        if self.place not in known:
            yield ("place",), unknown("place with a stock", self.place, known)
