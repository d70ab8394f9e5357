"""UAVs that search a zone from the air, taken from the same pool as those over convoys.

Random search: n UAVs that sweep a width W (km) at speed v (km/h) over an area A (km2) find what is
visible for t hours with probability 1 - exp(-n W v t / A) (Koopman's formula).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim import config
from sim.events import SecurityIncident
from sim.kernel.names import unknown
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Violation
from sim.model.in_force import InForce
from sim.model.reach import is_night
from sim.model.situation import Witnessed


def hours_until_found(needed_h: float, aloft_h: Sequence[float], visible_h: float) -> float | None:
    """Hours until ``needed_h`` UAV-hours of search are done; None if that is never.

    ``aloft_h``: hours that each UAV stays aloft yet, ascending; they search while the trace is
    visible. With one UAV aloft longer than that, it is found iff ``needed_h`` < ``visible_h``.
    """
    passed_h = 0.0
    for number, left_h in enumerate(aloft_h):
        flying, stretch_h = len(aloft_h) - number, min(left_h, visible_h) - passed_h
        if needed_h < flying * stretch_h:
            return passed_h + needed_h / flying
        needed_h -= flying * stretch_h
        passed_h += stretch_h
    return None


class UavSorties(InForce, Actor):
    """Sorties spread evenly over the day, each over one zone, in turn; day and night.

    A sortie for which no UAV is free isn't flown; convoys that wait for UAVs come first. What is
    seen is located and goes to the guarantor's ledger. Nobody is deterred by it.
    """

    kind: Literal["uav_sorties"]
    stands_under: ClassVar[Literal["world", "mission"]] = "mission"
    label: str
    guarantor: str
    """Whose ledger it is entered in."""
    people: Annotated[int, Field(ge=0, le=500, json_schema_extra={"unit": "people"})]
    """Round-the-clock positions of the crews, paid from ``from_day`` until ``until_day``."""
    from_day: config.Day
    sorties_per_day: Annotated[
        float, Field(ge=0.0, le=100.0, json_schema_extra={"unit": "per day"})
    ]
    launch_hour: config.HourOfDay
    """Of the first sortie."""
    endurance_h: Annotated[float, Field(gt=0.0, le=100.0, json_schema_extra={"unit": "hours"})]
    loss_probability: config.Probability
    """That a sortie ends, at any time, with the loss of the UAV: the mission has one less then."""
    area_km2: dict[str, Annotated[float, Field(gt=0.0, le=100_000.0)]] = Field(min_length=1)
    """Area to be searched, by zone."""
    sweep_width_km: config.Km
    """Width of the strip in which what is visible is surely seen."""
    speed_kmh: Annotated[float, Field(gt=0.0, le=500.0, json_schema_extra={"unit": "km/h"})]
    night_factor: config.Share
    """Of the sweep width that is left in the night hours of ``observation``."""
    visible_h: config.Hours
    """How long smoke, fire or vehicles of an incident can be seen from the air."""
    report_delay_h: config.Hours
    """From the sight to the ledger."""

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown names, and sorties without a UAV."""
        world = scenario.world
        if self.guarantor not in world.guarantors:
            yield ("guarantor",), unknown("guarantor", self.guarantor, world.guarantors)
        yield from unknown_names("area_km2", self.area_km2, "zone", world.zones)
        if self.sorties_per_day > 0.0 and scenario.mission.uavs == 0:
            yield ("sorties_per_day",), "the mission has no UAVs (mission.uavs is 0)"

    def act(self, around: Surroundings) -> Process:
        """Pay the crews, watch, and fly one sortie after the other."""
        rep = around.rep
        around.employ(
            "UAV crews",
            around.name,
            round_the_clock=float(self.people),
            from_h=self.from_h,
            until_h=self.until_h,
        )
        if self.sorties_per_day == 0.0:
            return
        flight = Flight(self, around)
        around.situation.witnesses.append(flight.witness)
        zones, number = sorted(self.area_km2), 0
        hour = self.from_h + self.launch_hour
        while hour < self.until_h:
            yield rep.wait_until(hour)
            rep.start(flight.sortie(number, zones[number % len(zones)]))
            number += 1
            hour = self.from_h + self.launch_hour + number * 24.0 / self.sorties_per_day


class Flight:
    """The UAVs aloft now, and what they see. Draws go by the sortie's number and the incident."""

    __slots__ = ("_home_h", "around", "plan", "rep")

    def __init__(self, plan: UavSorties, around: Surroundings) -> None:
        self.plan = plan
        self.around = around
        self.rep = around.rep
        self._home_h: dict[str, list[float]] = {zone: [] for zone in plan.area_km2}

    def sortie(self, number: int, zone: str) -> Process:
        """Fly until the endurance is over or the UAV lost; nothing if none is free now."""
        rep, plan, name, uavs = self.rep, self.plan, self.around.name, self.around.uavs
        request = uavs.get(1)
        if not request.triggered:
            request.cancel()
            self._acted("not_flown", zone)
            return
        aloft_h = plan.endurance_h
        lost = rep.uniform(name, number, "lost") < plan.loss_probability
        if lost:
            aloft_h *= rep.uniform(name, number, "lost after")
        home_h = rep.now + aloft_h
        self._home_h[zone].append(home_h)
        self._home_h[zone].sort()
        self._acted("sorties", zone)
        yield rep.wait_until(home_h)
        self._home_h[zone].remove(home_h)
        self._acted("hours_aloft", zone, aloft_h)
        if lost:
            uavs.lose_one()
            rep.record(SecurityIncident(rep.now, "uav", name, "loss", 0))
            self._acted("lost", zone)
        else:
            uavs.put(1)

    def witness(self, violation: Violation) -> Witnessed | None:
        """Whether those aloft over its zone come upon an incident while it can be seen.

        One exponential number of UAV-hours belongs to each incident: more UAVs, or better ones, see
        a superset, and see it earlier.
        """
        flying = self._home_h.get(violation.zone)
        if not flying:
            return None
        rep, plan, now = self.rep, self.plan, self.rep.now
        per_hour = plan.sweep_width_km * plan.speed_kmh / plan.area_km2[violation.zone]
        if is_night(now % 24.0, self.around.scenario.world.observation):
            per_hour *= plan.night_factor
        if per_hour <= 0.0:
            return None
        needed_h = -log(rep.uniform(violation.id, self.around.name, "search")) / per_hour
        found_h = hours_until_found(needed_h, [home_h - now for home_h in flying], plan.visible_h)
        if found_h is None:
            return None
        place = violation.place
        rep.at(now + found_h, lambda: self._acted("seen", place))
        return Witnessed(plan.guarantor, "uav", found_h + plan.report_delay_h)

    def _acted(self, action: str, zone_or_place: str, amount: float = 1.0) -> None:
        self.around.acted(self.plan.kind, action, zone_or_place, amount)
