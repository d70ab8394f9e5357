"""Means of scenarios and how far their intervals reach, cut where no value can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.report.figures import limits, scale_and_unit
from sim.report.read import Floats, Results


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
    return mean, np.nan_to_num(np.maximum([mean - low, high - mean], 0.0))
