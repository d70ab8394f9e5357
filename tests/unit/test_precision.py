"""How many replications a precision takes: the stopping rule and the forecast."""

from __future__ import annotations

from math import inf, isnan, nan, sqrt
from typing import Any

import numpy as np
import pytest

from sim.analysis.precision import look, next_look, replications_needed
from sim.analysis.statistics import mean_interval, t_quantile

LOOKS: dict[str, Any] = {"first": 30, "batch": 10, "at_most": 100}


def widths(**given: float) -> Any:
    return lambda n: given.get(f"after_{n}", 9.0)


def test_small_enough_twice_in_a_row_ends_it() -> None:
    width = widths(after_30=0.5, after_40=1.1, after_50=1.0, after_60=0.9)
    assert look(width, 59, wanted=1.0, **LOOKS) == (50, 1.0, False, False)
    assert look(width, 60, wanted=1.0, **LOOKS) == (60, 0.9, True, True)
    assert look(width, 100, wanted=1.0, **LOOKS) == (60, 0.9, True, True)


def test_the_cap_ends_it() -> None:
    assert look(widths(), 99, wanted=1.0, **LOOKS) == (90, 9.0, False, False)
    assert look(widths(), 100, wanted=1.0, **LOOKS) == (100, 9.0, True, False)
    assert look(widths(after_100=0.5), 200, wanted=1.0, **LOOKS) == (100, 0.5, True, False)
    assert look(widths(after_90=0.5, after_100=0.5), 100, wanted=1.0, **LOOKS).reached
    odd = {**LOOKS, "at_most": 34}
    assert look(widths(), 34, wanted=1.0, **odd) == (34, 9.0, True, False)


def test_before_the_first_look_and_without_a_half_width() -> None:
    assert look(widths(), 29, wanted=1.0, **LOOKS) == (0, inf, False, False)
    found = look(lambda _: nan, 50, wanted=1.0, **LOOKS)
    assert (found.replications, found.ended) == (50, False)
    assert isnan(found.half_width)


def test_next_looks() -> None:
    looks = [0]
    while looks[-1] < 57:
        looks.append(next_look(looks[-1], first=30, batch=10, at_most=57))
    assert looks == [0, 30, 40, 50, 57]
    assert next_look(57, first=30, batch=10, at_most=57) == 57


@pytest.mark.parametrize(("n", "confidence"), [(30, 0.95), (40, 0.9955)])
def test_replications_needed_is_the_fewest_that_are_enough(n: int, confidence: float) -> None:
    tail, deviation = 0.5 + confidence / 2, 3.0
    half = t_quantile(tail, n - 1) * deviation / sqrt(n)
    assert replications_needed(half, n, half, confidence) == n
    needed = replications_needed(half, n, 0.3, confidence)
    assert needed is not None
    assert t_quantile(tail, needed - 1) * deviation / sqrt(needed) <= 0.3
    assert t_quantile(tail, needed - 2) * deviation / sqrt(needed - 1) > 0.3


def test_replications_needed_where_nothing_varies_or_is_known() -> None:
    assert replications_needed(0.0, 30, 0.1, 0.95) == 2
    assert replications_needed(nan, 30, 0.1, 0.95) is None
    assert replications_needed(inf, 30, 0.1, 0.95) is None
    assert replications_needed(1.0, 1, 0.1, 0.95) is None
    with pytest.raises(ValueError, match="above zero"):
        replications_needed(1.0, 30, 0.0, 0.95)


@pytest.mark.parametrize("wanted", [0.4, 0.25])
def test_stopping_by_looking_costs_little_coverage(wanted: float) -> None:
    """As the module's docstring says: about one in a hundred at most."""
    rng = np.random.default_rng(9)
    runs = 1_000
    covered = 0
    for _ in range(runs):
        values = rng.normal(0.0, 1.0, 200)

        def half_width(n: int, values: Any = values) -> float:
            found = mean_interval(values[:n])
            return (found.high - found.low) / 2.0

        found = look(half_width, 200, wanted=wanted, first=30, batch=10, at_most=200)
        assert found.reached
        covered += abs(values[: found.replications].mean()) <= found.half_width
    assert covered / runs >= 0.94 - 3.29 * sqrt(0.94 * 0.06 / runs)
