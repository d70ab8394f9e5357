"""Samples of many scenarios at once: what `sim.analysis.statistics` says of one, row by row.

Rows of the same number of values are taken together, so that the sums are those of a single
sample to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import numpy.typing as npt

from sim.analysis.bootstrap import need_bootstrap
from sim.analysis.quotients import Column
from sim.analysis.statistics import (
    Bools,
    Estimated,
    Floats,
    Sampled,
    pseudo_values,
    ratios,
    ratios_without_one,
)

Numbers = npt.NDArray[np.intp]
NO_VALUES = np.empty(0)


@dataclass(slots=True)
class Samples:
    """An estimate of each scenario, with its standard error (NaN where there is none).

    ``values``: one number of each replication of a scenario, as in `Sampled`; ``skewed``: whether
    the t interval shouldn't stand alone.
    """

    estimates: Floats
    errors: Floats
    values: list[Floats]
    skewed: Bools

    @classmethod
    def none(cls, scenarios: int) -> Samples:
        """Nothing known of so many."""
        return cls(
            np.full(scenarios, nan),
            np.full(scenarios, nan),
            [NO_VALUES] * scenarios,
            np.zeros(scenarios, dtype=np.bool_),
        )

    def put(self, rows: Numbers, estimates: Floats, values: Floats) -> None:
        """Estimates of these rows, and their values (rows, n)."""
        self.estimates[rows] = estimates
        n = values.shape[1]
        if n >= 2:
            self.errors[rows] = values.std(axis=1, ddof=1) / sqrt(n)
            self.skewed[rows] = need_bootstrap(values)
        for row, of_row in zip(rows.tolist(), values, strict=True):
            self.values[row] = of_row

    def each(self) -> Iterator[tuple[Sampled, Estimated, bool]]:
        """Row by row."""
        numbers = self.estimates.tolist(), self.errors.tolist(), self.skewed.tolist()
        for estimate, error, skewed, values in zip(*numbers, self.values, strict=True):
            freedom = max(len(values) - 1, 0)
            yield Sampled(estimate, values), Estimated(estimate, error, freedom), skewed


def sampled_means(values: Floats) -> Samples:
    """Means over the replications of ``values`` (S, R); NaN values are left out."""
    found = Samples.none(len(values))
    known = np.isfinite(values)
    for rows, count in _by_count(known):
        own = _without_gaps(values, known, rows, count)
        found.put(rows, own.mean(axis=1) if count else np.full(len(rows), nan), own)
    return found


def sampled_ratios(own: Column, finished: Bools) -> Samples:
    """Ratios of sums over the replications of ``own`` (S, R) that are ``finished`` (S, R)."""
    found = Samples.none(len(finished))
    for rows, count in _by_count(finished):
        of = [_without_gaps(part, finished, rows, count) for part in own]
        _put_jackknifed(found, rows, ratios(*of), ratios_without_one(*of))
    return found


def sampled_differences_of_ratios(own: Column, other: Column, both: Bools) -> Samples:
    """Ratios of sums of ``own`` (S, R) less those of ``other`` (S, R), where ``both`` finished."""
    found = Samples.none(len(both))
    for rows, count in _by_count(both):
        a, b = ([_without_gaps(part, both, rows, count) for part in side] for side in (own, other))
        _put_jackknifed(
            found, rows, ratios(*a) - ratios(*b), ratios_without_one(*a) - ratios_without_one(*b)
        )
    return found


def _put_jackknifed(found: Samples, rows: Numbers, estimates: Floats, without_one: Floats) -> None:
    """Pseudo-values of those rows in which none of the estimates without one is missing."""
    found.estimates[rows] = estimates
    whole = np.isfinite(without_one).all(axis=1)
    if without_one.shape[1] >= 2 and whole.any():
        kept = estimates[whole]
        found.put(rows[whole], kept, pseudo_values(kept, without_one[whole]))


def _by_count(known: Bools) -> Iterator[tuple[Numbers, int]]:
    """Rows with the same number of known replications, and that number."""
    counts = known.sum(axis=1)
    for count in np.unique(counts).tolist():
        yield np.flatnonzero(counts == count), count


def _without_gaps(values: Floats, known: Bools, rows: Numbers, count: int) -> Floats:
    """What is known of these rows, moved together: (rows, count)."""
    kept: Floats = values[rows][known[rows]].reshape(len(rows), count)
    return kept
