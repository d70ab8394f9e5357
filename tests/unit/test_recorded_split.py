"""The split of a difference of records: exact whatever happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.recorded_split import TERMS, Packed, Shared, shared, split, split_intervals

Incidents = dict[int, bool]
"""Identity -> whether it is in a ledger."""
INCIDENTS = st.dictionaries(st.integers(0, 2**64 - 1) | st.integers(0, 30), st.booleans())


def packed(incidents: Incidents) -> Packed:
    names = np.array(list(incidents), dtype=np.uint64)
    return names, np.array(list(incidents.values()), dtype=np.bool_)


def test_by_hand() -> None:
    a = {1: True, 2: True, 3: False, 4: True, 5: True}
    b = {2: False, 3: True, 4: True, 9: True}
    of = shared(packed(a), packed(b))
    assert of == Shared(only_a=2, only_b=1, both_a=2, both_b=2)
    assert split(of, 7, 4, 2.0, 2.0) == (0.5, 0.0, 1.5)


@given(INCIDENTS, INCIDENTS)
def test_happened_and_seen_are_the_whole_difference(a: Incidents, b: Incidents) -> None:
    of = shared(packed(a), packed(b))
    happened, seen = of.only_a - of.only_b, of.both_a - of.both_b
    assert happened + seen == sum(a.values()) - sum(b.values())
    assert happened == sum(a[i] for i in a.keys() - b.keys()) - sum(
        b[i] for i in b.keys() - a.keys()
    )
    assert seen == sum(a[i] - b[i] for i in a.keys() & b.keys())


@given(INCIDENTS, INCIDENTS)
def test_swapping_the_scenarios_turns_the_signs(a: Incidents, b: Incidents) -> None:
    one, other = shared(packed(a), packed(b)), shared(packed(b), packed(a))
    assert one == (other.only_b, other.only_a, other.both_b, other.both_a)
    turned = tuple(-term for term in split(other, 3, 5, 7.0, 7.0))
    assert split(one, 5, 3, 7.0, 7.0) == pytest.approx(turned)


@given(INCIDENTS, st.sets(st.integers(0, 30)))
def test_the_same_incidents_seen_otherwise_are_seen_only(a: Incidents, more: set[int]) -> None:
    b = {name: flag or name in more for name, flag in a.items()}
    happened, seen, _ = split(shared(packed(b), packed(a)), 0, 0, 1.0, 1.0)
    assert happened == 0.0
    assert seen == sum(b.values()) - sum(a.values()) >= 0.0


@given(INCIDENTS, INCIDENTS, st.integers(0, 99), st.integers(0, 99))
def test_runs_of_other_lengths_are_split_exactly_too(
    a: Incidents, b: Incidents, other_a: int, other_b: int
) -> None:
    terms = split(shared(packed(a), packed(b)), other_a, other_b, 30.0, 184.0)
    whole = (sum(a.values()) + other_a) / 30.0 - (sum(b.values()) + other_b) / 184.0
    assert sum(terms) == pytest.approx(whole, abs=1e-12)


def test_intervals_hold_for_every_term_and_comparison_at_once() -> None:
    """Family-wise coverage of three terms of four comparisons, 95 %: 3.29 standard errors at 2,000
    trials are 0.016; Bonferroni may be above."""
    rng = np.random.default_rng(5)
    trials, held = 2000, 0
    for _ in range(trials):
        all_hold = True
        for _ in range(4):
            found = split_intervals(rng.normal(1.0, 1.0, (10, 3)), comparisons=4)
            all_hold &= all(found[term].low <= 1.0 <= found[term].high for term in TERMS)
        held += all_hold
    assert held / trials >= 0.95 - 0.016


def test_one_replication_gives_no_interval() -> None:
    found = split_intervals(np.ones((1, 3)), comparisons=1)
    assert found["seen"].estimate == 1.0
    assert np.isnan(found["seen"].low)
    assert np.isnan(split_intervals(np.ones((0, 3)), comparisons=1)["seen"].estimate)
