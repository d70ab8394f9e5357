"""The violence generator against an exact sampler of the same process that works otherwise.

Three groups that answer one another at two speeds, three places, backgrounds that change over the
day, productivities that differ, and an intensity that reacts to what happened so far, as sanctions
do. The horizon is longer than any block in which numbers may be drawn.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import pi, sqrt

import numpy as np
import pytest
from scipy.stats import ks_2samp

from sim.kernel.distributions import cumulative_shares
from sim.kernel.replication import Replication
from sim.model.clusters import Birth, ClusterProcess, Clusters, Floats, Kernel
from verification.ogata import Incident, Law, sample

RUNS, HORIZON_H = 400, 2600.0
BACKGROUND = np.array([[3.0, 1.0, 0.5], [0.5, 2.0, 1.0], [1.0, 0.0, 1.5]]) / 500.0
FAST = np.array([[0.20, 0.10, 0.02], [0.15, 0.10, 0.05], [0.00, 0.08, 0.15]])
SLOW = np.array([[0.15, 0.05, 0.08], [0.02, 0.25, 0.00], [0.10, 0.05, 0.10]])
MEAN_H = np.array([4.0, 60.0])
SPREAD = np.array(
    [
        [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.3, 0.4]],
        [[0.5, 0.4, 0.1], [0.0, 1.0, 0.0], [0.1, 0.2, 0.7]],
        [[0.6, 0.1, 0.3], [0.1, 0.5, 0.4], [0.2, 0.0, 0.8]],
    ]
)
PRODUCTIVITY = np.array([1.0, 1.3, 0.6])
CEILING, MOST = 1.8, 1.4
LAGS_H = (2.0, 40.0)


def rhythm(group: int, place: int, hours: Floats) -> Floats:
    """Up and down over the day, at other hours for each group and place; never above 1.8."""
    return 1.0 + 0.8 * np.sin(2.0 * pi * (np.asarray(hours) / 24.0 + group / 3.0 + place / 5.0))


def reaction(counts: Floats) -> Floats:
    """D: 1.4 where nothing or an even number of incidents happened at a place, .7 after an odd
    one; a third group follows the first group's total."""
    total = counts.sum(axis=1)
    level = np.where(counts % 2.0 == 0.0, 1.4, 0.7)
    level[2] = 1.2 if total[0] % 3.0 else 0.5
    return level


LAW = Law(
    background=BACKGROUND,
    modifier=lambda hour: np.array(
        [[rhythm(g, k, hour) for k in range(3)] for g in range(3)], dtype=float
    ),
    modifier_most=CEILING,
    intensity=reaction,
    intensity_most=MOST,
    offspring=np.array([FAST, SLOW]),
    mean_h=MEAN_H,
    spread=SPREAD,
    productivity=PRODUCTIVITY,
)
CLUSTERS = Clusters(
    groups=["a", "b", "c"],
    places=["x", "y", "z"],
    background_per_h=BACKGROUND.tolist(),
    modifier=rhythm,
    background_ceiling=CEILING,
    intensity_ceiling=MOST,
    kernels=[
        Kernel("fast", MEAN_H[0], FAST.tolist()),
        Kernel("slow", MEAN_H[1], SLOW.tolist()),
    ],
    spread=[[cumulative_shares(row) for row in group] for group in SPREAD.tolist()],
)


def ours(clusters: Clusters, replication: int) -> list[Incident]:
    """One run of the model's generator."""
    rep = Replication(1981, replication, HORIZON_H)
    found: list[Incident] = []
    counts = np.zeros((3, 3))

    def occur(birth: Birth) -> float:
        found.append(Incident(birth.hour, birth.group, birth.place))
        counts[birth.group, birth.place] += 1.0
        return float(PRODUCTIVITY[birth.place])

    def intensity(group: int, place: int) -> float:
        return float(reaction(counts)[group, place])

    rep.start(ClusterProcess(rep, clusters, intensity, occur).run())
    rep.run()
    return found


def described(incidents: list[Incident]) -> dict[str, float]:
    """Figures of one run: counts by group, place and half of the day, pairs near in time by group,
    gaps."""
    hours = np.array([incident.hour for incident in incidents])
    groups = np.array([incident.group for incident in incidents])
    places = np.array([incident.place for incident in incidents])
    by_day = (hours % 24.0) < 12.0
    found = {"count": float(len(incidents))}
    for group in range(3):
        found[f"count of {group}"] = float((groups == group).sum())
        for place in range(3):
            here = (groups == group) & (places == place)
            found[f"count of {group} at {place}"] = float(here.sum())
            found[f"{group} at {place} by day"] = float((here & by_day).sum())
    for lag_h in LAGS_H:
        ends = np.searchsorted(hours, hours + lag_h, side="right")
        later = np.zeros((3, 3))
        for index, end in enumerate(ends.tolist()):
            later[:, groups[index]] += np.bincount(groups[index + 1 : end], minlength=3)
        for first in range(3):
            for then in range(3):
                found[f"{then} within {lag_h:g} h of {first}"] = float(later[then, first])
    found["in the first tenth"] = float((hours < HORIZON_H / 10.0).sum())
    gaps = np.diff(hours)
    found["gaps below an hour"] = float((gaps < 1.0).sum())
    found["mean square gap"] = float((gaps**2).mean())
    found["lag-1 product of gaps"] = float((gaps[1:] * gaps[:-1]).mean())
    found["elsewhere than the last"] = float((np.diff(places) != 0).sum())
    return found


def figures(runs: list[list[Incident]]) -> dict[str, Floats]:
    """Each figure over all runs."""
    rows = [described(run) for run in runs]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@cache
def exact() -> dict[str, Floats]:
    rng = np.random.default_rng(20170506)
    return figures([sample(LAW, HORIZON_H, rng) for _ in range(RUNS)])


@cache
def generated() -> dict[str, Floats]:
    return figures([ours(CLUSTERS, replication) for replication in range(RUNS)])


def apart(one: Floats, other: Floats) -> float:
    """How many standard errors two means are apart."""
    error = sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return abs(float(one.mean() - other.mean())) / error


@pytest.mark.slow
def test_clusters_against_ogata() -> None:
    """Means of 46 figures within 3.29 standard errors; variances too; and no figure that is more
    than a few small counts has another distribution (Kolmogorov-Smirnov)."""
    mine, theirs = generated(), exact()
    assert theirs["count"].mean() > 50.0
    off = {name: apart(mine[name], theirs[name]) for name in mine}
    assert {name: far for name, far in off.items() if far > 3.29} == {}
    squares = {
        name: apart(
            (mine[name] - mine[name].mean()) ** 2, (theirs[name] - theirs[name].mean()) ** 2
        )
        for name in mine
        if name.startswith("count")
    }
    assert {name: far for name, far in squares.items() if far > 3.29} == {}
    for name in ("count", "count of 0", "count of 1", "count of 2", "mean square gap"):
        assert ks_2samp(mine[name], theirs[name]).pvalue > 0.001, name


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["matrix turned round", "speeds swapped", "no rhythm", "places"])
def test_the_comparison_would_notice(wrong: str) -> None:
    """Else it would hold of anything."""
    kernels = CLUSTERS.kernels
    if wrong == "matrix turned round":
        kernels = [replace(kernel, offspring=np.transpose(kernel.offspring)) for kernel in kernels]
        changed = replace(CLUSTERS, kernels=kernels)
    elif wrong == "speeds swapped":
        pairs = zip(kernels, MEAN_H[::-1].tolist(), strict=True)
        changed = replace(CLUSTERS, kernels=[replace(one, mean_h=mean) for one, mean in pairs])
    elif wrong == "no rhythm":
        changed = replace(CLUSTERS, modifier=lambda _g, _k, hours: np.ones_like(hours))
    else:
        changed = replace(CLUSTERS, spread=CLUSTERS.spread[::-1])
    mine, theirs = figures([ours(changed, number) for number in range(RUNS)]), exact()
    assert max(apart(mine[name], theirs[name]) for name in mine) > 3.29
