"""Scenarios compared with a baseline, KPI by KPI: means, paired differences, a verdict in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan, sqrt
from typing import NamedTuple

import numpy as np

from sim.analysis.kpis import Label
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.pairing import Pairing, Replications
from sim.analysis.statistics import CONFIDENCE, NO_DATA, holm, simultaneous_confidence
from sim.analysis.verdict import Compared, verdict

__all__ = ["WORTH_SEEING", "Comparison", "Table", "compare"]

WORTH_SEEING = 0.05
"""Share of the baseline's mean that a difference must have to be worth seeing."""

Table = Mapping[str, Replications]
"""By scenario; failed replications are absent."""


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
    scenarios: Sequence[str],
    baseline: str,
    table: Table,
    labels: Mapping[str, Label],
    *,
    worth_seeing: float = WORTH_SEEING,
    controls: Sequence[str] = (),
) -> list[Comparison]:
    """Every KPI of every scenario against the baseline, KPI by KPI.

    A difference is over the replications that both finished; intervals of differences are
    Bonferroni over all scenarios but the baseline. ``worth_seeing``: share of the baseline's mean.
    ``controls``: names of control variates to adjust means by, and differences of means.
    """
    known = [name for name in controls if CONTROL + name in labels]
    pairings = {
        name: Pairing(table.get(name, {}), table.get(baseline, {}), known, name == baseline)
        for name in scenarios
    }
    rows = []
    for kpi, label in labels.items():
        rows += _compare_one(kpi, label, pairings, baseline, worth_seeing)
    return rows


def _compare_one(
    kpi: str, label: Label, pairings: Mapping[str, Pairing], baseline: str, worth_seeing: float
) -> list[Comparison]:
    """The rows of one KPI."""
    confidence = simultaneous_confidence(CONFIDENCE, len(pairings) - 1)
    means = {name: pairing.mean(kpi, label.ratio) for name, pairing in pairings.items()}
    worth = worth_seeing * abs(means[baseline].plain.estimate)
    found = {
        name: pairing.difference(kpi, label.ratio)
        for name, pairing in pairings.items()
        if name != baseline
    }
    p_values = np.array([difference.estimated.p_value for difference in found.values()])
    p_holm = dict(zip(found, holm(p_values).tolist(), strict=True))
    rows = []
    for name in pairings:
        mean = means[name].estimated.interval(CONFIDENCE)
        difference = found.get(name, means[name])
        interval, bootstrap, words = NO_DATA, NO_DATA, "baseline"
        if name != baseline:
            interval = difference.estimated.interval(confidence)
            bootstrap = difference.bootstrap(label.ratio, confidence)
            compared = Compared(
                interval,
                bootstrap,
                p_holm[name],
                difference.estimated.error * sqrt(difference.pairs),
                difference.pairs,
                confidence,
                worth,
                difference.is_identical,
            )
            words = verdict(compared, label.unit)
        rows.append(
            Comparison(
                name,
                kpi,
                label.unit,
                *mean,
                *interval,
                difference.pairs,
                p_holm.get(name, nan),
                bootstrap.low,
                bootstrap.high,
                " ".join(difference.controls),
                difference.half_width_kept,
                words,
            )
        )
    return rows
