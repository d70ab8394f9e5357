"""Rinott's two-stage selection: its constant and its promise."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln, stdtr

from sim.analysis.mcb import distances_from_the_best
from sim.analysis.rinott import observations_needed, rinott_constant

RUNS = 400
LEAST = 0.95 - 3.29 * sqrt(0.95 * 0.05 / RUNS)


@pytest.mark.parametrize(("scenarios", "expected"), [(2, 2.45247), (6, 3.52348), (10, 3.87525)])
def test_constants(scenarios: int, expected: float) -> None:
    """C4: first stage 20, alpha .05."""
    assert rinott_constant(scenarios, 20, 0.05) == pytest.approx(expected, abs=1e-4)


def test_constant_solves_its_equation() -> None:
    """By drawing the two variances, in place of integrating over them."""
    rng = np.random.default_rng(1)
    k, freedom = 4, 9
    h = rinott_constant(k, freedom + 1, 0.1)
    n = 400_000
    best = rng.chisquare(freedom, n)
    right = np.ones(n, dtype=bool)
    for _ in range(k - 1):
        spread = np.sqrt(freedom * (1.0 / rng.chisquare(freedom, n) + 1.0 / best))
        right &= rng.normal(0.0, 1.0, n) * spread < h
    assert right.mean() == pytest.approx(0.9, abs=3.29 * sqrt(0.9 * 0.1 / n))


def test_constant_grows_with_scenarios_and_surety_and_falls_with_the_first_stage() -> None:
    assert rinott_constant(3, 10, 0.05) < rinott_constant(4, 10, 0.05)
    assert rinott_constant(3, 10, 0.05) < rinott_constant(3, 10, 0.01)
    assert rinott_constant(3, 10, 0.05) > rinott_constant(3, 30, 0.05)


@pytest.mark.parametrize(
    ("scenarios", "first_stage", "alpha"), [(1, 10, 0.05), (2, 2, 0.05), (2, 10, 0.5)]
)
def test_settings_that_have_no_constant(scenarios: int, first_stage: int, alpha: float) -> None:
    with pytest.raises(ValueError, match="needs"):
        rinott_constant(scenarios, first_stage, alpha)


def test_observations_needed() -> None:
    assert observations_needed(4.0, first_stage=10, delta=1.0, constant=2.5) == 25
    assert observations_needed(4.01, first_stage=10, delta=1.0, constant=2.5) == 26
    assert observations_needed(4.0, first_stage=10, delta=2.0, constant=2.5) == 10
    assert observations_needed(0.0, first_stage=10, delta=1.0, constant=2.5) == 10


@pytest.mark.parametrize("shift", [0.0, -1000.0], ids=["around zero", "negative means"])
def test_promise_with_unequal_variances(shift: float) -> None:
    """The best is just delta ahead and the noisiest; intervals of plus and minus delta hold."""
    rng = np.random.default_rng(8)
    truth = np.array([1.0, 0.0, 0.0, 0.0]) + shift
    deviations = np.array([4.0, 1.0, 2.0, 3.0])
    h = rinott_constant(4, 10, 0.05)
    distance = truth - np.array([max(np.delete(truth, i)) for i in range(4)])
    right = covered = 0
    for _ in range(RUNS):
        means = np.empty(4)
        for i in range(4):
            first = rng.normal(truth[i], deviations[i], 10)
            n = observations_needed(first.var(ddof=1), first_stage=10, delta=1.0, constant=h)
            means[i] = np.concatenate([first, rng.normal(truth[i], deviations[i], n - 10)]).mean()
        right += means.argmax() == 0
        found = distances_from_the_best(
            means[:, None] - means[None, :], np.full((4, 4), 1.0), lower_is_better=False
        )
        covered += all(one.low <= d <= one.high for one, d in zip(found, distance, strict=True))
    assert right / RUNS >= LEAST
    assert covered / RUNS >= LEAST


@pytest.mark.parametrize("alpha", [0.01, 0.3])
@pytest.mark.parametrize("freedom", [2, 9, 200])
def test_with_two_scenarios_it_is_a_quantile_of_the_sum_of_two_t_variables(
    freedom: int, alpha: float
) -> None:
    """Z sqrt(f / X) is Student's t, so a sum of two with X and Y is what the equation averages."""
    h = rinott_constant(2, freedom + 1, alpha)
    scale = np.exp(gammaln((freedom + 1) / 2) - gammaln(freedom / 2)) / sqrt(np.pi * freedom)

    def part(x: float) -> float:
        density = scale * (1.0 + x * x / freedom) ** (-(freedom + 1) / 2)
        return float(stdtr(freedom, h - x) * density)

    halves = [quad(part, *ends, epsabs=1e-13, epsrel=1e-12, limit=200)[0]
              for ends in ((-np.inf, 0.0), (0.0, np.inf))]  # fmt: skip
    assert sum(halves) == pytest.approx(1.0 - alpha, abs=1e-9)


def test_with_very_many_observations_the_variances_are_known() -> None:
    """With two scenarios h is then sqrt(2) times the normal quantile; the correction is of the
    order of one over the first stage."""
    assert rinott_constant(2, 20_001, 0.05) == pytest.approx(sqrt(2.0) * 1.6448536, rel=1e-3)


def test_three_observations_of_each_are_enough_for_a_constant() -> None:
    assert rinott_constant(2, 3, 0.05) > rinott_constant(2, 4, 0.05)
