"""Weeks until a true fall shows: against theory, and against how often it does show."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan, sqrt
from statistics import fmean, variance

import numpy as np
import pytest
from scipy.stats import chi2, norm

from sim.analysis.power import FALL, LEVEL, weeks_until_shown
from sim.analysis.statistics import Floats

Series = Callable[[np.random.Generator, int, int], Floats]
"""(generator, replications, weeks) -> entries."""


def poisson(rng: np.random.Generator, replications: int, weeks: int) -> Floats:
    return rng.poisson(50.0, (replications, weeks)).astype(float)


def clustered_and_lasting(rng: np.random.Generator, replications: int, weeks: int) -> Floats:
    """Twice as variable as Poisson from week to week, and bad weeks come together."""
    state = rng.normal(size=replications)
    columns = []
    for _ in range(weeks):
        state = 0.5 * state + sqrt(1.0 - 0.5**2) * rng.normal(size=replications)
        columns.append(rng.poisson(120.0 * np.exp(0.09 * state - 0.09**2 / 2.0)))
    return np.array(columns, dtype=float).T


def test_poisson_counts_need_what_theory_says() -> None:
    # sd(D) = sqrt(2 * 50 w): w = 2 (1.960 + 0.842)^2 / (0.2^2 * 50) = 7.85
    found = weeks_until_shown(poisson(np.random.default_rng(1), 3000, 30), 1.0)
    assert found.weeks == 8.0
    assert found.longest == 15
    needed = (norm.ppf(0.975) + norm.ppf(0.8)) * sqrt(2.0 / (50.0 * 15))
    # sd of a variance over 3,000: 2.6 %, so of its root 1.3 %
    assert found.smallest_fall == pytest.approx(needed, rel=3.29 * 0.013)
    assert found.entries_per_week == pytest.approx(50.0, rel=0.01)


@pytest.mark.parametrize("series", [poisson, clustered_and_lasting])
def test_the_fall_shows_with_the_promised_power_in_so_many_weeks(series: Series) -> None:
    """At the stated number of weeks a fall by thinning shows in at least 80 % of the trials and, as
    the variance after it is a little below that without one, hardly more; not with fewer weeks."""
    rng = np.random.default_rng(2)
    found = weeks_until_shown(series(rng, 4000, 40), 1.0)
    assert 1.0 < found.weeks <= 20.0
    trials = 4000
    error = 3.29 * sqrt(0.8 * 0.2 / trials)

    def shown(w: int, fall: float) -> float:
        usual = series(rng, trials, 2 * w)
        deviation = (usual[:, w:].sum(axis=1) - usual[:, :w].sum(axis=1)).std(ddof=1)
        fresh = series(rng, trials, 2 * w)
        after = rng.binomial(fresh[:, w:].astype(int), 1.0 - fall).sum(axis=1)
        return float(np.mean(np.abs(after - fresh[:, :w].sum(axis=1)) > 1.95996 * deviation))

    weeks = int(found.weeks)
    assert 0.8 - error <= shown(weeks, FALL) <= 0.9
    assert shown(weeks - 2, FALL) < 0.8 + error
    assert shown(weeks, 0.0) == pytest.approx(LEVEL, abs=3.29 * sqrt(0.05 * 0.95 / trials) + 0.005)


def test_the_interval_of_the_smallest_fall_holds_as_often_as_it_says() -> None:
    """95 % of 600 trials of 30 replications; 3.29 standard errors are 0.029."""
    rng = np.random.default_rng(11)
    exact = (norm.ppf(0.975) + norm.ppf(0.8)) * sqrt(2.0 / (50.0 * 5))
    found = [weeks_until_shown(poisson(rng, 30, 10), 1.0) for _ in range(600)]
    held = np.mean([one.smallest_low <= exact <= one.smallest_high for one in found])
    assert held == pytest.approx(0.95, abs=0.029)
    assert all(one.smallest_low < one.smallest_fall < one.smallest_high for one in found)


def test_overdispersed_counts_take_longer() -> None:
    rng = np.random.default_rng(4)
    even = rng.poisson(50.0, (2000, 60)).astype(float)
    bunched = rng.negative_binomial(25.0, 25.0 / 75.0, (2000, 60)).astype(float)  # Fano 3
    assert weeks_until_shown(even, 1.0).weeks == 8.0
    assert weeks_until_shown(bunched, 1.0).weeks == pytest.approx(24.0, abs=1.0)


def test_unfounded_entries_hide_a_fall() -> None:
    weekly = poisson(np.random.default_rng(6), 500, 60)
    whole, part = weeks_until_shown(weekly, 1.0), weeks_until_shown(weekly, 0.8)
    assert part.weeks > whole.weeks
    assert part.smallest_fall == pytest.approx(whole.smallest_fall / 0.8)


def test_larger_falls_show_sooner() -> None:
    weekly = poisson(np.random.default_rng(7), 500, 60)
    weeks = [weeks_until_shown(weekly, 1.0, fall).weeks for fall in (0.5, 0.3, 0.2, 0.15)]
    assert weeks == sorted(weeks)
    assert weeks[0] < weeks[-1]


def test_a_usual_course_is_no_spread() -> None:
    course = np.linspace(100.0, 40.0, 10)
    found = weeks_until_shown(np.tile(course, (5, 1)), 1.0)
    assert (found.weeks, found.smallest_fall) == (1.0, 0.0)


def test_what_does_not_fit_into_the_run_is_told_as_such() -> None:
    weekly = poisson(np.random.default_rng(8), 500, 9)
    found = weeks_until_shown(weekly, 1.0)
    assert found.weeks == inf
    assert found.longest == 4
    assert found.smallest_fall > FALL


@pytest.mark.parametrize(
    ("weekly", "share"),
    [
        (np.ones((1, 20)), 1.0),
        (np.ones((30, 1)), 1.0),
        (np.zeros((30, 20)), 1.0),
        (np.ones((30, 20)), 0.0),
        (np.zeros((0, 0)), 1.0),
    ],
)
def test_nothing_is_said_without_data(weekly: Floats, share: float) -> None:
    found = weeks_until_shown(weekly, share)
    assert isnan(found.weeks)
    assert isnan(found.smallest_fall)


def test_all_numbers_of_a_small_record_by_hand() -> None:
    """Three replications of five weeks: windows of one week meet at four weeks, those of two at
    two; the variance is taken over replications at each, and then their mean."""
    weekly = np.array([[9.0, 5, 8, 2, 7], [4.0, 6, 1, 9, 3], [7.0, 2, 6, 6, 8]])
    share = 0.8
    falls = {}
    for w in (1, 2):
        meet = range(w, 5 - w + 1)
        d = [[float(row[m : m + w].sum() - row[m - w : m].sum()) for row in weekly] for m in meet]
        after = fmean(float(row[m : m + w].sum()) for row in weekly for m in meet)
        deviation = sqrt(fmean(variance(at) for at in d))
        falls[w] = (norm.ppf(0.975) + norm.ppf(0.8)) * deviation / (after * share)
    found = weeks_until_shown(weekly, share)
    assert (found.weeks, found.longest) == (inf, 2)
    assert found.smallest_fall == pytest.approx(falls[2])
    # (n - 1) s^2 / sigma^2 is chi-square with n - 1 = 2
    assert found.smallest_low == pytest.approx(falls[2] * sqrt(2 / chi2.ppf(0.975, 2)))
    assert found.smallest_high == pytest.approx(falls[2] * sqrt(2 / chi2.ppf(0.025, 2)))
    assert found.entries_per_week == pytest.approx(83 / 15)
    assert falls[2] < falls[1]
    assert weeks_until_shown(weekly, share, fall=falls[1] * 1.001).weeks == 1.0
    assert weeks_until_shown(weekly, share, fall=falls[2] * 1.001).weeks == 2.0


def test_what_is_not_known_is_not_a_number_but_the_level_is_told() -> None:
    found = weeks_until_shown(np.full((1, 20), 3.0), 1.0)
    unknown = (found.weeks, found.smallest_fall, found.smallest_low, found.smallest_high)
    assert all(isnan(number) for number in unknown)
    assert (found.longest, found.entries_per_week) == (10, 3.0)
    assert weeks_until_shown(np.array([[5.0, 9.0], [7.0, 6.0]]), 1.0).longest == 1
    assert not isnan(weeks_until_shown(np.array([[5.0, 9.0], [7.0, 6.0]]), 1.0).smallest_fall)


def test_a_record_that_ends_shows_no_fall_in_windows_after_its_end() -> None:
    """All entries lie in the first week, so there is nothing left that could fall."""
    found = weeks_until_shown(np.array([[5.0, 0.0, 0.0], [9.0, 0.0, 0.0]]), 1.0)
    assert (found.weeks, found.smallest_fall) == (inf, inf)
