"""Quantiles of replications: a bad run in twenty, and how well so many runs pin it down.

The interval needs no shape of the distribution. Of n independent values the number B below the
p-quantile is binomial(n, p), so the j-th smallest value is at or below the quantile with
probability P(B >= j), and the k-th smallest at or above it with P(B < k). The ends are the
innermost order statistics that each leave it out with at most half of what the confidence allows
(David and Nagaraja, Order Statistics, 2003, section 7.1). Few values bear no end: from 30 of them
nothing says how bad one run in twenty can get, only that it gets at least so bad.
"""

from __future__ import annotations

from math import inf, nan
from typing import NamedTuple

import numpy as np
from scipy.special import bdtr

from sim.analysis.statistics import CONFIDENCE, Floats


class Quantile(NamedTuple):
    """A quantile with its interval; ``low`` is -inf and ``high`` inf where n values bear no end,
    all three are NaN without values."""

    estimate: float
    low: float
    high: float


def quantile(values: Floats, probability: float, confidence: float = CONFIDENCE) -> Quantile:
    """The quantile of independent values, median-unbiased; NaN values are left out.

    Raises ValueError for a probability that isn't between 0 and 1.
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"a quantile's probability lies between 0 and 1, not at {probability}")
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return Quantile(nan, nan, nan)
    lower, upper = ranks(len(known), probability, confidence)
    return Quantile(
        float(np.quantile(known, probability, method="median_unbiased")),
        float(known[lower - 1]) if lower else -inf,
        float(known[upper - 1]) if upper <= len(known) else inf,
    )


def ranks(n: int, probability: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Ranks (from 1) of the two order statistics; 0 and n + 1 where there is none."""
    tail = (1.0 - confidence) / 2.0
    # of at most j values below the quantile, for j = 0 to n
    at_most = bdtr(np.arange(n + 1.0), n, probability)
    # the j-th smallest lies above the quantile if fewer than j do below it: P(B <= j - 1)
    lower = int(np.count_nonzero(at_most[:n] <= tail))
    # the k-th smallest lies below the quantile if k or more do: 1 - P(B <= k - 1)
    upper = n + 1 - int(np.count_nonzero(1.0 - at_most[:n] <= tail))
    return lower, upper


def runs_needed(probability: float, confidence: float = CONFIDENCE) -> int:
    """How many values an interval with both ends takes."""
    n = 1
    while ranks(n, probability, confidence)[0] == 0 or ranks(n, probability, confidence)[1] > n:
        n += 1
    return n
