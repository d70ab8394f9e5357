"""The violence generator against theory (V10, V12, V14) and what its common numbers are worth (C1).

All on the project's own components: the cluster process itself, and the world file's recovery and
kernels as ``excitation`` reads them. The intensity ceiling is above 1 throughout, so that every
case also tests the thinning.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import exp, sqrt

import numpy as np
import pytest
from scipy.stats import kstest

from sim.kernel.replication import Replication
from sim.model import background, excitation
from sim.model.clusters import Birth, ClusterProcess, Clusters, Floats, Kernel
from sim.model.entities import Violation
from sim.model.situation import Situation
from sim.model.violence import Violence
from verification.measured import Verify, exact, mean, scaled, variance
from verification.recovering_world import (
    DECAY_PER_DAY,
    OFFSPRING,
    RECOVERY_DAYS,
    recovering_world,
)

REPLICATIONS = 400
V10_DAYS, V12_DAYS = 90.0, 60.0


def one_group(
    background_per_day: float, offspring: float = OFFSPRING, ceiling: float = 1.5
) -> Clusters:
    """One group at one place, with a constant background."""

    def constant(_group: int, _place: int, hours: Floats) -> Floats:
        return np.ones_like(hours)

    kernel = Kernel("only", 24.0 / DECAY_PER_DAY, [[offspring]])
    return Clusters(
        groups=["group"],
        places=["place"],
        background_per_h=[[background_per_day / 24.0]],
        modifier=constant,
        background_ceiling=1.0,
        intensity_ceiling=ceiling,
        kernels=[kernel] if offspring else [],
        spread=[[[1.0]]],
    )


def births(
    clusters: Clusters, replication: int, days: float, intensity: float = 1.0
) -> list[Birth]:
    """Every incident of one replication at a constant D."""
    rep = Replication(10, replication, 24.0 * days)
    found: list[Birth] = []

    def occur(birth: Birth) -> float:
        found.append(birth)
        return 1.0

    rep.start(ClusterProcess(rep, clusters, lambda _group, _place: intensity, occur).run())
    rep.run()
    return found


@cache
def v10_days() -> list[list[float]]:
    """Days of the incidents: mu 1 a day, n .5, beta 1.2 a day, 90 days from empty."""
    clusters = one_group(1.0)
    return [
        [birth.hour / 24.0 for birth in births(clusters, replication, V10_DAYS)]
        for replication in range(REPLICATIONS)
    ]


@cache
def v12_days() -> list[list[float]]:
    """Days of the incidents after a renewal: mu(t) = 4 - 3 exp(-t / 14 days), from a world file."""
    world = recovering_world()
    assert excitation.stability_problem(world) is None
    found = []
    for replication in range(REPLICATIONS):
        rep = Replication(12, replication, 24.0 * V12_DAYS)
        days: list[float] = []

        def emit(violation: Violation, _parent: int, days: list[float] = days) -> None:
            days.append(violation.hour / 24.0)

        situation = Situation(rep, 72.0)
        rep.start(Violence(rep, world, background.clusters(world, rep), situation, emit).run())
        rep.run()
        found.append(days)
    return found


@pytest.mark.slow
def test_v10_mean_and_variance_of_a_clustered_process(verified: Verify) -> None:
    counts = [len(days) for days in v10_days()]
    verified("V10 mean", mean(counts))
    verified("V10 variance", variance(counts))


@pytest.mark.slow
def test_v12_mean_after_a_renewal_of_the_truce(verified: Verify) -> None:
    verified("V12 mean", mean([len(days) for days in v12_days()]))


def residuals(runs: list[list[float]], days: float, worn: float, fresh: float) -> np.ndarray:
    """Compensator between incidents, mu(t) = worn - fresh exp(-t / 14): Exp(1) if the process is
    what it claims to be.

    What is left over at a horizon is carried on into the next run, which keeps it exact.
    """
    found, left = [], 0.0
    for run in runs:
        memory = 0.0  # n times the sum over past incidents of exp(-beta (now - t_j))
        for start, end in pairwise([0.0, *run, days]):
            passed = worn * (end - start) - fresh * RECOVERY_DAYS * (
                exp(-start / RECOVERY_DAYS) - exp(-end / RECOVERY_DAYS)
            )
            faded = exp(-DECAY_PER_DAY * (end - start))
            left += passed + memory * (1.0 - faded)
            memory *= faded
            if end < days:
                found.append(left)
                left, memory = 0.0, memory + OFFSPRING
    return np.array(found)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["V10", "V12"])
def test_v14_time_change_residuals_are_exponential(case: str, verified: Verify) -> None:
    if case == "V10":
        found = residuals(v10_days(), V10_DAYS, 1.0, 0.0)
    else:
        found = residuals(v12_days(), V12_DAYS, 4.0, 3.0)
    n = len(found)
    assert n >= 10_000
    distance = float(kstest(found, "expon").statistic)
    verified(f"V14 {case} KS", exact(distance * sqrt(n), REPLICATIONS))
    centred = found - found.mean()
    lag_1 = float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())
    verified(f"V14 {case} lag", exact(lag_1 * sqrt(n), REPLICATIONS))


def test_c1_a_lower_intensity_keeps_a_subset_and_a_twentieth_of_the_variance(
    verified: Verify,
) -> None:
    """Offered 10, kept 10 against 9: the difference is Poisson of mean 1, not of variance 19."""
    clusters = one_group(1.0, offspring=0.0, ceiling=1.0)
    differences = []
    for replication in range(REPLICATIONS):
        everything = {birth.id for birth in births(clusters, replication, 10.0)}
        kept = {birth.id for birth in births(clusters, replication, 10.0, intensity=0.9)}
        assert kept <= everything
        differences.append(len(everything) - len(kept))
    verified("C1 violence", scaled(variance(differences), 1.0 / 19.0))
    assert np.mean(differences) == pytest.approx(1.0, abs=3.29 / sqrt(REPLICATIONS))


@pytest.mark.parametrize("replication", range(5))
def test_a_lower_intensity_keeps_a_subset_of_whole_families_too(replication: int) -> None:
    clusters = one_group(2.0)
    runs = [births(clusters, replication, 60.0, intensity) for intensity in (1.5, 1.0, 0.6)]
    for more, fewer in pairwise(runs):
        assert set(fewer) < set(more), "the same incidents at the same hours, fewer of them"
    for run in runs:
        hours = {birth.id: birth.hour for birth in run}
        assert all(hours[birth.parent] < birth.hour for birth in run if birth.parent)
