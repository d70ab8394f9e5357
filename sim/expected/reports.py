"""How many cases a day the mission would open by zone, once every post that is planned is manned.

Expected incidents of all groups, each noticed by posts (``coverage``) or complained of, as if these
were independent given zone and kind; and unfounded complaints. Patrols, UAVs, fading complaints and
adaptation aren't counted, nor what is lost of the posts' hours: an estimate, not a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isnan

from sim.config import Scenario, Side
from sim.expected.coverage import Coverage, What
from sim.expected.incidents import expected_incidents
from sim.model.entities import OTHER, Report
from sim.model.measures import Investigate
from sim.model.past import Past

SIDES: tuple[Side, Side] = ("side_a", "side_b")


@dataclass(slots=True)
class Reports:
    """Cases a day of a zone: all; those that the response rule isn't to leave alone; of these those
    with a place, which can be visited."""

    cases: float = 0.0
    acted_on: float = 0.0
    with_place: float = 0.0

    def add(self, number: float, case: float, place: float, *, severe: bool) -> None:
        """So many incidents, with the probabilities that one makes a case, and one with a place."""
        self.cases += number * case
        if severe:
            self.acted_on += number * case
            self.with_place += number * place


def reports_per_day(scenario: Scenario) -> dict[str, Reports]:
    """Expected cases a day by zone, over the days of the term."""
    world = scenario.world
    threshold = scenario.response.severity_threshold
    heard = {guarantor.hears_complaints_of for guarantor in world.guarantors.values()}
    coverages = {zone: Coverage(scenario, zone) for zone in world.zones}
    found = {zone: Reports() for zone in world.zones}

    @cache
    def share(zone: str, what: What, kind: str) -> float:
        of_kind = coverages[zone].share(what, kind=kind)
        # fire of excluded groups only: their places have no background of covered groups
        return 0.0 if isnan(of_kind) else of_kind

    for row in expected_incidents(scenario):
        victim, per_day = OTHER[world.groups[row.group].side], row.number / scenario.days
        noticed, located = (share(row.zone, what, row.kind) for what in ("noticed", "located"))
        for lethal in (False, True):
            settings = world.complaints
            chances = settings.probability_if_deaths if lethal else settings.probability
            complained = min(getattr(chances, victim) * world.zones[row.zone].complaint_factor, 1.0)
            complained = complained if victim in heard else 0.0
            part = row.lethal_probability if lethal else 1.0 - row.lethal_probability
            severity = world.violence.kinds[row.kind].severity
            if lethal:
                severity = max(severity, world.violence.severity_if_deaths)
            found[row.zone].add(
                per_day * part,
                1.0 - (1.0 - noticed) * (1.0 - complained),
                1.0 - (1.0 - located) * (1.0 - complained),
                severe=severity >= threshold,
            )
    _add_unfounded(scenario, heard, found)
    return found


def _add_unfounded(scenario: Scenario, heard: set[Side | None], found: dict[str, Reports]) -> None:
    """Complaints without cause: each zone has its share, by what is usual and complained of; they
    blame groups by their background, for the kinds of fire that these have."""
    world = scenario.world
    usual = world.usual_incidents_per_day()
    weights = {name: usual[name] * zone.complaint_factor for name, zone in world.zones.items()}
    total = sum(weights.values())
    for side in SIDES:
        per_day = getattr(world.complaints.unfounded_per_day, side)
        if side not in heard or total <= 0.0:
            continue
        for zone, weight in weights.items():
            blamed = [
                group
                for group in world.groups.values()
                if group.side == OTHER[side] and group.covered and group.zone == zone
            ]
            background = sum(group.background_per_day for group in blamed)
            for group in blamed if background > 0.0 else ():
                kinds = sum(group.kinds.values())
                for kind, share in group.kinds.items():
                    number = per_day * weight / total * share / kinds
                    found[zone].add(
                        number * group.background_per_day / background,
                        1.0,
                        1.0,
                        severe=world.violence.kinds[kind].severity
                        >= scenario.response.severity_threshold,
                    )


def investigates(scenario: Scenario) -> bool:
    """Whether the response rule sends a team to the first report it is to act on."""
    first = Report(
        1,
        0.0,
        0.0,
        next(iter(scenario.world.zones)),
        next(iter(scenario.world.places())),
        3,
        "",
        "",
    )
    return any(isinstance(one, Investigate) for one in scenario.response.on_report(first, Past()))
