"""Forces that the ceasefire releases and that leave for a front outside the zones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.weekly_steps import weekly_steps

Rise = Annotated[float, Field(ge=1.0, le=10.0, json_schema_extra={"unit": "factor"})]


class ReleaseOfForces(Actor):
    """The background of the groups that give up forces falls in weekly steps, and that of groups
    which are reinforced rises meanwhile.

    Fewer forces, less fire: an assumption (the fall may be swept down to none).
    """

    kind: Literal["release_of_forces"]
    from_day: config.Day
    until_day: config.Day
    groups: list[str] = Field(min_length=1)
    left_share: config.Share
    """What is left of their background at the end."""
    rises: Annotated[dict[str, Rise], config.ByName] = {}
    """Groups to whom the forces go, and the factor on their background at the end."""

    def act(self, around: Surroundings) -> Process:
        """Let the forces go week by week; they don't come back."""
        ends = {**dict.fromkeys(self.groups, self.left_share), **self.rises}
        for step in weekly_steps(24.0 * self.from_day, 24.0 * self.until_day):
            yield around.rep.wait_until(step.from_h, urgent=True)
            for group, end in ends.items():
                around.modify("background", group, step.level(end), step.until_h)

    def raises_background(self) -> float:
        """The largest rise; every group has one at most."""
        return max(self.rises.values(), default=1.0)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown groups, groups that give and get, a calendar that ends before it begins."""
        groups = scenario.world.groups
        yield from unknown_names("groups", self.groups, "group", groups)
        yield from unknown_names("rises", self.rises, "group", groups)
        for group in self.rises:
            if group in self.groups:
                yield ("rises", group), "this group gives up forces and can't be reinforced by them"
        if self.until_day < self.from_day:
            yield ("until_day",), f"must not be before from_day ({self.from_day:g})"
