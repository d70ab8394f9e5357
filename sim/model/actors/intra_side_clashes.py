"""Groups of one side that fight each other: no violation, but posts and convoys suffer from it."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Literal

from pydantic import Field

from sim import config
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Disturbance
from sim.model.other_fire import OtherFire


class IntraSideClashes(OtherFire, Actor):
    """Clashes come as a Poisson process until the first of the groups leaves the area."""

    kind: Literal["intra_side_clashes"]
    groups: list[str] = Field(min_length=2)
    """Who fights whom: groups of one side."""

    def act(self, around: Surroundings) -> Process:
        """Clash after clash, each with an identity of its own."""

        def clash(disturbance: Disturbance) -> None:
            around.acted(self.kind, "clashes", disturbance.place)
            around.disturb(disturbance)

        world = around.scenario.world
        leave_days = [world.groups[group].until_day for group in self.groups]
        until_h = min((24.0 * day for day in leave_days if day is not None), default=inf)
        yield from self.burn(around.rep, around.name, world, clash, until_h)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown places and groups, and groups that stand on different sides."""
        yield from self.contradictions(scenario)
        groups = scenario.world.groups
        yield from unknown_names("groups", self.groups, "group", groups)
        sides = {groups[group].side for group in self.groups if group in groups}
        if len(sides) > 1:
            yield ("groups",), "fire between the two sides is a violation: name groups of one side"
        if len(set(self.groups)) < len(self.groups):
            yield ("groups",), "a group is named twice"
