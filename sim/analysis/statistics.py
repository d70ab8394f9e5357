"""Intervals for a KPI of one scenario and for the paired difference of two.

Replications are paired: the same number means the same random numbers, so a difference is taken
within each replication before anything is averaged. A ratio KPI is a ratio of sums over the
replications, with a jackknife interval; the difference of two ratios leaves out the same
replication of both.

Zero denominators: a replication whose denominator is zero adds nothing to either sum. When the sum
of denominators is zero, or would be without one replication, there is no interval: NaN.
"""

from __future__ import annotations

from math import nan, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """An estimate and the ends of its interval; NaN where the data don't allow one."""

    estimate: float
    low: float
    high: float


NO_DATA = Interval(nan, nan, nan)


def t_quantile(probability: float, degrees_of_freedom: int) -> float:
    """Quantile of Student's t distribution."""
    return float(stdtrit(degrees_of_freedom, probability))


def simultaneous_confidence(confidence: float, comparisons: int) -> float:
    """Confidence of each of several intervals so that all hold at once (Bonferroni)."""
    return 1.0 - (1.0 - confidence) / max(comparisons, 1)


def mean_interval(values: Floats, confidence: float = 0.95) -> Interval:
    """Mean and t interval of independent values; NaN values are left out.

    With one value there is a mean and no interval.
    """
    known = values[np.isfinite(values)]
    n = len(known)
    if n == 0:
        return NO_DATA
    mean = float(known.mean())
    if n == 1:
        return Interval(mean, nan, nan)
    return _around(mean, float(known.std(ddof=1)) / sqrt(n), n, confidence)


def paired_difference(a: Floats, b: Floats, confidence: float = 0.95) -> Interval:
    """Mean of ``a - b`` within replications and its t interval; pairs with a NaN are left out."""
    return mean_interval(a - b, confidence)


def ratio_of_sums(numerators: Floats, denominators: Floats, confidence: float = 0.95) -> Interval:
    """Sum of numerators over sum of denominators, with a jackknife interval.

    Variance (n - 1)/n * sum of (R without i - their mean)^2, t quantile with n - 1 degrees of
    freedom (Efron and Tibshirani 1993, chapter 11).
    """
    return _jackknifed(
        _ratio(numerators, denominators), _ratios_without_one(numerators, denominators), confidence
    )


def difference_of_ratios(
    numerators_a: Floats,
    denominators_a: Floats,
    numerators_b: Floats,
    denominators_b: Floats,
    confidence: float = 0.95,
) -> Interval:
    """Ratio of sums of ``a`` minus that of ``b``, with a jackknife interval over the pairs."""
    estimate = _ratio(numerators_a, denominators_a) - _ratio(numerators_b, denominators_b)
    without_one = _ratios_without_one(numerators_a, denominators_a) - _ratios_without_one(
        numerators_b, denominators_b
    )
    return _jackknifed(estimate, without_one, confidence)


def _ratio(numerators: Floats, denominators: Floats) -> float:
    total = float(denominators.sum())
    return float(numerators.sum()) / total if total else nan


def _ratios_without_one(numerators: Floats, denominators: Floats) -> Floats:
    rest = denominators.sum() - denominators
    # a sum of which a part is taken off again may miss zero by a rounding error
    empty = np.abs(rest) <= 1e-12 * np.abs(denominators).sum()
    return np.where(empty, nan, (numerators.sum() - numerators) / np.where(empty, 1.0, rest))


def _jackknifed(estimate: float, without_one: Floats, confidence: float) -> Interval:
    n = len(without_one)
    if n < 2 or not np.isfinite(without_one).all():
        return Interval(estimate, nan, nan)
    deviations = without_one - without_one.mean()
    error = sqrt((n - 1) / n * float((deviations**2).sum()))
    return _around(estimate, error, n, confidence)


def _around(estimate: float, error: float, n: int, confidence: float) -> Interval:
    half = t_quantile(0.5 + confidence / 2, n - 1) * error
    return Interval(estimate, estimate - half, estimate + half)
