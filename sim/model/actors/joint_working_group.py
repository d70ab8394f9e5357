"""The joint working group of the guarantors: once it has agreed on maps, attribution errs less.

It is formed on a day and owes maps that separate the opposition from excluded groups; they can be
late, and in some zones later than in others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from sim import config
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.situation import ALL

ON_TIME = config.Duration(distribution="constant", mean_h=0.0)


class JointWorkingGroup(Actor):
    """From approval ``attribution.after_maps`` holds, in all zones or in one after the other."""

    kind: Literal["joint_working_group"]
    label: str
    formed_day: config.Day
    maps_due_day: config.Day
    slip: config.Duration = ON_TIME
    """How late the maps are approved; 0: on the day they are due."""
    zones: dict[str, config.Duration] = Field(default_factory=dict)
    """Zones whose maps are approved on their own, and how late each; the others go by ``slip``."""

    @model_validator(mode="after")
    def _is_formed_first(self) -> JointWorkingGroup:
        if self.maps_due_day < self.formed_day:
            raise ValueError(
                f"maps_due_day ({self.maps_due_day:g}) must not be before formed_day"
                f" ({self.formed_day:g})"
            )
        return self

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Zones that aren't there, and maps that the world has approved on a fixed day already."""
        approved = scenario.world.attribution.maps_approved_day
        if approved is not None:
            yield (
                ("maps_due_day",),
                f"world.attribution.maps_approved_day ({approved:g}) says when maps are approved:"
                " set it to null, or enabled: false here",
            )
        yield from unknown_names("zones", self.zones, "zone", scenario.world.zones)

    def act(self, around: Surroundings) -> Process:
        """Be formed, then declare ``maps_approved`` as each map is."""
        rep = around.rep
        yield rep.wait_until(24.0 * self.formed_day, urgent=True)
        around.acted(self.kind, "formed")
        for late_h, zone in self._calendar(around):
            yield rep.wait_until(24.0 * self.maps_due_day + late_h, urgent=True)
            around.situation.declare("maps_approved", zone, by=around.name)
            target = "" if zone == ALL else zone
            around.acted(self.kind, "maps_approved", target)
            around.acted(self.kind, "maps_late_days", target, late_h / 24.0)

    def _calendar(self, around: Surroundings) -> list[tuple[float, str]]:
        """Hours late and the zone, in order; each zone's lateness is its own number."""
        draw = around.rep.uniform
        late_h = self.slip.quantile()(draw(around.name, "slip"))
        if not self.zones:
            return [(late_h, ALL)]
        return sorted(
            (slip.quantile()(draw(around.name, zone, "slip")) if slip else late_h, zone)
            for zone in around.scenario.world.zones
            for slip in [self.zones.get(zone)]
        )
