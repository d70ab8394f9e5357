"""Places that join the truce one by one, on known days or as they come.

Before it joins, a place sees more fire of the covered groups than after, by a factor; a place that
stands for many settlements changes in as many steps. Fire of excluded groups goes on as before:
they are party to nothing. The factor is a rise, declared by ``raises_background``, so that a
world's rates stay those of a joined place, as ``before_joining_factor`` of a group is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import inf
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from sim import config
from sim.kernel import distributions
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings

Rise = Annotated[float, Field(ge=1.0, le=100.0, json_schema_extra={"unit": "factor"})]


class Joining(config.Settings):
    """How a place joins."""

    settlements: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "settlements"})] = 1
    """Settlements that it stands for."""
    day: config.Day | None = None
    """Day on which all of them join; null: one by one, with ``joins_per_day``."""


class Joined(NamedTuple):
    """So many settlements of a place join at an hour."""

    hour: float
    place: str
    settlements: int


class PlacesJoin(Actor):
    """Settlements without a known day join as a Poisson process, in an order drawn once: the n-th
    to join is the same at any rate, only earlier or later."""

    kind: Literal["places_join"]
    label: str
    places: dict[str, Joining] = Field(default_factory=dict)
    zones: list[str] = Field(default_factory=list)
    """Every further place of these zones joins too, each as one settlement."""
    joins_per_day: config.PerDay = 0.0
    """Settlements a day, of those without a day; with 0 none of them joins."""
    from_day: config.Day = 0.0
    """Day from which they join."""
    before_joining_factor: Rise
    """On the background of covered groups at a place of which nothing has joined yet."""

    @model_validator(mode="after")
    def _somebody_can_join(self) -> PlacesJoin:
        if not self.places and not self.zones:
            raise ValueError("give places or zones that join")
        return self

    def raises_background(self) -> float:
        """A place that hasn't joined has all of the factor."""
        return self.before_joining_factor

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Places and zones that aren't there."""
        world = scenario.world
        yield from unknown_names("places", self.places, "place", world.places())
        yield from unknown_names("zones", self.zones, "zone", world.zones)

    def act(self, around: Surroundings) -> Process:
        """Put the factor on every place, and take it off step by step."""
        rep, joining = around.rep, self._joining(around.scenario.world)
        calendar = self._calendar(around, joining)
        waiting = Counter({place: about.settlements for place, about in joining.items()})
        steps_h: dict[str, list[float]] = {place: [] for place in joining}
        for step in reversed(calendar):
            steps_h[step.place].append(step.hour)
        for place in joining:
            self._set(around, place, 1.0, steps_h[place])
        for hour, place, settlements in calendar:
            yield rep.wait_until(hour, urgent=True)
            waiting[place] -= settlements
            steps_h[place].pop()
            around.acted(self.kind, "joined", place, settlements)
            self._set(around, place, waiting[place] / joining[place].settlements, steps_h[place])

    def _set(
        self, around: Surroundings, place: str, not_joined: float, steps_h: list[float]
    ) -> None:
        """Put on a place what those of it that haven't joined leave, until its next step."""
        factor = 1.0 + (self.before_joining_factor - 1.0) * not_joined
        until_h = steps_h[-1] if steps_h else inf
        if factor > 1.0 and until_h > around.rep.now:
            for target in around.scenario.world.covered_at(place):
                around.modify("background", target, factor, until_h)

    def _joining(self, world: config.World) -> dict[str, Joining]:
        """Every place that joins, by name."""
        of_zones = [place for zone in self.zones for place in world.zones[zone].places]
        return {place: self.places.get(place, Joining()) for place in [*self.places, *of_zones]}

    def _calendar(self, around: Surroundings, joining: dict[str, Joining]) -> list[Joined]:
        """Who joins when, in order of time, up to the horizon."""
        rep, name = around.rep, around.name
        calendar = [
            Joined(24.0 * about.day, place, about.settlements)
            for place, about in joining.items()
            if about.day is not None
        ]
        undated = [
            (rep.uniform(name, place, number, "order"), place)
            for place, about in joining.items()
            if about.day is None
            for number in range(about.settlements)
        ]
        if self.joins_per_day > 0.0:
            gap_h = distributions.exponential(24.0 / self.joins_per_day)
            hour = 24.0 * self.from_day
            for number, (_, place) in enumerate(sorted(undated)):
                hour += gap_h(rep.uniform(name, number, "gap"))
                calendar.append(Joined(hour, place, 1))
        return sorted(step for step in calendar if step.hour < rep.horizon_h)
