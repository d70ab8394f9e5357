"""Intervals and p-values against formulas on paper and against statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import ttest_rel

from sim.analysis.statistics import (
    Estimated,
    holm,
    mean_interval,
    paired_difference,
    ratio_of_sums,
    sampled_difference_of_ratios,
    sampled_mean,
    simultaneous_confidence,
    t_quantile,
)


def test_t_quantile_is_the_tabulated_one() -> None:
    assert t_quantile(0.975, 29) == pytest.approx(2.04523, abs=1e-5)  # C4


def test_mean_interval_on_paper() -> None:
    interval = mean_interval(np.array([1.0, 2.0, 3.0, math.nan]))
    # sd 1, t(.975, 2) = 4.302653, standard error 1/sqrt 3
    assert interval == pytest.approx((2.0, 2.0 - 2.484138, 2.0 + 2.484138), abs=1e-6)


def test_too_few_values_give_no_interval() -> None:
    assert mean_interval(np.array([3.0]))[0] == 3.0
    assert math.isnan(mean_interval(np.array([3.0])).low)
    assert math.isnan(mean_interval(np.array([])).estimate)


def test_bonferroni_over_eleven_comparisons() -> None:
    assert simultaneous_confidence(0.95, 11) == pytest.approx(1 - 0.05 / 11)
    assert simultaneous_confidence(0.95, 0) == pytest.approx(0.95)
    wide = paired_difference(np.arange(9.0), np.zeros(9), simultaneous_confidence(0.95, 11))
    narrow = paired_difference(np.arange(9.0), np.zeros(9))
    assert wide.high - wide.low > 1.2 * (narrow.high - narrow.low)


def test_pairing_takes_out_what_is_shared() -> None:
    shared = np.array([10.0, 50.0, 90.0, 30.0])
    difference = paired_difference(shared + 1.0, shared)
    assert difference == pytest.approx((1.0, 1.0, 1.0))


def test_ratio_is_that_of_sums_and_equals_the_mean_for_equal_denominators() -> None:
    numerators, denominators = np.array([1.0, 9.0]), np.array([10.0, 10.0])
    assert ratio_of_sums(numerators, np.array([2.0, 30.0])).estimate == pytest.approx(10 / 32)
    jackknifed = ratio_of_sums(numerators, denominators)
    assert jackknifed == pytest.approx(mean_interval(numerators / denominators))


def test_jackknife_against_the_loop_it_stands_for() -> None:
    generator = np.random.default_rng(1)
    a, b = generator.poisson(5, (2, 12)).astype(float), generator.poisson(9, (2, 12)) + 1.0
    left_out = np.array(
        [
            np.delete(a[0], i).sum() / np.delete(b[0], i).sum()
            - np.delete(a[1], i).sum() / np.delete(b[1], i).sum()
            for i in range(12)
        ]
    )
    error = math.sqrt(11 / 12 * ((left_out - left_out.mean()) ** 2).sum())
    difference = sampled_difference_of_ratios(a[0], b[0], a[1], b[1]).estimated.interval()
    assert difference.high - difference.estimate == pytest.approx(t_quantile(0.975, 11) * error)


def test_zero_denominators() -> None:
    nothing, one = np.zeros(5), np.array([0.0, 0.0, 3.0, 0.0, 0.0])
    assert math.isnan(ratio_of_sums(nothing, nothing).estimate)
    # a replication without any adds nothing
    assert ratio_of_sums(one, one).estimate == 1.0
    # without the only replication that has any there would be no ratio: no interval
    assert math.isnan(ratio_of_sums(one, one).low)
    some = np.array([0.0, 2.0, 4.0, 0.0, 2.0])
    assert math.isfinite(ratio_of_sums(some / 2, some).low)


def test_the_p_value_is_that_of_the_paired_t_test() -> None:
    generator = np.random.default_rng(2)
    a, b = generator.normal(1.0, 2.0, 12), generator.normal(0.0, 1.0, 12)
    assert sampled_mean(a - b).estimated.p_value == pytest.approx(ttest_rel(a, b).pvalue)
    # of equal denominators a ratio is a mean, and so is its test
    tens = np.full(12, 10.0)
    ratio = sampled_difference_of_ratios(10.0 * a, tens, 10.0 * b, tens)
    assert ratio.estimated.p_value == pytest.approx(ttest_rel(a, b).pvalue)


def test_the_p_value_and_the_interval_agree_on_zero() -> None:
    for estimate in np.linspace(-4.0, 4.0, 41):
        found = Estimated(float(estimate), 1.0, 29)
        interval = found.interval(0.95)
        assert (found.p_value < 0.05) == (not interval.low <= 0.0 <= interval.high)


def test_p_values_without_spread_or_data() -> None:
    assert sampled_mean(np.zeros(5)).estimated.p_value == 1.0
    assert sampled_mean(np.full(5, 2.0)).estimated.p_value == 0.0
    assert math.isnan(sampled_mean(np.array([2.0])).estimated.p_value)
    assert math.isnan(sampled_mean(np.array([])).estimated.p_value)


def test_holm_on_paper() -> None:
    """.01 * 4; .02 * 3; .03 * 2 = .06, not below the one before; .5 * 1."""
    adjusted = holm(np.array([0.5, 0.02, 0.03, 0.01]))
    assert adjusted == pytest.approx([0.5, 0.06, 0.06, 0.04])


@pytest.mark.slow  # importing statsmodels takes long
def test_holm_against_statsmodels_with_ties() -> None:
    from statsmodels.stats.multitest import multipletests

    generator = np.random.default_rng(4)
    for _ in range(20):
        p_values = np.round(generator.random(11) ** 3, 2)
        assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_holm_leaves_out_what_has_no_p_value() -> None:
    gap = np.array([0.2, math.nan, 0.01])
    assert holm(gap) == pytest.approx([0.2, math.nan, 0.02], nan_ok=True)
    assert len(holm(np.array([]))) == 0
