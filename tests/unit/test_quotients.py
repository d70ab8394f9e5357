"""Values of a KPI and their mean, where some replications have nothing to divide by."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from sim.analysis.quotients import mean_of, quotients


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
