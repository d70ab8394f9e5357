"""Multiple comparisons with the best: how far each scenario is from the best of the others.

Intervals of "its mean minus the best mean of the others" that hold for all scenarios at once, and
constrained to what can be asked: they reach over zero only as far as the data leave it open which
scenario is best. Of all the differences only those to the truly best one are needed, whichever it
is: k - 1 one-sided ones, so each pair gets the confidence ``1 - alpha / (k - 1)`` on one side.

Source: J. C. Hsu, Constrained simultaneous confidence intervals for multiple comparisons with the
best, Annals of Statistics 12 (1984) 1136-1144; with widths that differ from pair to pair and common
random numbers: B. L. Nelson and F. J. Matejcik, Using common random numbers for indifference-zone
selection and multiple comparisons in simulation, Management Science 41 (1995) 1935-1945.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite, nan

import numpy as np

from sim.analysis.quotients import Column, sampled_difference
from sim.analysis.statistics import Floats, Interval

BEST = "best"
CLOSE = "not distinguishable from the best within delta"
WORSE = "worse"


def differences_of_pairs(
    columns: Sequence[Column], *, ratio: bool, alpha: float
) -> tuple[Floats, Floats]:
    """Difference of every two scenarios and how far it may be off, each scenario by scenario.

    One column a scenario, the same position being the same random numbers, NaN where there is none;
    the means of the values are compared, or with ``ratio`` the ratios of sums. The second matrix is
    infinite where the data give no interval.
    """
    k = len(columns)
    confidence = 1.0 - 2.0 * alpha / max(k - 1, 1)  # of an interval of which one side is needed
    differences, widths = np.zeros((k, k)), np.zeros((k, k))
    for i, a in enumerate(columns):
        for j, b in enumerate(columns[:i]):
            both = a.known & b.known
            found = sampled_difference(a.at(both), b.at(both), ratio=ratio).estimated
            interval = found.interval(confidence)
            width = (interval.high - interval.low) / 2.0
            differences[i, j] = interval.estimate
            differences[j, i] = -interval.estimate
            widths[i, j] = widths[j, i] = width if isfinite(width) else inf
    return np.nan_to_num(differences, nan=0.0), widths


def distances_from_the_best(
    differences: Floats, widths: Floats, *, lower_is_better: bool
) -> list[Interval]:
    """Of each scenario, its mean minus the best mean of the others: estimate and interval.

    ``differences[i, j]`` estimates mean i minus mean j, and is wrong by more than ``widths[i, j]``
    to either side with the probability allowed for a pair. For a KPI of which less is better, what
    lies above zero is worse.
    """
    sign = -1.0 if lower_is_better else 1.0
    k = len(differences)
    if k == 1:
        return [Interval(nan, nan, nan)]
    others = ~np.eye(k, dtype=bool)
    merit = sign * differences
    high = np.where(others, merit + widths, inf).min(axis=1)
    may_be_best = high >= 0.0
    rivals = others & may_be_best[None, :]
    low = np.where(rivals, merit - widths, inf).min(axis=1)
    estimate = np.where(others, merit, inf).min(axis=1)
    found = []
    for mean, least, most in zip(*map(np.ndarray.tolist, (estimate, low, high)), strict=True):
        ends = sorted((sign * min(least, 0.0), sign * max(most, 0.0)))
        found.append(Interval(sign * mean + 0.0, ends[0] + 0.0, ends[1] + 0.0))
    return found


def verdict(distance: Interval, delta: float, *, lower_is_better: bool) -> str:
    """``best`` when no other may be better, ``worse`` when another is and it may be by more than
    ``delta``, else not distinguishable within ``delta``.

    The intervals include zero at their ends, so of scenarios exactly as good as one another each
    but one may be called worse: with a probability up to ``alpha`` for each of them, not for all.
    """
    low, high = distance.low, distance.high
    behind_at_most = high if lower_is_better else -low
    ahead_at_most = -low if lower_is_better else high
    if not behind_at_most > 0.0:
        return BEST  # of one scenario too, which has no distance
    if ahead_at_most <= 0.0 and behind_at_most > delta:
        return WORSE
    return CLOSE
