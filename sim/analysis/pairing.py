"""A scenario's replications beside the baseline's: its means, and differences within replications.

Means and their differences may be adjusted by control variates; ratios aren't.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from sim.analysis.bootstrap import (
    bootstrap_interval,
    bootstrap_mean,
    needs_bootstrap,
    resampled_ratio,
)
from sim.analysis.control_variates import adjusted_mean, independent
from sim.analysis.kpis import Pair
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.quotients import Column, sampled, sampled_difference
from sim.analysis.statistics import NO_DATA, Estimated, Floats, Interval, Sampled, sampled_mean

Replications = Mapping[int, Mapping[str, Pair]]
"""Replication -> KPI -> (numerator, denominator)."""


class Found(NamedTuple):
    """A mean or a difference: by the plain sample, and adjusted by controls if any were used."""

    plain: Sampled
    estimated: Estimated
    pairs: int
    controls: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    """What it is of: of a difference the scenario's, then the baseline's."""

    @property
    def half_width_kept(self) -> float:
        """Half-width of the 95 % interval over that without controls; NaN without."""
        if not self.controls:
            return nan
        without, own = self.plain.estimated.interval(), self.estimated.interval()
        width = without.high - without.low
        return (own.high - own.low) / width if width > 0.0 else nan

    def bootstrap(self, ratio: bool, confidence: float) -> Interval:
        """Bootstrap interval of a difference without controls, where its pairs are skewed."""
        plain = self.plain
        if not needs_bootstrap(plain.values):
            return NO_DATA
        if not ratio:
            return bootstrap_mean(plain.values, confidence)
        a, b = self.columns
        return bootstrap_interval(
            plain.estimate,
            plain.values,
            lambda counts: resampled_ratio(*a, counts) - resampled_ratio(*b, counts),
            confidence,
        )

    @property
    def is_identical(self) -> bool:
        """Whether a difference is of the same value in every pair (or none in both)."""
        if self.plain.estimate != 0.0:
            return False
        a, b = self.columns
        return np.array_equal(a.values, b.values, equal_nan=True)


class Pairing:
    """The replications of a scenario, and those of them that the baseline finished too."""

    def __init__(
        self,
        own: Replications,
        base: Replications,
        controls: Sequence[str],
        is_baseline: bool,
    ) -> None:
        self.own = [own[number] for number in sorted(own)]
        both = sorted(own.keys() & base.keys())
        self.a = [own[number] for number in both]
        self.b = [base[number] for number in both]
        self.of_own = Controls(controls, [self.own])
        self.of_both = self.of_own if is_baseline else Controls(controls, [self.a, self.b])

    def mean(self, kpi: str, ratio: bool) -> Found:
        """A KPI of this scenario alone, over all replications that it finished."""
        column = _column(self.own, kpi)
        if ratio:
            plain = sampled(column, ratio=True)
            return Found(plain, plain.estimated, len(self.own), columns=(column,))
        return self.of_own.adjust(kpi, column.values)._replace(columns=(column,))

    def difference(self, kpi: str, ratio: bool) -> Found:
        """The scenario minus the baseline, over the replications that both finished."""
        a, b = _column(self.a, kpi), _column(self.b, kpi)
        if ratio:
            plain = sampled_difference(a, b, ratio=True)
            return Found(plain, plain.estimated, len(self.a), columns=(a, b))
        return self.of_both.adjust(kpi, a.values - b.values)._replace(columns=(a, b))


class Controls:
    """Control variates of some replications: of one scenario, or of both of a pair.

    A control that has no known mean in any of them is left out.
    """

    def __init__(self, names: Sequence[str], sides: Sequence[Sequence[Mapping[str, Pair]]]) -> None:
        self.used: tuple[str, ...] = ()
        self.columns: Floats = np.empty((0, 0))
        columns: list[Floats] = []
        used = []
        for name in names:
            found = [_column(side, CONTROL + name).values for side in sides]
            if all(len(values) and np.isfinite(values).all() for values in found):
                columns += found
                used.append(name)
        if columns:
            self.used = tuple(used)
            self.columns = np.column_stack(columns)

    def adjust(self, kpi: str, values: Floats) -> Found:
        """The mean of values, adjusted unless they are skewed (the regression's interval leans on
        the normal distribution even more), don't vary, or are those of a control; nor where some
        replication has no value: in those that have one a control's mean may be another than 1."""
        known = sampled_mean(values)
        plain = Found(known, known.estimated, len(known.values))
        spread = plain.estimated.error > 1e-12 * abs(known.estimate)
        if not self.used or not spread or kpi.startswith(CONTROL):
            return plain
        if len(known.values) < len(values) or needs_bootstrap(known.values):
            return plain
        found = adjusted_mean(known.values, independent(self.columns))
        return plain if found is None else plain._replace(estimated=found, controls=self.used)


def _column(replications: Sequence[Mapping[str, Pair]], kpi: str) -> Column:
    return Column.of([replication[kpi] for replication in replications])
