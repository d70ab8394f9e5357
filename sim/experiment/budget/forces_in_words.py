"""A force in words: what it mans, and its people by role."""

from __future__ import annotations

from collections import defaultdict

from sim.config import Scenario
from sim.expected.people import paid_by_zone_and_role
from sim.experiment.forces import force_of, levers_of

COUNTED = {
    "posts": ("post", "posts"),
    "checkpoints": ("checkpoint", "checkpoints"),
    "investigation_teams": ("team", "teams"),
    "escort_groups": ("escort group", "escort groups"),
    "centre_officers": ("centre officer", "centre officers"),
    "liaison_officers": ("liaison officer", "liaison officers"),
}
"""Role -> one, several; officers are those on watch."""


def in_words(scenario: Scenario) -> str:
    """``4 posts, 2 checkpoints, 6 teams, 1 escort group, ...``, of all zones together."""
    in_all: defaultdict[str, int] = defaultdict(int)
    for lever, number in force_of(scenario, levers_of(scenario)).numbers.items():
        in_all[lever.role] += number
    return ", ".join(
        f"{in_all[role]} {one if in_all[role] == 1 else several}"
        for role, (one, several) in COUNTED.items()
        if in_all[role]
    )


def in_people(scenario: Scenario) -> str:
    """``observers 118, investigators 28, ...``: paid people by role, of all zones together."""
    by_role: defaultdict[str, float] = defaultdict(float)
    for (_, role), people in paid_by_zone_and_role(scenario).items():
        by_role[role] += people
    return ", ".join(f"{role} {people:.0f}" for role, people in by_role.items())
