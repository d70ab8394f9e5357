"""How much of the spread of an output comes from each factor, alone and together with others.

First order: the share of the variance that would go if the factor alone were known. Total: the
share that would stay if all but that factor were known. Second order: what two factors do together
beyond what each does alone. Estimates of few points are wide and may fall below 0 by chance.

Sources: A. Saltelli et al., Computer Physics Communications 181 (2010) 259-270; A. Saltelli,
Computer Physics Communications 145 (2002) 280-297. Sampling and analysis are SALib's.
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np

from sim.analysis.morris import RESAMPLES, problem_of, small
from sim.analysis.statistics import CONFIDENCE, Floats

FEWEST = 4
"""From fewer blocks nothing is estimated."""


class Indices(NamedTuple):
    """Of each factor (D,), or of each two (D, D: only above the diagonal); NaN where unknown.

    A half-width is that of a normal 95 % interval, its error by the bootstrap over blocks.
    """

    first: Floats
    first_half_width: Floats
    total: Floats
    total_half_width: Floats
    second: Floats
    second_half_width: Floats
    variance: float
    """That the shares are of: of the output over the points that are drawn independently."""
    blocks: int
    """So many had a value at every point."""


def blocks(factors: int, count: int, seed: int) -> Floats:
    """``count`` blocks, a power of two, of 2 D + 2 points: (count, 2 D + 2, D) shares of ranges.

    The first point of a block and the last are drawn independently; each of the D that follow the
    first takes one factor from the last, each of the next D one from the first.
    """
    from SALib.sample.sobol import sample  # takes a second, and is an extra

    generator = np.random.default_rng(seed)
    found: Floats = sample(problem_of(factors), count, calc_second_order=True, seed=generator)
    return found.reshape(count, 2 * factors + 2, factors)


def indices(outputs: Floats, seed: int) -> Indices:
    """The indices of an output at the points of blocks (count, 2 D + 2).

    Blocks with a point without a value (NaN) are left out.
    """
    from SALib.analyze.sobol import analyze

    factors = outputs.shape[1] // 2 - 1
    whole = outputs[np.isfinite(outputs).all(axis=1)]
    if len(whole) < FEWEST or np.ptp(whole) == 0.0:
        one, two = np.full(factors, nan), np.full((factors, factors), nan)
        return Indices(one, one, one, one, two, two, nan, len(whole))
    found = analyze(
        problem_of(factors),
        whole.reshape(-1),
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=small(seed),
    )
    names = ("S1", "S1_conf", "ST", "ST_conf", "S2", "S2_conf")
    s1, s1_half, st, st_half, s2, s2_half = (np.asarray(found[name], float) for name in names)
    variance = float(whole[:, [0, -1]].var())
    return Indices(s1, s1_half, st, st_half, s2, s2_half, variance, len(whole))
