"""Bootstrap intervals: against SciPy's, by hand, and where they are asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import bootstrap, norm, skew

from sim.analysis.bootstrap import (
    FEWEST,
    MOST,
    RESAMPLES,
    SKEW_OF_MEAN,
    bootstrap_interval,
    bootstrap_mean,
    need_bootstrap,
    resampled_ratio,
    skew_of_mean,
)
from sim.analysis.statistics import Floats, sampled_ratio


def skewed(n: int = 30) -> Floats:
    return np.random.default_rng(6).negative_binomial(0.3, 0.3 / 3.3, n).astype(float)


def test_the_skew_of_a_mean_is_the_skewness_over_the_root_of_n() -> None:
    values = skewed()
    assert skew_of_mean(values) == pytest.approx(skew(values) / math.sqrt(30))
    assert skew_of_mean(-values) == pytest.approx(-skew_of_mean(values))
    assert skew_of_mean(np.full(9, 0.1)) == 0.0
    assert skew_of_mean(np.array([4.0])) == 0.0
    assert skew_of_mean(np.empty(0)) == 0.0


def needs_bootstrap(values: Floats) -> bool:
    return bool(need_bootstrap(values[np.newaxis])[0])


def test_it_is_asked_for_where_the_mean_is_skewed() -> None:
    values = skewed()
    assert abs(skew_of_mean(values)) > SKEW_OF_MEAN
    assert needs_bootstrap(values)
    assert needs_bootstrap(-values)
    assert not needs_bootstrap(np.arange(30.0))
    # the same distribution forty times: its mean is less skewed
    assert not needs_bootstrap(np.tile(values, 40))
    heavy = np.zeros(MOST + 1)
    heavy[0] = 1.0
    assert needs_bootstrap(heavy[:FEWEST])
    assert not needs_bootstrap(heavy[: FEWEST - 1])
    assert needs_bootstrap(heavy[:MOST])
    assert not needs_bootstrap(heavy)


@pytest.mark.parametrize("confidence", [0.95, 1 - 0.05 / 11])
def test_against_scipys_bca(confidence: float) -> None:
    """Both draw resamples: ends agree within a few per cent of the width."""
    values = skewed()
    own = bootstrap_mean(values, confidence)
    theirs = bootstrap(
        (values,), np.mean, confidence_level=confidence, n_resamples=RESAMPLES,
        method="BCa", vectorized=True, rng=np.random.default_rng(3),
    ).confidence_interval  # fmt: skip
    width = theirs.high - theirs.low
    assert own.estimate == values.mean()
    assert own.low == pytest.approx(theirs.low, abs=0.05 * width)
    assert own.high == pytest.approx(theirs.high, abs=0.05 * width)


def test_it_turns_round_with_its_values_and_scales_with_them() -> None:
    values = skewed()
    interval, turned = bootstrap_mean(values), bootstrap_mean(-values)
    assert turned == pytest.approx([-interval.estimate, -interval.high, -interval.low])
    assert bootstrap_mean(1000.0 * values) == pytest.approx([1000.0 * end for end in interval])


def test_the_same_values_give_the_same_interval() -> None:
    assert bootstrap_mean(skewed()) == bootstrap_mean(skewed())


def test_a_ratio_of_equal_denominators_is_a_mean() -> None:
    values, tens = skewed(), np.full(30, 10.0)
    sampled = sampled_ratio(values, tens)
    interval = bootstrap_interval(
        sampled.estimate, sampled.values, lambda counts: resampled_ratio(values, tens, counts)
    )
    assert interval == pytest.approx([end / 10.0 for end in bootstrap_mean(values)])


def test_a_resample_without_a_denominator_leaves_no_interval() -> None:
    values, gaps = np.ones(12), np.zeros(12)
    gaps[:2] = 5.0
    interval = bootstrap_interval(
        0.2, np.arange(12.0), lambda counts: resampled_ratio(values, gaps, counts)
    )
    assert interval.estimate == 0.2
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)


def test_an_estimate_beyond_all_resamples_leaves_no_interval() -> None:
    interval = bootstrap_interval(99.0, skewed(), lambda counts: counts[:, 0])
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)


def ranks(_counts: Floats) -> Floats:
    """A statistic of which the resample in the i-th place has the value i: ends show places."""
    return np.arange(float(RESAMPLES))


def acceleration(values: Floats) -> float:
    """From the means without one value each (Efron and Tibshirani 1993, equation 14.15)."""
    without_one = np.array([np.delete(values, i).mean() for i in range(len(values))])
    off = without_one.mean() - without_one
    return float((off**3).sum() / (6.0 * ((off**2).sum()) ** 1.5))


@pytest.mark.parametrize("turned", [1.0, -1.0])
@pytest.mark.parametrize("estimate", [3999.0, 4999.0, 5600.5])
def test_the_ends_lie_at_the_levels_of_the_textbook(estimate: float, turned: float) -> None:
    """Efron and Tibshirani 1993, equation 14.10; the ends are rounded outwards."""
    values = turned * skewed()
    a = acceleration(values)
    below = math.ceil(estimate) + 0.5 * (estimate == int(estimate))
    bias = norm.ppf(below / RESAMPLES)
    levels = [norm.cdf(bias + (bias + z) / (1.0 - a * (bias + z))) for z in norm.ppf([0.05, 0.95])]
    found = bootstrap_interval(estimate, values, ranks, 0.9)
    places = math.floor(10_000 * levels[0]) - 1, math.ceil(10_000 * levels[1]) - 1
    assert 0 < places[0] < places[1] < RESAMPLES - 1
    assert found == (estimate, *places)


@pytest.mark.parametrize("turned", [1.0, -1.0])
def test_beyond_the_reach_of_the_expansion_the_outermost_resample_is_the_end(turned: float) -> None:
    """One value of 500 differs, so a is nearly 1/6: levels end where z is 6 or more.

    At the other end z = -6.11 gives ndtr(-6.11 / (1 + 6.11 / 6)) = ndtr(-3.03) = 0.0012.
    """
    values = np.zeros(MOST)
    values[0] = turned
    z = norm.ppf(1.0 - 0.5e-9)
    assert abs(acceleration(values)) * z > 1.0
    level = norm.cdf(-z / (1.0 + abs(acceleration(values)) * z))
    inner = math.floor(10_000 * level) - 1
    assert 0 < inner < 20
    found = bootstrap_interval(4999.0, values, ranks, 1.0 - 1e-9)
    upwards, downwards = (inner, RESAMPLES - 1), (0, RESAMPLES - 1 - inner)
    assert found[1:] == (upwards if turned > 0.0 else downwards)


def test_an_estimate_at_the_rim_of_the_resamples_has_both_ends_there() -> None:
    values = skewed()
    assert bootstrap_interval(0.0, values, ranks, 0.5)[1:] == (0.0, 0.0)
    last = RESAMPLES - 1.0
    assert bootstrap_interval(last, values, ranks, 0.5)[1:] == (last, last)


def test_ratios_of_resamples_by_hand() -> None:
    counts = np.array([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0], [0.0, 1.0, 2.0]])
    with np.errstate(all="raise"):
        found = resampled_ratio(np.array([1.0, 4.0, 5.0]), np.array([0.25, 0.0, 0.5]), counts)
    assert found[[0, 2]].tolist() == [7.0, 14.0]
    assert math.isnan(found[1])


@pytest.mark.parametrize("size", [1e-6, 1e6])
def test_resamples_that_miss_the_estimate_by_rounding_are_equal_to_it(size: float) -> None:
    """2,001 of them stand in the middle, half of which count as below: there is no bias."""
    steps = ranks(np.empty(0)) - 4999.0

    def statistic(_counts: Floats) -> Floats:
        return np.where(np.abs(steps) <= 1000.0, size * (1.0 + 1e-14), size * (1.0 + 1e-3 * steps))

    found = bootstrap_interval(size, np.arange(30.0), statistic, 0.9)
    assert found.low == pytest.approx(size * (1.0 - 4.5), abs=0.002 * size)
    assert found.high == pytest.approx(size * (1.0 + 4.5), abs=0.002 * size)
