"""Which parameters go with given figures: the best fit, intervals, a sample of plausible ones.

Parameters are numbers in [-1, 1], the ends of the range tried. Their deviance given figures is that
of a normal variable with the mean and spread of an `Emulator` (a synthetic likelihood, Wood 2010).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from sim.analysis.moment_emulator import Emulator
from sim.analysis.moments import Floats

CHI2_1 = 3.841459
"""Of one degree of freedom, 95 %: how far the deviance may rise within an interval."""
SAME = 1e-3
"""Deviances that are no further apart differ by where the search stopped."""
GRID = (0.25, 0.5, 0.75, 1.0)
"""Shares of the way from the best fit to an end of the range, at which a profile is looked at."""
STEP = 1e-4
"""Of numerical slopes."""
STARTS = 4
TRIED = 2_048
"""Points among which starts are looked for."""
CHAINS, STEPS = 128, 400
"""Of the sample of plausible parameters; the first half of the steps is dropped."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters that go with some figures."""

    emulator: Emulator
    data: Floats

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return len(self.emulator.log_variance) - 1

    def best(self, held: dict[int, float] | None = None, start: Floats | None = None) -> Floats:
        """The parameters with the smallest deviance that is found from many points, and from
        ``start``; those ``held`` at their values."""
        held = held or {}
        free = [index for index in range(self.size) if index not in held]
        starts = self._starts(held)
        if start is not None:
            starts = np.vstack([start, starts])
        for index, value in held.items():
            starts[:, index] = value
        found = [*starts, *(self._from(one, free) for one in starts if free)]
        best: Floats = min(found, key=lambda point: (self._at(point), point.tolist()))
        return best

    def smallest(self, held: dict[int, float] | None = None) -> float:
        """The deviance there."""
        return self._at(self.best(held))

    def intervals(self) -> tuple[Floats, list[tuple[float, float]]]:
        """The best fit, and the profile interval of each parameter: from the lowest to the highest
        value at which the smallest deviance, whatever the others are, is at most `CHI2_1` above the
        smallest of all. An end may be that of the range."""
        best = self.best()
        while True:
            profiles = [_Profile(self, index, best) for index in range(self.size)]
            grids = [profile.on_a_grid() for profile in profiles]
            lowest = min((point for grid in grids for point in grid), key=self._at)
            if self._at(lowest) > self._at(best) - SAME:
                break
            best = self.best(start=lowest)  # the deepest of several valleys had been missed
        ends = [(profile.end(-1.0), profile.end(1.0)) for profile in profiles]
        return best, ends

    def plausible(self, seed: int, temperature: float = 1.0) -> Floats:
        """A sample of parameters in proportion to their likelihood, (n, parameters); a
        ``temperature`` above 1 draws it wider. Chains that learn from one another (differential
        evolution, ter Braak 2006)."""
        rng = np.random.default_rng(seed)
        at = self._starts({}, CHAINS)
        deviance = self.emulator.deviance(at, self.data)
        kept = []
        for step in range(STEPS):
            one = (np.arange(CHAINS) + rng.integers(1, CHAINS, CHAINS)) % CHAINS
            other = (np.arange(CHAINS) + rng.integers(1, CHAINS, CHAINS)) % CHAINS
            scale = 1.0 if step % 10 == 0 else 1.7 / sqrt(2.0 * self.size)
            new = at + scale * (at[one] - at[other])
            new = new + 0.02 * rng.standard_normal(at.shape)
            inside = (np.abs(new) <= 1.0).all(axis=1)
            there = self.emulator.deviance(np.clip(new, -1.0, 1.0), self.data)
            chance = np.exp(np.minimum(0.5 * (deviance - there) / temperature, 0.0))
            moves = inside & (rng.random(CHAINS) < chance)
            at = np.where(moves[:, np.newaxis], new, at)
            deviance = np.where(moves, there, deviance)
            if step >= STEPS // 2:
                kept.append(at)
        return np.concatenate(kept)

    def _at(self, point: Floats) -> float:
        return float(self.emulator.deviance(point[np.newaxis, :], self.data)[0])

    def _starts(self, held: dict[int, float], count: int = STARTS) -> Floats:
        """The best of many points spread over the range."""
        from scipy.stats import qmc

        spread = qmc.Sobol(self.size, scramble=False).random(TRIED)
        points: Floats = 2.0 * spread - 1.0
        for index, value in held.items():
            points[:, index] = value
        order = np.argsort(self.emulator.deviance(points, self.data), kind="stable")
        return points[order[:count]]

    def _from(self, start: Floats, free: list[int]) -> Floats:
        from scipy.optimize import minimize

        point = start.copy()

        def value_and_slope(values: Floats) -> tuple[float, Floats]:
            around = np.tile(point, (2 * len(free) + 1, 1))
            around[:, free] = values
            for number, index in enumerate(free):
                around[2 * number + 1, index] += STEP
                around[2 * number + 2, index] -= STEP
            found = self.emulator.deviance(around, self.data)
            return float(found[0]), (found[1::2] - found[2::2]) / (2.0 * STEP)

        # L-BFGS-B finds the same in 20 times the processor time: its library's threads wait busily
        done = minimize(
            value_and_slope,
            start[free],
            jac=True,
            method="SLSQP",
            bounds=[(-1.0, 1.0)] * len(free),
            options={"ftol": 1e-8},
        )
        point[free] = np.clip(done.x, -1.0, 1.0)
        return point


@dataclass(frozen=True, slots=True)
class _Profile:
    """The smallest deviance at each value of one parameter, whatever the others are: the same for
    the same value, whichever was asked for before."""

    fit: Fit
    index: int
    best: Floats
    points: dict[float, Floats] = field(default_factory=dict)
    """Value -> the parameters there."""

    def at(self, value: float) -> Floats:
        """The parameters with the smallest deviance at this value."""
        if value not in self.points:
            self.points[value] = self.fit.best({self.index: value}, self.best)
        return self.points[value]

    def above(self, value: float) -> float:
        """How far the smallest deviance is above the limit of the interval."""
        return self.fit._at(self.at(value)) - self.fit._at(self.best) - CHI2_1

    def values(self, edge: float) -> list[float]:
        """From the best fit to an end of the range."""
        middle = float(self.best[self.index])
        return [middle, *(middle + share * (edge - middle) for share in GRID)]

    def on_a_grid(self) -> list[Floats]:
        """The parameters at all of these."""
        return [self.at(value) for edge in (-1.0, 1.0) for value in self.values(edge)[1:]]

    def end(self, edge: float) -> float:
        """The end of the interval towards that of the range."""
        from scipy.optimize import brentq

        values = self.values(edge)
        last = max(number for number, value in enumerate(values) if self.above(value) <= 0.0)
        if last == len(values) - 1:
            return edge
        return float(brentq(self.above, values[last], values[last + 1], xtol=2e-3))
