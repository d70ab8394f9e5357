"""Scenarios beside the baseline: their means, and differences within replications.

Means and their differences may be adjusted by control variates; ratios aren't.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from sim.analysis.bootstrap import bootstrap_interval, bootstrap_mean, resampled_ratio
from sim.analysis.control_variates import adjusted_mean, independent
from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.quotients import Column
from sim.analysis.samples import (
    Samples,
    sampled_differences_of_ratios,
    sampled_means,
    sampled_ratios,
)
from sim.analysis.statistics import NO_DATA, Bools, Estimated, Floats, Interval, Sampled


class Found(NamedTuple):
    """A mean or a difference: by the plain sample, and adjusted by controls if any were used."""

    plain: Sampled
    estimated: Estimated
    pairs: int
    controls: tuple[str, ...] = ()
    skewed: bool = False
    is_identical: bool = False
    """Whether a difference is of the same value in every pair (or none in both)."""
    columns: tuple[Column, ...] = ()
    """Of a skewed difference of ratios the scenario's and the baseline's."""

    @property
    def half_width_kept(self) -> float:
        """Half-width of the 95 % interval over that without controls; NaN without."""
        if not self.controls:
            return nan
        without, own = self.plain.estimated.interval(), self.estimated.interval()
        width = without.high - without.low
        return (own.high - own.low) / width if width > 0.0 else nan

    def bootstrap(self, confidence: float) -> Interval:
        """Bootstrap interval of a difference without controls, where its pairs are skewed."""
        if not self.skewed:
            return NO_DATA
        plain = self.plain
        if not self.columns:
            return bootstrap_mean(plain.values, confidence)
        a, b = self.columns
        return bootstrap_interval(
            plain.estimate,
            plain.values,
            lambda counts: resampled_ratio(*a, counts) - resampled_ratio(*b, counts),
            confidence,
        )


class Pairings:
    """The replications of all scenarios, and those of them that the baseline finished too."""

    def __init__(self, columns: KpiColumns, baseline: str, controls: Sequence[str]) -> None:
        self.columns = columns
        self.base = columns.row_of(baseline)
        self.both: Bools = columns.finished & columns.finished[self.base]
        """(S, R)"""
        sides = [
            (name, columns.of(CONTROL + name).values)
            for name in controls
            if CONTROL + name in columns
        ]
        at_base = [(name, values[self.base]) for name, values in sides]
        self.of_own, self.of_both = [], []
        for row, (own, both) in enumerate(zip(columns.finished, self.both, strict=True)):
            mine = [(name, values[row]) for name, values in sides]
            self.of_own.append(Controls([mine], own))
            is_baseline = row == self.base
            self.of_both.append(Controls([mine] if is_baseline else [mine, at_base], both))

    def means(self, kpi: str, ratio: bool) -> list[Found]:
        """A KPI of each scenario alone, over all replications that it finished."""
        column, finished = self.columns.of(kpi), self.columns.finished
        if ratio:
            return _plain(sampled_ratios(column, finished), finished.sum(axis=1).tolist())
        values = column.values
        found = _plain(sampled_means(values), np.isfinite(values).sum(axis=1).tolist())
        return self._adjusted(kpi, found, self.of_own, finished)

    def differences(self, kpi: str, ratio: bool) -> list[Found]:
        """Each scenario minus the baseline, over the replications that both finished."""
        own = self.columns.of(kpi)
        base = Column(*(np.broadcast_to(part[self.base], part.shape) for part in own))
        values, at_base = own.values, base.values
        same = (values == at_base) | (np.isnan(values) & np.isnan(at_base)) | ~self.both
        identical = same.all(axis=1).tolist()
        if not ratio:
            apart = values - at_base
            found = _plain(sampled_means(apart), np.isfinite(apart).sum(axis=1).tolist())
            found = self._adjusted(kpi, found, self.of_both, self.both)
        else:
            samples = sampled_differences_of_ratios(own, base, self.both)
            found = _plain(samples, self.both.sum(axis=1).tolist())
            for row in np.flatnonzero(samples.skewed).tolist():
                both = self.both[row]
                sides = tuple(Column(*(part[row][both] for part in side)) for side in (own, base))
                found[row] = found[row]._replace(columns=sides)
        return [
            one._replace(is_identical=True) if same and one.plain.estimate == 0.0 else one
            for one, same in zip(found, identical, strict=True)
        ]

    def _adjusted(
        self, kpi: str, found: list[Found], controls: Sequence[Controls], pairs: Bools
    ) -> list[Found]:
        """Means by controls, but for controls themselves."""
        if kpi.startswith(CONTROL):
            return found
        wanted = pairs.sum(axis=1).tolist()
        return [
            of.adjusted(one, n) if of.used else one
            for one, of, n in zip(found, controls, wanted, strict=True)
        ]


def _plain(samples: Samples, pairs: list[int]) -> list[Found]:
    return [
        Found(plain, estimated, n, skewed=skewed)
        for (plain, estimated, skewed), n in zip(samples.each(), pairs, strict=True)
    ]


class Controls:
    """Control variates of some replications: of one scenario, or of both of a pair.

    A control that has no known mean in any of them is left out. ``sides``: of each its controls
    by name with their values (R,); ``which``: the replications.
    """

    def __init__(self, sides: Sequence[Sequence[tuple[str, Floats]]], which: Bools) -> None:
        self.used: tuple[str, ...] = ()
        self.columns: Floats = np.empty((0, 0))
        columns: list[Floats] = []
        used = []
        for of_name in zip(*sides, strict=True):
            found = [values[which] for _, values in of_name]
            if all(len(values) and np.isfinite(values).all() for values in found):
                columns += found
                used.append(of_name[0][0])
        if columns:
            self.used = tuple(used)
            self.columns = independent(np.column_stack(columns))

    def adjusted(self, plain: Found, replications: int) -> Found:
        """The mean, adjusted unless its values are skewed (the regression's interval leans on the
        normal distribution even more) or don't vary; nor where some of the replications has no
        value: in those that have one a control's mean may be another than 1."""
        spread = plain.estimated.error > 1e-12 * abs(plain.estimated.estimate)
        if not spread or plain.skewed or plain.pairs < replications:
            return plain
        found = adjusted_mean(plain.plain.values, self.columns)
        return plain if found is None else plain._replace(estimated=found, controls=self.used)
