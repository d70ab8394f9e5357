"""The outputs of a study at its points: one value of a KPI at each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.analysis import kpis
from sim.analysis.quotients import mean_of
from sim.analysis.statistics import Floats
from sim.experiment.trials import Trials


def values_of(
    trials: Trials, points: Iterable[str], kpi: str, replications: Sequence[int]
) -> Floats:
    """The KPI at each point over these replications; NaN where it has no value in one of them.

    All points are to rest on the same replications: without one, a point is another's by chance.
    """
    ratio = kpis.describe(kpi).ratio
    found = []
    for name in points:
        column = trials.column(name, kpi, replications)
        whole = np.isfinite(column.values).all()
        found.append(mean_of(*column, ratio=ratio) if whole else np.nan)
    return np.array(found)
