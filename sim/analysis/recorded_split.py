"""Splits a difference of recorded counts exactly: more happened, more were seen, more are neither.

The same would-be incident has the same identity in every scenario, so entries of incidents that
happened in one scenario only are told apart from those of incidents that happened in both. With s
saying whether an incident is in any ledger, and R the entries of all ledgers,

    R_A - R_B = happened + seen + other
    happened  = sum of s_A over A without B - sum of s_B over B without A
    seen      = sum over both of (s_A - s_B)
    other     = difference of the entries that are no first entry of an incident (double, unfounded)

It is arithmetic, not an estimate. It says what brought the difference about if the would-be
incidents of both scenarios are the same, hence in one world and over the same days; else it is
exact all the same and says less.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.analysis.incidents import Flags, Identities
from sim.analysis.statistics import (
    CONFIDENCE,
    Floats,
    Interval,
    mean_interval,
    simultaneous_confidence,
)

TERMS = ("happened", "seen", "other")

Packed = tuple[Identities, Flags]


class Shared(NamedTuple):
    """Incidents in a ledger: of those that happened in A only, in B only, and in both."""

    only_a: int
    only_b: int
    both_a: int
    """In a ledger of A, of the incidents of both."""
    both_b: int


class Split(NamedTuple):
    """Terms of a difference of recorded entries, a day."""

    happened: float
    seen: float
    other: float


def shared(a: Packed, b: Packed) -> Shared:
    """Count an A's and a B's recorded incidents by whether the other has them at all.

    Each is (identities without repetition, whether each is in a ledger), of one replication.
    """
    (names_a, flags_a), (names_b, flags_b) = a, b
    _, in_a, in_b = np.intersect1d(names_a, names_b, assume_unique=True, return_indices=True)
    both_a, both_b = int(flags_a[in_a].sum()), int(flags_b[in_b].sum())
    return Shared(int(flags_a.sum()) - both_a, int(flags_b.sum()) - both_b, both_a, both_b)


def split(of: Shared, other_a: float, other_b: float, days_a: float, days_b: float) -> Split:
    """The terms a day; ``other``: entries that are no first entry of an incident."""
    if days_a == days_b:  # whole numbers as long as possible
        counts = of.only_a - of.only_b, of.both_a - of.both_b, other_a - other_b
        return Split(*(count / days_a for count in counts))
    return Split(
        of.only_a / days_a - of.only_b / days_b,
        of.both_a / days_a - of.both_b / days_b,
        other_a / days_a - other_b / days_b,
    )


def split_intervals(splits: Floats, comparisons: int) -> Mapping[str, Interval]:
    """Mean of each term with its t interval; ``splits``: a row a replication, a column a term.

    All terms of all ``comparisons`` hold at once (Bonferroni).
    """
    confidence = simultaneous_confidence(CONFIDENCE, comparisons * len(TERMS))
    return {term: mean_interval(splits[:, column], confidence) for column, term in enumerate(TERMS)}
