"""Bootstrap intervals: against SciPy's, by hand, and where they are asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import bootstrap, skew

from sim.analysis.bootstrap import (
    FEWEST,
    MOST,
    RESAMPLES,
    SKEW_OF_MEAN,
    bootstrap_interval,
    bootstrap_mean,
    needs_bootstrap,
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
