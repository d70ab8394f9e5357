"""Separation of covered from excluded groups: the less mixed they are, the less one is blamed for
the other's fire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.events import SituationChanged
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.weekly_steps import weekly_steps

MAPS = "maps_approved"


class Separation(Actor):
    """Begins on a day, or when the maps are approved; what is left is reached in weekly steps.

    It multiplies the probability that fire of an excluded group is blamed on a covered one, beside
    the fall that the maps themselves bring (``attribution.after_maps``).
    """

    kind: Literal["separation"]
    from_day: config.Day | None
    """null: the day on which the separation maps are approved."""
    days: config.Days
    """How long it takes."""
    mixed_share_after: Annotated[dict[str, config.Share], config.ByName] = Field(min_length=1)
    """Zone: what is left of the mixing at the end."""

    def act(self, around: Surroundings) -> Process:
        """Wait for the beginning, then lower the mixing week by week."""
        rep = around.rep
        if self.from_day is None:
            yield from self._maps(around)
        else:
            yield rep.wait_until(24.0 * self.from_day, urgent=True)
        for step in weekly_steps(rep.now, rep.now + 24.0 * self.days):
            yield rep.wait_until(step.from_h, urgent=True)
            for zone, after in self.mixed_share_after.items():
                level = step.level(after)
                around.modify("excluded_fire_blamed_on_covered", zone, level, step.until_h)

    def _maps(self, around: Surroundings) -> Process:
        """Wait until the maps are approved: by the world's calendar, or by whoever draws them."""
        approved_day = around.scenario.world.attribution.maps_approved_day
        if approved_day is not None:
            yield around.rep.wait_until(24.0 * approved_day, urgent=True)
        elif not around.situation.touched(MAPS):
            approved = around.rep.env.event()

            def see(change: SituationChanged) -> None:
                if change.quantity == MAPS and not approved.triggered:
                    approved.succeed()

            around.subscribe(SituationChanged, see)
            yield approved

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown zones, and zones where nobody is excluded."""
        world = scenario.world
        yield from unknown_names("mixed_share_after", self.mixed_share_after, "zone", world.zones)
        for zone in self.mixed_share_after:
            if zone in world.zones and not any(
                not group.covered for group in world.groups.values() if group.zone == zone
            ):
                message = "no group of this zone is excluded by the memorandum"
                yield ("mixed_share_after", zone), message
