"""How figures of counts depend on unknown parameters, fitted to simulated ones.

Parameters are numbers in [-1, 1], the ends of the range tried; figures are those of one realisation
(`sim.analysis.moments`): their means are quadratic in the parameters, the logarithms of their
variances linear, their correlations the same everywhere. The variance that counts is that of one
realisation and of the emulator together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from sim.analysis.moments import Floats

GLM_STEPS = 12
"""Of iterated least squares: it settles in fewer."""


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
        sd = np.exp(0.5 * x[:, : 1 + points.shape[1]] @ self.log_variance)
        return x @ self.coefficients, sd * np.sqrt(1.0 + self.error(points))[:, np.newaxis]

    def error(self, points: Floats) -> Floats:
        """Variance of the emulator's own error at each point, over that of one realisation: small
        among the points that it was fitted to, large far from them."""
        x = features(points)
        return np.asarray(np.einsum("ij,jk,ik->i", x, self.spread, x))

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
