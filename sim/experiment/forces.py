"""A force as studies vary it: how many of each role in each zone, and which sites are manned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from sim.config import PooledRole, Scenario
from sim.expected.people import SHARED, SiteKind, sites_by_priority
from sim.experiment.study_results import Changes

ObservingRole = Literal["posts", "observers_day", "observers_night"]
PassingRole = Literal["checkpoints", "lanes", "second_shift_lanes", "inspectors_per_lane"]
Role = Literal[ObservingRole, PassingRole, PooledRole]
"""What a study may vary: fields of a zone's staffing, and the pools that all zones share."""
OBSERVING: tuple[str, ...] = get_args(ObservingRole)
PASSING: tuple[str, ...] = get_args(PassingRole)
POOLED: tuple[str, ...] = get_args(PooledRole)
ROLES: tuple[str, ...] = get_args(Role)
ROLE_WORDS: dict[str, tuple[str, str]] = {
    "posts": ("observation post", "observation posts"),
    "observers_day": ("observer a watch by day", "observers a watch by day"),
    "observers_night": ("observer a watch by night", "observers a watch by night"),
    "checkpoints": ("mission checkpoint", "mission checkpoints"),
    "lanes": ("lane at each mission checkpoint", "lanes at each mission checkpoint"),
    "second_shift_lanes": (
        "lane in the second shift at each mission checkpoint",
        "lanes in the second shift at each mission checkpoint",
    ),
    "inspectors_per_lane": ("inspector a lane", "inspectors a lane"),
    "investigation_teams": ("investigation team", "investigation teams"),
    "escort_groups": ("escort group", "escort groups"),
    "centre_officers": (
        "officer on watch at the joint centre",
        "officers on watch at the joint centre",
    ),
    "liaison_officers": ("liaison officer on watch", "liaison officers on watch"),
}
"""Role -> what one is called, and several."""


@dataclass(frozen=True, slots=True, order=True)
class Lever:
    """A number of a force: ``role`` (one of ``ROLES``) in a zone, or in all (``SHARED``)."""

    zone: str
    role: str

    @property
    def key(self) -> str:
        """The setting that it stands for."""
        if self.zone == SHARED:
            return f"staffing.{self.role}"
        return f"staffing.zones.{self.zone}.{self.role}"


@dataclass(frozen=True, slots=True)
class Force:
    """Numbers by lever, and by (zone, "posts" or "checkpoints") the sites in the order in which
    they are manned, those never manned last; only zones whose order differs from the scenario's."""

    numbers: Mapping[Lever, int]
    order: Mapping[tuple[str, SiteKind], Sequence[str]] = field(default_factory=dict)

    def but(self, lever: Lever, number: int) -> Force:
        """The same with another number."""
        return replace(self, numbers={**self.numbers, lever: number})

    def changes(self) -> Changes:
        """What a scenario with this force changes."""
        changed: dict[str, int] = {lever.key: n for lever, n in self.numbers.items()}
        for (_, kind), names in self.order.items():
            changed |= {f"mission.{kind}.{name}.priority": at for at, name in enumerate(names, 1)}
        return changed


def levers_of(scenario: Scenario, roles: Sequence[str] = ROLES) -> list[Lever]:
    """The levers of a scenario; posts and checkpoints only where the mission has sites."""
    found = []
    for zone in scenario.staffing.zones:
        posts = bool(sites_by_priority(scenario, zone, "posts"))
        checkpoints = bool(sites_by_priority(scenario, zone, "checkpoints"))
        for role in roles:
            if (posts and role in OBSERVING) or (checkpoints and role in PASSING):
                found.append(Lever(zone, role))
    return found + [Lever(SHARED, role) for role in roles if role in POOLED]


def force_of(scenario: Scenario, levers: Sequence[Lever]) -> Force:
    """The force that a scenario has."""
    numbers: dict[Lever, int] = {}
    for lever in levers:
        if lever.role in POOLED:
            numbers[lever] = scenario.staffing.in_all(lever.role)  # type: ignore[arg-type]
            continue
        zone = scenario.staffing.zones[lever.zone]
        number = getattr(zone, lever.role)
        numbers[lever] = zone.lanes if number is None else number
    return Force(numbers)
