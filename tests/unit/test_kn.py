"""Kim and Nelson's selection: its constants, its promise, and that it always ends."""

from __future__ import annotations

from math import floor, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.kn import Selection, eta, select_sequentially
from sim.analysis.statistics import Floats

RUNS = 300
PROMISED = 0.95
LEAST = PROMISED - 3.29 * sqrt(PROMISED * (1.0 - PROMISED) / RUNS)


def select(observations: Any, **given: Any) -> Selection:
    settings: dict[str, Any] = {
        "first_stage": 10,
        "delta": 1.0,
        "alpha": 1.0 - PROMISED,
        "lower_is_better": False,
    }
    return select_sequentially(list(observations), **(settings | given))


def test_constants_of_the_paper() -> None:
    """C4: k 6, first stage 20, alpha .05."""
    assert eta(6, 20, 0.05) == pytest.approx(0.254760, abs=1e-4)
    assert 2.0 * eta(6, 20, 0.05) * 19 == pytest.approx(9.68089, abs=1e-4)


def textbook(rows: list[list[float]], n0: int, delta: float, alpha: float) -> tuple[int, int, Any]:
    """The procedure as printed, in plain loops: best, observations looked at, when each left."""
    k = len(rows)
    h_squared = 2 * 0.5 * ((2 * alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) * (n0 - 1)

    def variance(i: int, j: int) -> float:
        d = [a - b for a, b in zip(rows[i][:n0], rows[j][:n0], strict=True)]
        return sum((x - sum(d) / n0) ** 2 for x in d) / (n0 - 1)

    alive, left = list(range(k)), [None] * k
    for r in range(n0, len(rows[0]) + 1):
        mean = [sum(row[:r]) / r for row in rows]
        out = [
            i
            for i in alive
            for j in alive
            if mean[i]
            < mean[j] - max(0.0, delta / (2 * r) * (h_squared * variance(i, j) / delta**2 - r))
        ]
        left = [r if i in out else left[i] for i in range(k)]  # type: ignore[misc]
        alive = [i for i in alive if i not in out]
        last = max(floor(h_squared * variance(i, j) / delta**2) for i in alive for j in alive)
        if len(alive) == 1 or r > last:
            return max(alive, key=lambda i: mean[i]), r, left
    raise AssertionError("more observations needed")


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_procedure_as_printed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(0.0, rng.uniform(0.2, 2.0, (4, 1)), (4, 300)) + rng.normal(0.0, 1.0, (4, 1))
    best, looked_at, left = textbook(rows.tolist(), 7, 0.8, 0.1)
    found = select(rows, first_stage=7, delta=0.8, alpha=0.1)
    assert (found.selected, found.decided, found.looked_at) == (best, True, looked_at)
    assert list(found.left_after) == left
    assert looked_at <= found.latest_end
    negated = select(-rows, first_stage=7, delta=0.8, alpha=0.1, lower_is_better=True)
    assert negated == found


def shares_of_right(
    sd: tuple[float, ...], shift: float = 0.0, correlation: float = 0.0, ahead: float = 1.0
) -> float:
    """How often the first is selected that is ``ahead`` of all others: the slippage case."""
    rng = np.random.default_rng(20170506)
    right = 0
    for _ in range(RUNS):
        own = sqrt(1.0 - correlation) * rng.normal(0.0, 1.0, (len(sd), 1500))
        noise = own + sqrt(correlation) * rng.normal(0.0, 1.0, 1500)
        rows = shift + np.array(sd)[:, None] * noise
        rows[0] += ahead
        found = select(rows)
        assert found.decided
        right += found.selected == 0
    return right / RUNS


@pytest.mark.parametrize("shift", [0.0, -1000.0], ids=["around zero", "negative means"])
def test_promise_when_the_best_is_just_delta_ahead(shift: float) -> None:
    assert shares_of_right((2.0,) * 5, shift) >= LEAST


def test_promise_under_common_random_numbers() -> None:
    assert shares_of_right((2.0,) * 5, correlation=0.8) >= LEAST


@pytest.mark.parametrize("sd", [(1.0, 1.0, 5.0), (5.0, 1.0, 1.0)], ids=["a loser", "the best"])
def test_promise_with_one_noisy_competitor(sd: tuple[float, ...]) -> None:
    """C3; the published Python version kept 0.46 of 0.95 here."""
    assert shares_of_right(sd) >= LEAST


@pytest.mark.slow
def test_promise_with_means_of_skewed_counts() -> None:
    """Negative binomial of dispersion 0.3, in means of ten; less is better."""
    rng = np.random.default_rng(12)
    right = 0
    for _ in range(RUNS):
        counts = [rng.negative_binomial(0.3, 0.3 / (0.3 + m), 5000) for m in (3.0, 4.0, 4.0, 4.0)]
        means = [count.reshape(-1, 10).mean(axis=1) for count in counts]
        right += select(means, first_stage=6, lower_is_better=True).selected == 0
    assert right / RUNS >= LEAST


def test_common_random_numbers_save_observations() -> None:
    rng = np.random.default_rng(5)
    own, shared = rng.normal(0.0, 2.0, (2, 500)), rng.normal(0.0, 2.0, 500)
    means = np.array([[0.7], [0.0]])
    paired = select(means + 0.3 * own + shared).looked_at
    assert paired < select(means + own + rng.normal(0.0, 2.0, (2, 500))).looked_at


def test_equal_merit_ends_with_one_of_them_and_good_ones_are_within_delta() -> None:
    rng = np.random.default_rng(6)
    means = np.array([0.0, 0.0, 0.0, -0.5, -3.0])
    chosen = [select(means[:, None] + rng.normal(0, 2, (5, 600))) for _ in range(100)]
    assert all(one.decided for one in chosen)
    good = sum(bool(means[one.selected] > -1.0) for one in chosen)
    assert good / 100 >= PROMISED - 3.29 * sqrt(0.05 * 0.95 / 100)


def test_without_variance_it_ends_after_the_first_stage() -> None:
    rows = [np.full(10, 1.0), np.full(10, 3.0), np.full(10, 2.0)]
    found = select(rows)
    assert (found.selected, found.decided, found.left_after) == (1, True, (10, None, 10))


def test_ties_go_to_the_preferred_and_then_to_the_first() -> None:
    same = np.random.default_rng(1).normal(0.0, 1.0, 50)
    assert select([same, same, same]).selected == 0
    found = select([same, same, same], preference=[3.0, 1.0, 1.0])
    assert (found.selected, found.survivors, found.looked_at) == (1, (0, 1, 2), 10)


def test_what_lies_beyond_the_end_is_never_looked_at() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(0.0, 1.0, (3, 400)) + np.array([[0.0], [0.4], [1.5]])
    found = select(rows)
    assert found.looked_at < 400
    cut = [row[: found.looked_at if n is None else n] for row, n in zip(rows, found.left_after)]  # noqa: B905
    assert select(cut) == found
    beyond = rows.copy()
    beyond[:, found.looked_at :] = 1e9
    assert select(beyond) == found


def test_one_observation_short_is_undecided_and_tells_who_leads() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(0.0, 1.0, (3, 400)) + np.array([[0.0], [0.4], [1.5]])
    end = select(rows).looked_at
    short = select(rows[:, : end - 1])
    assert not short.decided
    assert (short.looked_at, short.selected) == (end - 1, 2)
    assert end <= short.latest_end
    assert select(rows[:, :9]).looked_at == 9, "within the first stage"
    assert select(rows[:, :9]).latest_end >= 10


def test_a_position_without_a_value_is_left_out_for_all() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(0.0, 1.0, (3, 200)) + np.array([[0.0], [1.0], [2.0]])
    holed = np.insert(rows, [4, 12], 7.0, axis=1)
    holed[1, 4] = holed[2, 13] = np.nan
    found, whole = select(holed), select(rows)
    assert (found.selected, found.decided) == (whole.selected, True)
    assert found.looked_at == whole.looked_at + (1 if whole.looked_at <= 12 else 2)


def test_one_scenario_is_the_best_of_itself() -> None:
    found = select([np.array([])])
    assert (found.selected, found.decided, found.looked_at) == (0, True, 0)


@pytest.mark.parametrize(
    "wrong", [{"first_stage": 1}, {"delta": 0.0}, {"alpha": 0.5}, {"alpha": 0.0}]
)
def test_settings_that_make_no_selection(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="needs"):
        select([np.zeros(10), np.zeros(10)], **wrong)
    with pytest.raises(ValueError, match="no scenario"):
        select([])


@settings(deadline=None, max_examples=40)
@given(
    k=st.integers(1, 5),
    n0=st.integers(5, 8),
    values=st.lists(st.sampled_from([0.0, 1.0, 2.0, -5.0]), min_size=1, max_size=8),
    lower=st.booleans(),
)
def test_it_always_returns_and_asks_for_no_more_than_it_said(
    k: int, n0: int, values: list[float], lower: bool
) -> None:
    """Fed one observation after another, as a design would: few values, hence many ties."""

    def rows(n: int) -> list[Floats]:
        return [
            np.array([values[(i * (j + 1) + j) % len(values)] for i in range(n)]) for j in range(k)
        ]

    n, asked, found = n0, 0, select(rows(n0), first_stage=n0, lower_is_better=lower, delta=2.0)
    latest = found.latest_end
    while not found.decided:
        assert found.latest_end <= latest
        latest, n = found.latest_end, found.looked_at + max(1, (found.latest_end - n) // 2)
        found = select(rows(n), first_stage=n0, lower_is_better=lower, delta=2.0)
        asked += 1
        assert asked < 200
    assert 0 <= found.selected < k
    assert found.selected in found.survivors
