"""Intervals and p-values for a KPI of one scenario and for the paired difference of two.

Replications are paired: the same number means the same random numbers, so a difference is taken
within each replication before anything is averaged. A ratio KPI is a ratio of sums over the
replications, with a jackknife interval; the difference of two ratios leaves out the same
replication of both.

Zero denominators: a replication whose denominator is zero adds nothing to either sum. When the sum
of denominators is zero, or would be without one replication, there is no interval: NaN.
"""

from __future__ import annotations

from functools import lru_cache
from math import isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CONFIDENCE = 0.95
"""Of an interval, or of all that hold at once."""


class Interval(NamedTuple):
    """An estimate and the ends of its interval; NaN where the data don't allow one."""

    estimate: float
    low: float
    high: float


NO_DATA = Interval(nan, nan, nan)


class Estimated(NamedTuple):
    """An estimate with its standard error and degrees of freedom; the error is NaN where there is
    none."""

    estimate: float
    error: float
    freedom: int

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """The t interval."""
        if not isfinite(self.error):
            return Interval(self.estimate, nan, nan)
        half = t_quantile(0.5 + confidence / 2, self.freedom) * self.error
        return Interval(self.estimate, self.estimate - half, self.estimate + half)

    @property
    def p_value(self) -> float:
        """Two-sided, of the t test that the truth is zero. Without any spread 1 for an estimate of
        zero and 0 for any other; NaN where there is no error."""
        if not (isfinite(self.estimate) and isfinite(self.error)):
            return nan
        if self.error == 0.0:
            return float(self.estimate == 0.0)
        return 2.0 * float(stdtr(self.freedom, -abs(self.estimate / self.error)))


class Sampled(NamedTuple):
    """An estimate and one number of each replication, whose spread is that of the estimate.

    For a mean these are the values themselves, for a ratio the jackknife's pseudo-values
    n R - (n - 1) (R without i); empty where leaving one out leaves no ratio.
    """

    estimate: float
    values: Floats

    @property
    def estimated(self) -> Estimated:
        """With the standard error of a mean of n independent values, n - 1 degrees of freedom."""
        n = len(self.values)
        if n < 2:
            return Estimated(self.estimate, nan, 0)
        return Estimated(self.estimate, float(self.values.std(ddof=1)) / sqrt(n), n - 1)


@lru_cache(maxsize=65_536)  # a comparison asks for the same few again and again
def t_quantile(probability: float, degrees_of_freedom: int) -> float:
    """Quantile of Student's t distribution."""
    return float(stdtrit(degrees_of_freedom, probability))


def simultaneous_confidence(confidence: float, comparisons: int) -> float:
    """Confidence of each of several intervals so that all hold at once (Bonferroni)."""
    return 1.0 - (1.0 - confidence) / max(comparisons, 1)


def holm(p_values: Floats) -> Floats:
    """p-values of several tests adjusted so that the chance of any false one is held (Holm 1979).

    The k-th smallest of m is multiplied by m - k + 1, and none is below a smaller one's. NaN stays
    NaN and isn't counted among the m. Written here, and tested against statsmodels, because that
    one collects garbage at every call: half a minute for the KPIs of a run.
    """
    adjusted = np.full(len(p_values), nan)
    known = np.flatnonzero(np.isfinite(p_values))
    rising = known[np.argsort(p_values[known], kind="stable")]
    steps = p_values[rising] * np.arange(len(rising), 0, -1)
    adjusted[rising] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


# --- samples --------------------------------------------------------------------------------------
def sampled_mean(values: Floats) -> Sampled:
    """The mean of independent values; NaN values are left out."""
    known = values[np.isfinite(values)]
    return Sampled(float(known.mean()) if len(known) else nan, known)


def sampled_ratio(numerators: Floats, denominators: Floats) -> Sampled:
    """The sum of numerators over that of denominators (Efron and Tibshirani 1993, chapter 11)."""
    return _jackknifed(
        float(ratios(numerators, denominators)), ratios_without_one(numerators, denominators)
    )


def sampled_difference_of_ratios(
    numerators_a: Floats, denominators_a: Floats, numerators_b: Floats, denominators_b: Floats
) -> Sampled:
    """The ratio of sums of ``a`` minus that of ``b``; the same replication is left out of both."""
    return _jackknifed(
        float(ratios(numerators_a, denominators_a) - ratios(numerators_b, denominators_b)),
        ratios_without_one(numerators_a, denominators_a)
        - ratios_without_one(numerators_b, denominators_b),
    )


def ratios(numerators: Floats, denominators: Floats) -> Floats:
    """Ratio of sums over the last axis, which it loses; NaN over a sum of zero."""
    totals = np.asarray(denominators.sum(axis=-1))
    over = np.where(totals == 0.0, nan, totals)
    return np.asarray(numerators.sum(axis=-1) / over)


def ratios_without_one(numerators: Floats, denominators: Floats) -> Floats:
    """The same without each replication in turn, in its place; NaN over a sum of zero."""
    rest = denominators.sum(axis=-1, keepdims=True) - denominators
    # a sum of which a part is taken off again may miss zero by a rounding error
    empty = np.abs(rest) <= 1e-12 * np.abs(denominators).sum(axis=-1, keepdims=True)
    others = numerators.sum(axis=-1, keepdims=True) - numerators
    return np.where(empty, nan, others / np.where(empty, 1.0, rest))


def pseudo_values(estimates: Floats, without_one: Floats) -> Floats:
    """The jackknife's, one of each replication, from the estimates without it (last axis)."""
    n = without_one.shape[-1]
    values: Floats = n * estimates[..., np.newaxis] - (n - 1) * without_one
    return values


def _jackknifed(estimate: float, without_one: Floats) -> Sampled:
    if len(without_one) < 2 or not np.isfinite(without_one).all():
        return Sampled(estimate, np.empty(0))
    return Sampled(estimate, pseudo_values(np.asarray(estimate), without_one))


# --- intervals ------------------------------------------------------------------------------------
def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> Interval:
    """Mean and t interval of independent values; NaN values are left out.

    With one value there is a mean and no interval.
    """
    return sampled_mean(values).estimated.interval(confidence)


def paired_difference(a: Floats, b: Floats, confidence: float = CONFIDENCE) -> Interval:
    """Mean of ``a - b`` within replications and its t interval; pairs with a NaN are left out."""
    return mean_interval(a - b, confidence)


def ratio_of_sums(
    numerators: Floats, denominators: Floats, confidence: float = CONFIDENCE
) -> Interval:
    """Sum of numerators over sum of denominators, with a jackknife interval."""
    return sampled_ratio(numerators, denominators).estimated.interval(confidence)
