"""Estimators: how many incidents happened, worked out from what two ledgers hold.

Each is a pure function of counts that a mission could know: how many incidents one ledger holds,
how many the other, how many both. None of them knows the truth, and each rests on an assumption
that parties to a conflict seldom meet: that what one ledger holds says nothing of what the other
does, and that every incident is as likely to be entered as any other.

Zero cells, settled beforehand: with nothing in both ledgers Lincoln and Petersen give no number
(NaN); Chapman gives one whenever there are ledgers. Two empty ledgers: 0, with an interval of no
width. An interval whose estimate finds nobody unseen has no width either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import exp, log1p, nan, sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""Quantile of the standard normal distribution that leaves 2.5 % above it."""


class Lists(NamedTuple):
    """How many incidents two lists hold: the ``first``, the ``second``, and ``both`` of them.

    Whole numbers, but where incidents of an unknown stratum were shared out among strata.
    """

    first: float
    second: float
    both: float

    @property
    def seen(self) -> float:
        """Incidents in any of the two."""
        return self.first + self.second - self.both


class Estimate(NamedTuple):
    """An estimated number of incidents, its variance, and how many were ``seen`` at all."""

    number: float
    variance: float
    seen: float


class Interval(NamedTuple):
    """The ends of an interval, in incidents."""

    low: float
    high: float

    def covers(self, truth: float) -> bool:
        """Whether a number lies in it, its ends included."""
        return self.low <= truth <= self.high


def lincoln_petersen(lists: Lists) -> float:
    """first * second / both; NaN when nothing is in both (Seber 1982, section 3.1)."""
    return lists.first * lists.second / lists.both if lists.both else nan


def chapman(lists: Lists) -> Estimate:
    """(first + 1)(second + 1)/(both + 1) - 1, with its variance.

    Nearly unbiased where Lincoln and Petersen give too much (Chapman 1951; the variance of Seber
    1970: (n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)^2 (m + 2)); both in Seber 1982, 3.1).
    """
    first, second, both = lists
    product = (first + 1) * (second + 1)
    variance = product * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Estimate(product / (both + 1) - 1.0, variance, lists.seen)


def stratified(strata: Iterable[Lists]) -> Estimate:
    """The sum of Chapman's estimates over strata, and of their variances.

    Right where detection is equal within each stratum, however unequal it is between them: by the
    side that fired, where each ledger holds mostly one side's fire (Sekar and Deming 1949).
    """
    parts = [chapman(lists) for lists in strata]
    return Estimate(
        sum(part.number for part in parts),
        sum(part.variance for part in parts),
        sum(part.seen for part in parts),
    )


def wald_interval(estimate: Estimate, z: float = Z_95) -> Interval:
    """Estimate -+ z standard errors: too narrow above, and it may fall below what was seen."""
    half_width = z * sqrt(estimate.variance)
    return Interval(estimate.number - half_width, estimate.number + half_width)


def log_normal_interval(estimate: Estimate, z: float = Z_95) -> Interval:
    """Seen + unseen / c to seen + unseen * c, with c = exp(z sqrt(ln(1 + variance / unseen^2))).

    The unseen are taken for log-normal (Burnham and others 1987, p. 212; Rexstad and Burnham 1991),
    so the interval never falls below what was seen and reaches further up than down. With nobody
    unseen (the variance is 0 then) it has no width.
    """
    unseen = estimate.number - estimate.seen
    if unseen <= 1e-9:
        return Interval(estimate.seen, estimate.seen)
    factor = exp(z * sqrt(log1p(estimate.variance / unseen**2)))
    return Interval(estimate.seen + unseen / factor, estimate.seen + unseen * factor)


def effort_adjusted(by_posts: int, otherwise: int, watched_h: float, due_h: float) -> float:
    """What would be recorded had posts been watched whenever they were due.

    Incidents that posts recorded, over the share of the due post-hours that were watched, plus
    those known ``otherwise`` only (a rate for equal effort: an index of counts, no estimate of what
    nobody noticed). NaN when no post-hour was watched.
    """
    return by_posts * due_h / watched_h + otherwise if watched_h > 0.0 else nan


def bounds_from_totals(totals: Iterable[Collection[int]]) -> Interval:
    """Bounds from each ledger's total alone, a collection of totals a province.

    They bound the number of incidents *in any ledger*: within a province at least the largest total
    (all of them in that ledger), at most the sum (no incident in two). If every entry were of an
    incident of its own, as many happened at least as the lower bound says; from above totals
    bound what was recorded, and never what happened.
    """
    provinces = [province for province in totals if province]
    return Interval(
        float(sum(max(province) for province in provinces)),
        float(sum(sum(province) for province in provinces)),
    )
