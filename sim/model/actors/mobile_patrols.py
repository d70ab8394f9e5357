"""Mobile patrols that drive out by day to look for what incidents left behind.

They come late: what they find are traces that fade. What their presence might deter is left out;
``violence.deterrence_by_presence`` knows posts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, log
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from sim import config
from sim.events import LedgerEntered, SecurityIncident
from sim.kernel.distance import distance_km
from sim.kernel.names import unknown
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.kernel.streams import identity
from sim.model.actors.base import Actor, Surroundings
from sim.model.in_force import InForce
from sim.model.record import EntriesByPlace

DAYS_PER_WEEK = 7


class Stop(NamedTuple):
    """A place of the beat: where it lies and who holds the ground."""

    place: str
    zone: str
    holder_side: str
    lat: float
    lon: float


class MobilePatrols(InForce, Actor):
    """Each patrol of a guarantor makes one tour a working day over places of its beat."""

    kind: Literal["mobile_patrols"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    guarantor: str
    """Whose ledger the patrols write in."""
    patrols: Annotated[int, Field(ge=0, le=200, json_schema_extra={"unit": "patrols"})]
    people_per_patrol: Annotated[int, Field(ge=1, le=100, json_schema_extra={"unit": "people"})]
    """Daylight positions, paid from ``from_day`` until ``until_day``."""
    from_day: config.Day
    days_per_week: Annotated[
        int, Field(ge=1, le=DAYS_PER_WEEK, json_schema_extra={"unit": "days per week"})
    ]
    """Days off are staggered over the patrols."""
    start_hour: config.HourOfDay
    """Home again before the daylight of ``mission.investigation`` ends."""
    base_lat: config.Latitude
    base_lon: config.Longitude
    speed_kmh: Annotated[float, Field(gt=0.0, le=120.0, json_schema_extra={"unit": "km/h"})]
    places: list[str] = Field(min_length=1)
    """The beat; the name of a zone stands for all its places."""
    places_per_tour: Annotated[int, Field(ge=1, le=100, json_schema_extra={"unit": "places"})]
    """At most; a place from which it can't be home by dusk is left out."""
    go_where: Literal["rota", "where_recorded"]
    """The order is drawn anew every day; ``where_recorded`` prefers, in proportion to 1 + n, places
    of which its guarantor's ledger lately got n entries."""
    recorded_memory_days: config.Days
    """How far back ``where_recorded`` looks."""
    search_h: config.Hours
    """Time spent at a place."""
    search_probability: config.Probability
    """That it finds fresh traces of an incident there."""
    trace_fading_h: Annotated[float, Field(gt=0.0, le=8784.0, json_schema_extra={"unit": "hours"})]
    """Of traces aged a it finds exp(-a / this) as many."""
    fire_reaches_probability: config.Probability
    """That an incident at the place while a patrol is there comes near enough to drive it home."""
    harm_probability: config.Probability
    """That such an incident harms one of the patrol."""

    def act(self, around: Surroundings) -> Process:
        """Pay the patrols and send each on its tours."""
        around.employ(
            "patrols",
            around.name,
            daylight=float(self.patrols * self.people_per_patrol),
            from_h=self.from_h,
            until_h=self.until_h,
        )
        beat = _beat_of(self.places, around.scenario.world)
        recorded = EntriesByPlace(self.guarantor, 24.0 * self.recorded_memory_days)
        if self.go_where == "where_recorded":
            around.subscribe(LedgerEntered, recorded.read)
        yield around.rep.wait_until(self.from_h)
        for number in range(self.patrols):
            around.rep.start(Patrol(self, around, number, beat, recorded).live())

    def drive_h(self, here: tuple[float, float], there: tuple[float, float]) -> float:
        """Hours from one point to another, straight."""
        return distance_km(*here, *there) / self.speed_kmh

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown names, and tours for which there is no daylight."""
        world, daylight = scenario.world, scenario.mission.investigation
        if self.guarantor not in world.guarantors:
            yield ("guarantor",), unknown("guarantor", self.guarantor, world.guarantors)
        known = {*world.zones, *world.places()}
        yield from unknown_names("places", self.places, "place or zone", known)
        dawn, dusk = daylight.daylight_from_hour, daylight.daylight_until_hour
        if not dawn <= self.start_hour < dusk:
            yield ("start_hour",), f"must lie in daylight (from {dawn:g} to {dusk:g})"
            return
        base = (self.base_lat, self.base_lon)
        trips_h = [
            2.0 * self.drive_h(base, (stop.lat, stop.lon)) + self.search_h
            for stop in _beat_of(self.places, scenario.world)
        ]
        if trips_h and min(trips_h) > dusk - self.start_hour:
            message = (
                f"no place of the beat can be visited by dusk ({dusk:g}): the nearest takes"
                f" {min(trips_h):.1f} h there and back"
            )
            yield ("places",), message


class Patrol:
    """One patrol: its tours, day after day. Its draws go by its number, day and place."""

    __slots__ = ("around", "base", "beat", "number", "plan", "recorded", "rep", "unit")

    def __init__(
        self,
        plan: MobilePatrols,
        around: Surroundings,
        number: int,
        beat: list[Stop],
        recorded: EntriesByPlace,
    ) -> None:
        self.plan = plan
        self.around = around
        self.rep = around.rep
        self.number = number
        self.unit = f"{around.name} {number}"
        self.base = (plan.base_lat, plan.base_lon)
        self.beat = beat
        self.recorded = recorded

    def live(self) -> Process:
        """One tour a working day."""
        plan, day = self.plan, ceil(self.plan.from_day)
        while 24.0 * day < plan.until_h:
            if (day + self.number) % DAYS_PER_WEEK < plan.days_per_week:
                yield self.rep.wait_until(24.0 * day + plan.start_hour)
                yield from self._tour(day)
            day += 1

    def _order(self, day: int) -> list[Stop]:
        """The beat in random order, places of which more was recorded rather earlier.

        A race of exponential times -ln(u) / weight (Efraimidis and Spirakis, 2006): the first is a
        place with a probability in proportion to its weight, and so on among the rest. Each place
        has its own u, so that equal weights give the same order whatever they are.
        """

        def arrives(stop: Stop) -> tuple[float, str]:
            drawn = self.rep.uniform(self.unit, day, stop.place, "turn")
            weight = 1 + self.recorded.lately(stop.place, self.rep.now)
            return -log(drawn) / weight, stop.place

        return sorted(self.beat, key=arrives)

    def _acted(self, action: str, target: str, amount: float = 1.0) -> None:
        self.around.acted(self.plan.kind, action, target, amount)

    def _tour(self, day: int) -> Process:
        """Drive from place to place as far as those who hold the ground let it, and home."""
        rep, plan, here, out = self.rep, self.plan, self.base, False
        dusk_h = 24.0 * day + self.around.scenario.mission.investigation.daylight_until_hour
        self._acted("days_on_duty", self.unit)
        for stop in self._order(day)[: plan.places_per_tour]:
            there = (stop.lat, stop.lon)
            needed_h = plan.drive_h(here, there) + plan.search_h + plan.drive_h(there, self.base)
            if rep.now + needed_h > dusk_h:
                continue
            movement = identity("patrol", self.unit, day, stop.place)
            answer, delay_h = self.around.ask_to_pass(
                "patrol", movement, stop.zone, stop.holder_side
            )
            if answer == "suspended":
                self._acted("suspended_days", self.unit)
                break
            if answer == "denied":
                self._acted("blocked", stop.place)
                continue
            if answer == "delayed":
                self._acted("delayed", stop.place)
                yield rep.wait(delay_h)
                if rep.now + needed_h > dusk_h:
                    continue
            if not out:
                out = True
                self._acted("tours", self.unit)
            yield rep.wait(plan.drive_h(here, there))
            here = there
            if (yield from self._visit(stop.place)):
                break
        yield rep.wait(plan.drive_h(here, self.base))

    def _visit(self, place: str) -> Process:
        """Look for traces at a place; gives whether fire drove the patrol home.

        Fire is weighed when the time at the place is over, as convoys weigh it at the end of a leg.
        """
        rep, plan, since_h = self.rep, self.plan, self.rep.now
        yield rep.wait(plan.search_h)
        self._acted("places_visited", place)
        found = self.around.search(
            place,
            self.unit,
            plan.guarantor,
            probability=plan.search_probability,
            fading_h=plan.trace_fading_h,
        )
        if found:
            self._acted("traces_found", place, found)
        near = [
            incident
            for incident in self.around.situation.incidents_at(place, since_h)
            if rep.uniform(incident, self.unit, "reaches") < plan.fire_reaches_probability
        ]
        if not near:
            return False
        harmed = sum(
            rep.uniform(incident, self.unit, "harms") < plan.harm_probability for incident in near
        )
        rep.record(SecurityIncident(rep.now, "patrol", self.unit, "fire", harmed))
        self._acted("driven_home", place)
        return True


def _beat_of(names: Iterable[str], world: config.World) -> list[Stop]:
    """The places of a beat, each once; the name of a zone stands for all its places.

    Names that the world doesn't know are left out.
    """
    zone_of, places = world.zone_of(), world.places()
    wanted: dict[str, None] = {}
    for name in names:
        zone = world.zones.get(name)
        wanted |= dict.fromkeys(zone.places if zone is not None else [name])
    return [
        Stop(name, zone_of[name], at.held_by, at.lat, at.lon)
        for name in wanted
        if (at := places.get(name)) is not None
    ]
