"""How many weeks pass until a true fall of incidents shows in the record.

Before against after, w weeks each: D = entries of the w weeks after - entries of the w weeks
before. What D is without a fall is known from the replications, at every week at which two such
windows may meet: its mean there (the usual course of the record, as posts open and incidents grow
fewer) and its variance over replications. Nothing is assumed of the counts: incidents come in
clusters and share bad days, which makes D vary several times as much as Poisson counts would.

A true fall by f lowers the entries of the w weeks after by f times their mean, but for those that
no incident is behind (unfounded complaints go on). It shows with probability ``POWER``, in a
two-sided test at ``LEVEL`` with a known variance, when

    f * mean * share >= (z(1 - LEVEL/2) + z(POWER)) * sd(D)

(Lachin 1981, Controlled Clinical Trials 2:93-113). The variance after a fall is taken as without
one, which is a little cautious. A mission that had to learn the usual course and the variance from
its own few weeks would need longer.
"""

from __future__ import annotations

from math import inf, nan, sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri, ndtri

from sim.analysis.statistics import CONFIDENCE, Floats

FALL = 0.2
LEVEL = 0.05
POWER = 0.8


class Power(NamedTuple):
    """What the record of a scenario can show."""

    weeks: float
    """Weeks before, and as many after, until the fall shows; infinite when more than ``longest``;
    NaN when that can't be said."""
    longest: int
    """The longest window of which two fit into the run."""
    smallest_fall: float
    """Smallest fall that shows in windows of ``longest`` weeks, as a share; above 1 none does."""
    smallest_low: float
    smallest_high: float
    """Its 95 % interval, by that of the variance of D: chi-square with a degree of freedom for each
    replication but one, as if the weeks at which windows may meet all told the same."""
    entries_per_week: float


def weeks_until_shown(weekly: Floats, share_with_truth: float, fall: float = FALL) -> Power:
    """Weeks until a fall shows in the record.

    ``weekly``: entries, a row a replication, a column a week, all under the same posts.
    ``share_with_truth``: share of the entries that an incident is behind. Fewer than two
    replications or weeks, or no such entries, give NaN.
    """
    replications, weeks = weekly.shape
    longest = weeks // 2
    level = float(weekly.mean()) if weekly.size else nan
    if replications < 2 or longest < 1 or not level * share_with_truth > 0.0:
        return Power(nan, longest, nan, nan, nan, level)
    smallest = [_smallest_fall(weekly, share_with_truth, w) for w in range(1, longest + 1)]
    enough = (w for w, least in enumerate(smallest, start=1) if least <= fall)
    freedom = replications - 1
    low, high = (
        smallest[-1] * sqrt(freedom / float(chdtri(freedom, tail)))
        for tail in ((1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0)
    )
    return Power(float(next(enough, inf)), longest, smallest[-1], low, high, level)


def _smallest_fall(weekly: Floats, share_with_truth: float, w: int) -> float:
    """The fall that shows in windows of w weeks, over all weeks at which two of them may meet."""
    upto = np.concatenate([np.zeros((len(weekly), 1)), weekly.cumsum(axis=1)], axis=1)
    window = upto[:, w:] - upto[:, :-w]
    before, after = window[:, : window.shape[1] - w], window[:, w:]
    # within a meeting week the mean over replications is the usual course, so it doesn't count
    deviation = sqrt(float((after - before).var(axis=0, ddof=1).mean()))
    falling = float(after.mean()) * share_with_truth
    needed = float(ndtri(1.0 - LEVEL / 2.0) + ndtri(POWER)) * deviation
    return needed / falling if falling > 0.0 else inf
