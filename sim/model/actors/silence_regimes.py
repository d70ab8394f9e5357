"""Mediators who have local silence regimes agreed: for a while less is fired at a place.

They are called by a response rule (``mediate_first``), or go to places that the mission lists. A
regime binds the covered groups that fire at the place; groups excluded by the memorandum are no
party to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import simpy
from pydantic import Field

from sim import config
from sim.kernel.names import unknown
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.kernel.streams import Name
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Report


class PlannedRegime(config.Settings):
    """Talks that the mission begins of its own accord."""

    place: str
    day: config.Day


class SilenceRegimes(Actor):
    """One mediator is busy with one place, in order of call; whoever asks for a place where talks
    go on or a regime holds gets the outcome of those. Nothing is mediated where the place isn't
    known."""

    kind: Literal["silence_regimes"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    mediators: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "people"})]
    from_day: config.Day = 0.0
    """Day from which they are paid and work."""
    agreement: config.Duration
    """How long talks take, whatever comes of them."""
    success_probability: config.Probability
    duration_days: config.Days
    """How long a regime holds."""
    background_factor: config.Share
    """Share of the background at the place that is left while it holds."""
    planned: dict[str, PlannedRegime] = Field(default_factory=dict)
    offers: ClassVar[frozenset[str]] = frozenset({"silence_regime"})

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Places that aren't there, talks before there is anybody to lead them, and two of a kind:
        a rule could call on only one of them."""
        if any(
            isinstance(other, SilenceRegimes) and other.enabled and other is not self
            for other in scenario.mission.actors.values()
        ):
            yield ("kind",), "only one actor of this kind can be there: a rule calls on one"
        known = scenario.world.places()
        for name, regime in self.planned.items():
            if regime.place not in known:
                yield ("planned", name, "place"), unknown("place", regime.place, known)
            if regime.day < self.from_day:
                yield ("planned", name, "day"), f"must not be before from_day ({self.from_day:g})"

    def act(self, around: Surroundings) -> Process:
        """Offer mediation to whoever asks, and begin the planned talks on their days."""
        rep, mediation = around.rep, Mediation(self, around)
        around.situation.services["silence_regime"] = mediation.of_report
        around.employ(
            "mediators", around.name, daylight=self.mediators, from_h=24.0 * self.from_day
        )
        in_order = sorted(self.planned.items(), key=lambda item: (item[1].day, item[0]))
        for name, regime in in_order:
            yield rep.wait_until(24.0 * regime.day, urgent=True)
            rep.start(mediation.at(regime.place, (around.name, name)))


class Mediation:
    """The mediators, the talks under way and the regimes in force."""

    __slots__ = ("_agreement", "_people", "_talks", "around", "settings", "until_h")

    def __init__(self, settings: SilenceRegimes, around: Surroundings) -> None:
        self.settings = settings
        self.around = around
        self.until_h = around.situation.silences
        """Hour until which the latest regime of a place holds; a response rule knows it too."""
        self._agreement = settings.agreement.quantile()
        self._people = simpy.Resource(around.rep.env, settings.mediators)
        self._talks: dict[str, simpy.Process] = {}

    def of_report(self, report: Report) -> Process:
        """Mediate at the place of a report; gives the hour until which a regime holds, or 0."""
        if not report.place:
            return 0.0
        return (yield from self.at(report.place, (report.id,)))

    def at(self, place: str, occasion: tuple[Name, ...]) -> Process:
        """Mediate at a place; ``occasion`` names the draws. Gives as ``of_report``."""
        rep = self.around.rep
        if self.until_h.get(place, 0.0) > rep.now:
            return self.until_h[place]
        if place not in self._talks:
            self._talks[place] = rep.start(self._talk(place, occasion))
        return (yield self._talks[place])

    def _talk(self, place: str, occasion: tuple[Name, ...]) -> Process:
        around, settings, rep = self.around, self.settings, self.around.rep
        yield rep.wait_until(24.0 * settings.from_day, urgent=True)
        with self._people.request() as mediator:
            yield mediator
            yield rep.wait(self._agreement(rep.uniform(*occasion, "talks")))
        del self._talks[place]
        if rep.uniform(*occasion, "silence agreed") >= settings.success_probability:
            around.acted(settings.kind, "silence_refused", place)
            return 0.0
        until_h = rep.now + 24.0 * settings.duration_days
        self.until_h[place] = until_h
        for target in around.scenario.world.covered_at(place):
            around.modify("background", target, settings.background_factor, until_h)
        around.acted(settings.kind, "silence_agreed", place)
        days = (min(until_h, rep.horizon_h) - rep.now) / 24.0
        around.acted(settings.kind, "silence_days", place, days)
        return until_h
