"""How far each finalist of a budget is from the best on each axis, by fresh replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from sim.analysis.mcb import differences_of_pairs, distances_from_the_best
from sim.analysis.pareto import EQUAL_FROM, NO_VALUE, ROUNDING
from sim.analysis.statistics import CONFIDENCE, Bools, Interval
from sim.experiment.budget.search import Found
from sim.experiment.budget.space import Candidate
from sim.experiment.budget.tried import Axis, Tried
from sim.experiment.trials import fresh

BEST_FOUND = "best found"
NOT_TOLD_APART = "not distinguishable from the best"
BEHIND = "behind the best"


@dataclass(frozen=True, slots=True)
class Standing:
    """A finalist on an axis: its mean, and its distance from the best of the others."""

    candidate: Candidate
    mean: Interval
    from_best_other: Interval
    standing: str

    @property
    def may_be_best(self) -> bool:
        """Whether the data leave it open that it is the best, or say so."""
        return self.standing != BEHIND


def standings(found: Found) -> dict[str, list[Standing]]:
    """KPI of each axis -> its standings, the finalists in their order; without those that lack a
    value. What is said of all axes and finalists together holds with 95 %."""
    named = [
        candidate
        for candidate, one in zip(found.finalists, found.verdicts, strict=True)
        if one.verdict != NO_VALUE
    ]
    tried = found.tried
    replications = fresh(tried.trials.results.replications)
    return {axis.kpi: _on_axis(tried, axis, named, replications) for axis in tried.axes}


def _on_axis(
    tried: Tried, axis: Axis, named: Sequence[Candidate], replications: Sequence[int]
) -> list[Standing]:
    if not named:
        return []
    columns = [tried.column(candidate, axis, replications) for candidate in named]
    alpha = (1.0 - CONFIDENCE) / len(tried.axes)
    differences, widths = differences_of_pairs(columns, ratio=axis.ratio, alpha=alpha)
    if len(replications) < EQUAL_FROM:
        widths = np.where(widths <= ROUNDING * np.abs(differences).max(), inf, widths)
        np.fill_diagonal(widths, 0.0)
    sign = -1.0 if axis.lower_is_better else 1.0
    # scenarios equal in every replication are the best together, so a tie is not behind
    behind: Bools = np.any(sign * differences + widths < 0.0, axis=1)
    distances = distances_from_the_best(differences, widths, lower_is_better=axis.lower_is_better)
    means = [tried.trials.mean(tried.name(one), axis.kpi, replications) for one in named]
    best = int(np.argmax([sign * mean.estimate for mean in means]))
    return [
        Standing(
            candidate,
            means[at],
            distances[at],
            BEST_FOUND if at == best else BEHIND if behind[at] else NOT_TOLD_APART,
        )
        for at, candidate in enumerate(named)
    ]
