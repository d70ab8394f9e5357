"""Estimators on counts worked out on paper, and the zero cells that were settled beforehand."""

from __future__ import annotations

from math import exp, isnan, log1p, sqrt

import pytest

from sim.analysis.estimators import (
    Interval,
    Lists,
    bounds_from_totals,
    chapman,
    effort_adjusted,
    lincoln_petersen,
    log_normal_interval,
    stratified,
    wald_interval,
)

LISTS = Lists(80, 60, 24)


def test_lincoln_and_petersen_and_chapman_on_paper() -> None:
    assert LISTS.seen == 116
    assert lincoln_petersen(LISTS) == pytest.approx(200.0)
    found = chapman(LISTS)
    assert found.number == pytest.approx(81 * 61 / 25 - 1)
    assert found.variance == pytest.approx(81 * 61 * 56 * 36 / (25**2 * 26))
    assert found.seen == 116


def test_intervals_on_paper() -> None:
    found = chapman(LISTS)
    error = sqrt(found.variance)
    assert wald_interval(found, 2.0) == pytest.approx(
        (found.number - 2 * error, found.number + 2 * error)
    )
    unseen = found.number - 116
    factor = exp(2.0 * sqrt(log1p(found.variance / unseen**2)))
    low, high = log_normal_interval(found, 2.0)
    assert (low, high) == pytest.approx((116 + unseen / factor, 116 + unseen * factor))
    assert high - found.number > found.number - low
    assert wald_interval(found).high == pytest.approx(found.number + 1.959964 * error)


@pytest.mark.parametrize(
    "lists", [Lists(3, 2, 0), Lists(1, 9, 1), Lists(40, 5, 1), Lists(0, 7, 0), Lists(200, 180, 179)]
)
def test_the_log_normal_interval_never_falls_below_what_was_seen(lists: Lists) -> None:
    found = chapman(lists)
    low, high = log_normal_interval(found)
    assert lists.seen <= low <= found.number <= high


def test_zero_cells() -> None:
    assert isnan(lincoln_petersen(Lists(5, 4, 0)))
    assert isnan(lincoln_petersen(Lists(0, 0, 0)))
    assert chapman(Lists(5, 4, 0)).number == pytest.approx(29.0)
    nothing = chapman(Lists(0, 0, 0))
    assert (nothing.number, nothing.variance) == (0.0, 0.0)
    assert log_normal_interval(nothing) == wald_interval(nothing) == (0.0, 0.0)
    # the second list holds nothing that the first doesn't: nobody seems unseen
    assert log_normal_interval(chapman(Lists(9, 4, 4))) == (9, 9)
    assert chapman(Lists(9, 0, 0)).number == pytest.approx(9.0)


def test_strata_add_up_and_mend_what_is_unequal_between_them() -> None:
    """1,000 incidents of either side, of which a ledger holds .7 and .1."""
    strata = [Lists(700, 100, 70), Lists(100, 700, 70)]
    together = Lists(800, 800, 140)
    assert chapman(together).number == pytest.approx(16 / 7 * 2000, rel=0.01)
    found = stratified(strata)
    assert found.number == pytest.approx(2000.0, rel=0.01)
    assert found.variance == pytest.approx(2 * chapman(strata[0]).variance)
    assert found.seen == together.seen == 1460
    assert stratified([]) == (0, 0, 0)


def test_effort_counts_for_what_posts_recorded_only() -> None:
    assert effort_adjusted(30, 12, 50.0, 200.0) == pytest.approx(132.0)
    assert effort_adjusted(30, 12, 200.0, 200.0) == pytest.approx(42.0)
    assert isnan(effort_adjusted(0, 12, 0.0, 200.0))


def test_totals_bound_what_is_in_any_ledger() -> None:
    assert bounds_from_totals([[10, 4], [3, 8], []]) == (18, 25)
    assert bounds_from_totals([]) == (0, 0)
    assert bounds_from_totals([[5, 2]]).covers(7)
    assert not bounds_from_totals([[5, 2]]).covers(8)


def test_an_interval_holds_its_ends() -> None:
    assert Interval(1.0, 2.0).covers(1.0)
    assert Interval(1.0, 2.0).covers(2.0)
    assert not Interval(1.0, 2.0).covers(0.999)
