"""Values of a KPI from numerators and denominators, an array each, a position a replication."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from sim.analysis.kpis import Pair
from sim.analysis.statistics import (
    Bools,
    Floats,
    Sampled,
    sampled_difference_of_ratios,
    sampled_mean,
    sampled_ratio,
)


class Column(NamedTuple):
    """A KPI of one scenario (R,) or of several (S, R); NaN in both where a replication isn't
    known."""

    numerators: Floats
    denominators: Floats

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Column:
        """From a pair a replication, in their order."""
        array = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        return cls(array[:, 0], array[:, 1])

    @property
    def values(self) -> Floats:
        """Value of each replication."""
        return quotients(*self)

    @property
    def known(self) -> Bools:
        """Which replications are known, whether or not they have a value."""
        return np.isfinite(self.numerators)

    def at(self, which: Bools) -> Column:
        """These replications only."""
        return Column(self.numerators[which], self.denominators[which])


def sampled(own: Column, *, ratio: bool) -> Sampled:
    """The mean of the values, or with ``ratio`` the ratio of sums, over the replications known."""
    return sampled_ratio(*own.at(own.known)) if ratio else sampled_mean(own.values)


def sampled_difference(own: Column, other: Column, *, ratio: bool) -> Sampled:
    """The same less that of ``other``, over the replications known of both; the same position is
    the same replication."""
    if ratio:
        both = own.known & other.known
        return sampled_difference_of_ratios(*own.at(both), *other.at(both))
    return sampled_mean(own.values - other.values)


def quotients(numerators: Floats, denominators: Floats) -> Floats:
    """Value of each replication; NaN where there is nothing to divide by or none is known."""
    empty = denominators == 0.0
    return np.where(empty, nan, numerators / np.where(empty, 1.0, denominators))


def mean_of(numerators: Floats, denominators: Floats, *, ratio: bool) -> float:
    """Mean of the values, or with ``ratio`` the ratio of sums; NaN if no replication has a value.

    Replications without a value are left out.
    """
    values = quotients(numerators, denominators)
    has = np.isfinite(values)
    if not has.any():
        return nan
    if ratio:
        return float(numerators[has].sum() / denominators[has].sum())
    return float(values[has].mean())
