"""Whom a mission pays, for what and how long, as the log of a replication tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sim.events import StaffEngaged, StaffReleased
from sim.kernel.eventlog import EventLog

HOURS_PER_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Paid:
    """People of one role and unit, paid from an hour of the run to another."""

    role: str
    unit: str
    positions: float
    """On watch at the same time."""
    people: float
    from_h: float
    until_h: float


@dataclass(frozen=True, slots=True)
class Line:
    """A role at one place and of one guarantor: the largest numbers at any time of the run."""

    role: str
    where: str
    guarantor: str
    units: int
    positions: float
    people: float
    from_h: float
    until_h: float
    """The end of the run for those who stay."""
    person_days: float


def paid(log: EventLog) -> list[Paid]:
    """Everybody paid, in order of time; until the end of the run where nobody was released."""
    end_h = float(log.rows[-1][0]) if log.rows else 0.0
    released: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for one in log.of(StaffReleased):
        released[one.role, one.unit].append(one.hour)
    found = []
    for event in log.of(StaffEngaged):
        hours = released[event.role, event.unit]
        until_h = hours.pop(0) if hours else end_h
        found.append(
            Paid(event.role, event.unit, event.positions, event.paid_people, event.hour, until_h)
        )
    return found


def lines(people: list[Paid], settings: Mapping[str, Any]) -> list[Line]:
    """The manning table: posts and checkpoints by zone and guarantor, others by role."""
    grouped: defaultdict[tuple[str, str, str], list[Paid]] = defaultdict(list)
    for one in people:
        grouped[one.role, *_where(one.unit, settings)].append(one)
    return [
        Line(
            *key,
            units=len({one.unit for one in group}),
            positions=max(sum(one.positions for one in _at(group, at.from_h)) for at in group),
            people=max(sum(one.people for one in _at(group, at.from_h)) for at in group),
            from_h=min(one.from_h for one in group),
            until_h=max(one.until_h for one in group),
            person_days=sum(one.people * (one.until_h - one.from_h) for one in group)
            / HOURS_PER_DAY,
        )
        for key, group in grouped.items()
    ]


def by_month(people: list[Paid], start: date) -> dict[date, float]:
    """First day of each calendar month of the run -> person-months: a person paid for all of the
    month is one, whatever its length."""
    months: dict[date, float] = {}
    end_h = max((one.until_h for one in people), default=0.0)
    first = start.replace(day=1)
    while max((first - start).days, 0) * HOURS_PER_DAY < end_h:
        following = (first + timedelta(days=32)).replace(day=1)
        low, high = ((day - start).days * HOURS_PER_DAY for day in (first, following))
        hours = sum(
            one.people * max(min(one.until_h, high) - max(one.from_h, low), 0.0) for one in people
        )
        months[first] = hours / (high - low)
        first = following
    return months


def _at(group: list[Paid], hour: float) -> list[Paid]:
    return [one for one in group if one.from_h <= hour < one.until_h]


def _where(unit: str, settings: Mapping[str, Any]) -> tuple[str, str]:
    """Zone and guarantor of a post or a checkpoint; of other units where they sit."""
    world, mission = settings["world"], settings["mission"]
    site = mission["posts"].get(unit) or mission["checkpoints"].get(unit)
    if site is None:
        actor = mission.get("actors", {}).get(unit)
        return (actor or {}).get("label", unit), ""
    guarantors = world.get("guarantors", {})
    zone = world["zones"].get(site["zone"], {}).get("label", site["zone"])
    return zone, guarantors.get(site["guarantor"], {}).get("label", site["guarantor"])
