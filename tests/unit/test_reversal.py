"""How often the record reverses an order: counts, intervals, ladders of staffing."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from sim.analysis.reversal import (
    FOLLOWS,
    NOT_TOLD,
    REVERSED,
    TRUTH_EQUAL,
    follows_from,
    ladders,
    reversal,
    wilson_interval,
)

NOTHING = np.zeros(6)


def test_replications_are_counted_by_what_the_record_does() -> None:
    true = np.array([1.0, -1.0, 1.0, 0.0, 0.0, 2.0])
    recorded = np.array([-1.0, 1.0, 3.0, 5.0, 0.0, 0.0])
    found = reversal(true, NOTHING, recorded, NOTHING)
    assert (found.reversed, found.follows, found.truth_equal, found.record_equal) == (2, 1, 2, 1)
    assert found.replications == 6
    assert found.probability == pytest.approx(2 / 6)
    assert found.true_difference == pytest.approx(0.5)
    assert found.recorded_difference == pytest.approx(8 / 6)


def test_a_pair_swapped_tells_the_same() -> None:
    rng = np.random.default_rng(3)
    true_a, true_b, recorded_a, recorded_b = rng.poisson(5.0, (4, 40)).astype(float)
    one = reversal(true_a, true_b, recorded_a, recorded_b)
    other = reversal(true_b, true_a, recorded_b, recorded_a)
    assert one[3:] == other[3:]
    assert one.true_difference == -other.true_difference


def test_missing_values_are_left_out() -> None:
    true = np.array([1.0, nan, 1.0])
    recorded = np.array([-1.0, -1.0, nan])
    found = reversal(true, np.zeros(3), recorded, np.zeros(3))
    assert (found.replications, found.reversed) == (1, 1)
    nothing = reversal(*np.full((4, 3), nan))
    assert nothing.replications == 0
    assert isnan(nothing.probability)
    assert isnan(nothing.low)
    assert nothing.verdict == NOT_TOLD


@pytest.mark.parametrize(("successes", "trials"), [(0, 30), (28, 30), (30, 30), (1, 1), (7, 15)])
def test_wilson_interval_is_that_of_statsmodels(successes: int, trials: int) -> None:
    expected = proportion_confint(successes, trials, method="wilson")
    assert wilson_interval(successes, trials) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("true", "recorded", "verdict"),
    [(1.0, -1.0, REVERSED), (1.0, 1.0, FOLLOWS), (0.0, 1.0, TRUTH_EQUAL), (1.0, 0.0, NOT_TOLD)],
)
def test_verdict_needs_most_replications(true: float, recorded: float, verdict: str) -> None:
    def found(often: int) -> str:
        # the others go the other way round than each of the verdicts
        trues = np.array([true] * often + [1.0] * (30 - often))
        records = np.array([recorded] * often + [0.0] * (30 - often))
        return reversal(trues, np.zeros(30), records, np.zeros(30)).verdict

    assert found(30) == verdict
    assert found(21) == verdict  # Wilson low of 21 of 30: 0.52
    assert found(20) == NOT_TOLD  # 0.49
    assert found(15) == NOT_TOLD


def test_ladders_are_those_of_factors_that_bring_people() -> None:
    factors = {
        f"{staffing}, {rule}": {"staffing": staffing, "response": rule}
        for staffing in ("surge", "lean", "planned")
        for rule in ("none", "all")
    }
    people = {"lean": 112.0, "planned": 241.0, "surge": 423.0}
    paid = {name: people[levels["staffing"]] for name, levels in factors.items()}
    assert ladders(factors, paid) == [
        ("staffing", ["lean, none", "planned, none", "surge, none"]),
        ("staffing", ["lean, all", "planned, all", "surge, all"]),
    ]
    assert ladders({}, {}) == []


def test_levels_with_equal_or_unknown_people_make_no_ladder() -> None:
    factors = {name: {"staffing": name} for name in "abc"}
    assert ladders(factors, {"a": 10.0, "b": 10.2, "c": 30.0}) == []
    assert ladders(factors, {"a": 10.0, "b": nan, "c": 30.0}) == []
    assert ladders(factors, {"a": 50.0, "b": 20.0, "c": 30.0}) == [("staffing", ["b", "c", "a"])]


@pytest.mark.parametrize(
    ("verdicts", "level"),
    [
        ([REVERSED, REVERSED, FOLLOWS, FOLLOWS], 2),
        ([FOLLOWS, REVERSED], None),
        ([FOLLOWS, NOT_TOLD, FOLLOWS], 2),
        ([FOLLOWS, FOLLOWS], 0),
        ([TRUTH_EQUAL], None),
        ([], None),
    ],
)
def test_the_level_from_which_on_the_record_follows(verdicts: list[str], level: int | None) -> None:
    assert follows_from(verdicts) == level


def test_staffing_trap_goes_with_the_truth_from_twelve_posts_on() -> None:
    """V16 of the verification: the record rises up to 12 posts although the truth falls all along,
    and falls with it from there."""
    posts = (4, 8, 12, 20, 30)
    mean = (4.0017, 5.4970, 5.8235, 5.2149, 4.0205)
    rng = np.random.default_rng(16)
    recorded = [rng.normal(value, 0.1, 60) for value in mean]
    true = [20.0 / (1.0 + 0.1 * s) + rng.normal(0.0, 0.05, 60) for s in posts]
    verdicts = [
        reversal(true[i + 1], true[i], recorded[i + 1], recorded[i]).verdict for i in range(4)
    ]
    level = follows_from(verdicts)
    assert level is not None
    assert posts[level] == 12
