"""Scenarios compared with a baseline, KPI by KPI: means, paired differences, a verdict in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import nan, sqrt
from typing import NamedTuple

import numpy as np

from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis import Label
from sim.analysis.missing import NotCompared
from sim.analysis.pairing import Pairings
from sim.analysis.statistics import CONFIDENCE, NO_DATA, holm, simultaneous_confidence
from sim.analysis.verdict import Compared, verdict

__all__ = ["WORTH_SEEING", "Comparison", "compare"]

WORTH_SEEING = 0.05
"""Share of the baseline's mean that a difference must have to be worth seeing."""


class Comparison(NamedTuple):
    """A row of comparison.csv.

    ``low`` and ``high`` hold for this mean alone; ``difference_low`` and ``difference_high``, the
    p-value and the bootstrap's ends for all scenarios of this KPI at once. NaN where there is none.
    Holm's p-value may be below 0.05 where an interval just holds zero: it is a little sharper; the
    verdict goes by the interval, because that says how large a difference may be.
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
    pairs: int
    """Replications that both scenarios finished (in the baseline's own row, that it finished); of a
    mean without those in which one of the two has no value."""
    failed: int
    """Replications of this scenario that failed: they are left out."""
    p_holm: float
    """Of the paired t test (of the jackknife's for a ratio), adjusted over the scenarios."""
    bootstrap_low: float
    """Only where the replications are skewed (`sim.analysis.bootstrap`)."""
    bootstrap_high: float
    controls: str
    """Control variates that the difference (of the baseline: the mean) is adjusted by; empty:
    none."""
    half_width_kept: float
    """Half-width of that interval over what it is without controls; NaN without."""
    verdict: str


def compare(
    columns: KpiColumns,
    baseline: str,
    labels: Mapping[str, Label],
    *,
    worth_seeing: float = WORTH_SEEING,
    controls: Sequence[str] = (),
    refused: NotCompared | None = None,
) -> Iterator[Comparison]:
    """Every KPI of ``labels`` of every scenario against the baseline, KPI by KPI.

    A difference is over the replications that both finished; intervals of differences are
    Bonferroni over all scenarios but the baseline. ``worth_seeing``: share of the baseline's mean.
    ``controls``: names of control variates to adjust means by, and differences of means.
    ``refused``: scenarios that get no figures, for too many of their replications failed; the
    columns hold none of theirs.
    """
    refused = refused or NotCompared()
    pairings = Pairings(columns, baseline, controls)
    for kpi, label in labels.items():
        yield from _compare_one(kpi, label, pairings, worth_seeing, refused)


def _compare_one(
    kpi: str, label: Label, pairings: Pairings, worth_seeing: float, refused: NotCompared
) -> Iterator[Comparison]:
    """The rows of one KPI."""
    names, base = pairings.columns.scenarios, pairings.base
    confidence = simultaneous_confidence(CONFIDENCE, len(names) - 1)
    means = pairings.means(kpi, label.ratio)
    worth = worth_seeing * abs(means[base].plain.estimate)
    differences = pairings.differences(kpi, label.ratio)
    differences[base] = means[base]
    p_values = np.array([difference.estimated.p_value for difference in differences])
    p_values[base] = nan
    p_holm = holm(p_values).tolist()
    for name, own, difference, p in zip(names, means, differences, p_holm, strict=True):
        mean = own.estimated.interval(CONFIDENCE)
        interval, bootstrap, words = NO_DATA, NO_DATA, "baseline"
        if difference is not own:
            interval = difference.estimated.interval(confidence)
            bootstrap = difference.bootstrap(confidence)
            compared = Compared(
                interval,
                bootstrap,
                p,
                difference.estimated.error * sqrt(difference.pairs),
                difference.pairs,
                confidence,
                worth,
                difference.is_identical,
            )
            words = verdict(compared, label.unit)
        yield Comparison(
            name,
            kpi,
            label.unit,
            *mean,
            *interval,
            difference.pairs,
            refused.failed(name),
            p,
            bootstrap.low,
            bootstrap.high,
            " ".join(difference.controls),
            difference.half_width_kept,
            refused.verdicts.get(name, words),
        )
