"""A force in words: what it mans, and its people by role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sim.config import Scenario
from sim.expected.people import paid_by_zone_and_role
from sim.experiment.forces import (
    OBSERVING,
    PASSING,
    POOLED,
    ROLE_WORDS,
    force_of,
    levers_of,
)

OF_SITES = {"posts": OBSERVING, "checkpoints": PASSING}
"""Roles that say how each of these is manned, themselves among them."""
SAID_BEFORE = (" at each mission checkpoint", " a watch")
"""Goes without saying in the brackets behind the sites."""


def in_words(scenario: Scenario, differing: Collection[str] = ()) -> str:
    """``4 observation posts, 2 mission checkpoints, 6 investigation teams, ...``.

    ``differing``: roles in which the forces told differ. How sites are manned is told of these
    only, and where there are several zones, the sites of each: ``8 observation posts (4 + 2 + 2, 3
    observers by day)``.
    """
    by_role: defaultdict[str, list[int]] = defaultdict(list)
    for lever, number in force_of(scenario, levers_of(scenario)).numbers.items():
        by_role[lever.role].append(number)
    said = []
    for role in ("posts", "checkpoints", *POOLED):
        if not any(by_role[role]):
            continue
        told = [" + ".join(map(str, by_role[role]))] if len(by_role[role]) > 1 else []
        told = told if role in differing else []
        for how in OF_SITES.get(role, ()):
            if how != role and how in differing:
                each = by_role[how] if len(set(by_role[how])) > 1 else by_role[how][:1]
                told.append(_counted("/".join(map(str, each)), how))
        more = ", ".join(told)
        for words in SAID_BEFORE:
            more = more.replace(words, "")
        said.append(_counted(str(sum(by_role[role])), role) + (f" ({more})" if more else ""))
    return ", ".join(said)


def _counted(number: str, role: str) -> str:
    one, several = ROLE_WORDS[role]
    return f"{number} {one if number == '1' else several}"


def in_people(scenario: Scenario) -> str:
    """``observers 118, investigators 28, ...``: paid people by role, of all zones together."""
    by_role: defaultdict[str, float] = defaultdict(float)
    for (_, role), people in paid_by_zone_and_role(scenario).items():
        by_role[role] += people
    return ", ".join(f"{role} {people:.0f}" for role, people in by_role.items())
