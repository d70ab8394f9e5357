"""The emulator of figures, and the intervals it gives, on figures whose law is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.analysis.moment_emulator import Emulator, features, terms
from sim.analysis.moment_fit import CHI2_1, Fit, _Profile

RNG = np.random.default_rng(20170506)
SLOPES = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 1.0]])


def mean(points: np.ndarray) -> np.ndarray:
    """Quadratic in the parameters."""
    return points @ SLOPES + 0.4 * points[:, :1] ** 2


def drawn(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One realisation at each point: correlated, with a spread that grows with the first."""
    shared = 0.2 * rng.standard_normal((len(points), 1))
    own = 0.2 * rng.standard_normal((len(points), SLOPES.shape[1]))
    return mean(points) + np.exp(0.5 * points[:, :1]) * (shared + own)


POINTS = RNG.uniform(-1.0, 1.0, (3_000, 2))
EMULATOR = Emulator.of(POINTS, drawn(POINTS, RNG))


def fit(data: np.ndarray) -> Fit:
    return Fit(EMULATOR, data)


def test_features_are_all_quadratic_terms() -> None:
    assert features(np.array([[2.0, 3.0]])).tolist() == [[1.0, 2.0, 3.0, 4.0, 6.0, 9.0]]
    assert terms(2) == 6
    assert features(POINTS[:1].repeat(4, axis=1)).shape[1] == terms(8)


def test_the_emulator_finds_mean_spread_and_correlation() -> None:
    points = np.array([[-0.8, 0.2], [0.0, 0.0], [0.9, -0.5]])
    found, sd = EMULATOR.mean_and_sd(points)
    assert np.allclose(found, mean(points), atol=0.05)
    expected = 0.2 * np.sqrt(2.0) * np.exp(0.5 * points[:, 0])
    assert np.allclose(sd, expected[:, np.newaxis], rtol=0.1)
    correlation = np.linalg.inv(EMULATOR.precision)
    assert np.allclose(correlation[np.triu_indices(3, 1)], 0.5, atol=0.05)


def test_outside_what_was_tried_the_emulator_knows_that_it_knows_little() -> None:
    tried, rng = 0.2 * POINTS[:200], np.random.default_rng(1)
    emulator = Emulator.of(tried, mean(tried) + rng.standard_normal((200, 3)))
    _, near = emulator.mean_and_sd(np.zeros((1, 2)))
    _, far = emulator.mean_and_sd(np.array([[1.0, 1.0], [-1.0, -1.0]]))
    assert (far.prod(axis=0) > 4.0 * near**2).all()
    within, outside = emulator.error(np.array([[0.1, 0.0], [1.0, 1.0]]))
    assert within < 0.1 < 1.0 < outside


def test_a_figure_that_never_varies_does_no_harm() -> None:
    figures = drawn(POINTS[:200], np.random.default_rng(2))
    figures[:, 1] = 0.0
    emulator = Emulator.of(POINTS[:200], figures)
    assert np.isfinite(emulator.deviance(POINTS[:5], figures[0])).all()


def test_the_best_fit_is_where_the_deviance_is_smallest() -> None:
    true = np.array([0.3, -0.4])
    tried = fit(mean(true[np.newaxis, :])[0])
    best = tried.best()
    assert np.allclose(best, true, atol=0.15)
    grid = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 81)]), axis=-1).reshape(-1, 2)
    assert tried.smallest() <= EMULATOR.deviance(grid, tried.data).min() + 1e-6
    assert tried.best({0: 0.9})[0] == 0.9


def test_the_ends_of_an_interval_are_where_the_deviance_has_risen_so_far() -> None:
    tried = fit(mean(np.array([[0.1, 0.1]]))[0])
    best, ((low, high), _) = tried.intervals()
    assert low < best[0] < high
    for end in (low, high):
        assert tried.smallest({0: end}) - tried.smallest() == pytest.approx(CHI2_1, abs=0.1)
    far = fit(mean(np.array([[0.1, 3.0]]))[0])
    assert far.intervals()[1][1][1] == 1.0  # the end of the range


class TwoValleys:
    """A deviance with two valleys, far apart in the second parameter."""

    log_variance = np.zeros((3, 1))

    def deviance(self, points: np.ndarray, _data: np.ndarray) -> np.ndarray:
        first, second = points.T
        one = 20.0 * (first - 0.3) ** 2 + 60.0 * (second - 0.8) ** 2
        other = 20.0 * (first + 0.5) ** 2 + 60.0 * (second + 0.8) ** 2 + 1.0
        return np.minimum(one, other)


def test_an_interval_spans_all_valleys_whatever_was_asked_before() -> None:
    tried = Fit(TwoValleys(), np.zeros(1))  # type: ignore[arg-type]
    best, (first, second) = tried.intervals()
    assert np.allclose(best, [0.3, 0.8], atol=1e-3)
    assert first == pytest.approx(
        (-0.5 - np.sqrt(2.841459 / 20.0), 0.3 + np.sqrt(CHI2_1 / 20.0)), abs=0.01
    )
    assert second == pytest.approx((-1.0, 1.0), abs=0.06)
    values = [-0.6, 0.2, -0.6, 0.9, 0.2]
    alone = [_Profile(tried, 0, best).above(value) for value in values]
    together = _Profile(tried, 0, best)
    assert [together.above(value) for value in values] == alone


def test_a_deeper_valley_that_the_search_had_missed_becomes_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried, whole = Fit(TwoValleys(), np.zeros(1)), Fit.best  # type: ignore[arg-type]
    asked: list[bool] = []

    def missed(self: Fit, held: Any = None, start: Any = None) -> np.ndarray:
        first, asked[:] = not asked, [True]
        return np.array([-0.5, -0.8]) if first else whole(self, held, start)

    monkeypatch.setattr(Fit, "best", missed)
    best, ((low, high), _) = tried.intervals()
    assert np.allclose(best, [0.3, 0.8], atol=1e-3)
    assert low < -0.5 < 0.3 < high


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    true = np.array([0.2, -0.1])
    sets = 80
    data = drawn(true[np.newaxis, :].repeat(sets, axis=0), rng)
    held = [fit(d).smallest({0: true[0]}) - fit(d).smallest() <= CHI2_1 for d in data]
    assert abs(np.mean(held) - 0.95) < 3.29 * np.sqrt(0.95 * 0.05 / sets)


def test_a_sample_of_plausible_parameters_shows_what_is_known_together_only() -> None:
    slopes = np.array([[1.0, 0.5], [1.0, 0.5]])  # only the sum of both shows
    rng = np.random.default_rng(6)
    figures = POINTS[:600] @ slopes + 0.1 * rng.standard_normal((600, 2))
    tried = Fit(Emulator.of(POINTS[:600], figures), np.zeros(2))
    sample = tried.plausible(7)
    assert np.corrcoef(sample.T)[0, 1] < -0.9
    assert abs(sample.sum(axis=1)).max() < 0.6
    assert (tried.plausible(7) == sample).all()
    wider = tried.plausible(7, 4.0)
    assert wider.sum(axis=1).std() > 1.5 * sample.sum(axis=1).std()
