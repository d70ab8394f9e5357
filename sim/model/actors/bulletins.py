"""Daily bulletins: each guarantor publishes counts of its own ledger, and confirms few of others'.

Two counts side by side, as published: nobody matches them, and a bulletin changes nothing in the
run. Incidents blamed on a group excluded by the memorandum are in no bulletin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.events import LedgerEntered
from sim.kernel.names import unknown
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.record import is_of_a_violation


class Bulletins(Actor):
    """What is published once a day; a day without an entry is published as zero.

    An entry counts for the province that its place lies in; where there is none, and for what was
    only heard, for its zone.
    """

    kind: Literal["bulletins"]
    hour_of_day: Annotated[
        float, Field(ge=0.0, lt=24.0, json_schema_extra={"unit": "hour of the day"})
    ]
    provinces: dict[str, list[str]] = Field(default_factory=dict)
    """Places by province; empty: counts go by zone."""
    guarantors: list[str] = Field(default_factory=list)
    """Those who publish; empty: all."""
    confirmation_probability: config.Probability
    """That a published report is confirmed by the others who publish."""

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown places or guarantors, and places in two provinces."""
        places, province_of = scenario.world.places(), dict[str, str]()
        for province, members in self.provinces.items():
            for number, place in enumerate(members):
                key = ("provinces", province, number)
                if place not in places:
                    yield key, unknown("place", place, places)
                elif place in province_of:
                    yield key, f"'{place}' lies in '{province_of[place]}' already"
                province_of.setdefault(place, province)
        known = scenario.world.guarantors
        yield from unknown_names("guarantors", self.guarantors, "guarantor", known)

    def act(self, around: Surroundings) -> Process:
        """Collect each ledger's entries, and publish them at the hour of the day."""
        world = around.scenario.world
        ledgers = sorted(self.guarantors or world.guarantors)
        areas = sorted({*self.provinces, *world.zones})
        province_of = {place: name for name, all_ in self.provinces.items() for place in all_}
        entered: dict[str, list[LedgerEntered]] = {ledger: [] for ledger in ledgers}

        def collect(entry: LedgerEntered) -> None:
            if entry.ledger in entered and is_of_a_violation(entry, world.groups):
                entered[entry.ledger].append(entry)

        around.subscribe(LedgerEntered, collect)
        day = 0
        while True:
            yield around.rep.wait_until(24.0 * day + self.hour_of_day)
            for ledger, entries in entered.items():
                by_area = Counter(province_of.get(entry.place, entry.zone) for entry in entries)
                for area in areas:
                    around.acted(self.kind, "count", f"{ledger}:{area}", by_area[area])
                if entries and len(ledgers) > 1:
                    around.acted(self.kind, "asked_to_confirm", ledger, len(entries))
                    around.acted(self.kind, "confirmed", ledger, self._confirmed(around, entries))
                entries.clear()
            day += 1

    def _confirmed(self, around: Surroundings, entries: Sequence[LedgerEntered]) -> int:
        """How many of a ledger's reports the others confirm: each by a number of its own."""
        uniform, chance = around.rep.uniform, self.confirmation_probability
        return sum(uniform(e.incident, e.ledger, "confirmed") < chance for e in entries)
