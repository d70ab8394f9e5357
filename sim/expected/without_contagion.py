"""A world in which fire comes in clusters for a common cause, and not because fire brings fire.

Two worlds may have the same counts on average and the same spread from day to day: one in which
incidents bring further ones, and one in which good and bad days come by themselves. Whether a
finding holds in both says whether it rests on contagion. They aren't the same in all: over weeks
the second is calmer, and one day says less of the next, since its days are independent.

At D = 1 the other world has the same mean number of incidents of each group up to the horizon, and
the same variance of a day's count, both for each group's mean background over the horizon:

- Mean, from empty: x' = A x + J b with a state for each kernel and group, A = J K - diag(beta),
  where J holds the jumps beta N and K sums the states; the intensity is b + K x.
- Variance of a day's count of a zone: lambda T + 2 l A^-2 (e^(A T) - 1 - A T) (P l + J lambda)
  with A P + P A' + J diag(lambda) J' = 0 (a stationary linear Hawkes process: Dassios and Zhao
  2011), and v times the sum of squares of what the background of the day itself, and of each day
  before, adds to the expected count of the day.
- Without offspring a day's count has the variance m + v m^2, from which the new v follows; of
  several zones, the sums are equated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag, expm, solve_continuous_lyapunov

from sim.config import Scenario, World
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.clusters import Floats, Kernel
from sim.model.excitation import kernels

DAY_H = 24.0
DAYS_BEFORE = 60
"""Of so many days the background still counts: a slow kernel of a few days is gone by then."""
NO_OFFSPRING = {
    f"world.violence.{kernel}.{whose}": 0.0
    for kernel in ("fast", "slow")
    for whose in ("own", "retaliation")
}


def common_cause(scenario: Scenario) -> dict[str, float]:
    """The changes (dotted key -> value) that make it a world of a common cause."""
    world = scenario.world
    horizon_h = DAY_H * scenario.days
    made = background.clusters(world, Replication(0, 0, horizon_h))
    rates = np.array(made.expected_at_one) / horizon_h
    process = _Linear.of(kernels(world), len(rates))
    mean = process.mean_from_empty(rates, horizon_h)
    raised = np.divide(mean, rates, out=np.ones_like(mean), where=rates > 0.0)
    return {
        **NO_OFFSPRING,
        **{
            f"world.groups.{name}.background_per_day": float(group.background_per_day * factor)
            for (name, group), factor in zip(world.groups.items(), raised, strict=True)
        },
        "world.violence.day_factor.variance": _variance(world, process, rates),
    }


def _variance(world: World, process: _Linear, rates: Floats) -> float:
    """Of the day factor, so that days vary as much without offspring."""
    own = world.violence.day_factor.variance
    lasting = process.lasting(rates)
    beyond, squares = 0.0, 0.0
    for zone in world.zones:
        here = np.array([group.zone == zone for group in world.groups.values()])
        mean = DAY_H * float(lasting[here].sum())
        beyond += process.variance_of_a_day(rates, own, here) - mean
        squares += mean**2
    return beyond / squares if squares > 0.0 else own


@dataclass(frozen=True, slots=True)
class _Linear:
    """The intensities of G groups under several kernels as a linear system, in hours."""

    drift: Floats
    """A: states x states."""
    jumps: Floats
    """J: states x groups."""
    sums: Floats
    """K: groups x states."""

    @classmethod
    def of(cls, several: list[Kernel], groups: int) -> _Linear:
        sums = np.hstack([np.eye(groups)] * len(several))
        jumps = np.vstack([np.asarray(one.offspring) / one.mean_h for one in several])
        decay = block_diag(*(np.eye(groups) / one.mean_h for one in several))
        return cls(jumps @ sums - decay, jumps, sums)

    def lasting(self, rates: Floats) -> Floats:
        """Stationary intensity of each group, per hour."""
        lasting: Floats = rates - self.sums @ np.linalg.solve(self.drift, self.jumps @ rates)
        return lasting

    def mean_from_empty(self, rates: Floats, hours: float) -> Floats:
        """Mean intensity of each group over so many hours from empty, per hour."""
        lasting = -np.linalg.solve(self.drift, self.jumps @ rates)
        gone = np.linalg.solve(self.drift, expm(self.drift * hours) @ lasting - lasting)
        mean: Floats = rates + self.sums @ (lasting - gone / hours)
        return mean

    def variance_of_a_day(self, rates: Floats, day_factor: float, here: Floats) -> float:
        """Variance of the groups' count ``here`` in a day, with a day factor of this variance."""
        a, one = self.drift, np.eye(len(self.drift))
        lasting = self.lasting(rates)
        spread = self.jumps @ np.diag(lasting) @ self.jumps.T
        states = solve_continuous_lyapunov(a, -spread)
        line = here @ self.sums
        after = states @ line + self.jumps @ (lasting * here)
        over_day = expm(a * DAY_H)
        twice = np.linalg.solve(a, np.linalg.solve(a, (over_day - one - a * DAY_H) @ after))
        branching = DAY_H * float(lasting @ here) + 2.0 * float(line @ twice)
        return branching + day_factor * self._squares(rates, here, line, over_day)

    def _squares(self, rates: Floats, here: Floats, line: Floats, over_day: Floats) -> float:
        """Sum of squares of what the background of the day and of each before adds to its count."""
        start = self.jumps @ rates
        on_day = np.linalg.solve(self.drift, over_day @ start - start)
        within = np.linalg.solve(self.drift, on_day - DAY_H * start)
        total = (DAY_H * float(rates @ here) + float(line @ within)) ** 2
        state = on_day
        for _ in range(DAYS_BEFORE):
            after = over_day @ state
            total += float(line @ np.linalg.solve(self.drift, after - state)) ** 2
            state = after
        return total
