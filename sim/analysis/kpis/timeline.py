"""Levels over time from intervals: who was on watch when, who was paid when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def hours_within(from_h: Floats, until_h: Floats, since: float, until: float) -> Floats:
    """Length of each interval's part between two hours; 0 for one that lies outside."""
    hours: Floats = np.maximum(np.minimum(until_h, until) - np.maximum(from_h, since), 0.0)
    return hours


def integral_at(grid_h: Floats, from_h: Floats, until_h: Floats, level: Floats) -> Floats:
    """Integral from -infinity to each hour of ``grid_h`` of the sum of ``level`` over intervals.

    Exact, since the sum is piecewise constant; O(n log n) for n intervals.
    """
    if not len(from_h):
        return np.zeros(len(grid_h))
    hours = np.concatenate([from_h, until_h])
    steps = np.concatenate([level, -level])
    order = np.argsort(hours, kind="stable")
    hours, steps = hours[order], steps[order]
    area = np.cumsum(np.cumsum(steps)[:-1] * np.diff(hours))
    integral: Floats = np.interp(grid_h, hours, np.concatenate([[0.0], area]))
    return integral
