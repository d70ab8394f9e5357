"""A contingent: the people whom one guarantor, or a third party by agreement, has for its sites.

Counted are paid people, as everywhere: what a post or a checkpoint takes are the positions of the
staffing level times its factors, support included. Down its sites in order of rank (posts before
checkpoints of the same rank) the contingent mans each as far as its people reach and stops at the
first for which they don't, so that more people always man a superset. Who mans no site is paid by
his own country: a site that stays empty costs the mission nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from math import inf
from operator import itemgetter
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field, model_validator

from sim import config
from sim.kernel.names import unknown
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.people import SitePositions, paid_people, site_positions

ROUNDING = 1e-9


class Change(config.Settings):
    """People who come on a day, or leave."""

    day: config.Day
    people: Annotated[int, Field(ge=-100_000, le=100_000, json_schema_extra={"unit": "people"})]
    """Added to the contingent; below 0 they leave."""


class Spell(NamedTuple):
    """A time in which a site that is open is manned, or isn't."""

    site: str
    from_h: float
    until_h: float
    manned: bool


class Contingent(Actor):
    """``people`` are there from day 0 or ``by_agreement_day`` on; changes are in order of day."""

    kind: Literal["contingent"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    guarantor: str
    """It mans the sites of this guarantor, which has no other contingent."""
    people: Annotated[int, Field(ge=0, le=100_000, json_schema_extra={"unit": "people"})]
    by_agreement_day: config.Day | None = None
    """Day on which a third party's people come; null: they are there from the start."""
    changes: dict[str, Change] = {}

    @model_validator(mode="after")
    def _calendar_in_order(self) -> Contingent:
        day, people = self.by_agreement_day or 0.0, self.people
        for name, change in self.changes.items():
            if change.day < day:
                raise ValueError(
                    f"changes must be in order of day: '{name}' (day {change.day:g}) must not be"
                    f" before day {day:g}"
                )
            if people + change.people < 0:
                raise ValueError(
                    f"changes: '{name}' takes {-change.people} people away, but there are {people}"
                )
            day, people = change.day, people + change.people
        return self

    # --- who is there, and where ------------------------------------------------------------------
    def _arrivals(self) -> list[tuple[float, int]]:
        """Hours at which people come (or leave, below 0), and how many."""
        first = (24.0 * (self.by_agreement_day or 0.0), self.people)
        return [first, *((24.0 * change.day, change.people) for change in self.changes.values())]

    def _sites(self, scenario: config.Scenario) -> list[SitePositions]:
        """Sites of its guarantor that this level of staffing can man, in order of rank."""
        sites: dict[str, config.Site] = {**scenario.mission.posts, **scenario.mission.checkpoints}
        own = [at for at in site_positions(scenario) if sites[at.site].guarantor == self.guarantor]
        return sorted(own, key=lambda at: sites[at.site].priority)

    def spells(self, scenario: config.Scenario, horizon_h: float) -> list[Spell]:
        """Who mans what and when, each site's spells in order of time, up to the horizon."""
        sites = self._sites(scenario)
        people_of = {
            at.site: paid_people(scenario.staffing, at.round_the_clock, at.daylight) for at in sites
        }
        hours = {0.0, *(hour for hour, _ in self._arrivals())}
        hours |= {hour for at in sites for hour in (at.from_h, at.until_h)}
        edges = [*sorted(hour for hour in hours if hour < horizon_h), inf]
        found: dict[str, list[Spell]] = {at.site: [] for at in sites}
        for from_h, until_h in pairwise(edges):
            people = sum(people for hour, people in self._arrivals() if hour <= from_h)
            taken = 0.0
            for at in sites:
                if not at.from_h <= from_h < at.until_h:
                    continue
                taken += people_of[at.site]  # so that none after the first left out is manned
                spell = Spell(at.site, from_h, until_h, taken <= people + ROUNDING)
                before = found[at.site]
                if before and before[-1].manned == spell.manned:
                    spell = spell._replace(from_h=before.pop().from_h)
                before.append(spell)
        return [spell for spells in found.values() for spell in spells]

    # --- life -------------------------------------------------------------------------------------
    def act(self, around: Surroundings) -> Process:
        """Pay those who man a site; keep people away from the others."""
        rep = around.rep
        positions = {at.site: at for at in self._sites(around.scenario)}
        deeds: list[tuple[float, Callable[[], None]]] = []
        for hour, people in self._arrivals():
            action = "left_people" if people < 0 else "came_people"
            amount = float(abs(people))
            deeds.append((hour, partial(around.acted, self.kind, action, self.guarantor, amount)))
        for site, from_h, until_h, manned in self.spells(around.scenario, rep.horizon_h):
            at = positions[site]
            if manned:
                around.employ(
                    at.role,
                    site,
                    round_the_clock=at.round_the_clock,
                    daylight=at.daylight,
                    from_h=from_h,
                    until_h=until_h,
                )
            else:
                # a site that opens empty is told beforehand, or it would be manned for an instant
                hour = 0.0 if from_h == at.from_h else from_h
                deeds.append((hour, partial(around.modify, "manning", site, 0.0, until_h)))
        for hour, deed in sorted(deeds, key=itemgetter(0)):
            if hour > rep.now:
                yield rep.wait_until(hour, urgent=True)
            deed()

    def pays_for(self, scenario: config.Scenario) -> frozenset[str]:
        """All sites of its guarantor."""
        return frozenset(at.site for at in self._sites(scenario))

    # --- what can't be ----------------------------------------------------------------------------
    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """An unknown guarantor, one that has a contingent already, too few for any site."""
        if self.guarantor not in scenario.world.guarantors:
            guarantors = scenario.world.guarantors
            yield ("guarantor",), unknown("guarantor", self.guarantor, guarantors)
            return
        for name, other in scenario.mission.actors.items():
            if other is self:
                break
            same = isinstance(other, Contingent) and other.guarantor == self.guarantor
            if same and other.enabled:
                yield ("guarantor",), f"'{name}' mans the sites of this guarantor already"
        sites = self._sites(scenario)
        if not sites:
            return
        people, most = 0, 0
        for _, change in self._arrivals():
            people += change
            most = max(most, people)
        first = sites[0]
        fewest = paid_people(scenario.staffing, first.round_the_clock, first.daylight)
        if most < fewest - ROUNDING:
            yield (
                ("people",),
                f"never more than {most}, but its first site '{first.site}' alone takes"
                f" {fewest:g} paid people",
            )
