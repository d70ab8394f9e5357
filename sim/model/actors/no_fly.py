"""A no-fly rule over the zones, and how often it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from sim import config
from sim.events import ViolationOccurred
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Problem, Surroundings

AIR_STRIKE = "air_strike"


class NoFly(Actor):
    """While it is in force a side flies ``breach_probability`` of the strikes it would have flown.

    A strike that isn't flown is not made up for by other fire, and what would have answered it
    doesn't happen either.
    """

    kind: Literal["no_fly"]
    from_day: config.Day = 0.0
    until_day: config.Day | None = None
    sides: list[config.Side] = Field(min_length=1)
    breach_probability: config.Probability

    def act(self, around: Surroundings) -> Process:
        """Hold the aircraft of the sides back; count those that fly all the same.

        Breaches are counted from what truly happened: the rule binds those who fly, and whether
        anybody recorded the strike is another matter.
        """
        from_h = 24.0 * self.from_day
        until_h = float("inf") if self.until_day is None else 24.0 * self.until_day
        yield around.rep.wait_until(from_h, urgent=True)
        for side in dict.fromkeys(self.sides):
            around.modify("air_strikes", side, self.breach_probability, until_h)

        def count(event: ViolationOccurred) -> None:
            if event.kind == AIR_STRIKE and event.side in self.sides and event.hour < until_h:
                around.acted(self.kind, "breaches", event.side)

        around.subscribe(ViolationOccurred, count)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """A calendar that ends before it begins, and a world without aircraft."""
        if self.until_day is not None and self.until_day <= self.from_day:
            yield ("until_day",), f"must be after from_day ({self.from_day:g})"
        if AIR_STRIKE not in scenario.world.violence.kinds:
            yield ("kind",), f"there is no kind of incident called '{AIR_STRIKE}'"
