"""Bootstrap intervals that stand beside t intervals where replications are skewed.

A t interval leans on the mean being normal. What skews a mean of n values is their skewness over
the root of n (the first term of its Edgeworth expansion), so that decides, not the skewness alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil, floor, isfinite, nan, sqrt

import numpy as np
from scipy.special import ndtr, ndtri

from sim.analysis.statistics import CONFIDENCE, Bools, Floats, Interval
from sim.kernel.streams import Streams

RESAMPLES = 9_999
"""Tails of 0.2 % (eleven comparisons at once) then have more than twenty resamples beyond them."""
SKEW_OF_MEAN = 1.0 / sqrt(30.0)
"""Above this a bootstrap interval stands beside the t interval: a skewness of 1 in 30 values."""
FEWEST, MOST = 10, 500
"""Numbers of replications with a bootstrap: of fewer there are too few resamples that differ; more
cost memory, and leave a mean skewed only by what happens once in hundreds of replications."""

Statistic = Callable[[Floats], Floats]
"""From counts of each replication in each resample (resamples, n) to the statistic of each."""


def skew_of_mean(values: Floats) -> float:
    """Skewness of values over the root of their number; zero where nothing varies."""
    return float(skews_of_means(values[np.newaxis])[0])


def skews_of_means(samples: Floats) -> Floats:
    """The same for samples of n values each: (samples, n) gives (samples,)."""
    n = samples.shape[1]
    if n < 2:
        return np.zeros(len(samples))
    deviations = samples - samples.mean(axis=1, keepdims=True)
    spread = np.sqrt((deviations**2).mean(axis=1, keepdims=True))
    level = spread[:, 0] <= 1e-12 * np.abs(samples).max(axis=1)
    spread[level] = 1.0
    skews = ((deviations / spread) ** 3).mean(axis=1) / sqrt(n)
    return np.where(level, 0.0, skews)


def need_bootstrap(samples: Floats) -> Bools:
    """Whether a t interval from n values should not stand alone: (samples, n) gives (samples,)."""
    if not FEWEST <= samples.shape[1] <= MOST:
        return np.zeros(len(samples), dtype=np.bool_)
    return np.abs(skews_of_means(samples)) > SKEW_OF_MEAN


@lru_cache(maxsize=2)
def _counts(n: int) -> Floats:
    """How often each of n replications is in each resample: shape (RESAMPLES, n), always the same.

    Drawn by name, so that results written twice are the same to the byte.
    """
    drawn = Streams(0, 0).generator("bootstrap", n).integers(0, n, (RESAMPLES, n))
    flat = drawn + n * np.arange(RESAMPLES)[:, np.newaxis]
    counts = np.bincount(flat.ravel(), minlength=RESAMPLES * n)
    return counts.reshape(RESAMPLES, n).astype(np.float64)


def bootstrap_interval(
    estimate: float, values: Floats, statistic: Statistic, confidence: float = CONFIDENCE
) -> Interval:
    """BCa interval (Efron 1987): percentiles corrected for bias and acceleration.

    ``values``: one number of each replication (`sim.analysis.statistics.Sampled`), of which the
    acceleration comes. NaN ends where a resample has no statistic (a denominator of zero), or all
    lie on one side of the estimate.
    """
    found = statistic(_counts(len(values)))
    if not np.isfinite(found).all():
        return Interval(estimate, nan, nan)
    scale = 1e-12 * max(abs(estimate), float(np.abs(found).max()))
    below = np.count_nonzero(found < estimate - scale)
    equal = np.count_nonzero(np.abs(found - estimate) <= scale)
    bias = float(ndtri((below + 0.5 * equal) / RESAMPLES))
    if not isfinite(bias):
        return Interval(estimate, nan, nan)
    # of the jackknife; for a mean, skewness over six times the root of n
    acceleration = skew_of_mean(values) / 6.0
    tail = (1.0 - confidence) / 2.0
    places = []
    for probability, outwards in ((tail, floor), (1.0 - tail, ceil)):
        shifted = bias + float(ndtri(probability))
        rest = 1.0 - acceleration * shifted
        if rest <= 0.0:  # beyond the expansion's reach: the outermost resample
            places.append(0 if shifted < 0.0 else RESAMPLES - 1)
            continue
        level = float(ndtr(bias + shifted / rest))
        place = outwards((RESAMPLES + 1) * level) - 1
        places.append(min(max(place, 0), RESAMPLES - 1))
    low, high = np.partition(found, sorted(set(places)))[places].tolist()
    return Interval(estimate, low, high)


def bootstrap_mean(values: Floats, confidence: float = CONFIDENCE) -> Interval:
    """BCa interval of a mean."""
    n = len(values)
    return bootstrap_interval(
        float(values.mean()), values, lambda counts: counts @ values / n, confidence
    )


def resampled_ratio(numerators: Floats, denominators: Floats, counts: Floats) -> Floats:
    """The ratio of sums in each resample, NaN where its denominators are all zero."""
    over = counts @ denominators
    return np.where(over == 0.0, nan, counts @ numerators / np.where(over == 0.0, 1.0, over))
