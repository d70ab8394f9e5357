"""Dominance by simultaneous intervals of paired differences."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.pareto import (
    DOMINATED,
    FRONT,
    UNDECIDED,
    Gains,
    Verdict,
    gains,
    how_clearly_dominated,
    verdicts,
    with_values,
)
from sim.analysis.quotients import Column, sampled_difference

R = 20


def column(*values: float) -> Column:
    return Column(np.array(values, dtype=float), np.ones(len(values)))


def exactly(*means: float) -> Gains:
    """Gains of scenarios with the same value in every replication; more is better."""
    return gains([column(*[m] * R) for m in means], ratio=False, lower_is_better=False)


def noisy(rng: np.random.Generator, means: list[float], spread: float = 1.0) -> Gains:
    shared = rng.normal(0.0, 3.0, R)
    values = [mean + shared + rng.normal(0.0, spread, R) for mean in means]
    return gains([column(*v) for v in values], ratio=False, lower_is_better=False)


def test_exact_values_give_the_front_by_hand() -> None:
    costs = [10.0, 20.0, 20.0, 30.0, 30.0, 40.0]
    first = exactly(1.0, 2.0, 1.0, 2.0, 3.0, 3.0)
    second = exactly(1.0, 1.0, 2.0, 1.0, 0.0, 2.0)
    assert verdicts(costs, [first, second]) == [
        Verdict(FRONT),
        Verdict(FRONT),
        Verdict(FRONT),
        Verdict(DOMINATED, 1),  # the same for more people
        Verdict(FRONT),
        Verdict(FRONT),  # 20 people give the second, 30 the first, only 40 both
    ]


def test_equal_in_everything_dominates_nothing() -> None:
    axes = [exactly(1.0, 1.0, 1.0)]
    assert verdicts([5.0, 5.0, 6.0], axes) == [
        Verdict(FRONT),
        Verdict(FRONT),
        Verdict(DOMINATED, 0),
    ]


@pytest.mark.parametrize(("pairs", "verdict"), [(19, UNDECIDED), (20, DOMINATED)])
@pytest.mark.parametrize("ahead", [0.0, 0.1])
def test_few_pairs_with_one_and_the_same_difference_say_nothing(
    ahead: float, pairs: int, verdict: str
) -> None:
    """Nothing delivered in a few runs of either isn't proof that the dearer delivers no more; nor
    that it delivers less if it did so by as much each time, rounded as computers do."""
    of_both = np.random.default_rng(5).uniform(0.0, 1.0, pairs)
    columns = [column(*(of_both + ahead)), column(*of_both)]
    found = verdicts([1.0, 2.0], [gains(columns, ratio=False, lower_is_better=False)])
    assert found[1] == Verdict(verdict, 0)


@pytest.mark.slow
@pytest.mark.parametrize("replications", [2, 3, 4, 8])
def test_few_counts_of_equal_scenarios_are_rarely_called_dominated(replications: int) -> None:
    """Counts of rare events are often apart by as much in each of a few pairs."""
    rng = np.random.default_rng(6)
    trials, wrong = 400, 0
    for _ in range(trials):
        columns = [column(*rng.poisson(0.5, replications)) for _ in range(6)]
        found = verdicts([10.0] * 6, [gains(columns, ratio=False, lower_is_better=True)])
        wrong += any(one.verdict == DOMINATED for one in found)
    assert wrong / trials <= 0.05 + 3.29 * (0.05 * 0.95 / trials) ** 0.5


def test_less_is_better_turns_the_axis_round() -> None:
    columns = [column(*[3.0] * R), column(*[2.0] * R)]
    less = gains(columns, ratio=False, lower_is_better=True)
    assert verdicts([1.0, 1.0], [less]) == [Verdict(DOMINATED, 1), Verdict(FRONT)]
    more = gains(columns, ratio=False, lower_is_better=False)
    assert verdicts([1.0, 1.0], [more]) == [Verdict(FRONT), Verdict(DOMINATED, 0)]


def test_what_the_data_leave_open_is_undecided_and_says_with_whom() -> None:
    rng = np.random.default_rng(1)
    near, far = noisy(rng, [0.0, 0.1, 9.0]), exactly(1.0, 1.0, 1.0)
    found = verdicts([10.0, 20.0, 30.0], [near, far])
    assert found == [Verdict(FRONT), Verdict(UNDECIDED, 0), Verdict(FRONT)]


def test_an_axis_without_an_interval_decides_nothing() -> None:
    nan = float("nan")
    blank = gains([column(nan, nan), column(1.0, 2.0)], ratio=False, lower_is_better=False)
    sure = exactly(5.0, 1.0)
    assert verdicts([1.0, 2.0], [blank, sure])[1].verdict == UNDECIDED
    assert verdicts([1.0, 2.0], [sure])[1] == Verdict(DOMINATED, 0)


@pytest.mark.parametrize("ratio", [False, True])
def test_gains_are_those_of_the_pairs(ratio: bool) -> None:
    rng = np.random.default_rng(2)
    columns = [Column(rng.normal(5.0, 1.0, R), rng.uniform(1.0, 2.0, R)) for _ in range(3)]
    found = gains(columns, ratio=ratio, lower_is_better=False)
    for i, a in enumerate(columns):
        for j, b in enumerate(columns):
            expected = sampled_difference(a, b, ratio=ratio).estimated
            assert found.means[i, j] == pytest.approx(expected.estimate, abs=1e-12)
            assert found.errors[i, j] == pytest.approx(expected.error, abs=1e-12)
            assert found.lows(0.9)[i, j] == pytest.approx(expected.interval(0.9).low, abs=1e-9)


def test_pairs_in_which_one_has_no_value_are_left_out() -> None:
    columns = [column(1.0, 2.0, 3.0, float("nan")), column(0.0, 0.0, 3.0, 50.0)]
    found = gains(columns, ratio=False, lower_is_better=False)
    assert found.means[0, 1] == pytest.approx(1.0)
    assert found.freedom[0, 1] == 2.0


def test_how_clearly_one_is_dominated_goes_by_the_least_clear_axis() -> None:
    axes = [
        Gains(np.array([[0.0, 3.0], [-3.0, 0.0]]), np.ones((2, 2)), np.full((2, 2), 9.0)),
        Gains(np.array([[0.0, 1.0], [-1.0, 0.0]]), np.ones((2, 2)), np.full((2, 2), 9.0)),
    ]
    assert how_clearly_dominated([1.0, 2.0], axes) == [-np.inf, 1.0]
    assert how_clearly_dominated([2.0, 1.0], axes) == [-3.0, -np.inf]


def test_of_equal_scenarios_the_first_stays() -> None:
    assert how_clearly_dominated([1.0, 1.0], [exactly(2.0, 2.0)]) == [-np.inf, np.inf]


def test_one_failed_too_often_to_be_compared() -> None:
    nan = float("nan")
    columns = [column(1, 2, 3, 4, 5), column(1, nan, 3, 4, 5), column(1, nan, nan, nan, 5)]
    enough, common = with_values(columns)
    assert enough == [0, 1]
    assert common.tolist() == [True, False, True, True, True]


COSTS = [10.0, 20.0, 20.0, 30.0, 30.0, 40.0]
UNDOMINATED = [[0.0, 1.0, 1.0, 1.5, 0.99, 1.5], [0.0, 0.5, 0.5, 0.2, 1.0, 1.0]]
"""No scenario is dominated; two are exactly as good as each other for as many people, and others
are ahead on one axis by next to nothing."""
EQUAL_FOR_MORE_PEOPLE = [[1.0, 1.0], [2.0, 2.0]]
"""The second is dominated, by the people it takes alone."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("truth", "wrong", "about"),
    [(UNDOMINATED, DOMINATED, range(6)), (EQUAL_FOR_MORE_PEOPLE, FRONT, range(1, 2))],
)
def test_the_chance_of_any_wrong_verdict_is_at_most_five_per_cent(
    truth: list[list[float]], wrong: str, about: range
) -> None:
    """Made-up normal replications with common random numbers; tolerance 3.29 standard errors."""
    rng = np.random.default_rng(3)
    trials, errors, said = 2_000, 0, 0
    for _ in range(trials):
        axes = [noisy(rng, axis, 0.4) for axis in truth]
        found = [one.verdict for one in verdicts(COSTS[: len(truth[0])], axes)]
        errors += any(found[at] == wrong for at in about)
        said += sum(verdict != UNDECIDED for verdict in found)
    assert errors / trials <= 0.05 + 3.29 * (0.05 * 0.95 / trials) ** 0.5
    assert said > trials, "and it isn't by silence"


@pytest.mark.slow
def test_what_is_dominated_by_far_is_called_so() -> None:
    rng = np.random.default_rng(4)
    trials, called = 200, 0
    for _ in range(trials):
        axes = [noisy(rng, [2.0, 0.0], 0.4), noisy(rng, [1.5, 0.0], 0.4)]
        called += verdicts([10.0, 10.0], axes)[1] == Verdict(DOMINATED, 0)
    assert called / trials > 0.9
