"""Fading complaints: a side that sees nothing come of its complaints makes fewer of them.

The record falls with it while nothing else changes: the one assumption that explains why recorded
counts fell in 2017 while lethal events rose. Assumed, never observed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.weekly_steps import HOURS_PER_WEEK


class Fading(config.Settings):
    """How one side's propensity to complain falls: by half in each half-life, down to a floor."""

    half_life_days: config.Days
    floor: config.Share

    def level(self, days: float) -> float:
        """Share of its first propensity that is left after so many days."""
        return max(float(0.5 ** (days / self.half_life_days)), self.floor)


class FadingComplaints(Actor):
    """A side's propensity to complain, lowered once a week; a side not named keeps its own."""

    kind: Literal["fading_complaints"]
    from_day: config.Day = 0.0
    sides: Annotated[dict[config.Side, Fading], Field(min_length=1)]

    def act(self, around: Surroundings) -> Process:
        """Put the week's level on each side's complaints until all have come to their floor."""
        start_h = 24.0 * self.from_day
        fading = dict(sorted(self.sides.items()))
        week = 0
        while fading:
            yield around.rep.wait_until(start_h + HOURS_PER_WEEK * week, urgent=True)
            for side, fades in list(fading.items()):
                level, last = fades.level(7.0 * week), fades.level(7.0 * week) <= fades.floor
                # a level of its own for each week: one factor in force at a time
                until_h = float("inf") if last else start_h + HOURS_PER_WEEK * (week + 1)
                if level < 1.0:
                    around.modify("complaints", side, level, until_h)
                if last:
                    del fading[side]
            week += 1
