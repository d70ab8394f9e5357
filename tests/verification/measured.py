"""What a test got for one quantity, with a 95 % interval that covers chance alone.

Written apart from ``sim.analysis.statistics``, which is itself under test.
"""

from __future__ import annotations

from collections.abc import Callable
from math import nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


class Measured(NamedTuple):
    """A figure from ``runs`` replications or draws, its standard error and 95 % interval; NaN
    where chance plays no part."""

    got: float
    error: float
    low: float
    high: float
    runs: int


Verify = Callable[[str, Measured], None]
"""The fixture ``verified``: the name of a quantity in ``cases.CASES``, and what was got."""


def scaled(measured: Measured, factor: float) -> Measured:
    """The figure in another unit."""
    got, error, low, high, runs = measured
    return Measured(factor * got, factor * error, factor * low, factor * high, runs)


def mean(samples: ArrayLike) -> Measured:
    """Mean of independent replications, t interval."""
    values = np.asarray(samples, dtype=float)
    error = float(values.std(ddof=1)) / sqrt(len(values))
    half = float(stats.t.ppf(0.975, len(values) - 1)) * error
    got = float(values.mean())
    return Measured(got, error, got - half, got + half, len(values))


def share(hits: int, draws: int, runs: int = 0) -> Measured:
    """Share of independent draws, Wilson's interval; ``runs``: the replications that made them."""
    got = hits / draws
    between = stats.binomtest(hits, draws).proportion_ci(0.95, "wilson")
    return Measured(got, sqrt(got * (1 - got) / draws), between.low, between.high, runs or draws)


def around(got: float, error: float, runs: int) -> Measured:
    """A figure with a standard error of its own, normal interval."""
    return Measured(got, error, got - 1.96 * error, got + 1.96 * error, runs)


def variance(samples: ArrayLike) -> Measured:
    """Variance of independent replications; error by the fourth moment: counts are skewed."""
    values = np.asarray(samples, dtype=float)
    n, got = len(values), float(values.var(ddof=1))
    fourth = float(((values - values.mean()) ** 4).mean())
    return around(got, sqrt(max(fourth - got**2 * (n - 3) / (n - 1), 0.0) / n), n)


def dispersion(samples: ArrayLike) -> Measured:
    """Variance over mean of independent replications, error by leaving one out (jackknife)."""
    values = np.asarray(samples, dtype=float)
    n = len(values)
    means = (values.sum() - values) / (n - 1)
    squares = ((values**2).sum() - values**2) / (n - 1)
    left_out = (squares - means**2) * (n - 1) / (n - 2) / means
    error = sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
    return around(float(values.var(ddof=1) / values.mean()), error, n)


def ratio(above: ArrayLike, below: ArrayLike) -> Measured:
    """Ratio of two sums over replications, error by the delta method."""
    over, under = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    got, n = float(over.sum() / under.sum()), len(over)
    residual = over - got * under
    return around(got, float(residual.std(ddof=1)) / sqrt(n) / float(under.mean()), n)


def exact(got: float, runs: int = 1) -> Measured:
    """A figure in which chance plays no part, or whose spread theory itself gives."""
    return Measured(got, nan, nan, nan, runs)
