"""Counts by day: over the whole days of a window, and what is said of such a series."""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.declaration import Pair
from sim.analysis.kpis.timeline import Floats
from sim.analysis.kpis.view import HOURS_PER_DAY, View


def day_edges_h(view: View) -> Floats:
    """Edges in hours of the whole days of a window; a single one if there is no whole day."""
    first = int(np.ceil(view.since_h / HOURS_PER_DAY))
    last = max(int(np.floor(view.until_h / HOURS_PER_DAY)), first)
    return np.arange(first, last + 1, dtype=np.float64) * HOURS_PER_DAY


def by_day(edges_h: Floats, hours: Floats) -> Floats:
    """Count of each day."""
    if len(edges_h) < 2:
        return np.zeros(0)
    counts: Floats = np.histogram(hours, bins=edges_h)[0].astype(np.float64)
    return counts


def dispersion(counts: Floats) -> Pair:
    """(variance, mean): 1 for Poisson counts; nothing can be said of fewer than two days."""
    if len(counts) < 2:
        return 0.0, 0.0
    return counts.var(ddof=1), counts.mean()


def autocorrelation(counts: Floats) -> Pair:
    """(covariance of a day with the next, variance), both as sums over days."""
    if len(counts) < 2:
        return 0.0, 0.0
    off = counts - counts.mean()
    return (off[:-1] * off[1:]).sum(), (off * off).sum()


def correlation(one: Floats, other: Floats) -> Pair:
    """(covariance, product of the standard deviations), both as sums over days."""
    if len(one) < 2:
        return 0.0, 0.0
    off, off_other = one - one.mean(), other - other.mean()
    spread = np.sqrt((off * off).sum() * (off_other * off_other).sum())
    return (off * off_other).sum(), spread
