"""Budgets small enough to enumerate, and their fronts worked out without the procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from sim.analysis.kpis import Pair
from sim.config import Scenario
from sim.experiment.designs.budget import Budget
from sim.points.changed_scenario import Variants

TRUE, TONNES = "true_incidents_per_day", "delivered_tonnes"
POOLS = ("investigation_teams", "escort_groups", "centre_officers")
TEAM, GROUP, OFFICER = 14.0, 28.0, 7.0
"""People paid for one more: 5 and 10 in daylight at factor 2, 1 round the clock at 5; 40 % support
on top."""
Numbers = tuple[int, int, int]


def budget(**given: Any) -> Budget:
    """Of teams, escort groups and centre officers, everything small."""
    settings: dict[str, Any] = {
        "name": "budget",
        "people": 600.0,
        "axes": [TRUE, TONNES],
        "vary": list(POOLS),
        "at_least": {"centre_officers": 1},
        "at_most": {"investigation_teams": 3, "escort_groups": 2, "centre_officers": 2},
        "search_replications": 2,
        "rounds": 2,
        "finalists": 40,
    }
    return Budget(**(settings | given))


def with_force(scenario: Scenario, numbers: Sequence[int]) -> Scenario:
    """The scenario with so many teams, groups and officers in all."""
    changes = {("staffing", role): n for role, n in zip(POOLS, numbers, strict=True)}
    return Variants(scenario).at(scenario.name, changes)


def numbers_of(scenario: Scenario) -> Numbers:
    teams, groups, officers = (scenario.staffing.in_all(role) for role in POOLS)  # type: ignore[arg-type]
    return teams, groups, officers


def extra_people(numbers: Numbers) -> float:
    """People paid beyond a force with none of the three."""
    teams, groups, officers = numbers
    return TEAM * teams + GROUP * groups + OFFICER * officers


def merits(numbers: Numbers) -> tuple[float, float]:
    """A made-up truth, more being better: the third team adds nothing to violence, a second group
    a little aid, officers help only where there are teams to send."""
    teams, groups, officers = numbers
    return 2.0 * min(teams, 2) + 0.5 * (officers - 1) * (teams > 0), 900.0 * groups**0.5


def made(scenario: Scenario, replication: int) -> Mapping[str, Pair]:
    """KPIs by that truth, with noise that all scenarios share, and what a force brings in one
    replication somewhat more than in another; equal merits stay equal."""
    shared, brings = np.random.default_rng(replication).normal([0.0, 1.0], [3.0, 0.01])
    fewer, aid = (brings * merit for merit in merits(numbers_of(scenario)))
    return {TRUE: (20.0 - fewer + shared, 1.0), TONNES: (5_000.0 + aid + 100.0 * shared, 1.0)}


def every_force(most: Numbers = (3, 2, 2)) -> Iterator[Numbers]:
    """All numbers of teams, groups and officers up to these."""
    yield from product(range(most[0] + 1), range(most[1] + 1), range(1, most[2] + 1))


def enumerated_front(forces: list[Numbers]) -> set[Numbers]:
    """Those that no other dominates, by comparing every two."""

    def beats(one: Numbers, other: Numbers) -> bool:
        mine = (-extra_people(one), *merits(one))
        its = (-extra_people(other), *merits(other))
        return mine != its and all(a >= b for a, b in zip(mine, its, strict=True))

    return {own for own in forces if not any(beats(other, own) for other in forces)}
