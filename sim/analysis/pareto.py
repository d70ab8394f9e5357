"""Which of several scenarios others dominate, on several axes at once, by paired differences.

A scenario dominates another if it costs no more and is as good or better on every axis, and better
on one (or costs less). Costs are exact. On the axes an interval of each paired difference decides,
all of which hold at once (Bonferroni over the pairs and the axes):

- dominated: some other costs no more, and no interval of their differences leaves it open that the
  other is worse on any axis; and it costs less, or an interval shows it to be better.
- on the front: against every other that costs no more, an interval shows it to be better on some
  axis.
- undecided: neither; the data leave it open.

So the chance that any scenario is wrongly called dominated, or on the front, is at most 5 % for all
of them together. Two scenarios with the same value in every replication are equal, once there are
`EQUAL_FROM` of them: fewer may only have missed what happens rarely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.special import stdtrit

from sim.analysis.quotients import Column
from sim.analysis.statistics import (
    CONFIDENCE,
    Bools,
    Floats,
    pseudo_values,
    ratios,
    ratios_without_one,
    simultaneous_confidence,
)

FRONT = "on the front"
DOMINATED = "dominated"
UNDECIDED = "undecided"
EQUAL_FROM = 20
"""From so many pairs on a difference that never varies is taken for exact; fewer say nothing."""
ROUNDING = 1e-9
"""Of the largest value: differences that vary by less are the same."""
NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class Gains:
    """By how much each scenario is better than each other on one axis, (S, S): row over column.

    ``errors``: standard errors of the means, infinite where the data give none; ``freedom``: their
    degrees of freedom.
    """

    means: Floats
    errors: Floats
    freedom: Floats

    @property
    def ratios(self) -> Floats:
        """Means in standard errors; of equal values in every replication infinite, for that the
        row is no worse is sure."""
        sure = np.where(self.means < 0.0, -inf, inf)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.errors == 0.0, sure, self.means / self.errors)

    def lows(self, confidence: float) -> Floats:
        """Lower ends of the two-sided t intervals."""
        quantile = stdtrit(np.maximum(self.freedom, 1.0), 0.5 + confidence / 2.0)
        with np.errstate(invalid="ignore"):
            return np.where(np.isfinite(self.errors), self.means - quantile * self.errors, -inf)


def gains(columns: Sequence[Column], *, ratio: bool, lower_is_better: bool) -> Gains:
    """Paired differences of every two scenarios, one column (R,) each, in the good direction.

    Of a ratio KPI those of the ratios of sums with the jackknife's errors: give only replications
    that all finished. Of means, pairs in which one has no value are left out.
    """
    sign = -1.0 if lower_is_better else 1.0
    numerators = np.array([column.numerators for column in columns])
    denominators = np.array([column.denominators for column in columns])
    if ratio:
        centres = ratios(numerators, denominators)
        values = pseudo_values(centres, ratios_without_one(numerators, denominators))
    else:
        values = Column(numerators, denominators).values
    apart = values[:, None, :] - values[None, :, :]
    known = np.isfinite(apart)
    pairs = known.sum(axis=2).astype(float)
    at_least_one = np.maximum(pairs, 1.0)
    means = np.where(known, apart, 0.0).sum(axis=2) / at_least_one
    off = np.where(known, apart - means[:, :, None], 0.0)
    largest = np.where(np.isfinite(values), np.abs(values), 0.0).max(initial=0.0)
    squares = (np.where(np.abs(off) > ROUNDING * largest, off, 0.0) ** 2).sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.sqrt(squares / (pairs - 1.0) / pairs)
    if ratio:
        means = centres[:, None] - centres[None, :]
    too_few = (squares == 0.0) & (pairs < EQUAL_FROM)
    enough = (pairs >= 2.0) & np.isfinite(means) & ~too_few
    return Gains(
        np.where(enough, sign * means, 0.0) + 0.0,
        np.where(enough, errors, inf),
        pairs - 1.0,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scenario is; by the number of another what it is dominated by, or what leaves it open:
    of several the cheapest."""

    verdict: str
    by: int | None = None


def verdicts(
    costs: Sequence[float], axes: Sequence[Gains], confidence: float = CONFIDENCE
) -> list[Verdict]:
    """Of each scenario the verdict, by intervals that hold all at once."""
    cost = np.array(costs)
    count = len(cost)
    each = simultaneous_confidence(confidence, len(axes) * count * (count - 1) // 2)
    lows = np.array([axis.lows(each) for axis in axes])
    better: Bools = np.any(lows > 0.0, axis=0)
    no_worse: Bools = np.all(lows >= 0.0, axis=0)
    others = ~np.eye(count, dtype=bool)
    affordable = (cost[:, None] <= cost[None, :]) & others
    cheaper = cost[:, None] < cost[None, :]
    dominates = affordable & no_worse & (cheaper | better)
    may_dominate = affordable & ~better.T & ~(no_worse & no_worse.T & ~cheaper)
    by_cost = np.argsort(cost, kind="stable")

    def first(which: Bools) -> int:
        return int(next(i for i in by_cost if which[i]))

    found = []
    for own in range(count):
        if dominates[:, own].any():
            found.append(Verdict(DOMINATED, first(dominates[:, own])))
        elif may_dominate[:, own].any():
            found.append(Verdict(UNDECIDED, first(may_dominate[:, own])))
        else:
            found.append(Verdict(FRONT))
    return found


def how_clearly_dominated(costs: Sequence[float], axes: Sequence[Gains]) -> list[float]:
    """Of each scenario how clearly some other dominates it: standard errors by which the other is
    better on the axis on which that is least clear; below zero, no mean dominates it.

    Minus infinity if no other costs as little or less. Of scenarios equal in all, the first counts
    as not dominated by the others.
    """
    cost = np.array(costs)
    count = len(cost)
    clear = np.array([axis.ratios for axis in axes]).min(axis=0)
    later = np.arange(count)[:, None] > np.arange(count)[None, :]
    equal = np.isposinf(clear) & np.isposinf(clear.T) & (cost[:, None] == cost[None, :])
    against = (cost[:, None] <= cost[None, :]) & ~np.eye(count, dtype=bool) & ~(equal & later)
    return [float(x) for x in np.where(against, clear, -inf).max(axis=0)]


def with_values(columns: Sequence[Column], *, share: float = 0.8) -> tuple[list[int], Bools]:
    """The scenarios of which at least this share of the replications is known, and which
    replications are known of all of those."""
    known = np.array([column.known for column in columns])
    enough = [at for at, row in enumerate(known) if row.size and row.mean() >= share]
    common: Bools = np.all(known[enough], axis=0)
    return enough, common
