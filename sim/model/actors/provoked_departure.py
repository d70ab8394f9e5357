"""Groups that leave the truce when they have been provoked, fire more for a spell, and come back.

A group knows what is fired at its side's places in its zone, so this goes by what truly happened.
The fire of a group that left still counts as violations: the memorandum covers the zone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.events import ViolationOccurred
from sim.kernel.distributions import Distribution
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings


class ProvokedDeparture(Actor):
    """Provoked is who suffered ``incidents`` of the other side's covered groups within the window,
    or one that killed ``deaths_at_once``. After a spell the count starts anew."""

    kind: Literal["provoked_departure"]
    label: str
    groups: Annotated[list[str], Field(min_length=1)]
    """Each leaves and comes back on its own."""
    incidents: Annotated[int, Field(ge=1, le=100_000, json_schema_extra={"unit": "incidents"})]
    window_days: config.Days
    deaths_at_once: (
        Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "deaths"})] | None
    ) = None
    """null: no single incident is enough."""
    away: config.Duration
    """How long a group stays out of the truce."""
    background_factor: Annotated[
        float, Field(ge=1.0, le=100.0, json_schema_extra={"unit": "factor"})
    ]
    """On its background while it is out."""

    def raises_background(self) -> float:
        """A group that left has all of the factor; others have none."""
        return self.background_factor

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Groups that aren't there, or are in no truce that they could leave."""
        known = scenario.world.groups
        yield from unknown_names("groups", self.groups, "group", known)
        for number, group in enumerate(self.groups):
            if group in known and not known[group].covered:
                message = f"'{group}' is excluded by the memorandum: it has no truce to leave"
                yield ("groups", number), message
            elif group in self.groups[:number]:
                yield ("groups", number), f"'{group}' stands here twice"

    def act(self, around: Surroundings) -> Process:
        """Let each group listen to what is fired at its side."""
        away = self.away.quantile()
        for group in self.groups:
            around.subscribe(ViolationOccurred, _Patience(self, around, group, away).suffer)
        yield from ()


class _Patience:
    """What one group has suffered lately, and whether it is out of the truce."""

    __slots__ = ("about", "around", "away", "group", "out", "settings", "suffered")

    def __init__(
        self, settings: ProvokedDeparture, around: Surroundings, group: str, away: Distribution
    ) -> None:
        self.settings = settings
        self.around = around
        self.group = group
        self.about = around.scenario.world.groups[group]
        self.away = away
        self.suffered: deque[float] = deque()
        self.out = False

    def suffer(self, event: ViolationOccurred) -> None:
        """Take note of an incident against the group's side; leave if it is enough."""
        if self.out or not self._concerns(event):
            return
        settings, suffered = self.settings, self.suffered
        suffered.append(event.hour)
        while suffered[0] <= event.hour - 24.0 * settings.window_days:
            suffered.popleft()
        enough = settings.deaths_at_once
        if len(suffered) >= settings.incidents or (enough is not None and event.deaths >= enough):
            self._leave(event.violation)

    def _concerns(self, event: ViolationOccurred) -> bool:
        about, now_day = self.about, event.hour / 24.0
        if not event.covered or event.side == about.side or event.zone != about.zone:
            return False
        if now_day < about.joins_day or (
            about.until_day is not None and now_day >= about.until_day
        ):
            return False
        place = self.around.scenario.world.zones[about.zone].places.get(event.place)
        return place is not None and place.held_by == about.side

    def _leave(self, provocation: int) -> None:
        around, rep = self.around, self.around.rep
        length_h = self.away(rep.uniform(around.name, self.group, provocation, "away"))
        until_h = rep.now + length_h
        self.out = True
        self.suffered.clear()
        around.modify("background", self.group, self.settings.background_factor, until_h)
        around.acted(self.settings.kind, "left", self.group)
        out_h = min(until_h, rep.horizon_h) - rep.now
        around.acted(self.settings.kind, "out_days", self.group, out_h / 24.0)
        rep.at(until_h, self._come_back)

    def _come_back(self) -> None:
        self.out = False
        self.around.acted(self.settings.kind, "came_back", self.group)
