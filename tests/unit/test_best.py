"""Which scenarios can't be told apart from the best."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.best import best_of

NOISE = np.random.default_rng(1).normal(0.0, 3.0, 40)
SMALL = np.random.default_rng(2).normal(0.0, 0.1, 40)


def test_pairing_tells_apart_what_shares_its_noise() -> None:
    values = {"a": 10.0 + NOISE, "b": 10.5 + NOISE + SMALL, "c": 10.001 + NOISE + SMALL}
    assert best_of(values, lower_is_better=True) == ("a", ["c"])


def test_the_other_direction() -> None:
    values = {"a": 10.0 + NOISE, "b": 10.5 + NOISE + SMALL}
    assert best_of(values, lower_is_better=False) == ("b", [])


def test_identical_scenarios_are_not_told_apart() -> None:
    values = {"a": 10.0 + NOISE, "b": 10.0 + NOISE}
    assert best_of(values, lower_is_better=True) == ("a", ["b"])


def test_one_replication_tells_nothing_apart() -> None:
    values = {"a": np.array([1.0]), "b": np.array([2.0])}
    assert best_of(values, lower_is_better=True) == ("a", ["b"])


def test_a_scenario_without_values_is_left_out() -> None:
    values = {"a": 10.0 + NOISE, "b": np.full(40, np.nan)}
    assert best_of(values, lower_is_better=True) == ("a", [])
    with pytest.raises(ValueError, match="no scenario"):
        best_of({"b": np.full(3, np.nan)}, lower_is_better=True)


def test_a_scenario_with_more_replications_does_not_win_by_their_luck() -> None:
    lucky = np.concatenate([10.0 + NOISE, np.full(40, 5.0)])
    other = np.concatenate([9.9 + NOISE, np.full(40, np.nan)])
    assert best_of({"a": lucky, "b": other}, lower_is_better=True)[0] == "b"
    apart = np.concatenate([np.full(40, np.nan), np.full(40, 5.0)])
    assert best_of({"a": other, "b": apart}, lower_is_better=True)[0] == "b"
