"""Every distribution that the model draws from, quantile by quantile, against SciPy's."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from sim.config import Duration
from sim.kernel import distributions
from sim.model.traffic import poisson_count, service_times, unit_lognormal_table

LEVELS = np.concatenate(
    ([2.0**-40, 1e-6], np.linspace(0.001, 0.999, 499), [1 - 1e-6, 1 - 2.0**-40])
)
MEAN, CV = 3.7, 0.8
LOG_SD = float(np.sqrt(np.log1p(CV**2)))
MEDIAN = MEAN / float(np.sqrt(1.0 + CV**2))

PAIRS: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "constant": (distributions.constant(MEAN), lambda _u: MEAN),
    # falls: the smallest number gives the longest time
    "exponential": (
        distributions.exponential(MEAN),
        lambda u: float(stats.expon.isf(u, scale=MEAN)),
    ),
    "uniform": (
        distributions.uniform(2.0, 5.0),
        lambda u: float(stats.uniform.ppf(u, loc=2.0, scale=3.0)),
    ),
    "lognormal": (
        distributions.lognormal(MEAN, CV),
        lambda u: float(stats.lognorm.ppf(u, LOG_SD, scale=MEDIAN)),
    ),
    "lognormal_median": (
        distributions.lognormal_median(MEDIAN, LOG_SD),
        lambda u: float(stats.lognorm.ppf(u, LOG_SD, scale=MEDIAN)),
    ),
    "poisson": (
        lambda u: distributions.poisson(u, MEAN),
        lambda u: float(stats.poisson.ppf(u, MEAN)),
    ),
    "geometric": (
        lambda u: distributions.geometric(u, MEAN),
        lambda u: float(stats.geom.isf(u, 1.0 / MEAN)),
    ),
    "standard_normal_cdf": (
        lambda u: distributions.standard_normal_cdf(float(stats.norm.ppf(u))),
        lambda u: u,
    ),
    "choose": (
        lambda u: distributions.choose(u, distributions.cumulative_shares([1.0, 0.0, 2.0, 5.0])),
        lambda u: float(stats.rv_discrete(values=([0, 1, 2, 3], [1 / 8, 0, 2 / 8, 5 / 8])).ppf(u)),
    ),
}
"""Ours and SciPy's quantile function, by the name of ours."""


def test_every_quantile_function_is_compared() -> None:
    ours = {
        name
        for name, thing in vars(distributions).items()
        if inspect.isfunction(thing) and thing.__module__ == distributions.__name__
    }
    assert ours - {"cumulative_shares"} == set(PAIRS), "choose looks cumulative shares up"


@pytest.mark.parametrize("name", PAIRS)
def test_every_quantile_function_agrees_with_scipy(name: str) -> None:
    ours, theirs = PAIRS[name]
    for u in LEVELS.tolist():
        assert ours(u) == pytest.approx(theirs(u), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(
    ("settings", "same_as"),
    [
        ({"distribution": "exponential", "mean_h": MEAN}, "exponential"),
        ({"distribution": "lognormal", "mean_h": MEAN, "cv": CV}, "lognormal"),
        ({"distribution": "constant", "mean_h": MEAN}, "constant"),
    ],
)
def test_a_duration_in_a_file_is_that_distribution(settings: dict, same_as: str) -> None:
    quantile = Duration(**settings).quantile()
    _, theirs = PAIRS[same_as]
    for u in LEVELS.tolist():
        assert quantile(u) == pytest.approx(theirs(u), rel=1e-8)


@pytest.mark.parametrize("cv", [0.3, 0.8, 1.5])
def test_tabulated_services_agree_with_scipy(cv: float) -> None:
    """A table of 2 x 2048 cells is within half a per cent of the quantiles, but at the very ends,
    where the first cell is a straight line and the last 1e-7 is cut."""
    log_sd = float(np.sqrt(np.log1p(cv**2)))
    levels = LEVELS[1:-1]
    words = np.zeros(2 * len(levels), dtype=np.uint64)
    words[1::2] = (levels * 2.0**40).astype(np.uint64) << np.uint64(24)
    found = service_times(words, unit_lognormal_table(cv), 1.0, 0.0, 0.0, 0.0, 0.0)
    expected = stats.lognorm.ppf(levels, log_sd, scale=np.exp(-(log_sd**2) / 2.0))
    inner = (levels > 0.002) & (levels < 1.0 - 1e-5)
    assert found[inner] == pytest.approx(expected[inner], rel=0.005)
    assert found == pytest.approx(expected, rel=0.1, abs=0.03)


@pytest.mark.parametrize("mean", [0.2, 3.0, 250.0, 40_000.0, 1e6])
def test_large_poisson_counts_agree_with_scipy(mean: float) -> None:
    for u in LEVELS[1:-1].tolist():
        assert poisson_count(u, mean) == stats.poisson.ppf(u, mean)
