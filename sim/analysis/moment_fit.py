"""How figures of counts depend on unknown parameters, and which parameters go with given figures.

Parameters are numbers in [-1, 1], the ends of the range tried; figures are those of one realisation
(`sim.analysis.moments`). An `Emulator` is fitted to simulated ones: their means are quadratic in
the parameters, the logarithms of their variances linear, their correlations the same everywhere.
The deviance of parameters given figures is that of a normal variable with these (a synthetic
likelihood, Wood 2010), its variance that of one realisation and of the emulator together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
CHI2_1 = 3.841459
"""Of one degree of freedom, 95 %: how far the deviance may rise within an interval."""
STEP = 1e-4
"""Of numerical slopes."""
GLM_STEPS = 12
STARTS = 4
TRIED = 2_048
"""Points among which starts are looked for."""
CHAINS, STEPS = 128, 400
"""Of the sample of plausible parameters; the first half of the steps is dropped."""


def features(points: Floats) -> Floats:
    """1, each parameter, its square, and products of two: (n, parameters) -> (n, terms)."""
    n, width = points.shape
    first, second = np.triu_indices(width)
    return np.hstack([np.ones((n, 1)), points, points[:, first] * points[:, second]])


def terms(parameters: int) -> int:
    """How many terms `features` has."""
    return 1 + parameters + parameters * (parameters + 1) // 2


@dataclass(frozen=True, slots=True)
class Emulator:
    """Mean, standard deviation and correlation of the figures of one realisation."""

    coefficients: Floats
    """(terms, figures)."""
    log_variance: Floats
    """(1 + parameters, figures)."""
    precision: Floats
    """Inverse of the correlation of figures; (figures, figures)."""
    log_determinant: float
    """Of the correlation."""
    spread: Floats
    """Inverse of the features' cross products; (terms, terms)."""

    @classmethod
    def of(cls, points: Floats, figures: Floats) -> Emulator:
        """Fitted to simulated ``figures`` (n, m) at ``points`` (n, p): n is at least twice the
        number of terms, or the variances mean nothing."""
        x = features(points)
        n, k = x.shape
        spread: Floats = np.linalg.inv(x.T @ x).astype(np.float64)
        coefficients = spread @ (x.T @ figures)
        residuals = (figures - x @ coefficients) * sqrt(n / (n - k))
        linear = x[:, : 1 + points.shape[1]]
        log_variance = np.column_stack([_log_variance(linear, r) for r in residuals.T])
        standard = residuals / np.exp(0.5 * linear @ log_variance)
        products = standard.T @ standard
        # a figure that never varies goes with no other
        scale = np.sqrt(np.maximum(np.diag(products), 1e-12))
        correlation = products / np.outer(scale, scale)
        np.fill_diagonal(correlation, 1.0)
        # a little towards independence: so many correlations of so few realisations
        share = min(figures.shape[1] / n, 0.5)
        correlation = (1.0 - share) * correlation + share * np.eye(len(correlation))
        return cls(
            coefficients,
            log_variance,
            np.linalg.inv(correlation),
            float(np.linalg.slogdet(correlation)[1]),
            spread,
        )

    def mean_and_sd(self, points: Floats) -> tuple[Floats, Floats]:
        """Of one realisation at each point, the emulator's own error included."""
        x = features(points)
        error = np.einsum("ij,jk,ik->i", x, self.spread, x)
        sd = np.exp(0.5 * x[:, : 1 + points.shape[1]] @ self.log_variance)
        return x @ self.coefficients, sd * np.sqrt(1.0 + error)[:, np.newaxis]

    def distance(self, points: Floats, data: Floats) -> Floats:
        """Squared distance of the data's figures from those expected at each point, in standard
        deviations (Mahalanobis)."""
        mean, sd = self.mean_and_sd(points)
        z = (data - mean) / sd
        return np.asarray(np.einsum("ij,jk,ik->i", z, self.precision, z))

    def deviance(self, points: Floats, data: Floats) -> Floats:
        """Minus twice the logarithm of the synthetic likelihood, up to a constant."""
        mean, sd = self.mean_and_sd(points)
        z = (data - mean) / sd
        distance = np.einsum("ij,jk,ik->i", z, self.precision, z)
        return np.asarray(distance + 2.0 * np.log(sd).sum(axis=1) + self.log_determinant)


def _log_variance(linear: Floats, residuals: Floats) -> Floats:
    """Of a residual as a function of the parameters: a gamma regression with a logarithmic link,
    by iterated least squares (its weights are all alike)."""
    squares = np.maximum(residuals**2, 1e-12)
    found = np.zeros(linear.shape[1])
    found[0] = np.log(squares.mean())
    solve = np.linalg.pinv(linear)
    for _ in range(GLM_STEPS):
        expected = np.exp(np.clip(linear @ found, -40.0, 40.0))
        found = solve @ (linear @ found + np.clip(squares / expected - 1.0, -1.0, 5.0))
    return found


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters that go with some figures, within [-1, 1] or the part of it that is given."""

    emulator: Emulator
    data: Floats
    low: Floats
    high: Floats

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return len(self.low)

    def best(self, held: dict[int, float] | None = None, start: Floats | None = None) -> Floats:
        """The parameters with the smallest deviance, those ``held`` at their values."""
        held = held or {}
        free = [index for index in range(self.size) if index not in held]
        if start is None:
            starts: Floats = self._starts(held)
        else:
            starts = start[np.newaxis, :].copy()
        for index, value in held.items():
            starts[:, index] = value
        found: list[Floats] = [self._from(one, free) if free else one for one in starts]
        best: Floats = min(found, key=lambda point: (self._at(point), point.tolist()))
        return best

    def smallest(self, held: dict[int, float] | None = None, start: Floats | None = None) -> float:
        """The deviance there."""
        return self._at(self.best(held, start))

    def interval(self, index: int, best: Floats, rise: float = CHI2_1) -> tuple[float, float]:
        """Profile interval of a parameter: the values at which the smallest deviance, whatever the
        others are, is at most ``rise`` above the smallest of all. An end may be that of the range.
        """
        from scipy.optimize import brentq

        least = self._at(best)
        ends = []
        for edge in (float(self.low[index]), float(self.high[index])):
            at = best.copy()

            def above(value: float, at: Floats = at) -> float:
                # from where the last value led, and anew: the valley may have a bend
                warm = self.best({index: value}, at)
                at[:] = warm
                return self._at(warm) - least - rise

            middle = float(best[index])
            inside, beyond = middle, None
            for share in (0.25, 0.5, 0.75, 1.0):
                value = middle + share * (edge - middle)
                if above(value) > 0.0:
                    beyond = value
                    break
                inside = value
            if beyond is None or beyond == inside:
                ends.append(edge)
            else:
                ends.append(float(brentq(above, inside, beyond, xtol=2e-3)))
        return ends[0], ends[1]

    def plausible(self, seed: int, temperature: float = 1.0) -> Floats:
        """A sample of parameters in proportion to their likelihood, (n, parameters); a
        ``temperature`` above 1 draws it wider. Chains that learn from one another (differential
        evolution, ter Braak 2006)."""
        rng = np.random.default_rng(seed)
        at = self._starts({}, CHAINS)
        deviance = self.emulator.deviance(at, self.data)
        kept = []
        width = self.high - self.low
        for step in range(STEPS):
            one = (np.arange(CHAINS) + rng.integers(1, CHAINS, CHAINS)) % CHAINS
            other = (np.arange(CHAINS) + rng.integers(1, CHAINS, CHAINS)) % CHAINS
            scale = 1.0 if step % 10 == 0 else 1.7 / sqrt(2.0 * self.size)
            new = at + scale * (at[one] - at[other])
            new = new + 0.01 * width * rng.standard_normal(at.shape)
            inside = ((new >= self.low) & (new <= self.high)).all(axis=1)
            there = self.emulator.deviance(np.clip(new, self.low, self.high), self.data)
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
        points: Floats = self.low + spread * (self.high - self.low)
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

        bounds = [(self.low[index], self.high[index]) for index in free]
        # L-BFGS-B finds the same in 20 times the processor time: its library's threads wait busily
        done = minimize(
            value_and_slope,
            start[free],
            jac=True,
            method="SLSQP",
            bounds=bounds,
            options={"ftol": 1e-8},
        )
        point[free] = np.clip(done.x, self.low[free], self.high[free])
        return point
