"""Verdicts in words, and the number of replications that they name."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.stats import nct, t

from sim.analysis.statistics import NO_DATA, Interval
from sim.analysis.verdict import (
    Compared,
    in_words,
    one_digit,
    pairs_needed,
    plainly,
    two_digits_up,
    verdict,
)


def compared(low: float, high: float, **over: Any) -> Compared:
    """Thirty pairs; half-width 2 at 95 % means a deviation of 2 / 2.045 * sqrt(30) = 5.36."""
    made = Compared(Interval((low + high) / 2, low, high), NO_DATA, 0.5, 5.36, 30, 0.95, 1.0)
    return made._replace(**over)


@pytest.mark.parametrize(
    ("about", "unit", "words"),
    [
        (compared(2.13, 3.42), "days", "higher by 2.1 to 3.4 days"),
        (compared(-3.42, -2.13), "days", "lower by 2.1 to 3.4 days"),
        (compared(0.02, 0.03), "share", "higher by 2.0 to 3.0 percentage points"),
        (compared(math.nan, math.nan), "days", "not enough data"),
        (compared(0.0, 0.0, is_identical=True), "days", "identical"),
        (compared(0.5, 0.5), "days", "higher by 0.50 days"),
        (
            compared(-0.4, 0.3),
            "days",
            "no difference shown; if there is one, below 1 days",
        ),
        (
            compared(-2.0, 2.0),
            "days",
            "no difference shown: needs about 230 replications to see 1 days",
        ),
        # inside what is worth seeing by its width, but not by where it lies
        (
            compared(-0.2, 1.21, deviation=1.0),
            "days",
            "no difference shown; if there is one, below 2 days",
        ),
        (
            compared(-0.02, 0.02, deviation=0.0536, worth_seeing=0.012),
            "share",
            "no difference shown: needs about 230 replications to see 1 percentage points",
        ),
        (compared(-2.0, 2.0, worth_seeing=0.0), "days", "no difference shown"),
        (compared(-2.0, 2.0, worth_seeing=math.nan), "days", "no difference shown"),
        (compared(0.0, 0.0, deviation=0.0, worth_seeing=0.0), "days", "no difference shown"),
        (
            compared(-2.0, 2.0, worth_seeing=0.001),
            "days",
            "no difference shown: needs more than 100,000 replications to see 0.001 days",
        ),
        (
            compared(-0.3, 0.9, p_holm=0.04),
            "days",
            "no difference shown by the interval, higher by Holm's test (p 0.040); "
            "if there is one, below 1 days",
        ),
        (
            compared(0.2, 0.9, bootstrap=Interval(0.5, -0.1, 0.8)),
            "days",
            "unsure, because skewed: higher by 0.20 to 0.90 days by the t interval, no difference "
            "shown by the bootstrap",
        ),
        (
            compared(-0.9, 0.1, bootstrap=Interval(-0.5, -0.8, -0.2)),
            "days",
            "unsure, because skewed: no difference shown by the t interval, lower by 0.20 to 0.80 "
            "days by the bootstrap",
        ),
        (
            compared(0.2, 0.9, bootstrap=Interval(0.5, 0.1, 1.9)),
            "days",
            "higher by 0.20 to 0.90 days",
        ),
    ],
)  # fmt: skip
def test_words(about: Compared, unit: str, words: str) -> None:
    assert verdict(about, unit) == words


def exact_number(deviation: float, difference: float, confidence: float) -> int:
    """The smallest n with a power of .8 by the noncentral t distribution."""
    n = 2
    while True:
        limit = t.ppf(0.5 + confidence / 2, n - 1)
        moved = difference / deviation * math.sqrt(n)
        if 1.0 - nct.cdf(limit, n - 1, moved) + nct.cdf(-limit, n - 1, moved) >= 0.8:
            return n
        n += 1


@pytest.mark.parametrize("confidence", [0.95, 1 - 0.05 / 11])
@pytest.mark.parametrize("ratio", [0.3, 1.0, 3.0, 7.0])
def test_the_number_needed_is_that_of_the_noncentral_t(ratio: float, confidence: float) -> None:
    exact = exact_number(ratio, 1.0, confidence)
    assert abs(pairs_needed(ratio, 1.0, confidence) - exact) <= 1


def test_the_number_needed_is_more_than_were_used_while_the_interval_is_wider() -> None:
    """Whatever was found: half-width above what is worth seeing, so more are needed."""
    for n in (3, 10, 30, 200):
        for half in (1.01, 1.5, 4.0):
            deviation = half * math.sqrt(n) / float(t.ppf(0.975, n - 1))
            assert pairs_needed(deviation, 1.0, 0.95) > n


def test_no_spread_needs_two() -> None:
    assert pairs_needed(0.0, 1.0, 0.95) == 2


@pytest.mark.parametrize(
    ("size", "up", "rounded"),
    [(0.123, False, 0.1), (0.123, True, 0.2), (0.96, False, 1.0), (0.2, True, 0.2),
     (37.0, False, 40.0), (0.0, False, 0.0), (math.nan, False, 0.0), (-1.0, True, 0.0)],
)  # fmt: skip
def test_one_digit(size: float, up: bool, rounded: float) -> None:
    assert one_digit(size, up=up) == rounded


def test_sizes_and_numbers_are_written_plainly() -> None:
    assert [plainly(size) for size in (0.003, 0.5, 2.0, 4000.0)] == ["0.003", "0.5", "2", "4,000"]
    assert [two_digits_up(n) for n in (7, 30, 99, 101, 1349, 1300)] == [7, 30, 99, 110, 1400, 1300]


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
