"""How many replications a wanted precision takes: a stopping rule, and a forecast.

The half-width is looked at after a first number of replications and then batch by batch. The run
ends when it is small enough at two looks in a row: the look-ahead. A half-width that is small by
luck would end a run early, and its interval would miss the truth more often than it says. Measured
over 20,000 made runs each, 95 % intervals of normal values stopped from 30 replications on cover
94.4 to 95.0 % without the look-ahead (by the half-width wanted) and 94.5 to 95.2 % with it. Of a
mean of counts as skewed as a negative binomial of mean 3 and dispersion 0.3 they cover 85 to 88 %
without and 88 to 90 % with it, of the difference of two such counts 95 %.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, sqrt
from typing import NamedTuple

from sim.analysis.statistics import t_quantile


class Precision(NamedTuple):
    """Where a stopping rule stands after the replications known so far."""

    replications: int
    """Those the half-width is over."""
    half_width: float
    """NaN where the data give none."""
    ended: bool
    reached: bool
    """Whether it ended because the half-width wanted was reached, and not at the cap."""


def look(
    half_width: Callable[[int], float],
    known: int,
    *,
    wanted: float,
    first: int,
    batch: int,
    at_most: int,
) -> Precision:
    """Replay the stopping rule over the first ``known`` replications.

    ``half_width(n)`` is that over the first n replications. It is looked at after ``first``,
    ``first + batch`` and so on, the last time at ``at_most``, whatever is known beyond; so the
    answer doesn't depend on how many replications were asked for at a time.
    """
    n, width, before = 0, inf, False
    while (following := next_look(n, first=first, batch=batch, at_most=at_most)) <= known:
        n, width = following, half_width(following)
        small = width <= wanted
        if small and before:
            return Precision(n, width, ended=True, reached=True)
        if n == at_most:
            return Precision(n, width, ended=True, reached=False)
        before = small
    return Precision(n, width, ended=False, reached=False)


def next_look(replications: int, *, first: int, batch: int, at_most: int) -> int:
    """The number of replications after which the half-width is looked at next."""
    return min(first if replications < first else replications + batch, at_most)


def replications_needed(
    half_width: float, replications: int, wanted: float, confidence: float
) -> int | None:
    """About how many replications reach the half-width wanted; None where there is no half-width.

    From the ``half_width`` of a t interval over ``replications``, by the spread that it shows: the
    fewest over which an interval of the same confidence is narrow enough. Raises ValueError unless
    ``wanted`` is positive.
    """
    if not wanted > 0.0:
        raise ValueError("a half-width is above zero")
    if not isfinite(half_width) or replications < 2:
        return None
    tail = 0.5 + confidence / 2.0
    deviation = half_width * sqrt(replications) / t_quantile(tail, replications - 1)
    return fewest(lambda n: t_quantile(tail, n - 1) * deviation <= wanted * sqrt(n))


def fewest(is_enough: Callable[[int], bool], at_most: float = inf) -> int:
    """The smallest number, 2 or more, that is enough, where all larger ones are; the search gives
    up a little above ``at_most``."""
    low, high = 1, 2
    while not is_enough(high) and high <= at_most:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
