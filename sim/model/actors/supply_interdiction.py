"""Channels that bring weapons and militants to some groups, closed little by little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from sim import config
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.weekly_steps import weekly_steps


class SupplyInterdiction(Actor):
    """The background of the groups supplied falls in weekly steps while the channels close, and is
    back at once should they open again.

    Less supply, less fire: an assumption (the fall may be swept down to none).
    """

    kind: Literal["supply_interdiction"]
    from_day: config.Day
    closed_day: config.Day
    """Day by which the channels are closed as far as they ever are."""
    reopened_day: config.Day | None = None
    """null: they stay closed."""
    groups: list[str] = Field(min_length=1)
    left_share: config.Share
    """What is left of their background then."""

    def act(self, around: Surroundings) -> Process:
        """Close the channels week by week."""
        end_h = float("inf") if self.reopened_day is None else 24.0 * self.reopened_day
        for step in weekly_steps(24.0 * self.from_day, 24.0 * self.closed_day):
            yield around.rep.wait_until(step.from_h, urgent=True)
            for group in self.groups:
                level = step.level(self.left_share)
                around.modify("background", group, level, min(step.until_h, end_h))

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown groups, and a calendar out of order."""
        groups = scenario.world.groups
        yield from unknown_names("groups", self.groups, "group", groups)
        if self.closed_day < self.from_day:
            yield ("closed_day",), f"must not be before from_day ({self.from_day:g})"
        if self.reopened_day is not None and self.reopened_day <= self.closed_day:
            yield ("reopened_day",), f"must be after closed_day ({self.closed_day:g})"
