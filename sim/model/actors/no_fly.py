"""A no-fly rule over the zones, and how often it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from sim import config
from sim.config import AIR_STRIKE
from sim.events import ViolationOccurred
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.in_force import InForce


class NoFly(InForce, Actor):
    """While it is in force a side flies ``breach_probability`` of the strikes it would have flown.

    A strike that isn't flown is not made up for by other fire, and what would have answered it
    doesn't happen either.
    """

    kind: Literal["no_fly"]
    sides: list[config.Side] = Field(min_length=1)
    breach_probability: config.Probability

    def act(self, around: Surroundings) -> Process:
        """Hold the aircraft of the sides back; count those that fly all the same.

        Breaches are counted from what truly happened: the rule binds those who fly, and whether
        anybody recorded the strike is another matter.
        """
        yield around.rep.wait_until(self.from_h, urgent=True)
        for side in dict.fromkeys(self.sides):
            around.modify("air_strikes", side, self.breach_probability, self.until_h)

        def count(event: ViolationOccurred) -> None:
            if event.kind == AIR_STRIKE and event.side in self.sides and event.hour < self.until_h:
                around.acted(self.kind, "breaches", event.side)

        around.subscribe(ViolationOccurred, count)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """A world without aircraft."""
        if AIR_STRIKE not in scenario.world.violence.kinds:
            yield ("kind",), f"there is no kind of incident called '{AIR_STRIKE}'"
