"""Screening: which of many factors matter at all, each changed once on every of a few walks.

A walk (trajectory) starts somewhere and changes one factor after another by two thirds of its
range, so that k factors take k + 1 points. The average absolute change per full range, mu*, says
how much a factor matters; the spread of the changes, sigma, whether that depends on the others.

Sources: M. D. Morris, Technometrics 33 (1991) 161-174; F. Campolongo, J. Cariboni and A. Saltelli,
Environmental Modelling and Software 22 (2007) 1509-1518. Sampling and analysis are SALib's.
"""

from __future__ import annotations

from math import nan
from typing import Any, NamedTuple

import numpy as np

from sim.analysis.statistics import CONFIDENCE, Floats

LEVELS = 4
"""Of each factor: 0, 1/3, 2/3, 1."""
RESAMPLES = 1_000


class Effects(NamedTuple):
    """Of each factor (k,), in the output's unit over the full range; NaN from under two walks."""

    mu_star: Floats
    half_width: Floats
    """Of mu*, by the bootstrap over walks."""
    sigma: Floats
    walks: int
    """So many had a value at every point."""


def problem_of(factors: int) -> dict[str, Any]:
    """The factors in SALib's words: each from 0 to 1."""
    names = [str(number) for number in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def walk(factors: int, seed: int) -> Floats:
    """One walk: (k + 1, k) shares of the factors' ranges."""
    from SALib.sample.morris import sample  # takes a second, and is an extra

    found: Floats = sample(problem_of(factors), 1, num_levels=LEVELS, seed=small(seed))
    return found


def effects(walks: Floats, outputs: Floats, seed: int) -> Effects:
    """What each factor does: walks (W, k + 1, k), the output at their points (W, k + 1).

    Walks with a point without a value (NaN) are left out.
    """
    from SALib.analyze.morris import analyze

    whole = np.isfinite(outputs).all(axis=1)
    factors, count = walks.shape[2], int(whole.sum())
    if count < 2:
        nothing = np.full(factors, nan)
        return Effects(nothing, nothing, nothing, count)
    found = analyze(
        problem_of(factors),
        walks[whole].reshape(-1, factors),
        outputs[whole].reshape(-1),
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=LEVELS,
        seed=small(seed),
    )
    mu_star, half_width, sigma = (
        np.asarray(found[name], dtype=float) for name in ("mu_star", "mu_star_conf", "sigma")
    )
    return Effects(mu_star, half_width, sigma, count)


def small(seed: int) -> int:
    """As SALib takes it: 32 bits, never 0, which would stand for none."""
    return 1 + seed % (2**32 - 1)
