"""Scenarios compared with a baseline, KPI by KPI: means, paired differences, a verdict in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, isfinite, log10
from typing import NamedTuple

import numpy as np

from sim.analysis.kpis import Label, Pair, value
from sim.analysis.statistics import (
    NO_DATA,
    Floats,
    Interval,
    difference_of_ratios,
    mean_interval,
    paired_difference,
    ratio_of_sums,
    simultaneous_confidence,
)

CONFIDENCE = 0.95

Table = Mapping[str, Mapping[int, Mapping[str, Pair]]]
"""Scenario -> replication -> KPI -> (numerator, denominator); failed replications are absent."""


class Comparison(NamedTuple):
    """A row of comparison.csv.

    ``low`` and ``high`` hold for this mean alone, ``difference_low`` and ``difference_high`` for
    all scenarios of this KPI at once; NaN where there is no interval.
    """

    scenario: str
    kpi: str
    unit: str
    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    verdict: str


def compare(
    scenarios: Sequence[str], baseline: str, table: Table, labels: Mapping[str, Label]
) -> list[Comparison]:
    """Every KPI of every scenario against the baseline, KPI by KPI.

    A difference is over the replications that both finished; intervals of differences are
    Bonferroni over all scenarios but the baseline.
    """
    confidence = simultaneous_confidence(CONFIDENCE, len(scenarios) - 1)
    rows = []
    for kpi, label in labels.items():
        for scenario in scenarios:
            mean = _estimate(_column(table.get(scenario, {}), kpi), label.ratio)
            if scenario == baseline:
                difference, verdict = NO_DATA, "baseline"
            else:
                pairs = _paired(table.get(scenario, {}), table.get(baseline, {}), kpi)
                difference = _difference(*pairs, label.ratio, confidence)
                verdict = _verdict(*pairs, difference, label.unit)
            rows.append(Comparison(scenario, kpi, label.unit, *mean, *difference, verdict))
    return rows


class _Column(NamedTuple):
    numerators: Floats
    denominators: Floats

    @property
    def values(self) -> Floats:
        pairs = zip(self.numerators.tolist(), self.denominators.tolist(), strict=True)
        return np.array([value(pair) for pair in pairs], dtype=np.float64)


def _column(replications: Mapping[int, Mapping[str, Pair]], kpi: str) -> _Column:
    pairs = [replications[number][kpi] for number in sorted(replications)]
    array = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return _Column(array[:, 0], array[:, 1])


def _paired(
    a: Mapping[int, Mapping[str, Pair]], b: Mapping[int, Mapping[str, Pair]], kpi: str
) -> tuple[_Column, _Column]:
    both = a.keys() & b.keys()
    return (
        _column({number: a[number] for number in both}, kpi),
        _column({number: b[number] for number in both}, kpi),
    )


def _estimate(column: _Column, ratio: bool) -> Interval:
    if ratio:
        return ratio_of_sums(column.numerators, column.denominators, CONFIDENCE)
    return mean_interval(column.values, CONFIDENCE)


def _difference(a: _Column, b: _Column, ratio: bool, confidence: float) -> Interval:
    if ratio:
        return difference_of_ratios(*a, *b, confidence)
    return paired_difference(a.values, b.values, confidence)


def _verdict(a: _Column, b: _Column, difference: Interval, unit: str) -> str:
    if not isfinite(difference.low):
        return "not enough data"
    if difference.estimate == 0.0 and np.array_equal(a.values, b.values, equal_nan=True):
        return "identical"
    if difference.low <= 0.0 <= difference.high:
        return "no difference shown"
    direction = "lower" if difference.high < 0.0 else "higher"
    ends = sorted((abs(difference.low), abs(difference.high)))
    if unit in SHARES:
        ends, unit = [100.0 * end for end in ends], "percentage points"
    low, high = in_words(*ends)
    size = low if low == high else f"{low} to {high}"
    return f"{direction} by {size} {unit}"


SHARES = frozenset({"share", "share of days"})


def in_words(low: float, high: float) -> tuple[str, str]:
    """Both ends of a positive interval, to two digits of its width (of its ends when it has none).

    An end that isn't zero isn't written as zero.
    """
    scale = high - low if high - low > 1e-6 * high else high
    decimals = max(1 - floor(log10(scale)), 0) if scale > 0.0 else 0
    if 0.0 < low < 0.5 * 10.0**-decimals:
        decimals = -floor(log10(low))
    decimals = min(decimals, 6)
    return f"{low:,.{decimals}f}", f"{high:,.{decimals}f}"
