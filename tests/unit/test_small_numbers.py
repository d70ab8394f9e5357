"""Corners of comparisons and estimates, on paper."""

from __future__ import annotations

from math import isnan, nan

import numpy as np

from sim.analysis.best import best_of
from sim.analysis.bootstrap import bootstrap_interval
from sim.analysis.estimator_scores import Score, in_sentences
from sim.analysis.estimators import effort_adjusted
from sim.analysis.kpis.two_lists import Row, ledger_rows, match_by_window
from sim.analysis.statistics import NO_DATA, Interval, ratio_of_sums, sampled_difference_of_ratios
from sim.analysis.verdict import Compared, verdict


def test_three_scenarios_are_compared_with_two_at_once() -> None:
    """A t of 2.45 over 10 pairs shows a difference alone, and none where two are looked at."""
    spread = np.array([-1.0, 1.0] * 5)
    mean = 2.45 * float(spread.std(ddof=1)) / 10**0.5
    best = np.zeros(10)
    values = {"a": best, "b": best + mean + spread, "c": best + 50.0 + spread}
    assert best_of(values, lower_is_better=True) == ("a", ["b"])
    del values["c"]
    assert best_of(values, lower_is_better=True) == ("a", [])


def test_a_ratio_that_hangs_on_one_replication_has_no_interval() -> None:
    found = ratio_of_sums(np.array([3.0, 0.0, 0.0]), np.array([2.0, 0.0, 0.0]))
    assert found.estimate == 1.5
    assert isnan(found.low)
    rounded = np.array([0.1, 0.2, 0.3])
    assert isnan(ratio_of_sums(rounded, rounded - rounded).estimate)
    one_sided = sampled_difference_of_ratios(
        np.array([3.0, 0.0]), np.array([2.0, 0.0]), np.array([1.0, 1.0]), np.array([1.0, 3.0])
    ).estimated.interval()
    assert one_sided.estimate == 1.0
    assert isnan(one_sided.high)


def test_resamples_without_a_value_leave_the_estimate_and_no_interval() -> None:
    found = bootstrap_interval(2.0, np.array([1.0, 3.0]), lambda counts: np.full(len(counts), nan))
    assert found.estimate == 2.0
    assert isnan(found.low)
    assert isnan(found.high)
    one_sided = bootstrap_interval(
        2.0, np.array([1.0, 3.0]), lambda counts: np.full(len(counts), 9.0)
    )
    assert one_sided.estimate == 2.0
    assert isnan(one_sided.low)


def compared(low: float, high: float, p_holm: float, **about: float) -> Compared:
    given = {"deviation": 1.0, "pairs": 30, "confidence": 0.95, "worth_seeing": 0.0} | about
    return Compared(Interval((low + high) / 2, low, high), NO_DATA, p_holm, **given)  # type: ignore[arg-type]


def test_where_holms_test_alone_speaks_its_direction_is_said() -> None:
    lower = verdict(compared(-2.0, 0.1, 0.041), "incidents/day")
    assert lower == "no difference shown by the interval, lower by Holm's test (p 0.041)"
    higher = verdict(compared(-0.1, 2.0, 0.041), "incidents/day")
    assert higher == "no difference shown by the interval, higher by Holm's test (p 0.041)"
    assert verdict(compared(-0.1, 2.0, 0.06), "days") == "no difference shown"
    assert verdict(compared(1.0, 2.0, 0.01), "share") == "higher by 100 to 200 percentage points"
    assert verdict(compared(-2.0, -1.0, 0.01), "days") == "lower by 1.0 to 2.0 days"


def sentence(bias: float, low: float, high: float) -> str:
    scores = [
        Score("world", estimate, 9, bias, low, high, 9.0, 90.0)
        for estimate in ("chapman", "raw_count", "chapman_by_side", "chapman_by_window")
    ]
    scores += [score._replace(estimate="lincoln_petersen") for score in scores[:1]]
    return in_sentences(scores)[0]


def test_a_bias_is_told_in_words_by_its_size_and_direction() -> None:
    assert "on average 10 % too high" in sentence(10.4, 8.0, 12.0)
    assert "on average 9.6 % too high" in sentence(9.6, 8.0, 12.0)
    assert "on average 12 % too low" in sentence(-12.3, -14.0, -9.0)
    assert "on average 0.5 % too high" in sentence(0.5, 0.1, 0.9)
    assert "on average 10 % too high" in sentence(10.0, 8.0, 12.0)
    assert "on average 2.0 % too high" in sentence(2.0, 0.5, 3.5)
    assert "on average 2.0 % too low" in sentence(-2.0, -3.5, -0.5)
    assert "on average within 3.5 % of the truth" in sentence(1.0, -1.5, 3.5)
    assert "on average within 4.0 % of the truth" in sentence(-1.0, -4.0, 2.0)


def test_an_entry_without_a_match_leaves_the_next_to_be_matched() -> None:
    def rows(*hours: float) -> list[Row]:
        return [Row(hour, "", 1, "north", "town", "mortar", "side_a", True) for hour in hours]

    assert match_by_window([rows(0.0, 10.0, 20.0), rows(10.0, 30.0)]).both == 1
    assert match_by_window([rows(10.0, 30.0), rows(0.0, 10.0, 20.0)]).both == 1
    assert match_by_window([rows(10.0, 30.0), rows(0.0, 12.0, 27.9, 32.0)]).both == 2


def test_half_an_hour_under_watch_is_an_effort() -> None:
    assert effort_adjusted(3, 1, 0.5, 1.0) == 7.0
    assert isnan(effort_adjusted(3, 1, 0.0, 1.0))


def test_an_entry_is_held_with_all_that_its_ledger_knows() -> None:
    from hand_made import case
    from small_logs import entered, log_of

    log = log_of(
        case(30.0, 7, 28.0), entered(31.0, "west", 7, zone="south"),
        entered(20.0, "east", 8, "unfounded", source="patrol"),
        entered(21.0, "east", 9, "excluded"),
    )  # fmt: skip
    assert ledger_rows(log) == [
        Row(20.0, "east", 8, "north", "town", "mortar", "side_a", False),
        Row(28.0, "west", 7, "south", "town", "mortar", "side_a", True),
    ]
