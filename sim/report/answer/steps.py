"""What a step to more people does to the record and to the truth: where the record misleads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.recorded_and_true import RECORDED, TRUE
from sim.analysis.reversal import REVERSED, TRUTH_EQUAL
from sim.analysis.statistics import Floats, Interval, paired_difference
from sim.report.answer.standing import worth_seeing
from sim.report.folder.read import Results
from sim.report.folder.record_rows import Row

HARDLY = "hardly"
"""The record is shown to move by what is worth seeing, the truth by less, whichever way."""
MISLEADING = (REVERSED, TRUTH_EQUAL, HARDLY)


def kinds_of_steps(results: Results, steps: Sequence[Row]) -> list[str]:
    """Of each step what its row says of most replications, or `HARDLY` where that holds."""
    values = {kpi: results.values(kpi) for kpi in (TRUE, RECORDED)} if steps else {}
    worth = {
        kpi: worth_seeing(results) * abs(results.estimate(kpi, results.baseline).mean)
        for kpi in values
    }
    kinds = []
    for row in steps:
        kind = str(row["record_in_most"])
        if kind not in (REVERSED, TRUTH_EQUAL):
            truth, record = (_difference(values[kpi], row) for kpi in (TRUE, RECORDED))
            moves = abs(record.estimate) >= worth[RECORDED] and not record.low <= 0.0 <= record.high
            stays = -worth[TRUE] < truth.low and truth.high < worth[TRUE]
            kind = HARDLY if moves and stays else kind
        kinds.append(kind)
    return kinds


def _difference(values: dict[str, Floats], row: Row) -> Interval:
    """Of the step's two scenarios; without an interval where either isn't compared."""
    more, fewer = (values.get(str(row[end]), np.empty(0)) for end in ("scenario", "against"))
    return paired_difference(more, fewer)
