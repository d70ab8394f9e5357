"""Multiple comparisons with the best: what they say, and that they say it as surely as promised."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isnan, nan, sqrt

import numpy as np
import pytest

from sim.analysis.mcb import (
    BEST,
    CLOSE,
    WORSE,
    differences_of_pairs,
    distances_from_the_best,
    verdict,
)
from sim.analysis.quotients import Column
from sim.analysis.statistics import (
    Floats,
    Interval,
    paired_difference,
    sampled_difference_of_ratios,
)


def over_one(values: Iterable[Floats]) -> list[Column]:
    return [Column(one, np.ones(len(one))) for one in values]


def distances(means: list[float], width: float, *, lower: bool) -> list[Interval]:
    values = np.array(means)
    differences = values[:, None] - values[None, :]
    return distances_from_the_best(
        differences, np.full(differences.shape, width), lower_is_better=lower
    )


def test_distances_by_hand() -> None:
    found = distances([5.0, 4.5, 1.0], 1.0, lower=False)
    assert found == [(0.5, -0.5, 1.5), (-0.5, -1.5, 0.5), (-4.0, -5.0, 0.0)]
    found = distances([5.0, 4.5, 1.0], 1.0, lower=True)
    # the last is surely best, so the others are behind it and it alone
    assert found == [(4.0, 0.0, 5.0), (3.5, 0.0, 4.5), (-3.5, -4.5, 0.0)]


def test_equal_without_variance_are_all_best() -> None:
    found = distances([2.0, 2.0, 3.0], 0.0, lower=True)
    assert found == [(0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1.0, 0.0, 1.0)]
    assert [verdict(one, 0.1, lower_is_better=True) for one in found] == [BEST, BEST, WORSE]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-3.0, 0.0, BEST),
        (0.0, 0.0, BEST),
        (-1.0, 2.0, CLOSE),
        (0.0, 0.5, CLOSE),  # surely behind, but by no more than delta
        (0.0, 0.51, WORSE),
        (-inf, inf, CLOSE),
        (nan, nan, BEST),  # the only one
    ],
)
def test_verdicts(low: float, high: float, expected: str) -> None:
    assert verdict(Interval(0.0, low, high), 0.5, lower_is_better=True) == expected
    assert verdict(Interval(0.0, -high, -low), 0.5, lower_is_better=False) == expected


def test_one_scenario_has_no_distance() -> None:
    (found,) = distances([2.0], 0.0, lower=True)
    assert isnan(found.estimate)


def test_pairs_are_those_that_both_have_and_one_side_of_an_interval() -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(0.0, 1.0, (3, 20))
    c[12:] = nan
    differences, widths = differences_of_pairs(over_one([a, b, c]), ratio=False, alpha=0.05)
    expected = paired_difference(c, a, 1.0 - 2.0 * 0.05 / 2)
    assert differences[2, 0] == pytest.approx(expected.estimate)
    assert differences[0, 2] == -differences[2, 0]
    assert widths[2, 0] == widths[0, 2] == pytest.approx(expected.high - expected.estimate)
    assert np.diag(widths).tolist() == [0.0, 0.0, 0.0]


def test_ratios_are_compared_by_their_sums() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.poisson(4, 30).astype(float), rng.poisson(5, 30).astype(float)
    m, n = rng.poisson(9, 30) + 1.0, rng.poisson(9, 30) + 1.0
    differences, widths = differences_of_pairs([Column(a, m), Column(b, n)], ratio=True, alpha=0.05)
    expected = sampled_difference_of_ratios(b, n, a, m).estimated.interval(0.9)
    assert differences[1, 0] == pytest.approx(expected.estimate)
    assert widths[1, 0] == pytest.approx((expected.high - expected.low) / 2)


def test_without_two_pairs_nothing_is_shown() -> None:
    values = [np.array([1.0, nan]), np.array([9.0, 8.0])]
    differences, widths = differences_of_pairs(over_one(values), ratio=False, alpha=0.05)
    assert widths[0, 1] == inf
    found = distances_from_the_best(differences, widths, lower_is_better=True)
    assert {verdict(one, 0.5, lower_is_better=True) for one in found} == {CLOSE}


@pytest.mark.parametrize(
    "truth", [[0.0, 0.3, 0.3, 2.0], [1.0, 1.0, 1.0, 1.0]], ids=["different", "all equal"]
)
def test_intervals_hold_for_all_at_once(truth: list[float]) -> None:
    """Under common random numbers and unequal variances; more is better."""
    rng = np.random.default_rng(4)
    runs, n, k = 250, 12, len(truth)
    means = np.array(truth)
    distance = means - np.array([max(np.delete(means, i)) for i in range(k)])
    spread = np.array([0.5, 1.0, 1.5, 1.0])[:, None]
    covered = 0
    for _ in range(runs):
        shared = rng.normal(0.0, 1.0, n)
        values: list[Floats] = list(means[:, None] + shared + spread * rng.normal(0, 1, (k, n)))
        found = distances_from_the_best(
            *differences_of_pairs(over_one(values), ratio=False, alpha=0.05),
            lower_is_better=False,
        )
        covered += all(one.low <= d <= one.high for one, d in zip(found, distance, strict=True))
    assert covered / runs >= 0.95 - 3.29 * sqrt(0.95 * 0.05 / runs)
