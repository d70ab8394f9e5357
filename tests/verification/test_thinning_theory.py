"""What watching makes of clusters (C5): a Fano factor F thinned with p is 1 + p (F - 1).

So recorded counts look more like a Poisson process than what happened, the fewer are seen.
"""

from __future__ import annotations

from functools import cache
from math import log, sqrt

import numpy as np
import pytest

from sim.events import ViolationWatched
from sim.kernel.replication import Replication
from sim.model.clusters import Birth, ClusterProcess, Clusters, Floats, Kernel
from sim.model.entities import Violation
from verification.branching_moments import moments
from verification.cases import CASES
from verification.line_of_posts import line_of_posts
from verification.measured import Verify, dispersion, ratio

REPLICATIONS, DAYS = 400, 180.0
BACKGROUND_PER_DAY, OFFSPRING, DECAY_PER_DAY, SEEN = 1.0, 0.5, 1.2, 0.3
RANGE_KM = 4.0
AWAY_KM = RANGE_KM / 2.0 * sqrt(-2.0 * log(SEEN))
"""So far away that three in ten are seen (half-normal of sigma 2 km)."""


def level(_group: int, _place: int, hours: Floats) -> Floats:
    return np.ones_like(hours)


CLUSTERS = Clusters(
    groups=["government"],
    places=["place 0"],
    background_per_h=[[BACKGROUND_PER_DAY / 24.0]],
    modifier=level,
    background_ceiling=1.0,
    intensity_ceiling=1.5,
    kernels=[Kernel("only", 24.0 / DECAY_PER_DAY, [[OFFSPRING]])],
    spread=[[[1.0]]],
)


@cache
def counts() -> tuple[list[int], list[int]]:
    """In each replication, how many incidents there were and how many the post located."""
    true, located = [], []
    for replication in range(REPLICATIONS):
        rep = Replication(5, replication, 24.0 * DAYS)
        network = line_of_posts(rep, [AWAY_KM], [0.0], RANGE_KM)

        def occur(birth: Birth, network: object = network) -> float:
            noon = 12.0  # the same light for all
            incident = Violation(
                birth.id, noon, "government", "side_a", True, "zone", "place 0", "mortar", 1, 0, 0
            )
            network.watch(incident)  # type: ignore[attr-defined]
            return 1.0

        rep.start(ClusterProcess(rep, CLUSTERS, lambda _group, _place: 1.0, occur).run())
        outcomes = [row.outcome for row in rep.run().of(ViolationWatched)]
        true.append(len(outcomes))
        located.append(outcomes.count("located"))
    return true, located


@pytest.mark.slow
def test_c5_what_is_seen_is_less_clustered_than_what_happened(verified: Verify) -> None:
    true, located = counts()
    verified("C5 seen", ratio(located, true))
    verified("C5 true", dispersion(true))
    verified("C5 thinned", dispersion(located))


def test_180_days_are_near_endless() -> None:
    """From empty to day 180 the Fano factor is within 1 % of 1 / (1 - n)^2."""
    mean, variance = moments([BACKGROUND_PER_DAY], [[OFFSPRING]], DECAY_PER_DAY, DAYS)
    fano = float(variance[0, 0] / mean[0])
    assert fano == pytest.approx(CASES["C5 true"].expected, rel=0.01)
    assert 1.0 + SEEN * (fano - 1.0) == pytest.approx(CASES["C5 thinned"].expected, rel=0.01)
