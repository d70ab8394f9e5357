"""Pairs of scenarios of which some replications are missing, and intervals of a few numbers."""

from __future__ import annotations

import zlib
from math import isnan

import numpy as np
import pytest

from sim.analysis.estimator_scores import scores
from sim.analysis.kpis import FROM_FIRST_POST, Pair
from sim.analysis.kpis.estimates import ESTIMATES, INTERVALS
from sim.analysis.mcb import distances_from_the_best
from sim.analysis.pairing import Pairing as Pairs
from sim.analysis.recorded_and_true import Pairing, pair_rows, pairings
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
    pairs = [Pairing("first", "base", ""), Pairing("second", "base", "")]
    first, second = pair_rows(pairs, table, packed)
    assert (first.replications, second.replications) == (1, 2)
    # second: three entries instead of one, and none instead of two, in ten days each
    assert second.recorded_difference == pytest.approx((0.2 - 0.2) / 2)
    assert second.happened + second.seen + second.other == pytest.approx(0.0, abs=1e-12)
    assert first.happened + first.seen == pytest.approx(-0.1)
    (nothing,) = pair_rows([Pairing("absent", "base", "")], table, packed)
    assert nothing.replications == 0
    assert isnan(nothing.happened)


def test_people_are_a_mean_whatever_the_number_of_replications() -> None:
    table = {
        "few": {number: kpis({1: True}, paid=10.0) for number in range(3)},
        "many": {0: kpis({1: True}, paid=20.0)},
    }
    factors = {"few": {"staffing": "few"}, "many": {"staffing": "many"}}
    found = pairings(["few", "many"], "few", table, factors)
    assert found[-1] == Pairing("many", "few", "staffing")


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


def skewed(ratio: bool) -> Pairs:
    """Forty pairs of which a few differ by a lot."""
    rng = np.random.default_rng(5)
    own = {n: {"kpi": (float(rng.lognormal(0.0, 2.0)), 1.0 + n % 3)} for n in range(40)}
    base = {n: {"kpi": (1.0, 1.0 + n % 3)} for n in range(40)}
    if not ratio:
        own, base = (
            {n: {"kpi": (row["kpi"][0], 1.0)} for n, row in t.items()} for t in (own, base)
        )
    return Pairs(own, base, (), False)


@pytest.mark.parametrize("ratio", [False, True])
def test_the_bootstrap_is_as_sure_as_it_is_asked_to_be(ratio: bool) -> None:
    pairs = skewed(ratio)
    found = pairs.difference("kpi", ratio)
    narrow, usual, wide = (pairs.bootstrap("kpi", ratio, found, c) for c in (0.8, 0.95, 0.99))
    assert narrow.estimate == usual.estimate == wide.estimate == found.plain.estimate
    assert wide.low < usual.low < narrow.low
    assert narrow.high < usual.high < wide.high
    assert pairs.mean("kpi", ratio).pairs == found.pairs == 40


def test_one_scenario_has_no_distance_and_nothing_of_it_is_known() -> None:
    (found,) = distances_from_the_best(np.zeros((1, 1)), np.zeros((1, 1)), lower_is_better=True)
    assert all(isnan(number) for number in found)
