"""Which of many candidates go on: the best by each axis, and those that show the whole front."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.pareto import DOMINATED, Gains, how_clearly_dominated, verdicts
from sim.analysis.statistics import Bools, Floats

CLEAR = 2.0
"""Standard errors from which on a difference counts as one, where nothing is claimed by it."""


def clearly_better(axis: Gains) -> Bools:
    """Whether the row is better than the column by `CLEAR` standard errors."""
    found: Bools = (axis.means > 0.0) & (axis.ratios >= CLEAR)
    return found


def chosen(costs: Sequence[float], axes: Sequence[Gains], at_most: int) -> list[int]:
    """Places of those that go on, the most needed first; none that is dominated beyond doubt.

    First, on each axis, the best and the cheapest that isn't clearly behind it, and the cheapest
    that is behind on no axis. Then those that no mean dominates, each as far as can be from those
    chosen; then the others, the least clearly dominated first.
    """
    count = len(costs)
    doubtless = [one.verdict == DOMINATED for one in verdicts(costs, axes)]
    open_ones = [at for at in range(count) if not doubtless[at]]
    if not open_ones:
        return []
    merits = np.array([axis.means[:, 0] for axis in axes])
    best = [min(open_ones, key=lambda at: (-merit[at], costs[at])) for merit in merits]
    behind = np.array([clearly_better(axis)[top] for axis, top in zip(axes, best, strict=True)])
    groups = [[at for at in open_ones if not row[at]] for row in behind]
    groups.append([at for at in open_ones if not behind[:, at].any()])
    cheapest = [min(group, key=lambda at: (costs[at], at)) for group in reversed(groups) if group]
    order = list(dict.fromkeys([*cheapest, *best]))
    clear = how_clearly_dominated(costs, axes)
    front = [at for at in open_ones if clear[at] < 0.0 and at not in order]
    spread = np.vstack([np.array(costs), merits])
    order += _far_from_each_other(front, order, spread, at_most - len(order))
    rest = [at for at in open_ones if at not in order]
    order += sorted(rest, key=lambda at: (clear[at], costs[at], at))
    return order[:at_most]


def _far_from_each_other(
    places: list[int], taken: Sequence[int], at: Floats, wanted: int
) -> list[int]:
    """So many of ``places``, each the farthest from all before; ``at``: a row a dimension."""
    reach = np.ptp(at, axis=1, keepdims=True)
    scaled = at / np.where(reach > 0.0, reach, 1.0)
    found: list[int] = []
    waiting = list(places)
    while waiting and len(found) < wanted:
        before = scaled[:, [*taken, *found]]
        apart = [float(np.abs(scaled[:, [own]] - before).sum(axis=0).min()) for own in waiting]
        found.append(waiting.pop(int(np.argmax(apart))))
    return found
