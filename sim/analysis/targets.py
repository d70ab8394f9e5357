"""Whether a KPI reaches what is wanted of it, by a one-sided bound on its mean.

A target of at least x is met when the lower bound of the mean is x or more, and not met when the
upper one is below x; else it is undecided. Bounds are t bounds, of a ratio by the jackknife
(``sim.analysis.statistics``), each with the whole of its confidence on its own side, and no further
out than a KPI can be.

What happens rarely is hardly seen in few replications, and a t bound takes no account of that:

- Fewer than `EQUAL_FROM` replications, all with the same value: undecided, without a bound. From
  so many on the value is taken for exact, which what happens in fewer than about 3 runs in as many
  as there are replications may belie.
- More than half with the same value and fewer than `RARE` with another: those are taken to be as
  frequent as they may be (Clopper and Pearson, Biometrika 26 (1934) 404-413) and each `LARGER`
  times as far off as the farthest seen on that side, if that bound is the wider one.
"""

from __future__ import annotations

import re
from math import inf, isfinite, isnan, nan
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from sim.analysis import kpis
from sim.analysis.pareto import EQUAL_FROM, ROUNDING
from sim.analysis.quotients import Column, sampled
from sim.analysis.statistics import Floats, t_quantile
from sim.analysis.verdict import SHARES

MET, NOT_MET, UNDECIDED = "met", "not met", "undecided"
RARE = 10
"""Fewer values than this say little of how far such values may lie."""
LARGER = 3.0
COUNTED_FROM = ", from the first post on"
"""How labels of KPIs end that are counted only from then on."""


def in_short(label: str) -> str:
    """What a target's KPI is called beside its goal: without from when on it is counted, which is
    told once for all targets."""
    label = label.removesuffix(COUNTED_FROM)
    return re.sub(
        r"^share of true incidents located, kind (.+)$", r"true \1 incidents located", label
    )


class Target(NamedTuple):
    """At least (or else at most) ``value`` is wanted of a KPI, in its own unit."""

    kpi: str
    at_least: bool
    value: float

    def margin(self, figure: float) -> float:
        """By how much a figure is on the right side, negative on the wrong one."""
        return figure - self.value if self.at_least else self.value - figure

    @property
    def wanted(self) -> str:
        """``at least`` or ``at most``."""
        return "at least" if self.at_least else "at most"


class Reached(NamedTuple):
    """What some replications say of a target; NaN where they have no value or no bound."""

    target: Target
    estimate: float
    bound: float
    """On the side on which the target fails."""
    verdict: str


def spread(column: Column, kpi: str) -> float:
    """Standard deviation of one replication's part in the mean of a KPI, of a ratio that of its
    pseudo-values; NaN where fewer than two have a value."""
    one = sampled(column, ratio=kpis.describe(kpi).ratio)
    return float(one.values.std(ddof=1)) if len(one.values) > 1 else nan


def reached(target: Target, column: Column, confidence: float) -> Reached:
    """How these replications (R,) reach a target, with a one-sided bound of this confidence."""
    ratio = kpis.describe(target.kpi).ratio
    one = sampled(column, ratio=ratio)
    found, values = one.estimated, one.values
    if not isfinite(found.error) or (len(values) < EQUAL_FROM and _are_equal(values)):
        return Reached(target, found.estimate, nan, UNDECIDED)
    half = t_quantile(confidence, found.freedom) * found.error
    rare_low, rare_high = _if_rare(column.at(column.known), confidence, ratio=ratio)
    least, most = _possible(target.kpi, column.values)
    low = max(min(found.estimate - half, rare_low), least)
    high = min(max(found.estimate + half, rare_high), most)
    bound, other = (low, high) if target.at_least else (high, low)
    return Reached(target, found.estimate, bound, _verdict(target, bound, other))


def _are_equal(values: Floats) -> bool:
    return bool(np.ptp(values) <= ROUNDING * np.abs(values).max())


def _if_rare(column: Column, confidence: float, *, ratio: bool) -> tuple[float, float]:
    """Bounds where nearly all replications have one value; else none (inf, -inf)."""
    values = column.values[np.isfinite(column.values)]
    different, counts = np.unique(values, return_counts=True)
    usual = float(different[counts.argmax()])
    n, others = len(values), len(values) - int(counts.max())
    if not 0 < others < min(RARE, n / 2.0):
        return inf, -inf
    off = values - usual
    if ratio:  # what each replication adds to the ratio of sums beyond the usual value
        off = (column.numerators - usual * column.denominators) / column.denominators.mean()
    by = LARGER * float(betaincinv(others + 1, n - others, confidence))
    return usual + by * min(float(off.min()), 0.0), usual + by * max(float(off.max()), 0.0)


def _possible(kpi: str, values: Floats) -> tuple[float, float]:
    """Between which the mean of a KPI can be, as far as is known."""
    unit = kpis.describe(kpi).unit
    if unit == "correlation" or kpi.startswith("side_gap_"):
        return -1.0, 1.0
    known = values[np.isfinite(values)]
    return (
        0.0 if (known >= 0.0).all() else -inf,
        1.0 if unit in SHARES and (known <= 1.0).all() else inf,
    )


def _verdict(target: Target, bound: float, other: float) -> str:
    if isnan(bound):
        return UNDECIDED
    if target.margin(bound) >= 0.0:
        return MET
    return NOT_MET if target.margin(other) < 0.0 else UNDECIDED
