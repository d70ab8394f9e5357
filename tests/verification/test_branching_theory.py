"""Violence of two groups that bring each other's incidents, any matrix, against its moments; and
violence that follows a profile of 24 hours."""

from __future__ import annotations

import numpy as np
import pytest

from sim import config
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.clusters import Birth, ClusterProcess, Clusters, Floats, Kernel
from sim.model.entities import Violation
from sim.model.situation import Situation
from sim.model.violence import Violence
from verification.branching_moments import moments
from verification.cases import CASES
from verification.measured import Verify, around, exact, mean, variance
from verification.recovering_world import recovering_world

REPLICATIONS, DAYS = 400, 90.0
PER_DAY = [0.8, 0.3]
OFFSPRING = [[0.3, 0.25], [0.1, 0.4]]
"""Offspring in the row's group of one incident by the column's."""
DECAY_PER_DAY = 1.2
PROFILE = [0.0] * 4 + [1.0, 2.0, 4.0, 3.0, 1.0, 0.5] + [1.0] * 8 + [2.5, 6.0, 2.0, 0.25, 0.5, 0.5]
PROFILE_DAYS, PROFILE_REPLICATIONS = 60, 30


def level(_group: int, _place: int, hours: Floats) -> Floats:
    return np.ones_like(hours)


TWO_GROUPS = Clusters(
    groups=["one", "other"],
    places=["place"],
    background_per_h=[[rate / 24.0] for rate in PER_DAY],
    modifier=level,
    background_ceiling=1.0,
    intensity_ceiling=1.2,
    kernels=[Kernel("only", 24.0 / DECAY_PER_DAY, OFFSPRING)],
    spread=[[[1.0]], [[1.0]]],
)


def counts(replication: int) -> list[int]:
    """Incidents of each group in one replication."""
    rep = Replication(10, replication, 24.0 * DAYS)
    found = [0, 0]

    def occur(birth: Birth) -> float:
        found[birth.group] += 1
        return 1.0

    rep.start(ClusterProcess(rep, TWO_GROUPS, lambda _group, _place: 1.0, occur).run())
    rep.run()
    return found


@pytest.mark.slow
def test_v10_of_two_groups_that_answer_each_other(verified: Verify) -> None:
    """Mean near (I - N)^-1 mu T, here exactly from empty; covariances too."""
    found = np.array([counts(replication) for replication in range(REPLICATIONS)], dtype=float)
    means, spread = moments(PER_DAY, OFFSPRING, DECAY_PER_DAY, DAYS)
    endless = np.linalg.solve(np.eye(2) - OFFSPRING, PER_DAY) * DAYS
    assert means == pytest.approx(endless, rel=0.02)
    for group, name in enumerate(("one", "other")):
        assert CASES[f"V10 {name} mean"].expected == pytest.approx(means[group], rel=1e-4)
        assert CASES[f"V10 {name} variance"].expected == pytest.approx(spread[group, group], 1e-4)
        verified(f"V10 {name} mean", mean(found[:, group]))
        verified(f"V10 {name} variance", variance(found[:, group]))
    assert CASES["V10 covariance"].expected == pytest.approx(spread[0, 1], 1e-4)
    products = (found - found.mean(axis=0)).prod(axis=1)
    error = float(products.std(ddof=1)) / REPLICATIONS**0.5
    covariance = float(products.sum()) / (REPLICATIONS - 1)
    verified("V10 covariance", around(covariance, error, REPLICATIONS))


def test_the_moments_are_those_of_v10() -> None:
    means, spread = moments([1.0], [[0.5]], 1.2, 90.0)
    assert means[0] == pytest.approx(CASES["V10 mean"].expected, abs=0.001)
    assert spread[0, 0] == pytest.approx(CASES["V10 variance"].expected, abs=0.001)


def test_violence_follows_any_profile_of_24_hours(verified: Verify) -> None:
    """Sum over 20 hours of (counted - expected)^2 / expected, nothing in the four of rate 0."""
    about = recovering_world(offspring=0.0).model_dump()
    about["violence"] |= {"hour_profile": PROFILE, "recovery": {"depth": 0.0, "time_days": 1.0}}
    about["violence"]["background_ceiling"] = 1.0
    world = config.World.model_validate(about)
    by_hour = np.zeros(24)

    def emit(violation: Violation, _parent: int) -> None:
        by_hour[int(violation.hour % 24.0)] += 1

    for replication in range(PROFILE_REPLICATIONS):
        rep = Replication(11, replication, 24.0 * PROFILE_DAYS)
        situation = Situation(rep, 72.0)
        rep.start(Violence(rep, world, background.clusters(world, rep), situation, emit).run())
        rep.run()
    rates = np.array(PROFILE)
    a_day = world.groups["government"].background_per_day
    expected = a_day * PROFILE_DAYS * PROFILE_REPLICATIONS * rates / rates.sum()
    assert not by_hour[rates == 0.0].any()
    some = rates > 0.0
    distance = float((((by_hour - expected)[some]) ** 2 / expected[some]).sum())
    verified("V10 profile", exact(distance, PROFILE_REPLICATIONS))
