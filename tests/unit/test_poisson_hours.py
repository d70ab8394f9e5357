"""Hours at random at a rate that changes by calendar."""

from __future__ import annotations

from itertools import islice, pairwise
from math import inf

import pytest

from sim.kernel.replication import Replication
from sim.model.poisson_hours import Period, poisson_hours


def hours(*periods: Period, replication: int = 0, most: int = 10_000) -> list[float]:
    rep = Replication(1, replication, inf)
    found = list(islice(poisson_hours(rep, "clock", periods), most))
    assert [number for number, _ in found] == list(range(len(found)))
    return [hour for _, hour in found]


def test_each_period_has_its_rate() -> None:
    found = hours((0.0, 1000.0, 0.5), (1000.0, 2000.0, 0.0), (2000.0, 3000.0, 2.0))
    assert all(earlier < later for earlier, later in pairwise(found))
    counts = [sum(low <= hour < low + 1000.0 for hour in found) for low in (0.0, 1000.0, 2000.0)]
    assert counts[0] == pytest.approx(500, abs=3.29 * 500**0.5)
    assert counts[1] == 0
    assert counts[2] == pytest.approx(2000, abs=3.29 * 2000**0.5)
    assert sum(counts) == len(found)


def test_counts_are_poisson() -> None:
    counts = [len(hours((10.0, 20.0, 0.4), replication=r)) for r in range(400)]
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    assert mean == pytest.approx(4.0, abs=3.29 * (4.0 / 400) ** 0.5)
    assert variance / mean == pytest.approx(1.0, abs=3.29 * (2.0 / 400) ** 0.5)


def test_cutting_a_period_in_two_changes_nothing() -> None:
    whole = hours((0.0, 500.0, 0.3))
    assert hours((0.0, 123.0, 0.3), (123.0, 500.0, 0.3)) == pytest.approx(whole)
    assert hours((0.0, inf, 0.3), most=len(whole)) == pytest.approx(whole)


def test_twice_the_rate_brings_the_same_in_half_the_time() -> None:
    slow, fast = hours((0.0, inf, 0.3), most=50), hours((0.0, inf, 0.6), most=50)
    assert [2.0 * hour for hour in fast] == pytest.approx(slow)


def test_never_at_a_rate_of_zero() -> None:
    assert hours((0.0, inf, 0.0)) == hours() == []
