"""Mean and covariance of the counts of a branching process with exponential delays, from its
moment equations.

The intensity is lambda = mu + x, where x decays at rate beta and jumps by beta N[:, i] at an
incident of group i (N[g][h]: offspring in g of one by h). First and second moments of (count, x)
then close (Dassios and Zhao 2011, several groups): no simulation is involved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp

Floats = NDArray[np.float64]


def moments(
    background_per_day: ArrayLike, offspring: ArrayLike, decay_per_day: float, days: float
) -> tuple[Floats, Floats]:
    """Mean (groups) and covariance (groups x groups) of the counts up to ``days``, from empty."""
    mu = np.asarray(background_per_day, dtype=float)
    jump = decay_per_day * np.asarray(offspring, dtype=float)
    n = len(mu)

    def slope(_day: float, state: Floats) -> Floats:
        count, x = state[:n], state[n : 2 * n]
        xx, cx, _ = state[2 * n :].reshape(3, n, n)
        rate = mu + x
        rate_x = np.outer(mu, x) + xx
        count_rate = np.outer(count, mu) + cx
        spread = np.diag(rate)
        d_xx = -2 * decay_per_day * xx + jump @ rate_x + rate_x.T @ jump.T + jump @ spread @ jump.T
        d_cx = -decay_per_day * cx + rate_x + count_rate @ jump.T + spread @ jump.T
        d_cc = count_rate + count_rate.T + spread
        parts = (rate, -decay_per_day * x + jump @ rate, d_xx, d_cx, d_cc)
        return np.concatenate([part.ravel() for part in parts])

    start = np.zeros(2 * n + 3 * n * n)
    end = solve_ivp(slope, (0.0, days), start, rtol=1e-10, atol=1e-10).y[:, -1]
    mean = end[:n]
    return mean, end[-n * n :].reshape(n, n) - np.outer(mean, mean)
