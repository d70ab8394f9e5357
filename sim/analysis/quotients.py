"""Values of a KPI from numerators and denominators, an array each, a position a replication."""

from __future__ import annotations

from math import nan

import numpy as np

from sim.analysis.statistics import Floats


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
