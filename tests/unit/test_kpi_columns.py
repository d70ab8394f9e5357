"""KPIs as columns: where each number stands, and what stands where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from kpi_tables import columns

from sim.analysis.kpi_columns import BYTES_PER_PAIR, KpiColumns
from sim.analysis.kpis import Pair

TABLE: dict[str, dict[int, dict[str, Pair]]] = {
    "b": {4: {"k": (1.0, 2.0), "l": (5.0, 1.0)}, 7: {"k": (3.0, 4.0), "l": (6.0, 1.0)}},
    "a": {7: {"k": (7.0, 8.0), "l": (0.0, 0.0)}},
}


def test_each_pair_stands_at_its_scenario_and_replication() -> None:
    made = columns(TABLE, ["b", "nobody", "a"])
    assert (made.scenarios, made.replications) == (("b", "nobody", "a"), (4, 7))
    assert made.finished.tolist() == [[True, True], [False, False], [False, True]]
    k = made.of("k")
    assert np.array_equal(k.numerators, [[1, 3], [np.nan] * 2, [np.nan, 7]], equal_nan=True)
    assert np.array_equal(k.denominators, [[2, 4], [np.nan] * 2, [np.nan, 8]], equal_nan=True)
    assert made.of_scenario("l", "b").numerators.tolist() == [5.0, 6.0]
    assert made.finished_by("a").tolist() == [False, True]
    assert made.row_of("a") == 2
    assert "k" in made
    assert "m" not in made


def test_a_pair_takes_sixteen_bytes() -> None:
    made = columns(TABLE)
    assert made.cells.nbytes == BYTES_PER_PAIR * 2 * 2 * 2


def test_what_a_replication_does_not_hold_of_an_open_family_counted_zero_in_it() -> None:
    family, total = "recorded_per_day_in_zone", "recorded_per_day"
    known = {total: (40.0, 10.0), f"{family}_east": (3.0, 10.0)}
    made = columns({"a": {0: known}}, kpis=[total, f"{family}_west", f"{family}_east"])
    west, east = (made.of(f"{family}_{side}") for side in ("west", "east"))
    assert (west.numerators.tolist(), west.denominators.tolist()) == ([[0.0]], [[10.0]])
    assert east.numerators.tolist() == [[3.0]]
    with pytest.raises(KeyError):
        columns({"a": {0: known}}, kpis=["nobody_declared_it"])


def test_each_replication_is_asked_for_once() -> None:
    asked = []

    def pairs_of(scenario: str, number: int) -> dict[str, Pair]:
        asked.append((scenario, number))
        return TABLE[scenario][number]

    finished = [("a", 7), ("b", 4), ("b", 7)]
    KpiColumns(["a", "b"], ["k"], finished, pairs_of)
    assert asked == finished
