"""Means and how far their intervals reach, as numbers and drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sim.report.drawing.style import INK
from sim.report.folder.read import Estimate, Floats, Results
from sim.report.words.figures import limits, scale_and_unit


def means_and_bars(results: Results, kpi: str, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Means (scenario), and lengths of the bars to both ends of their intervals (2, scenario).

    Shares are in per cent. Without an interval a bar is 0 long. Raises `NotInResults` when no
    scenario has the KPI.
    """
    scale, _ = scale_and_unit(results.unit_of(kpi))
    found = results.estimates(kpi).reindex(list(names))[["mean", "low", "high"]]
    mean, *ends = found.to_numpy(np.float64).T
    low, high = scale * np.clip(ends, *limits(results, kpi))
    mean = scale * mean
    return mean, _bars(mean, low, high)


def bars_of(found: Sequence[Estimate], scale: float = 1.0) -> tuple[Floats, Floats]:
    """The same of estimates, whatever their KPIs, as they are: `possible` cuts them."""
    mean, low, high = (
        scale * np.array([getattr(one, end) for one in found], dtype=np.float64)
        for end in ("mean", "low", "high")
    )
    return mean, _bars(mean, low, high)


def _bars(mean: Floats, low: Floats, high: Floats) -> Floats:
    return np.nan_to_num(np.maximum([mean - low, high - mean], 0.0))


def whiskers(ax: Axes, mean: Floats, errors: Floats, y: Floats) -> None:
    """Intervals at the ends of horizontal bars."""
    ax.errorbar(mean, y, xerr=errors, fmt="none", ecolor=INK, elinewidth=1.1, capsize=1.8)
