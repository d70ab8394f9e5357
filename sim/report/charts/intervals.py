"""Means of scenarios and how far their intervals reach, cut where no value can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.report.figures import scale_and_unit
from sim.report.read import Floats, Results


def means_and_bars(results: Results, kpi: str, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Means (scenario), and lengths of the bars to both ends of their intervals (2, scenario).

    Shares are in per cent. No interval reaches below 0, or that of a share above 100 %: a t
    interval of few replications may, but no count is negative. Without an interval a bar is 0 long.
    Raises `NotInResults` when no scenario has the KPI.
    """
    scale, unit = scale_and_unit(results.unit_of(kpi))
    found = results.estimates(kpi).reindex(list(names))[["mean", "low", "high"]]
    mean, low, high = scale * found.to_numpy(np.float64).T
    low = np.maximum(low, 0.0)
    if unit.startswith("%"):
        high = np.minimum(high, scale)
    return mean, np.nan_to_num(np.maximum([mean - low, high - mean], 0.0))
