"""Values of a KPI and their mean, where some replications have nothing to divide by."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from sim.analysis.quotients import Column, mean_of, quotients, sampled, sampled_difference


@pytest.mark.filterwarnings("error")
def test_nothing_to_divide_by_is_no_value() -> None:
    found = quotients(np.array([1.0, 2.0, 3.0, nan]), np.array([2.0, 0.0, 4.0, 1.0]))
    assert found[[0, 2]].tolist() == [0.5, 0.75]
    assert np.isnan(found[[1, 3]]).all()


def test_the_mean_is_over_those_that_have_a_value_or_of_their_sums() -> None:
    numerators, denominators = np.array([1.0, 7.0, 3.0]), np.array([2.0, 0.0, 4.0])
    assert mean_of(numerators, denominators, ratio=False) == 0.625
    assert mean_of(numerators, denominators, ratio=True) == 4.0 / 6.0
    assert isnan(mean_of(numerators[1:2], denominators[1:2], ratio=False))
    assert isnan(mean_of(numerators[1:2], denominators[1:2], ratio=True))


def test_a_column_tells_what_is_known_from_what_has_a_value() -> None:
    column = Column(np.array([1.0, nan, 7.0, 3.0]), np.array([2.0, nan, 0.0, 4.0]))
    assert column.known.tolist() == [True, False, True, True]
    known = column.at(column.known)
    assert known.denominators.tolist() == [2.0, 0.0, 4.0]
    assert np.array_equal(known.values, [0.5, nan, 0.75], equal_nan=True)


def test_what_isnt_known_is_left_out_of_both() -> None:
    """One failed replication took every figure of a ratio with it."""
    own = Column(np.array([1.0, nan, 7.0, 3.0]), np.array([2.0, nan, 8.0, 4.0]))
    other = Column(np.array([1.0, 1.0, nan, 1.0]), np.array([1.0, 1.0, nan, 4.0]))
    assert sampled(own, ratio=True).estimate == 11.0 / 14.0
    assert len(sampled(own, ratio=True).values) == 3
    assert sampled_difference(own, other, ratio=True).estimate == 4.0 / 6.0 - 2.0 / 5.0
    assert sampled_difference(own, other, ratio=False).values.tolist() == [-0.5, 0.5]


def test_a_ratio_is_of_sums_and_a_mean_of_values_within_replications() -> None:
    own = Column(np.array([1.0, 7.0, 3.0]), np.array([2.0, 0.0, 4.0]))
    other = Column(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 4.0]))
    assert sampled(own, ratio=False).values.tolist() == [0.5, 0.75]
    assert sampled(own, ratio=True).estimate == 11.0 / 6.0
    # the second replication has no value in one of the two
    assert sampled_difference(own, other, ratio=False).values.tolist() == [-0.5, 0.5]
    assert sampled_difference(own, other, ratio=True).estimate == 11.0 / 6.0 - 3.0 / 7.0
