"""What few replications may say of a target, and what not."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from sim.analysis.pareto import EQUAL_FROM
from sim.analysis.quotients import Column
from sim.analysis.statistics import Floats
from sim.analysis.targets import MET, NOT_MET, RARE, UNDECIDED, Target, reached, spread

SHARE, DAYS, GAP = "located_share", "stock_out_days", "side_gap_located"
CONFIDENCE = 0.975


def of(values: Floats) -> Column:
    return Column(values, np.ones(len(values)))


def test_a_failed_replication_leaves_the_others() -> None:
    numerators, denominators = np.tile([4.0, 5.0, 7.0, 8.0], 5), np.tile([10.0, 9.0, 11.0, 12.0], 5)
    whole = Column(numerators, denominators)
    failed = Column(np.append(numerators, nan), np.append(denominators, nan))
    target = Target(SHARE, True, 0.4)
    assert reached(target, failed, CONFIDENCE) == reached(target, whole, CONFIDENCE)
    assert reached(target, failed, CONFIDENCE).verdict == MET
    assert spread(failed, SHARE) == spread(whole, SHARE) > 0.0


@pytest.mark.parametrize("kpi", [SHARE, DAYS], ids=["ratio", "mean"])
def test_the_same_value_in_few_replications_shows_nothing(kpi: str) -> None:
    target = Target(kpi, False, 0.5)
    few = reached(target, of(np.full(EQUAL_FROM - 1, 0.3)), CONFIDENCE)
    assert (few.verdict, few.estimate) == (UNDECIDED, pytest.approx(0.3))
    assert isnan(few.bound)
    assert reached(target, of(np.full(EQUAL_FROM, 0.3)), CONFIDENCE).verdict == MET
    assert reached(Target(kpi, True, 0.5), of(np.zeros(EQUAL_FROM)), CONFIDENCE).verdict == NOT_MET


def test_what_is_rare_shows_only_what_is_far_off() -> None:
    """Two stock-outs of a month in 60 runs: up to 11.5 % of the runs may have one, of 3 months."""
    days = of(np.append(np.zeros(58), [30.0, 30.0]))
    bound = 0.1153 * 3.0 * 30.0
    verdicts = [reached(Target(DAYS, False, limit), days, CONFIDENCE) for limit in (2.5, 10.0, 14)]
    assert [one.verdict for one in verdicts] == [UNDECIDED, UNDECIDED, MET]
    assert verdicts[0].bound == pytest.approx(bound, rel=1e-3), "the t bound is 2.4"
    assert reached(Target(DAYS, True, 2.5), days, CONFIDENCE).verdict == UNDECIDED


def test_of_a_ratio_it_is_what_replications_add_to_the_sums() -> None:
    denominators = np.full(60, 50.0)
    denominators[0] = 10.0
    numerators = denominators.copy()
    numerators[:2] -= [5.0, 2.0]  # up to 5 of 49.3 on average are missing
    found = reached(Target(SHARE, True, 0.9), Column(numerators, denominators), CONFIDENCE)
    assert found.bound == pytest.approx(1.0 - 0.1153 * 3.0 * 5.0 / denominators.mean(), rel=1e-3)
    assert found.verdict == MET


def test_ten_other_values_are_not_rare() -> None:
    days = of(np.append(np.zeros(50), np.arange(1.0, RARE + 1.0)))
    values = days.values
    half = 2.0009954 * values.std(ddof=1) / np.sqrt(60.0)
    assert reached(Target(DAYS, False, 2.0), days, CONFIDENCE).bound == pytest.approx(
        values.mean() + half
    )


def test_rare_losses_are_seldom_missed() -> None:
    """In one run of twenty something happens; the limit is just below the true mean."""
    rng, wrongly = np.random.default_rng(1), 0
    for _ in range(400):
        days = rng.exponential(30.0, 60) * (rng.random(60) < 0.05)
        wrongly += reached(Target(DAYS, False, 1.4999), of(days), CONFIDENCE).verdict == MET
    # in 4.6 % of the samples nothing happens at all; by t bounds alone it were 25 %
    assert wrongly / 400 < 0.1


@pytest.mark.parametrize(
    ("kpi", "values", "at_least", "bound"),
    [
        (SHARE, [0.0, 0.1, 0.2, 0.9], True, 0.0),
        (SHARE, [0.1, 0.8, 0.9, 1.0], False, 1.0),
        (DAYS, [0.0, 1.0, 2.0, 30.0], True, 0.0),
        (GAP, [0.0, 0.1, 0.2, 0.9], True, -0.35),
        (GAP, [-0.9, -0.9, -0.8, 0.9], True, -1.0),
    ],
)
def test_a_bound_stays_where_values_can_be(
    kpi: str, values: list[float], at_least: bool, bound: float
) -> None:
    found = reached(Target(kpi, at_least, 0.5), of(np.array(values)), CONFIDENCE)
    assert found.bound == pytest.approx(bound, abs=0.02)
    assert found.verdict in (UNDECIDED, NOT_MET)
