"""Rinott's two-stage selection of the best among scenarios with independent random numbers.

A first stage tells each scenario's variance, and that how many observations it needs in all; then
the best mean is selected. It needs no pairing and no looking in between, and usually more
observations than a sequential selection. If the best scenario is better than every other by at
least ``delta``, it is selected with a probability of at least ``1 - alpha``; and at the end every
mean lies so close to the true one that what is ``delta`` or more behind the best is worse than it
(Nelson and Matejcik 1995, for all scenarios at once with the same probability).

The promise is proven for scenarios independent of one another, so each must be given random
numbers of its own.

Source: Y. Rinott, On two-stage selection procedures and related probability-inequalities,
Communications in Statistics A7 (1978) 799-811.
"""

from __future__ import annotations

from functools import cache
from math import ceil

import numpy as np
from scipy.special import chdtri, ndtr

from sim.analysis.statistics import Floats

_NODES = 160
_TAIL = 1e-13
"""Probability left out at either end of the distribution of a sample variance."""


@cache
def rinott_constant(scenarios: int, first_stage: int, alpha: float) -> float:
    """The constant h of the procedure, by numerical integration, right to about 1e-9.

    It solves ``E[(E[ndtr(h / sqrt(f (1/X + 1/Y))) given Y]) ** (scenarios - 1)] = 1 - alpha`` with
    X and Y independent, chi-square with ``f = first_stage - 1`` degrees of freedom. Raises
    ValueError with fewer than two scenarios or three observations, or an ``alpha`` outside 0 to
    1/2.
    """
    if scenarios < 2 or first_stage < 3 or not 0.0 < alpha < 0.5:
        raise ValueError("needs scenarios >= 2, first_stage >= 3 and 0 < alpha < 0.5")
    freedom = first_stage - 1
    values, weights = _chi_square_nodes(freedom)
    spread = np.sqrt(freedom * (1.0 / values[:, None] + 1.0 / values[None, :]))

    def probability(h: float) -> float:
        return float(((ndtr(h / spread) @ weights) ** (scenarios - 1)) @ weights)

    low, high = 0.0, 1.0
    while probability(high) < 1.0 - alpha:
        low, high = high, 2.0 * high
    while high - low > 1e-10 * high:
        middle = (low + high) / 2.0
        low, high = (middle, high) if probability(middle) < 1.0 - alpha else (low, middle)
    return (low + high) / 2.0


def _chi_square_nodes(freedom: int) -> tuple[Floats, Floats]:
    """Points and weights that integrate over a chi-square distribution (Gauss-Legendre)."""
    # over the logarithm, whose density has no peak at zero with few degrees of freedom
    low, high = np.log(chdtri(freedom, 1.0 - _TAIL)), np.log(chdtri(freedom, _TAIL))
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    logs = low + (high - low) * (nodes + 1.0) / 2.0
    values = np.exp(logs)
    # the density but for a constant, which goes when the weights are made to sum to one
    exponents = (freedom * logs - values) / 2.0
    weights = weights * np.exp(exponents - exponents.max())
    return values, weights / weights.sum()


def observations_needed(variance: float, *, first_stage: int, delta: float, constant: float) -> int:
    """How many observations a scenario needs in all, from the variance of its first stage."""
    return max(first_stage, ceil(constant**2 * variance / delta**2))
