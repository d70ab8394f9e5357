"""A hotline between the sides and the joint centre: in its hours calls are shorter and fall through
less often.

That it changes any fire is not known: its factor on the background is 1 and is there to be swept.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim import config
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.situation import ALL

DAY_H = 24.0


class Hotline(Actor):
    """Open every day from ``opens_hour`` to ``closes_hour``, past midnight if that is earlier; what
    counts is when a call is begun."""

    kind: Literal["hotline"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    from_day: config.Day = 0.0
    opens_hour: config.HourOfDay
    closes_hour: config.HourOfDay
    officers: Annotated[int, Field(ge=0, le=1000, json_schema_extra={"unit": "people on duty"})]
    """On duty while it is open; paid in proportion to its hours."""
    call_time_factor: config.Share
    """Share of a call's usual time."""
    call_dropout_factor: config.Share
    """Share of the usual probability that nobody answers."""
    background_factor: config.Share = 1.0
    """Share of the covered groups' background that is left in its hours."""

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:  # noqa: ARG002
        """A line that never opens."""
        if self.opens_hour == self.closes_hour:
            yield (
                ("closes_hour",),
                f"must differ from opens_hour ({self.opens_hour:g}); round the clock is 0 to 24",
            )

    def act(self, around: Surroundings) -> Process:
        """Open and close, day after day; round the clock it opens once."""
        rep, from_h = around.rep, DAY_H * self.from_day
        hours = (self.closes_hour - self.opens_hour) % DAY_H or DAY_H
        positions = self.officers * hours / DAY_H
        around.employ("hotline officers", around.name, round_the_clock=positions, from_h=from_h)
        targets = [("call_time", ALL, self.call_time_factor)]
        targets.append(("call_dropout", ALL, self.call_dropout_factor))
        groups = around.scenario.world.groups.items()
        targets += [("background", n, self.background_factor) for n, g in groups if g.covered]
        opens_h = DAY_H * (floor(self.from_day) - 1) + self.opens_hour
        while True:
            closes_h = rep.horizon_h if hours == DAY_H else opens_h + hours
            if closes_h > from_h:
                yield rep.wait_until(max(opens_h, from_h), urgent=True)
                for quantity, target, factor in targets:
                    if factor < 1.0:
                        around.modify(quantity, target, factor, closes_h)
                open_h = min(closes_h, rep.horizon_h) - rep.now
                around.acted(self.kind, "open_h", amount=open_h)
            if closes_h >= rep.horizon_h:
                return
            opens_h += DAY_H
