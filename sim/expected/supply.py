"""What besieged places need, and what comes in by trade, tunnels and convoys in quiet weeks."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from sim.config import Scenario


@dataclass(frozen=True, slots=True)
class Balance:
    """Tonnes a day of the places that live on one stock, on average over the term.

    ``trade``: on days without a dated closure (what violence closes isn't counted). ``convoys``:
    what is granted in quiet weeks, before what goes wrong on the road. What actors bring by air
    isn't counted.
    """

    place: str
    places: int
    people: int
    need: float
    trade: float
    tunnels: float
    convoys: float
    stock_tonnes: float

    @property
    def lasts_days(self) -> float:
        """How long the first stock lasts on trade and tunnels alone; infinite if these suffice."""
        short = self.need - self.trade - self.tunnels
        return self.stock_tonnes / short if short > 0.0 else inf


def balances(scenario: Scenario) -> list[Balance]:
    """One for each stock, in the order of the file."""
    world, days = scenario.world, np.arange(scenario.days)
    found = []
    for place, supply in world.supply.items():
        is_open = np.ones(len(days), dtype=bool)
        for closure in supply.commercial_closures.values():
            is_open &= (days < closure.from_day) | (days >= closure.until_day)
        tunnels = np.clip(supply.tunnel_until_day - days, 0.0, 1.0)
        served = {place, *supply.also_supplies}
        found.append(
            Balance(
                place=place,
                places=len(served),
                people=supply.people,
                need=supply.people * supply.need_kg_per_person_day / 1000.0,
                trade=supply.commercial_tonnes_per_day * float(is_open.mean()),
                tunnels=supply.tunnel_tonnes_per_day * float(tunnels.mean()),
                convoys=sum(
                    asked.tonnes_per_day for asked in requests(scenario) if asked.place in served
                ),
                stock_tonnes=min(supply.initial_stock_tonnes, supply.capacity_tonnes),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Requests:
    """What one who asks for convoys of its own accord asks for in the term: how many, and how many
    are granted in quiet weeks; trucks of one; tonnes a day loaded."""

    by: str
    place: str
    asked: float
    granted: float
    trucks: float
    tonnes_per_day: float
    has_route: bool


def requests(scenario: Scenario) -> list[Requests]:
    """Of every actor that asks for convoys, by its name."""
    convoys, horizon_h = scenario.world.convoys, 24.0 * scenario.days
    fewer = convoys.fewer_people_probability * (1.0 - convoys.fewer_people_share)
    removed = convoys.items_removed_probability * convoys.items_removed_share
    destinations = {route.destination for route in scenario.world.routes.values()}
    found = []
    for name, actor in scenario.actors().items():
        asked = actor.expected_requests(horizon_h) if actor.enabled else 0.0
        if not asked:
            continue
        granted = asked * convoys.granted_probability
        # declared by whoever asks of its own accord
        people = getattr(actor, "people_per_request", 0.0) * (1.0 - fewer)
        trucks = people / convoys.people_per_truck
        tonnes = granted * trucks * convoys.tonnes_per_truck * (1.0 - removed)
        place = actor.sends_convoys_to()
        found.append(
            Requests(
                *(name, place, asked, granted, trucks, tonnes / scenario.days),
                has_route=place in destinations,
            )
        )
    return found
