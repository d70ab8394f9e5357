"""Intervals and verdicts: against formulas on paper, and their coverage by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.comparison import Comparison, compare, in_words
from sim.analysis.kpis import Label, Pair
from sim.analysis.statistics import (
    difference_of_ratios,
    mean_interval,
    paired_difference,
    ratio_of_sums,
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
    difference = difference_of_ratios(a[0], b[0], a[1], b[1])
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


COUNT = Label("incidents a day", "incidents/day", "lower", True, False)
SHARE = Label("share located", "share", "higher", True, True)


def table(**scenarios: list[Pair]) -> dict[str, dict[int, dict[str, Pair]]]:
    return {s: {i: {"k": pair} for i, pair in enumerate(pairs)} for s, pairs in scenarios.items()}


def one(label: Label, a: list[Pair], b: list[Pair], others: int = 0) -> Comparison:
    names = ["b", "a", *[f"other{i}" for i in range(others)]]
    return compare(names, "b", table(a=a, b=b), {"k": label})[1]


def test_verdicts() -> None:
    base = [(float(i), 10.0) for i in range(30)]
    lower = [(i - 20.0 - i % 2, 10.0) for i in range(30)]
    assert compare(["b"], "b", table(b=base), {"k": COUNT})[0].verdict == "baseline"
    assert one(COUNT, base, base).verdict == "identical"
    assert one(COUNT, base, base).difference == 0.0
    assert one(COUNT, lower, base).verdict == "lower by 2.031 to 2.069 incidents/day"
    noisy = [(i + (-1.0) ** i, 10.0) for i in range(30)]
    assert one(COUNT, noisy, base).verdict == "no difference shown"
    assert one(COUNT, lower[:1], base[:1]).verdict == "not enough data"
    assert one(COUNT, [], base).verdict == "not enough data"
    constant = [(i + 5.0, 10.0) for i in range(30)]
    assert one(COUNT, constant, base).verdict == "higher by 0.50 incidents/day"


def test_verdict_on_a_share_is_in_percentage_points() -> None:
    base, more = (
        [(20.0 + i % 3, 100.0) for i in range(30)],
        [(45.0, 100.0 + i % 2) for i in range(30)],
    )
    verdict = one(SHARE, more, base).verdict
    assert verdict.startswith("higher by 2")
    assert verdict.endswith("percentage points")


def test_more_scenarios_widen_differences_but_not_means() -> None:
    base, other = [(float(i % 7), 1.0) for i in range(30)], [(float(i % 5), 1.0) for i in range(30)]
    few, many = one(COUNT, other, base), one(COUNT, other, base, others=10)
    assert (few.low, few.high) == (many.low, many.high)
    assert many.difference_high > few.difference_high


def test_failed_replications_are_left_out_in_pairs() -> None:
    both = table(a=[(9.0, 1.0)] * 4, b=[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)])
    del both["a"][0], both["b"][3]
    row = compare(["b", "a"], "b", both, {"k": COUNT})[1]
    assert row.difference == pytest.approx(9.0 - 2.5)  # of replications 1 and 2


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (2.13, 3.42, ("2.1", "3.4")),
        (0.004, 3.4, ("0.004", "3.400")),
        (1200.0, 1200.0, ("1,200", "1,200")),
        (1234.5, 5678.9, ("1,234", "5,679")),
        (0.0, 0.0, ("0", "0")),
        (31.22, 31.58, ("31.22", "31.58")),
    ],
)
def test_ends_are_rounded_sensibly(low: float, high: float, words: tuple[str, str]) -> None:
    assert in_words(low, high) == words


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["mean", "ratio", "difference of ratios"])
def test_coverage_of_95_percent_intervals(kind: str) -> None:
    generator = np.random.default_rng(20170506)
    trials, n, hits = 4000, 30, 0
    for _ in range(trials):
        if kind == "mean":
            interval, truth = mean_interval(generator.poisson(20, n).astype(float)), 20.0
        else:
            # replications share a random size, so that numerators and denominators go together
            size = generator.gamma(4, 10, n)
            d_a, d_b = generator.poisson(size) + 1.0, generator.poisson(2 * size) + 1.0
            n_a, n_b = (
                generator.binomial(d_a.astype(int), 0.4),
                generator.binomial(d_b.astype(int), 0.3),
            )
            if kind == "ratio":
                interval, truth = ratio_of_sums(n_a.astype(float), d_a), 0.4
            else:
                interval = difference_of_ratios(n_a.astype(float), d_a, n_b.astype(float), d_b)
                truth = 0.1
        hits += interval.low <= truth <= interval.high
    # 3.29 standard errors of a binomial share, and a point for the jackknife's small-sample error
    assert abs(hits / trials - 0.95) < 3.29 * math.sqrt(0.95 * 0.05 / trials) + 0.01


@pytest.mark.slow
def test_family_wise_error_of_eleven_equal_scenarios() -> None:
    generator = np.random.default_rng(3)
    trials, n, wrong = 1000, 30, 0
    for _ in range(trials):
        values = generator.normal(size=(12, n)) + generator.normal(size=n)
        confidence = simultaneous_confidence(0.95, 11)
        differences = [paired_difference(values[i], values[0], confidence) for i in range(1, 12)]
        wrong += any(d.low > 0 or d.high < 0 for d in differences)
    assert wrong / trials < 0.05 + 3.29 * math.sqrt(0.05 * 0.95 / trials)
