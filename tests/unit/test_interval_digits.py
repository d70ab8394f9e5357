"""Decimals of a figure and its interval: those that the interval bears."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from sim.analysis.interval_digits import decimals_of
from sim.report.charts.number_places import number_places


@pytest.mark.parametrize(
    ("low", "high", "decimals"),
    [
        (0.7063, 2.2, 1),
        (0.1704, 0.7288, 2),
        (18.12, 407.7, 0),
        (17.12, 17.3, 1),
        (0.0295, 1.57, 2),  # 0.0 would say that it holds zero
        (-0.0399, 0.276, 2),
        (0.0, 1.4, 1),
        (0.0, 0.0, 0),
        (-inf, 1.0, 0),
    ],
)
def test_a_figure_has_the_decimals_that_its_interval_bears(
    low: float, high: float, decimals: int
) -> None:
    assert decimals_of(low, high) == decimals


def test_numbers_stand_within_the_axes_and_nearest_to_their_own_point() -> None:
    points = np.array([[2.0, 2.0], [5.5, 2.0], [160.0, 178.0], [90.0, 90.0]])
    middles = points + np.array(number_places(points, [1, 1, 2, 1], (165.0, 180.0)))
    assert (middles > 0.0).all()
    assert (middles < (165.0, 180.0)).all()
    apart = np.hypot(*(middles[:, np.newaxis] - points).transpose(2, 0, 1))
    assert apart.argmin(axis=1).tolist() == [0, 1, 2, 3]
