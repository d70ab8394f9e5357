"""Samples of many scenarios at once are those of each alone, to the last digit."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from sim.analysis.bootstrap import need_bootstrap, skew_of_mean, skews_of_means
from sim.analysis.quotients import Column
from sim.analysis.samples import (
    Samples,
    sampled_differences_of_ratios,
    sampled_means,
    sampled_ratios,
)
from sim.analysis.statistics import (
    Floats,
    Sampled,
    sampled_difference_of_ratios,
    sampled_mean,
    sampled_ratio,
)

SCENARIOS = 23


def same(found: Samples, alone: list[Sampled]) -> None:
    for (sampled, estimated, skewed), one in zip(found.each(), alone, strict=True):
        numbers = sampled.estimate, *estimated
        assert np.array_equal(numbers, (one.estimate, *one.estimated), equal_nan=True)
        assert sampled.values.tolist() == one.values.tolist()
        assert [skewed] == need_bootstrap(one.values[np.newaxis]).tolist()


def gaps(rng: np.random.Generator, replications: int) -> np.ndarray:
    """Some scenarios lack none, some a few, one all but one and one all."""
    known = rng.random((SCENARIOS, replications)) < rng.choice([0.7, 1.0], (SCENARIOS, 1))
    known[3] = False
    known[4] = np.arange(replications) == 1
    return known


@pytest.mark.parametrize("replications", [2, 3, 9, 30, 131, 600])
def test_means(replications: int) -> None:
    rng = np.random.default_rng(replications)
    values = rng.lognormal(0.0, 1.0, (SCENARIOS, replications))
    values[~gaps(rng, replications)] = nan
    values[5] = 0.1
    same(sampled_means(values), [sampled_mean(row) for row in values])


def made(rng: np.random.Generator, replications: int) -> tuple[Floats, Floats]:
    denominators = rng.poisson(2.0, (SCENARIOS, replications)).astype(float)
    return denominators * rng.random((SCENARIOS, replications)), denominators


@pytest.mark.parametrize("replications", [2, 3, 12, 30, 131])
def test_ratios_and_their_differences(replications: int) -> None:
    rng = np.random.default_rng(replications)
    a, b, known = made(rng, replications), made(rng, replications), gaps(rng, replications)
    a[1][6] = 0.0  # never anything to divide by
    a[1][7] = np.arange(replications) == 0  # nothing without one
    alone = [sampled_ratio(x[w], y[w]) for x, y, w in zip(*a, known, strict=True)]
    assert isnan(alone[6].estimate)
    assert len(alone[7].values) == 0
    same(sampled_ratios(Column(*a), known), alone)
    apart = [
        sampled_difference_of_ratios(x[w], y[w], v[w], u[w])
        for x, y, v, u, w in zip(*a, *b, known, strict=True)
    ]
    same(sampled_differences_of_ratios(Column(*a), Column(*b), known), apart)


def test_skews_row_by_row() -> None:
    rng = np.random.default_rng(2)
    samples = np.vstack([rng.exponential(1.0, (6, 40)), np.full((1, 40), 0.3), np.zeros((1, 40))])
    assert skews_of_means(samples).tolist() == [skew_of_mean(row) for row in samples]
    alone = [need_bootstrap(row[np.newaxis])[0] for row in samples]
    assert need_bootstrap(samples).tolist() == alone
    assert need_bootstrap(samples[:, :9]).tolist() == [False] * 8
