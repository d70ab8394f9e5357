"""The road of relief convoys: asking leave, loading, driving under fire and mines, unloading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

from sim import config
from sim.events import (
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyLoaded,
    ConvoyRequested,
)
from sim.kernel.replication import Process, Replication
from sim.model.access import Access
from sim.model.entities import Convoy
from sim.model.escorts import EscortPool
from sim.model.situation import Situation
from sim.model.supply import Stock


class Ground(NamedTuple):
    """Whose ground a leg enters: its zone and the side that holds it."""

    zone: str
    holder_side: str


def ground_by_name(world: config.World, mission: config.Mission) -> dict[str, Ground]:
    """The ground of every place and checkpoint that a leg may lead to, by its name.

    A mission checkpoint stands on the ground of the side that holds the place near it.
    """
    ground = {
        name: Ground(zone, place.held_by)
        for zone, settings in world.zones.items()
        for name, place in settings.places.items()
    }
    for name, site in mission.checkpoints.items():
        ground[name] = Ground(site.zone, ground[site.near].holder_side)
    for name, checkpoint in world.party_checkpoints.items():
        ground[name] = Ground(checkpoint.zone, checkpoint.side)
    return ground


@dataclass(slots=True)
class Trip:
    """A loaded convoy: what it carries, and how far from the warehouse it has come."""

    convoy: Convoy
    people: int
    trucks: int
    tonnes: float
    km: float = 0.0


class Road:
    """Answers requests, loads, and takes convoys along their routes; records every step.

    Every draw is named by the convoy, or by an incident and the convoy, so that neither escorts
    nor staff change anybody's luck, only the hours at which it is met.
    """

    __slots__ = (
        "_answer_delay",
        "_loading",
        "_opens_h",
        "access",
        "escorts",
        "ground",
        "rep",
        "routes",
        "settings",
        "situation",
    )

    def __init__(
        self,
        rep: Replication,
        settings: config.ConvoyWorld,
        routes: Mapping[str, config.Route],
        ground: Mapping[str, Ground],
        escorts: EscortPool,
        access: Access,
        situation: Situation,
    ) -> None:
        """``routes`` by name, at most one to a destination: ValueError otherwise."""
        self.rep = rep
        self.settings = settings
        self.routes = {route.destination: route.legs for route in routes.values()}
        if len(self.routes) < len(routes):
            raise ValueError("two routes lead to the same destination")
        self._opens_h = {route.destination: 24.0 * route.opens_day for route in routes.values()}
        self.ground = ground
        self.escorts = escorts
        self.access = access
        self.situation = situation
        self._answer_delay = settings.answer_delay.quantile()
        self._loading = settings.loading.quantile()

    # --- before the road --------------------------------------------------------------------------
    def granted_probability(self, destination: str) -> float:
        """Probability that a request is granted now; lower after more violence than usual."""
        settings, zone = self.settings, self.ground[destination].zone
        usual = self.access.usual(zone)
        recent = self.situation.recent_incidents_per_day(zone)
        probability = settings.granted_probability * self.situation.factor("aid", destination)
        if recent > usual:
            probability *= (recent / usual) ** -settings.violence_exponent
        return probability

    def trucks_for(self, people: int) -> int:
        """Trucks that the aid for so many people fills, the last one perhaps in part."""
        return ceil(people / self.settings.people_per_truck)

    def answer(self, convoy: Convoy) -> Process:
        """Wait for the answer; gives the number of people approved, 0 unless it is granted.

        Three answers on one fixed uniform: granted, refused, unanswered from below, so that a
        higher probability grants what a lower one granted, and more. While the route isn't open
        there is no answer.
        """
        settings, uniform = self.settings, self.rep.uniform
        self.rep.record(
            ConvoyRequested(
                self.rep.now,
                convoy.id,
                convoy.agency,
                convoy.destination,
                convoy.people,
                convoy.instead_of,
            )
        )
        yield self.rep.wait(self._answer_delay(uniform(convoy.id, "answer delay")))
        granted = self.granted_probability(convoy.destination)
        granted = min(granted * self.situation.factor("aid", convoy.agency), 1.0)
        level, people = uniform(convoy.id, "answer"), 0
        if self.rep.now < self._opens_h[convoy.destination]:
            answer = "unanswered"
        elif level < granted:
            answer, people = "granted", convoy.people
            if uniform(convoy.id, "fewer people") < settings.fewer_people_probability:
                people = max(1, floor(convoy.people * settings.fewer_people_share))
        elif level < granted + (1.0 - granted) * settings.refused_share:
            answer = "refused"
        else:
            answer = "unanswered"
        self.rep.record(
            ConvoyAnswered(self.rep.now, convoy.id, answer, people, self.trucks_for(people))
        )
        return people

    def load(self, convoy: Convoy, people: int) -> Process:
        """Load the aid for ``people`` people, perhaps without what inspectors remove."""
        settings, uniform = self.settings, self.rep.uniform
        yield self.rep.wait(self._loading(uniform(convoy.id, "loading")))
        before = people / settings.people_per_truck * settings.tonnes_per_truck
        removed = 0.0
        if uniform(convoy.id, "items removed") < settings.items_removed_probability:
            removed = before * settings.items_removed_share
        trip = Trip(convoy, people, self.trucks_for(people), before - removed)
        self.rep.record(ConvoyLoaded(self.rep.now, convoy.id, people, trip.tonnes, removed))
        return trip

    def depart(self, trip: Trip) -> Process:
        """Wait for escort and UAVs, then for the hour of the day at which convoys leave."""
        loaded_h, hour_of_day = self.rep.now, self.settings.departure_hour
        yield from self.escorts.seize(trip.convoy.id)
        if hour_of_day is not None:
            leaves_h = floor(self.rep.now / 24.0) * 24.0 + hour_of_day % 24.0
            yield self.rep.wait_until(leaves_h if leaves_h >= self.rep.now else leaves_h + 24.0)
        self.rep.record(ConvoyDeparted(self.rep.now, trip.convoy.id, self.rep.now - loaded_h))

    # --- on the road ------------------------------------------------------------------------------
    def legs(self, trip: Trip) -> Sequence[config.Leg]:
        """The legs of the route to the convoy's destination."""
        return self.routes[trip.convoy.destination]

    def drive(self, trip: Trip, number: int, leg: config.Leg) -> Process:
        """Ask to pass, then drive leg ``number``; gives whether the convoy may go on.

        Mines and fire are met on the leg and weighed at its end. A mine costs one truck.
        """
        rep, convoy, here = self.rep, trip.convoy, self.ground[leg.to]
        answer, delay_h = self.access.ask(
            "convoy", convoy.id, here.zone, here.holder_side, attempt=number
        )
        if answer in ("denied", "suspended"):
            self._end(trip, "turned_back", leg.to, f"access_{answer}")
            return False
        yield rep.wait(delay_h)
        since_h = rep.now
        yield rep.wait(leg.km / self.settings.speed_kmh)
        trip.km += leg.km
        mine = leg.mine_probability * self.situation.factor("mine_risk", convoy.destination)
        if rep.uniform(convoy.id, "mine", number) < mine:
            self._end(trip, "turned_back", leg.to, "mine", trucks_lost=1)
            return False
        halting = self.settings.fire_halts_probability
        if leg.exposed_to and self._fire(leg.exposed_to, since_h, convoy, "halts", halting):
            self._end(trip, "turned_back", leg.to, "fire")
            return False
        return True

    def unload(self, trip: Trip, stock: Stock | None) -> Process:
        """Unload truck by truck until done, driven off by fire or attacked.

        The truck at which fire or an attack comes is not unloaded. Driven off, the rest goes
        back; attacked, the rest is lost. What was unloaded enters the stock at the end.
        """
        rep, settings, convoy = self.rep, self.settings, trip.convoy
        rep.record(ConvoyArrived(rep.now, convoy.id))
        attack = settings.attack_probability
        watched = self.escorts.watched(convoy.id)
        attack *= settings.uav_attack_factor if watched else 1.0
        attacked_at = trip.trucks
        if rep.uniform(convoy.id, "attack") < attack:
            attacked_at = floor(rep.uniform(convoy.id, "attacked truck") * trip.trucks)
        stopping = settings.fire_stops_unloading_probability
        outcome, reason, unloaded = "delivered", "", 0
        while unloaded < trip.trucks:
            since_h = rep.now
            yield rep.wait(settings.unloading_h_per_truck)
            if unloaded == attacked_at:
                outcome, reason = "attacked", "attack"
                break
            if self._fire(convoy.destination, since_h, convoy, "stops unloading", stopping):
                outcome, reason = "partly_delivered" if unloaded else "turned_back", "fire"
                break
            unloaded += 1
        lost = trip.trucks - unloaded if outcome == "attacked" else 0
        delivered = self._end(trip, outcome, "unloading", reason, unloaded, lost)
        if stock is not None:
            stock.deliver(delivered)

    def drive_home(self, trip: Trip) -> Process:
        """Take the escort and the UAVs back to the warehouse, where they are free again."""
        yield self.rep.wait(trip.km / self.settings.speed_kmh)
        self.escorts.release(trip.convoy.id)

    def _fire(
        self, place: str, since_h: float, convoy: Convoy, effect: str, probability: float
    ) -> bool:
        """Whether one of the incidents at a place since an hour has this effect on the convoy."""
        return any(
            self.rep.uniform(incident, convoy.id, effect) < probability
            for incident in self.situation.incidents_at(place, since_h)
        )

    def _end(
        self,
        trip: Trip,
        outcome: str,
        stage: str,
        reason: str,
        trucks_unloaded: int = 0,
        trucks_lost: int = 0,
    ) -> float:
        """Record the end of the journey by trucks, all alike; gives the tonnes delivered."""
        delivered = trip.tonnes * (trucks_unloaded / trip.trucks)
        lost = trip.tonnes * (trucks_lost / trip.trucks)
        returned = 0.0
        if trucks_unloaded + trucks_lost < trip.trucks:
            returned = trip.tonnes - delivered - lost
        self.rep.record(
            ConvoyEnded(
                self.rep.now,
                trip.convoy.id,
                outcome,
                stage,
                reason,
                trip.people * trucks_unloaded // trip.trucks,
                delivered,
                lost,
                returned,
            )
        )
        return delivered
