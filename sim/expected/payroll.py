"""The manning table of a scenario: whom it pays where, how many when all is open and on average."""

from __future__ import annotations

from dataclasses import dataclass

from sim.config import Scenario
from sim.expected.people import SHARED, manned_from_day
from sim.model.people import engagements, sites_in_order, staffed_sites


@dataclass(slots=True)
class PaidRole:
    """A role in a zone, or in all: positions on watch and people paid once all is open, people paid
    on average over the term, and the day from which the first are."""

    zone: str
    role: str
    units: int
    positions: float
    paid: float
    paid_on_average: float
    from_day: float


def paid_roles(scenario: Scenario) -> list[PaidRole]:
    """By zone and role, those that zones share last; without those whom side processes employ."""
    sites = {**scenario.mission.posts, **scenario.mission.checkpoints}
    horizon_h = 24.0 * scenario.days
    found: dict[tuple[str, str], PaidRole] = {}
    for one in engagements(scenario):
        if one.from_h >= horizon_h:
            continue
        zone = sites[one.unit].zone if one.unit in sites else SHARED
        row = found.setdefault(
            (zone, one.role), PaidRole(zone, one.role, 0, 0.0, 0.0, 0.0, one.from_h / 24.0)
        )
        row.units += 1
        row.positions += one.positions
        row.paid += one.paid_people
        row.paid_on_average += (
            one.paid_people * (min(one.until_h, horizon_h) - one.from_h) / horizon_h
        )
        row.from_day = min(row.from_day, one.from_h / 24.0)
    return sorted(found.values(), key=lambda row: row.zone == SHARED)


@dataclass(frozen=True, slots=True)
class Sites:
    """Of a zone's posts or checkpoints: names of those manned in the term, of those that there is
    staff for and that open after it, and of those without staff, in the order of the mission."""

    zone: str
    kind: str
    manned: list[str]
    late: list[str]
    closed: list[str]


def sites(scenario: Scenario) -> list[Sites]:
    """Posts, then checkpoints, of every zone that has any."""
    found = []
    manned = staffed_sites(scenario)
    for kind, can_be in zip(("posts", "checkpoints"), manned, strict=True):
        of_kind = getattr(scenario.mission, kind)
        for zone in scenario.world.zones:
            names = sites_in_order(of_kind, zone)
            late = [name for name in names if manned_from_day(of_kind[name]) >= scenario.days]
            if names:
                found.append(
                    Sites(
                        *(zone, kind),
                        manned=[name for name in names if name in can_be and name not in late],
                        late=[name for name in names if name in can_be and name in late],
                        closed=[name for name in names if name not in can_be],
                    )
                )
    return found
