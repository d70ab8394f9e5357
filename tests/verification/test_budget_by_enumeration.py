"""The front of a budget against full enumeration: with made-up truths, and of real runs."""

from __future__ import annotations

import csv
from itertools import product
from math import inf
from pathlib import Path

import numpy as np
import pytest
from conftest import compose
from little_shown import LITTLE_SHOWN
from study_runs import study

from sim.analysis.kpis import compute
from sim.analysis.pareto import DOMINATED, FRONT, UNDECIDED
from sim.analysis.statistics import paired_difference, simultaneous_confidence
from sim.cli import main
from sim.config import Scenario
from sim.expected.people import paid_at_full_strength
from sim.experiment.budget.tables import LEFT
from sim.experiment.designs.base import FRESH_FROM
from sim.experiment.designs.budget import Budget
from verification.budget_cases import (
    POOLS,
    TONNES,
    TRUE,
    Numbers,
    budget,
    enumerated_front,
    every_force,
    extra_people,
    made,
    numbers_of,
    with_force,
)


def front_found(design: Budget, base: Scenario) -> dict[str, set[Numbers]]:
    """Verdict -> the forces that have it."""
    results, scenarios = study(design, base, made)
    found: dict[str, set[Numbers]] = {}
    for row in design.conclude(results).tables["candidates"]:
        force = numbers_of(scenarios[str(row["scenario"])])
        found.setdefault(str(row["verdict"]), set()).add(force)
    return found


@pytest.fixture
def base() -> Scenario:
    """Eastern Ghouta with two teams, two groups and two officers."""
    return with_force(compose(), (2, 2, 2))


def test_the_front_is_the_enumerated_one(base: Scenario) -> None:
    found = front_found(budget(), base)
    assert found[FRONT] == enumerated_front(list(every_force()))
    assert UNDECIDED not in found, "the made-up differences are exact"


def test_with_fewer_people_it_is_that_of_the_forces_they_pay_for(base: Scenario) -> None:
    rest = paid_at_full_strength(base) - extra_people(numbers_of(base))
    found = front_found(budget(people=rest + 60.0), base)
    affordable = [force for force in every_force() if extra_people(force) <= 60.0]
    assert 4 < len(affordable) < len(list(every_force()))
    assert found[FRONT] == enumerated_front(affordable)
    assert found["above the budget"] == {numbers_of(base)}


def test_a_sample_with_exchanges_finds_the_enumerated_front_too(base: Scenario) -> None:
    """63 forces, of which only 8 are sampled; officers and groups reach further than they help."""
    most = {"investigation_teams": 6, "escort_groups": 2, "centre_officers": 3}
    design = budget(
        at_most=most, all_at_most=1, candidates=16, rounds=4, finalists=12, search_replications=2
    )
    found = front_found(design, base)
    everything = enumerated_front(list(every_force((6, 2, 3))))
    assert found[FRONT] <= everything
    assert len(found[FRONT]) >= 0.8 * min(len(everything), 12)


DAYS, REPLICATIONS = 20, 6
SETTINGS = [
    *("experiment=budget", "people=600", f"days={DAYS}", f"replications={REPLICATIONS}"),
    *("workers=1", "search_replications=2", "rounds=0", f"vary=[{','.join(POOLS)}]", "levels=2"),
    "experiment.at_least={investigation_teams:1,escort_groups:0,centre_officers:2}",
    "experiment.at_most={investigation_teams:2,escort_groups:1,centre_officers:3}",
]


STANDING = (2, 2, 4)
"""The scenario's own force, which the people pay for too."""
Force = tuple[int, ...]
Values = dict[str, list[float]]


@pytest.mark.slow
def test_of_real_runs_too(tmp_path: Path) -> None:
    """Three levers with two levels: every force is simulated anew, and judged pair by pair."""
    from sim.model.model import simulate

    assert main([*SETTINGS, *LITTLE_SHOWN, f"results_folder={tmp_path}"]) == 0
    (folder,) = (tmp_path / "budget").glob("20*")
    with (folder / "candidates.csv").open(newline="", encoding="utf-8") as text:
        told = {
            tuple(int(row[f"all zones: {role}"]) for role in POOLS): row["verdict"]
            for row in csv.DictReader(text)
        }
    assert set(told) == {STANDING, *product((1, 2), (0, 1), (2, 3))}

    values: dict[Force, Values] = {}
    paid: dict[Force, float] = {}
    for force in told:
        scenario = with_force(compose(days=DAYS), force)
        paid[force] = paid_at_full_strength(scenario)
        logs = [simulate(scenario, 20170506, FRESH_FROM + r, {}) for r in range(REPLICATIONS)]
        pairs = [compute(log) for log in logs]
        values[force] = {kpi: [p[kpi][0] / p[kpi][1] for p in pairs] for kpi in (TRUE, TONNES)}
    finalists = {force: values[force] for force, verdict in told.items() if verdict != LEFT}
    assert {force: told[force] for force in finalists} == by_hand(paid, finalists)
    for force in told.keys() - finalists.keys():
        assert DOMINATED in by_hand(paid, {**finalists, force: values[force]})[force]


def by_hand(paid: dict[Force, float], values: dict[Force, Values]) -> dict[Force, str]:
    """Verdicts by intervals of every pair that hold for all pairs and both axes at once."""
    confidence = simultaneous_confidence(0.95, 2 * len(values) * (len(values) - 1) // 2)

    def leads(one: Force, other: Force) -> list[float]:
        """The least by which one is better than the other, on each axis; of values as far apart in
        each of so few runs nothing is known."""
        lows = []
        for kpi, sign in ((TRUE, -1.0), (TONNES, 1.0)):
            mine, its = (sign * np.array(values[force][kpi]) for force in (one, other))
            same = bool(np.ptp(mine - its) < 1e-9 * max(abs(mine).max(), abs(its).max(), 1e-9))
            lows.append(-inf if same else paired_difference(mine, its, confidence).low)
        return lows

    found = {}
    for own in values:
        rivals = [force for force in values if force != own and paid[force] <= paid[own]]
        if any(
            min(leads(force, own)) >= 0.0
            and (paid[force] < paid[own] or max(leads(force, own)) > 0.0)
            for force in rivals
        ):
            found[own] = DOMINATED
        else:
            ahead = all(max(leads(own, force)) > 0.0 for force in rivals)
            found[own] = FRONT if ahead else UNDECIDED
    return found
