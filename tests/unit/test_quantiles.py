"""Quantiles of replications: by hand, against scipy, and how often their intervals hold them."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from scipy.stats import binom, quantile_test

from sim.analysis.quantiles import quantile, ranks, runs_needed


@pytest.mark.parametrize(
    ("n", "probability", "expected"),
    [
        (5, 0.5, (0, 6)),  # all five on one side of the median: 2 in 32, too often
        (6, 0.5, (1, 6)),  # 2 in 64
        (9, 0.5, (2, 8)),  # at most one of nine on a side: 2 * 10 / 512
        (30, 0.5, (10, 21)),
        (30, 0.95, (26, 31)),
        (30, 0.05, (0, 5)),
        (71, 0.95, (63, 72)),  # 0.95 ** 71 = 0.0262
        (72, 0.95, (64, 72)),  # 0.95 ** 72 = 0.0249
    ],
)
def test_ranks_by_hand(n: int, probability: float, expected: tuple[int, int]) -> None:
    assert ranks(n, probability) == expected


@pytest.mark.parametrize("n", [1, 2, 6, 17, 30, 100])
@pytest.mark.parametrize("probability", [0.05, 0.3, 0.5, 0.95])
def test_each_end_misses_in_at_most_half_of_what_is_allowed_and_is_the_innermost(
    n: int, probability: float
) -> None:
    lower, upper = ranks(n, probability)
    assert 0 <= lower < upper <= n + 1
    # the l-th smallest is above the quantile when fewer than l values are below it
    assert binom.cdf(lower - 1, n, probability) <= 0.025 < binom.cdf(lower, n, probability)
    assert binom.sf(upper - 1, n, probability) <= 0.025
    assert binom.sf(upper - 2, n, probability) > 0.025


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.95])
def test_the_interval_is_scipys(probability: float) -> None:
    values = np.random.default_rng(4).gamma(2.0, size=200)
    found = quantile(values, probability)
    other = quantile_test(values, p=probability, q=1.0).confidence_interval(0.95)
    assert (found.low, found.high) == (other.low, other.high)
    assert found.low < found.estimate < found.high


def test_too_few_values_leave_a_side_open() -> None:
    values = np.arange(30.0, 0.0, -1.0)
    low, middle, high = (quantile(values, p) for p in (0.05, 0.5, 0.95))
    assert (low.low, low.high) == (-inf, 5.0)
    assert (middle.low, middle.high) == (10.0, 21.0)
    assert middle.estimate == 15.5
    assert (high.low, high.high) == (26.0, inf)
    assert quantile(np.array([3.0]), 0.95) == (3.0, -inf, inf)


def test_gaps_are_left_out_and_nothing_is_said_of_nothing() -> None:
    values = np.array([nan, 2.0, nan, 1.0, 3.0])
    assert quantile(values, 0.5) == quantile(np.array([1.0, 2.0, 3.0]), 0.5)
    assert all(isnan(end) for end in quantile(np.array([nan]), 0.5))
    assert all(isnan(end) for end in quantile(np.empty(0), 0.5))


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, 1.5, nan])
def test_a_probability_lies_between_nought_and_one(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile(np.arange(9.0), probability)


def test_how_many_runs_both_ends_take() -> None:
    assert runs_needed(0.5) == 6
    assert runs_needed(0.95) == runs_needed(0.05) == 72
    assert runs_needed(0.95, confidence=0.9) == 59  # the Wilks number: 0.95 ** 59 < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize(
    ("draw", "at"),
    [
        (lambda rng, size: rng.exponential(size=size), lambda p: -np.log1p(-p)),
        (lambda rng, size: rng.poisson(3.0, size=size), None),
    ],
    ids=["exponential", "poisson"],
)
def test_intervals_hold_the_quantile_as_often_as_they_say(n: int, draw, at) -> None:  # type: ignore[no-untyped-def]
    """Of counts too, which tie: then they hold it more often."""
    rng = np.random.default_rng(n)
    samples = np.sort(draw(rng, (20_000, n)), axis=1).astype(float)
    for probability in (0.05, 0.5, 0.95):
        truth = at(probability) if at else float(np.quantile(draw(rng, 1_000_000), probability))
        lower, upper = ranks(n, probability)
        too_high = samples[:, lower - 1] > truth if lower else np.zeros(len(samples), bool)
        too_low = samples[:, upper - 1] < truth if upper <= n else np.zeros(len(samples), bool)
        # 3.5 standard errors of a share of 2.5 % among 20,000
        assert too_high.mean() <= 0.025 + 0.0039
        assert too_low.mean() <= 0.025 + 0.0039
        if at:
            exactly = binom.cdf(lower - 1, n, probability) if lower else 0.0
            assert too_high.mean() == pytest.approx(exactly, abs=0.0039)
