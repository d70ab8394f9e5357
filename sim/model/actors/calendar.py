"""A planner's calendar of closures and bans: from one day until another, some traffic isn't let in.

An entry names the classes of traffic it is about: a ban is about one, a closure about all three.
Traffic that is due and not let in is turned away in the books, and requests for aid go refused or
unanswered. What else a planner dates has its place in the world file: an offensive is one of
``violence.shocks``, a group's accession its ``joins_day``, a place's a day of ``places_join``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.in_force import InForce
from sim.model.situation import ALL

Traffic = Literal["civilians", "trade", "aid"]
QUANTITY = {"civilians": "let_through", "trade": "trade", "aid": "aid"}
"""What each class is let in by: a day's vehicles, a day's trade, the grant of a request."""


class Entry(InForce):
    """A closure or a ban."""

    label: str
    traffic: Annotated[list[Traffic], Field(min_length=1)]
    targets: Annotated[list[str], Field(min_length=1)]
    """Zones, checkpoints, places with a stock or a route, relief agencies; or ``all``."""
    from_day: config.Day
    until_day: config.Day
    share_let_in: config.Share = 0.0
    """0: nothing; for aid it is on the probability that a request is granted."""


class Calendar(Actor):
    """Entries by name; where two overlap, shares multiply. Civilians and trade go by whole days."""

    kind: Literal["calendar"]
    label: str
    entries: Annotated[dict[str, Entry], Field(min_length=1)]

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Targets that aren't there, or that have none of the traffic an entry is about."""
        meant = {traffic: _meant(scenario, traffic) for traffic in QUANTITY}
        for name, entry in self.entries.items():
            for number, target in enumerate(entry.targets):
                known = sorted({key for traffic in entry.traffic for key in meant[traffic]})
                if target not in known:
                    yield (
                        ("entries", name, "targets", number),
                        f"'{target}' has no such traffic: {', '.join(entry.traffic)}"
                        f" (there are: {', '.join(known)})",
                    )

    def act(self, around: Surroundings) -> Process:
        """Let each entry take effect on its day."""
        meant = {traffic: _meant(around.scenario, traffic) for traffic in QUANTITY}
        in_order = sorted(self.entries.items(), key=lambda item: (item[1].from_day, item[0]))
        # all set now, so that each comes before what stations settle at the same hour
        begins = [around.rep.wait_until(e.from_h, urgent=True) for _, e in in_order]
        for (name, entry), begin in zip(in_order, begins, strict=True):
            if entry.from_day > 0.0:
                yield begin
            days = min(entry.until_h, around.rep.horizon_h) / 24.0 - entry.from_day
            for traffic in dict.fromkeys(entry.traffic):
                around.acted(self.kind, f"{traffic}_kept_out_days", name, days)
                stations = {
                    station
                    for target in entry.targets
                    for station in meant[traffic].get(target, ())
                }
                for station in sorted(stations):
                    around.modify(QUANTITY[traffic], station, entry.share_let_in, entry.until_h)


def _meant(scenario: config.Scenario, traffic: str) -> Mapping[str, list[str]]:
    """What a target means for a class of traffic: the names that its station knows."""
    world, mission = scenario.world, scenario.mission
    if traffic == "civilians":
        zone_of = {name: about.zone for name, about in world.party_checkpoints.items()}
        zone_of |= {name: about.zone for name, about in mission.checkpoints.items()}
        by_name = {name: [name] for name in zone_of}
    elif traffic == "trade":
        zone_of = {place: zone for place, zone in world.zone_of().items() if place in world.supply}
        by_name = {place: [place] for place in zone_of}
    else:
        routes = {route.destination for route in world.routes.values()}
        zone_of = {place: zone for place, zone in world.zone_of().items() if place in routes}
        agencies = [name for name, actor in world.actors.items() if actor.sends_convoys_to()]
        by_name = {name: [name] for name in [*zone_of, *agencies]}
    of_zones = {
        zone: sorted(name for name, at in zone_of.items() if at == zone)
        for zone in world.zones
        if zone in zone_of.values()
    }
    return {**of_zones, **by_name, ALL: sorted(zone_of)}
