"""Quantile functions against SciPy's."""

from __future__ import annotations

import pytest
from scipy import stats

from sim.kernel import distributions as d

EDGE = 2.0**-53
"""The least and (1 minus this) the largest number that streams give."""
LEVELS = [EDGE, 1e-6, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0 - 1e-6, 1.0 - EDGE]
GRID = [(number + 0.5) / 4000 for number in range(4000)]


@pytest.mark.parametrize("u", LEVELS)
def test_continuous_quantiles(u: float) -> None:
    assert d.constant(3.0)(u) == 3.0
    assert d.exponential(3.0)(u) == pytest.approx(stats.expon.isf(u, scale=3.0), rel=1e-12)
    assert d.uniform(2.0, 5.0)(u) == pytest.approx(2.0 + 3.0 * u)
    median = stats.lognorm.ppf(u, 1.156, scale=1.95)
    assert d.lognormal_median(1.95, 1.156)(u) == pytest.approx(median, rel=1e-9)
    assert d.standard_normal_cdf(stats.norm.ppf(u)) == pytest.approx(u, rel=1e-9, abs=1e-15)


def test_a_lognormal_has_the_mean_and_the_spread_it_is_given() -> None:
    quantile = d.lognormal(4.0, 0.5)
    values = [quantile(u) for u in GRID]
    mean = sum(values) / len(values)
    assert mean == pytest.approx(4.0, rel=2e-3)
    spread = (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
    assert spread == pytest.approx(2.0, rel=2e-2)
    assert quantile(0.5) == pytest.approx(4.0 / (1.0 + 0.25) ** 0.5)


@pytest.mark.parametrize(("mean", "cv"), [(4.0, 0.0), (0.0, 1.0)])
def test_a_lognormal_without_spread_or_mean_is_constant(mean: float, cv: float) -> None:
    assert {d.lognormal(mean, cv)(u) for u in LEVELS} == {mean}


@pytest.mark.parametrize("mean", [1e-9, 0.3, 1.0, 4.5, 60.0, 690.0, 691.0, 700.0])
@pytest.mark.parametrize("u", LEVELS[:-1])
def test_poisson_quantiles(u: float, mean: float) -> None:
    """At the very edges a hair's breadth in u is a count or so."""
    slack = 1 if u < 1e-5 or u > 1.0 - 1e-5 else 0
    assert d.poisson(u, mean) == pytest.approx(stats.poisson.ppf(u, mean), abs=slack)


@pytest.mark.parametrize("mean", [0.3, 4.5, 700.0])
def test_the_largest_number_gives_a_count_of_the_tail_and_not_beyond(mean: float) -> None:
    beyond = mean + 9.0 * mean**0.5 + 20.0
    assert stats.poisson.ppf(1.0 - 1e-12, mean) <= d.poisson(1.0 - EDGE, mean) <= beyond


def test_poisson_means_out_of_range() -> None:
    assert d.poisson(1.0 - EDGE, 0.0) == 0
    assert d.poisson(1.0 - EDGE, -1.0) == 0
    with pytest.raises(ValueError, match="is above 700"):
        d.poisson(0.5, 700.5)


@pytest.mark.parametrize("u", LEVELS[:-1])
def test_for_one_number_the_poisson_count_grows_with_the_mean(u: float) -> None:
    counts = [d.poisson(u, mean / 7.0) for mean in range(200)]
    assert counts == sorted(counts)


@pytest.mark.parametrize("mean", [1.0, 1.5, 4.0, 30.0])
def test_geometric_counts_have_the_mean_they_are_given(mean: float) -> None:
    counts = [d.geometric(u, mean) for u in GRID]
    assert min(counts) == 1
    assert sum(counts) / len(counts) == pytest.approx(mean, rel=2e-3)
    for u in (0.0101, 0.2503, 0.5, 0.77, 0.99):
        expected = stats.geom.isf(u, 1.0 / mean) if mean > 1.0 else 1
        assert d.geometric(u, mean) == expected


def test_geometric_at_the_edges() -> None:
    assert d.geometric(1.0 - EDGE, 4.0) == 1
    assert d.geometric(EDGE, 4.0) == pytest.approx(stats.geom.isf(EDGE, 0.25), abs=1)
    assert d.geometric(EDGE, 0.2) == 1


@pytest.mark.parametrize(
    ("u", "index"), [(EDGE, 0), (0.2, 1), (0.49, 1), (0.5, 3), (1.0 - EDGE, 3)]
)
def test_choose_takes_the_first_bound_above(u: float, index: int) -> None:
    """An entry of no weight (0.5 to 0.5) is never taken; rounding below 1 takes the last."""
    assert d.choose(u, [0.2, 0.5, 0.5, 1.0]) == index
    assert d.choose(u, [0.2, 0.5, 0.5, 1.0 - 1e-15]) == index
