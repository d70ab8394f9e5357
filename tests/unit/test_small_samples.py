"""Pairs of scenarios of which some replications are missing, and intervals of a few numbers."""

from __future__ import annotations

import zlib
from itertools import pairwise
from math import isnan

import numpy as np
import pytest
from kpi_tables import Beside, columns
from scipy.stats import t

from sim.analysis.estimator_scores import scores
from sim.analysis.kpis import FROM_FIRST_POST, Pair
from sim.analysis.kpis.estimates import ESTIMATES, INTERVALS
from sim.analysis.mcb import distances_from_the_best
from sim.analysis.recorded_and_true import Contrast, contrasts, pair_rows
from sim.analysis.rinott import observations_needed
from sim.analysis.statistics import ratio_of_sums

RUNS = {
    ("base", 0): {1: True, 2: False}, ("base", 1): {1: True, 3: True},
    ("first", 1): {1: True}, ("second", 0): {1: True, 2: True, 4: True}, ("second", 1): {3: False},
}  # fmt: skip
"""Identity of an incident -> whether it is in a ledger, by scenario and replication."""


def kpis(run: dict[int, bool], paid: float = 10.0) -> dict[str, Pair]:
    matched = (float(sum(run.values())), 10.0)
    return {
        "true_incidents_per_day": (float(len(run)), 10.0),
        "recorded_per_day": matched,
        "recorded_per_day" + FROM_FIRST_POST: matched,
        "recorded_matched_per_day": matched,
        "mean_paid_people": (paid * 10.0, 10.0),
    }


def packed(scenario: str, replication: int) -> bytes:
    run = RUNS[scenario, replication]
    names = np.array(list(run), dtype="<u8").tobytes()
    return zlib.compress(names + np.array(list(run.values()), dtype=np.uint8).tobytes())


def test_a_replication_that_one_pair_lacks_is_still_there_for_the_next() -> None:
    table: dict[str, dict[int, dict[str, Pair]]] = {}
    for (scenario, replication), run in RUNS.items():
        table.setdefault(scenario, {})[replication] = kpis(run)
    pairs = [Contrast("first", "base", ""), Contrast("second", "base", "")]
    first, second = pair_rows(pairs, columns(table), packed)
    assert (first.replications, second.replications) == (1, 2)
    # second: three entries instead of one, and none instead of two, in ten days each
    assert second.recorded_difference == pytest.approx((0.2 - 0.2) / 2)
    assert second.happened + second.seen + second.other == pytest.approx(0.0, abs=1e-12)
    assert first.happened + first.seen == pytest.approx(-0.1)
    (nothing,) = pair_rows(
        [Contrast("absent", "base", "")],
        columns(table, ["base", "first", "second", "absent"]),
        packed,
    )
    assert nothing.replications == 0
    assert isnan(nothing.happened)


def test_people_are_a_mean_whatever_the_number_of_replications() -> None:
    table = {
        "few": {number: kpis({1: True}, paid=10.0) for number in range(3)},
        "many": {0: kpis({1: True}, paid=20.0)},
    }
    factors = {"few": {"staffing": "few"}, "many": {"staffing": "many"}}
    found = contrasts(columns(table), "few", factors)
    assert found[-1] == Contrast("many", "few", "staffing")


def scored(estimate: float, truth: float) -> dict[str, Pair]:
    over = {f"estimate_over_truth_{name}": (estimate, truth) for name in ESTIMATES}
    return over | {f"interval_covers_truth_{name}": (1.0, 1.0) for name in INTERVALS}


def test_the_interval_of_a_bias_is_that_of_the_ratio_of_sums_less_one() -> None:
    known = {("world", 0): scored(90.0, 100.0), ("world", 1): scored(330.0, 300.0)}
    known["world", 2] = scored(50.0, 40.0)
    found = scores(["world"], known)[0]
    _, low, high = ratio_of_sums(np.array([90.0, 330.0, 50.0]), np.array([100.0, 300.0, 40.0]))
    assert found.bias_low_percent == pytest.approx(100.0 * (low - 1.0))
    assert found.bias_high_percent == pytest.approx(100.0 * (high - 1.0))


def skewed(ratio: bool) -> Beside:
    """Forty pairs of which a few differ by a lot."""
    rng = np.random.default_rng(5)
    own = {n: {"kpi": (float(rng.lognormal(0.0, 2.0)), 1.0 + n % 3)} for n in range(40)}
    base = {n: {"kpi": (1.0, 1.0 + n % 3)} for n in range(40)}
    if not ratio:
        own, base = (
            {n: {"kpi": (row["kpi"][0], 1.0)} for n, row in t.items()} for t in (own, base)
        )
    return Beside(own, base)


@pytest.mark.parametrize("ratio", [False, True])
def test_the_bootstrap_is_as_sure_as_it_is_asked_to_be(ratio: bool) -> None:
    pairs = skewed(ratio)
    found = pairs.difference("kpi", ratio)
    narrow, usual, wide = (found.bootstrap(c) for c in (0.8, 0.95, 0.99))
    assert narrow.estimate == usual.estimate == wide.estimate == found.plain.estimate
    assert wide.low < usual.low < narrow.low
    assert narrow.high < usual.high < wide.high
    assert pairs.mean("kpi", ratio).pairs == found.pairs == 40


def test_observations_grow_with_the_square_of_the_constant() -> None:
    assert observations_needed(4.0, first_stage=10, delta=0.5, constant=3.0) == 144


def test_one_scenario_has_no_distance_and_nothing_of_it_is_known() -> None:
    (found,) = distances_from_the_best(np.zeros((1, 1)), np.zeros((1, 1)), lower_is_better=True)
    assert all(isnan(number) for number in found)


def test_terms_hold_at_once_over_the_baseline_pairs_and_apart_from_them_over_the_steps() -> None:
    """Three terms of one scenario against the baseline, and of three steps of ladders."""
    rng = np.random.default_rng(3)
    names = ["a", "b", "c", "d"]
    runs = {
        (name, n): {i: bool(rng.integers(2)) for i in range(40) if rng.random() < 0.6}
        for name in names
        for n in range(6)
    }
    table = {name: {n: kpis(runs[name, n]) for n in range(6)} for name in names}

    def incidents_of(scenario: str, number: int) -> bytes:
        run = runs[scenario, number]
        identities = np.array(list(run), dtype="<u8").tobytes()
        return zlib.compress(identities + np.array(list(run.values()), dtype=np.uint8).tobytes())

    against_baseline = Contrast("b", "a", "baseline")
    steps = [Contrast(more, fewer, "staffing") for fewer, more in pairwise(names)]
    rows = pair_rows([against_baseline, *steps], columns(table), incidents_of)
    for row, comparisons in zip(rows, (1, 3, 3, 3), strict=True):
        pairs = [(runs[row.scenario, n], runs[row.against, n]) for n in range(6)]
        seen = [sum(a[i] - b[i] for i in a.keys() & b.keys()) / 10.0 for a, b in pairs]
        quantile = t.ppf(1.0 - 0.05 / (3 * comparisons) / 2.0, 5)
        half = quantile * np.std(seen, ddof=1) / 6**0.5
        assert row.seen == pytest.approx(np.mean(seen))
        assert (row.seen_low, row.seen_high) == pytest.approx((row.seen - half, row.seen + half))


def test_a_scenario_of_which_nothing_is_known_is_compared_all_the_same() -> None:
    table = {"base": {0: kpis({1: True})}}
    (row,) = pair_rows(
        [Contrast("base", "absent", "baseline")], columns(table, ["base", "absent"]), packed
    )
    assert (row.replications, row.record_in_most) == (0, "not told")
    assert contrasts(columns(table, ["base", "absent"]), "base", {}) == [
        Contrast("absent", "base", "baseline")
    ]
    factors = {"base": {"staffing": "few"}, "absent": {"staffing": "many"}}
    assert len(contrasts(columns(table, ["base", "absent"]), "base", factors)) == 1, (
        "no ladder: unknown staff"
    )
