"""Control variates: what chance gave more or less of than expected is taken out of an estimate.

A control is a KPI observed over expected whose mean is exactly 1 by what a scenario says (incidents
that the background offers, aid requests, vehicles that come). A KPI's replications are regressed on
the controls, and the estimate is the regression's value where every control is 1. With values and
controls jointly normal its t interval is exact, with a degree of freedom less for each control
(Lavenberg, Moeller and Welch 1982).
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from sim.analysis.statistics import Estimated, Floats

KNOWN_MEAN = 1.0
FEWEST_FREEDOM = 10
"""With fewer degrees of freedom left nothing is adjusted: slopes would cost more than they save."""


def independent(candidates: Floats) -> Floats:
    """Columns of controls that vary and aren't made up of earlier ones: shape (n, q).

    Scenarios with the same world have the same controls; a pair of them has each once.
    """
    kept: list[Floats] = []
    for column in candidates.T:
        centred = column - column.mean()
        size = float(np.linalg.norm(centred))
        if size <= 1e-9 * float(np.abs(column).sum()):
            continue
        rest = centred
        if kept:
            earlier = np.column_stack([other - other.mean() for other in kept])
            rest = centred - earlier @ np.linalg.lstsq(earlier, centred, rcond=None)[0]
        if float(np.linalg.norm(rest)) > 1e-6 * size:
            kept.append(column)
    return np.column_stack(kept) if kept else np.empty((len(candidates), 0))


def adjusted_mean(values: Floats, controls: Floats) -> Estimated | None:
    """Mean of ``values`` (n) at the known mean of independent ``controls`` (n, q).

    Variance s^2 [(X'X)^-1]_00 of the intercept, s^2 over n - q - 1 degrees of freedom. None where
    too few are left, or where there is no control.
    """
    n, q = controls.shape
    freedom = n - q - 1
    if q == 0 or freedom < FEWEST_FREEDOM:
        return None
    design = np.column_stack([np.ones(n), controls - KNOWN_MEAN])
    inverse: npt.NDArray[np.float64] = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ values)
    residuals = values - design @ coefficients
    variance = float(residuals @ residuals) / freedom * float(inverse[0, 0])
    return Estimated(float(coefficients[0]), sqrt(variance), freedom)
