"""How often the record ranks two scenarios the wrong way round, and along more and more people.

The record is the number of entries in all ledgers: it is what lies on a mission's desk, and which
entries are doubles or unfounded isn't known there. (Incidents recorded at least once would need the
truth to be counted.)

Ties, settled beforehand: a replication in which the truth or the record doesn't differ at all is no
reversal, but counts among the replications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan, sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.analysis.statistics import CONFIDENCE, Floats

MORE_PEOPLE = 0.5
"""Mean paid people by which a level is larger than another."""

REVERSED = "reversed"
FOLLOWS = "follows"
TRUTH_EQUAL = "truth equal"
NOT_TOLD = "not told"


class Reversal(NamedTuple):
    """Over replications: by how much the truth and the record differ, and how often oppositely.

    ``reversed``, ``follows``, ``truth_equal`` (whatever the record does) and ``record_equal`` (the
    truth differs) sum to ``replications``. ``low`` and ``high`` are the 95 % Wilson interval of the
    probability of a reversal, for this pair alone.
    """

    replications: int
    true_difference: float
    recorded_difference: float
    reversed: int
    follows: int
    truth_equal: int
    record_equal: int
    probability: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Which of ``reversed``, ``follows`` and ``truth equal`` holds in most replications: the
        Wilson interval of its share lies above a half. Else ``not told``."""
        counts = {REVERSED: self.reversed, FOLLOWS: self.follows, TRUTH_EQUAL: self.truth_equal}
        for verdict, count in counts.items():
            if wilson_interval(count, self.replications)[0] > 0.5:
                return verdict
        return NOT_TOLD


def reversal(true_a: Floats, true_b: Floats, recorded_a: Floats, recorded_b: Floats) -> Reversal:
    """How the record of A against B goes with the truth; the same position is the same replication.

    Replications in which a value is missing (NaN) are left out; without any, all is NaN.
    """
    true, recorded = true_a - true_b, recorded_a - recorded_b
    known = np.isfinite(true) & np.isfinite(recorded)
    true, recorded = true[known], recorded[known]
    n = len(true)
    if n == 0:
        return Reversal(0, nan, nan, 0, 0, 0, 0, nan, nan, nan)
    sign = np.sign(true) * np.sign(recorded)
    against, along = int((sign < 0.0).sum()), int((sign > 0.0).sum())
    equal = int((true == 0.0).sum())
    means = float(true.mean()), float(recorded.mean())
    counts = against, along, equal, n - against - along - equal
    return Reversal(n, *means, *counts, against / n, *wilson_interval(against, n))


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Score interval of a probability (Wilson 1927); never empty at 0 or all, NaN of no trials."""
    if trials == 0:
        return nan, nan
    z2 = float(ndtri(0.5 + CONFIDENCE / 2.0)) ** 2
    share = successes / trials
    centre = share + z2 / (2.0 * trials)
    half = sqrt(z2 * (share * (1.0 - share) / trials + z2 / (4.0 * trials**2)))
    ends = [(centre + sign * half) / (1.0 + z2 / trials) for sign in (-1.0, 1.0)]
    return max(ends[0], 0.0), min(ends[1], 1.0)


def ladders(
    factors: Mapping[str, Mapping[str, str]], people: Mapping[str, float]
) -> list[tuple[str, list[str]]]:
    """(factor, scenarios with more and more people), for every factor that brings people.

    ``factors``: scenario -> {factor: level}; ``people``: scenario -> mean paid people. Scenarios of
    a ladder differ in that factor only; a ladder has at least two, and each has more people than
    the one before. In the order of ``factors``.
    """
    names = list(next(iter(factors.values()), {}))
    found = []
    for factor in names:
        groups: dict[tuple[str, ...], list[str]] = {}
        for scenario, levels in factors.items():
            rest = tuple(level for name, level in levels.items() if name != factor)
            groups.setdefault(rest, []).append(scenario)
        for group in groups.values():
            ladder = sorted(group, key=lambda scenario: people[scenario])
            gaps = np.diff([people[scenario] for scenario in ladder])
            if len(ladder) > 1 and bool((gaps > MORE_PEOPLE).all()):
                found.append((factor, ladder))
    return found


def follows_from(verdicts: Sequence[str]) -> int | None:
    """The lowest step of a ladder from which on the record follows the truth at every step.

    ``verdicts[i]`` is of the step from level i to level i + 1. None when not even the last does.
    """
    step = len(verdicts)
    while step > 0 and verdicts[step - 1] == FOLLOWS:
        step -= 1
    return step if step < len(verdicts) else None
