"""Pitfalls: what of a scenario is allowed, and yet would surprise whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

from sim.config import Scenario
from sim.expected.checkpoint_loads import checkpoint_loads
from sim.expected.coverage import Coverage
from sim.expected.loads import PoolLoad
from sim.expected.payroll import sites
from sim.expected.people import manned_from_day
from sim.expected.reports import investigates
from sim.expected.supply import balances, requests
from sim.model.posts import FEWEST
from sim.model.under_watch import background

POOL_WORDS = {
    "investigation_teams": "investigation teams",
    "escort_groups": "escort groups",
    "centre_officers": "centre officers",
    "liaison_officers": "liaison officers",
}
WITHOUT_SANCTIONS = " (before what sanctions are assumed to do to violence)"
SHORT_WATCHES = 0.05
"""Share of watches with too few people to open the post, above which it is told."""
NOT_YET = 1.0 / 3.0
"""Share of the term without a manned post, from which it is told."""


@dataclass(frozen=True, slots=True)
class _Told:
    scenario: Scenario

    def zone(self, name: str) -> str:
        return self.scenario.world.zones[name].label

    def posts(self) -> Iterator[str]:
        scenario = self.scenario
        mission = scenario.mission
        posts = [one for one in sites(scenario) if one.kind == "posts"]
        manned = {one.zone: one.manned for one in posts}
        opens = [manned_from_day(mission.posts[name]) for one in posts for name in one.manned]
        unwatched = [
            self.zone(zone)
            for zone in scenario.world.zones
            if not manned.get(zone) and background(scenario.world, zone)
        ]
        if unwatched:
            yield (
                f"No post is manned in {', '.join(unwatched)}: what is noticed there comes from "
                "complaints, and from patrols and UAVs where there are any."
            )
        for one in posts:
            if one.late:
                yield (
                    f"{self.zone(one.zone)}: there is staff for "
                    f"{len(one.manned) + len(one.late)} posts, and {len(one.late)} of them would "
                    f"open after the end of the term (day {scenario.days})."
                )
        first = min(opens, default=0.0)
        if first >= NOT_YET * scenario.days:
            yield (
                f"The first post is manned on day {first:g} of {scenario.days}; until then no post "
                "notices anything."
            )
        for zone, names in manned.items():
            coverage = Coverage(scenario, zone)
            if not background(scenario.world, zone):
                continue
            for name in names:
                if coverage.blind(posts=[name]) >= 1.0:
                    yield (
                        f"{mission.posts[name].label} is out of reach of every place of its zone "
                        "where incidents happen in the model."
                    )

    def watches(self) -> Iterator[str]:
        absence = self.scenario.mission.watches.absence_probability
        found: dict[tuple[str, int, float], list[str]] = {}
        for zone, staffing in self.scenario.staffing.zones.items():
            if not staffing.posts:
                continue
            for when, people in (
                ("day", staffing.observers_day),
                ("night", staffing.observers_night),
            ):
                if people < FEWEST:
                    yield (
                        f"{self.zone(zone)}: {people} on watch by {when}; with fewer than {FEWEST} "
                        "a post is closed."
                    )
                    continue
                short = sum(
                    comb(people, here) * (1.0 - absence) ** here * absence ** (people - here)
                    for here in range(FEWEST)
                )
                if short > SHORT_WATCHES:
                    found.setdefault((when, people, short), []).append(self.zone(zone))
        for (when, people, short), zones in found.items():
            absent = people - FEWEST + 1
            yield (
                f"{'; '.join(zones)}: {people} are planned on a watch by {when}, and a post needs "
                f"{FEWEST}: {absent} absent {'is' if absent == 1 else 'are'} enough to close it, "
                f"as in {100.0 * short:.0f} % of these watches."
            )

    def checkpoints(self) -> Iterator[str]:
        labels = {
            name: site.label
            for sites in (self.scenario.mission.checkpoints, self.scenario.world.party_checkpoints)
            for name, site in sites.items()
        }
        for load in checkpoint_loads(self.scenario):
            if not load.manned:
                continue
            if load.busy_over_day >= 1.0:
                yield (
                    f"{labels[load.name]}: {load.busy_over_day:.1f} times as many vehicles come in "
                    "a day as its lanes can inspect; the rest are turned away at closing time."
                )
            elif load.busy_at_peak >= 1.0:
                yield (
                    f"{labels[load.name]}: at the peak {load.busy_at_peak:.1f} times as many "
                    "vehicles come as its lanes can inspect; the mean wait of the day is about "
                    f"{60.0 * load.least_wait_h:.0f} minutes or more."
                )

    def pools(self, loads: Sequence[PoolLoad]) -> Iterator[str]:
        for pool in loads:
            words = POOL_WORDS[pool.role]
            if pool.busy > 0.0 and not pool.has:
                yield f"There are no {words}, and about {pool.per_day:.2g} jobs a day for them."
            elif pool.busy >= pool.has > 0:
                of = "" if pool.role == "escort_groups" else WITHOUT_SANCTIONS
                yield (
                    f"{words.capitalize()}: there are {pool.has}, and the work takes "
                    f"{pool.busy:.1f} on average{of}; what they can't do waits or lapses."
                )
        teams = self.scenario.staffing.in_all("investigation_teams")
        if teams and not investigates(self.scenario):
            yield (
                "The response rule sends nobody to a first report; investigation teams may have "
                "little to do."
            )

    def supply(self) -> Iterator[str]:
        places = self.scenario.world.places()
        for one in balances(self.scenario):
            label = places[one.place].label
            if one.need > 0.0 and one.trade + one.tunnels == 0.0:
                yield (
                    f"Neither trade nor tunnels bring anything to {label}: it lives on its stock, "
                    "and on convoys and air drops where there are any."
                )
            elif one.lasts_days < self.scenario.days:
                yield (
                    f"{label}: trade and tunnels bring {one.trade + one.tunnels:.0f} of the "
                    f"{one.need:.0f} tonnes needed a day; without convoys its stock lasts "
                    f"{one.lasts_days:.0f} days."
                )
        asked = requests(self.scenario)
        for one_asked in asked:
            if not one_asked.has_route:
                yield f"{one_asked.by} asks for convoys to a place without a route."


def pitfalls(scenario: Scenario, loads: Sequence[PoolLoad]) -> list[str]:
    """A sentence each; ``loads``: those of the pools."""
    told = _Told(scenario)
    return [
        *told.posts(),
        *told.watches(),
        *told.checkpoints(),
        *told.pools(loads),
        *told.supply(),
    ]
