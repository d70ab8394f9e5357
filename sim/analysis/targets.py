"""Whether a KPI reaches what is wanted of it, by a one-sided bound on its mean.

A target of at least x is met when the lower bound of the mean is x or more, and not met when the
upper one is below x; else it is undecided. Bounds are t bounds, of a ratio by the jackknife
(``sim.analysis.statistics``), each with the whole of its confidence on its own side.
"""

from __future__ import annotations

from math import isfinite, isnan, nan
from typing import NamedTuple

from sim.analysis import kpis
from sim.analysis.quotients import Column, sampled
from sim.analysis.statistics import t_quantile

MET, NOT_MET, UNDECIDED = "met", "not met", "undecided"


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
    found = sampled(column, ratio=kpis.describe(target.kpi).ratio).estimated
    if not isfinite(found.error):
        return Reached(target, found.estimate, nan, UNDECIDED)
    half = t_quantile(confidence, found.freedom) * found.error
    towards = -half if target.at_least else half
    bound, other = found.estimate + towards, found.estimate - towards
    return Reached(target, found.estimate, bound, _verdict(target, bound, other))


def _verdict(target: Target, bound: float, other: float) -> str:
    if isnan(bound):
        return UNDECIDED
    if target.margin(bound) >= 0.0:
        return MET
    return NOT_MET if target.margin(other) < 0.0 else UNDECIDED
