"""Control variates: against regression on paper, and with the controls that a run writes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import linregress

from sim.analysis.control_variates import FEWEST_FREEDOM, adjusted_mean, independent
from sim.analysis.statistics import Floats


def made(n: int, q: int) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(8)
    controls = generator.normal(1.0, 0.2, (n, q))
    return controls @ np.arange(1.0, q + 1.0) + generator.normal(0.0, 0.5, n), controls


def test_with_one_control_it_is_the_line_at_the_known_mean() -> None:
    values, controls = made(25, 1)
    found = adjusted_mean(values, controls)
    line = linregress(controls[:, 0] - 1.0, values)
    assert found is not None
    assert (found.estimate, found.freedom) == (pytest.approx(line.intercept), 23)
    assert found.error == pytest.approx(line.intercept_stderr)


@pytest.mark.slow  # importing statsmodels takes long
@pytest.mark.parametrize("q", [1, 2, 3])
def test_it_is_the_intercept_of_the_regression_at_the_known_mean(q: int) -> None:
    import statsmodels.api as sm

    values, controls = made(25, q)
    found = adjusted_mean(values, controls)
    assert found is not None
    fitted = sm.OLS(values, sm.add_constant(controls - 1.0)).fit()
    assert found.estimate == pytest.approx(fitted.params[0])
    assert found.error == pytest.approx(fitted.bse[0])
    assert found.freedom == 25 - q - 1


def test_a_perfect_control_leaves_no_error() -> None:
    _, controls = made(20, 1)
    found = adjusted_mean(3.0 + 2.0 * (controls[:, 0] - 1.0), controls)
    assert found is not None
    assert found.estimate == pytest.approx(3.0)
    assert found.error == pytest.approx(0.0, abs=1e-9)


def test_too_few_replications_or_no_control_give_nothing() -> None:
    assert adjusted_mean(*made(FEWEST_FREEDOM + 2, 2)) is None
    assert adjusted_mean(*made(FEWEST_FREEDOM + 3, 2)) is not None
    assert adjusted_mean(np.arange(30.0), np.empty((30, 0))) is None


def test_columns_that_repeat_others_or_do_not_vary_are_left_out() -> None:
    _, controls = made(30, 2)
    first, second = controls.T
    columns = np.column_stack([first, np.ones(30), first, second, 0.3 * first + 0.7 * second])
    assert independent(columns) == pytest.approx(controls)
    assert independent(np.ones((30, 2))).shape == (30, 0)
    nearly = first + 1e-3 * np.sin(np.arange(30.0))
    assert independent(np.column_stack([first, nearly])).shape == (30, 2)
    assert math.isfinite(adjusted_mean(second, np.column_stack([first, nearly])).error)  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [1e-5, 1.0, 1e5])
def test_what_counts_as_alike_does_not_depend_on_the_size_of_the_controls(size: float) -> None:
    first, second = size * made(30, 2)[1].T
    assert independent(np.column_stack([first, second])).shape == (30, 2)
    wave = np.sin(np.arange(30.0)) * np.linalg.norm(first - first.mean())
    for apart, kept in ((1e-8, 1), (1e-4, 2)):
        both = np.column_stack([first, first + apart * wave])
        assert independent(both).shape == (30, kept)


@pytest.mark.parametrize("level", [1e-6, 1.0, 1e6])
def test_a_control_that_varies_by_rounding_alone_is_left_out(level: float) -> None:
    sign = np.tile([1.0, -1.0], 15)
    assert independent((level * (1.0 + 1e-15 * sign))[:, np.newaxis]).shape == (30, 0)
    assert independent((level * (1.0 + 1e-6 * sign))[:, np.newaxis]).shape == (30, 1)
