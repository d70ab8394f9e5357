"""How many incidents are expected in the term, by the mean formulas of a branching process.

With lambda the rates of candidates by group, b their background (recovery of the truce, dated
changes, hours and days of the week; good and bad days have mean 1) and N_m the offspring matrices:
x_m' = beta_m (N_m lambda - x_m), lambda = b + sum_m x_m, from an empty past; over a long time that
is (I - N)^-1 b. Exact in the mean as long as nothing that happens in the run bears on violence:
without deterrence, sanctions and resentment, silence regimes, no-fly rules, and without what side
processes put on the background.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.config import AIR_STRIKE, Group, Scenario, World
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.clusters import Clusters, Floats

DAY_H = 24


@dataclass(frozen=True, slots=True)
class Incidents:
    """Expected incidents of one group and kind in the term, with how likely each is lethal."""

    group: str
    zone: str
    covered: bool
    kind: str
    number: float
    lethal_probability: float


def expected_incidents(scenario: Scenario) -> list[Incidents]:
    """By group and kind; ``covered`` are the violations of KPIs, by what the world file says."""
    world = scenario.world
    numbers = _candidates(scenario)
    return [
        Incidents(
            name,
            group.zone,
            group.covered,
            kind,
            float(number * share),
            world.violence.kinds[kind].lethal_probability,
        )
        for (name, group), number in zip(world.groups.items(), numbers, strict=True)
        for kind, share in _flown(world, group).items()
    ]


def expected_violations(scenario: Scenario) -> dict[tuple[str, str], float]:
    """(zone, kind) -> expected violations of covered groups in the term."""
    found: dict[tuple[str, str], float] = {}
    for row in expected_incidents(scenario):
        if row.covered:
            found[row.zone, row.kind] = found.get((row.zone, row.kind), 0.0) + row.number
    return found


def _flown(world: World, group: Group) -> dict[str, float]:
    """Shares of a group's kinds; air strikes of a side that flies none never happen."""
    total = sum(group.kinds.values())
    return {
        kind: share / total
        for kind, share in group.kinds.items()
        if total > 0.0 and (kind != AIR_STRIKE or world.violence.flies(group.side))
    }


def _fertility(world: World, group: Group) -> float:
    """Mean productivity of a candidate, 1 unless some of its kinds never happen."""
    kinds = world.violence.kinds
    whole = sum(share * kinds[kind].productivity for kind, share in group.kinds.items())
    total = sum(group.kinds.values())
    happens = sum(s * kinds[kind].productivity for kind, s in _flown(world, group).items())
    return happens * total / whole if whole > 0.0 else 0.0


def _candidates(scenario: Scenario) -> Floats:
    """Expected candidates of each group until the horizon, hour by hour; within an hour exactly."""
    from scipy.linalg import expm

    world, hours = scenario.world, DAY_H * scenario.days
    clusters = _without_good_and_bad_days(world, hours)
    size, kernels = len(clusters.groups), clusters.kernels
    fertility = np.array([_fertility(world, group) for group in world.groups.values()])
    ends = [group.until_day for group in world.groups.values()]
    ends_h = np.array([np.inf if day is None else DAY_H * day for day in ends])
    rates = _background_per_h(clusters, hours)

    def step(present: Floats) -> Floats:
        """What an hour does to (x of each kernel, counts, background)."""
        blocks = len(kernels) + 2
        slope = np.zeros((blocks * size, blocks * size))
        counts, base = (slice(at * size, (at + 1) * size) for at in (blocks - 2, blocks - 1))
        slope[counts, base] = np.eye(size)
        for at, kernel in enumerate(kernels):
            own = slice(at * size, (at + 1) * size)
            slope[counts, own] = np.eye(size)
            # a group that left fires nothing, whoever fires at its side
            jump = present[:, None] * np.asarray(kernel.offspring) * fertility / kernel.mean_h
            for other in range(len(kernels)):
                slope[own, other * size : (other + 1) * size] = jump
            slope[own, own] -= np.eye(size) / kernel.mean_h
            slope[own, base] = jump
        result: Floats = expm(slope)
        return result

    state = np.zeros((len(kernels) + 2) * size)
    present, moves = np.zeros(size), np.eye(len(state))
    for hour in range(hours):
        now_present = (hour < ends_h).astype(float)
        if not np.array_equal(present, now_present):
            present, moves = now_present, step(now_present)
            for at in range(len(kernels)):
                state[at * size : (at + 1) * size] *= present
        state[-size:] = rates[:, hour]
        state = moves @ state
    numbers: Floats = state[-2 * size : -size]
    return numbers


def _without_good_and_bad_days(world: World, hours: int) -> Clusters:
    level = world.violence.day_factor.model_copy(update={"variance": 0.0})
    violence = world.violence.model_copy(update={"day_factor": level})
    return background.clusters(
        world.model_copy(update={"violence": violence}), Replication(0, 0, float(hours))
    )


def _background_per_h(clusters: Clusters, hours: int) -> Floats:
    """Groups x hours; an hour's factors are those of its middle."""
    middles: Floats = np.arange(hours, dtype=np.float64) + 0.5
    rates = np.zeros((len(clusters.groups), hours))
    for group, by_place in enumerate(clusters.background_per_h):
        for place, rate in enumerate(by_place):
            if rate > 0.0:
                rates[group] += rate * clusters.modifier(group, place, middles)
    return rates
