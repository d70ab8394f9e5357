"""Which scenarios can't be told apart from the best one by a KPI that isn't a ratio.

Paired differences to the scenario with the best mean, with simultaneous intervals (Bonferroni). The
best of several looks a little better than it is, for it was picked: a finalist should be run again
with another seed before its figure is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.analysis.statistics import CONFIDENCE, Floats, paired_difference, simultaneous_confidence


def best_of(values: Mapping[str, Floats], *, lower_is_better: bool) -> tuple[str, list[str]]:
    """The scenario with the best mean, and those not told apart from it, in the given order.

    ``values``: scenario -> value of each replication, NaN where it has none; the same position is
    the same replication. Means are over the replications that all have, if there are any: a
    scenario with more of them isn't to win by their luck. Raises ValueError when no scenario has a
    value.
    """
    known = {name: v for name, v in values.items() if np.isfinite(v).any()}
    if not known:
        raise ValueError("no scenario has a value")
    shared = np.isfinite(np.array(list(known.values()))).all(axis=0)
    if shared.any():
        means = {name: float(v[shared].mean()) for name, v in known.items()}
    else:
        means = {name: float(np.nanmean(v)) for name, v in known.items()}
    pick = min if lower_is_better else max
    best = pick(means, key=lambda name: means[name])
    confidence = simultaneous_confidence(CONFIDENCE, len(means) - 1)
    close = []
    for name in means:
        if name != best:
            difference = paired_difference(values[name], values[best], confidence)
            if not (difference.low > 0.0 or difference.high < 0.0):
                close.append(name)
    return best, close
