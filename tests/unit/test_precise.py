"""The design that goes on until a KPI is known to a wanted half-width."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pytest
from adaptive_runs import drive, numbers_of
from pydantic import ValidationError

from sim.analysis.comparison import compare
from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis import Pair, describe
from sim.experiment.designs.precise import Precise

KPI = "true_incidents_per_day"
RATIO = "visited_within_72_h_share"
SPREAD = {"base": 0.0, "near": 0.1, "middle": 1.0, "far": 3.0, "same": 0.0}


def precise(**given: Any) -> Precise:
    return Precise(**({"name": "p", "kpi": KPI, "half_width": 0.3, "at_most": 300} | given))


def made(scenario: str, replication: int) -> dict[str, Pair]:
    """Shared noise, and some of its own by which a scenario differs from the baseline."""
    rng = np.random.default_rng([replication, *scenario.encode()])
    shared = np.random.default_rng(replication).normal(0.0, 5.0)
    value = 20.0 + shared + SPREAD[scenario] * rng.normal()
    return {KPI: (float(value), 1.0), RATIO: (float(rng.poisson(3)), float(5 + rng.poisson(5)))}


def test_all_go_on_until_the_last_is_precise_so_that_all_have_the_same_luck() -> None:
    results, asked = drive(precise(), made, ("base", "near", "middle", "far"))
    assert all(numbers_of(results, name) == list(range(300)) for name in results.scenarios)
    assert {number for _, number in asked[0]} == set(range(30))
    assert {number for _, number in asked[1]} == set(range(30, 40))


def test_the_half_width_is_the_one_of_the_comparison() -> None:
    results, _ = drive(precise(), made, ("base", "near", "middle", "far"))
    rows = {row["scenario"]: row for row in precise().conclude(results).table}
    pairs = results.known
    columns = KpiColumns(results.scenarios, [KPI], sorted(pairs), lambda *run: pairs[run] or {})
    for row in compare(columns, "base", {KPI: describe(KPI)}):
        if row.scenario != "base":
            half = (row.difference_high - row.difference_low) / 2
            assert rows[row.scenario]["half_width"] == pytest.approx(half)


def test_what_was_reached_is_told() -> None:
    found = precise().conclude(drive(precise(), made, ("base", "near", "middle", "far"))[0])
    near, middle, far = found.table
    assert (near["outcome"], middle["outcome"]) == ("reached", "reached")
    assert far["outcome"] == "stopped at at_most"
    assert near["reached_after"] == 40, "reached at once, confirmed by one more batch"
    assert 40 < middle["reached_after"] < 300
    assert {row["replications"] for row in found.table} == {300}
    assert near["half_width"] < 0.3 < far["half_width"]
    assert isnan(far["reached_after"])
    # 3 standard deviations wide, t quantile of Bonferroni over 3 about 2.4
    assert far["replications_needed"] == pytest.approx((2.4 * 3.0 / 0.3) ** 2, rel=0.25)
    assert "all 3 at once" in found.sentences[0]
    assert "Reached by 2 of 3" in found.sentences[1]
    assert found.sentences[2].startswith("Not reached after 300 replications, the most allowed")
    assert "far (" in found.sentences[2]


def test_shares_are_told_in_percentage_points() -> None:
    design = precise(kpi=RATIO, half_width=0.03, at_most=1000)
    said = design.conclude(drive(design, made, ("base", "near"))[0]).sentences[0]
    assert said.startswith("Wanted: the difference to base in")
    assert "a half-width of 3 percentage points (95 %)" in said


def test_one_scenario_is_known_by_its_mean() -> None:
    design = precise(half_width=1.0, at_most=500)
    results, _ = drive(design, made, ("base",))
    n = len(numbers_of(results, "base"))
    assert 60 < n < 200, "5 wide: about a hundred for plus and minus one"
    (row,) = design.conclude(results).table
    assert row["half_width"] <= 1.0
    assert row["replications"] == n
    assert "difference" not in " ".join(design.conclude(results).sentences)


@pytest.mark.parametrize("scenarios", [("base",), ("base", "near")])
def test_a_ratio_is_known_by_the_jackknife(scenarios: tuple[str, ...]) -> None:
    design = precise(kpi=RATIO, half_width=0.03, at_most=1000)
    results, _ = drive(design, made, scenarios)
    (row,) = design.conclude(results).table
    assert row["outcome"] == "reached"
    assert 0.02 < float(row["half_width"]) <= 0.03


def test_any_order_of_finishing_gives_the_same() -> None:
    names = ("base", "near", "far")
    plain, asked = drive(precise(), made, names)
    for seed in (1, 2):
        other, asked_too = drive(precise(), made, names, shuffled=seed)
        assert asked_too == asked
        assert other.known == plain.known


def test_identical_scenarios_need_no_more_than_the_look_ahead() -> None:
    design = precise()
    results, _ = drive(design, made, ("base", "same"))
    rows = design.conclude(results).table
    # its own noise has no weight: the difference is exactly zero
    assert len(numbers_of(results, "same")) == 40
    assert (rows[0]["half_width"], rows[0]["replications_needed"]) == (0.0, 40)
    said = design.conclude(results).sentences
    assert said[-1] == "Without any spread, so the half-width says nothing: same."


def test_failed_replications_are_left_out_and_not_asked_again() -> None:
    def fails(scenario: str, replication: int) -> dict[str, Pair] | None:
        return None if scenario == "near" and replication % 3 == 0 else made(scenario, replication)

    design = precise()
    results, _ = drive(design, fails, ("base", "near"))
    (row,) = design.conclude(results).table
    assert row["outcome"] == "reached"
    assert row["with_a_value"] == 26
    assert row["replications"] == 40


@pytest.mark.parametrize("replications", [30, 1])
def test_without_a_value_it_ends(replications: int) -> None:
    def nothing(scenario: str, replication: int) -> dict[str, Pair] | None:
        return {KPI: (0.0, 0.0)} if scenario == "near" else made(scenario, replication)

    design = precise()
    results, _ = drive(design, nothing, ("base", "near", "same"), replications=replications)
    near, same = design.conclude(results).table
    assert len(numbers_of(results, "near")) <= 41
    assert near["outcome"] == "no value"
    assert isnan(float(near["replications_needed"]))
    assert same["outcome"] == "reached"
    assert any("Without a value to compare: near" in s for s in design.conclude(results).sentences)
    all_fail, _ = drive(design, lambda *_: None, ("base", "near"))
    assert design.conclude(all_fail).table[0]["outcome"] == "no value"


def test_a_cap_below_the_first_look_is_kept() -> None:
    results, _ = drive(precise(at_most=8), made, ("base", "far"))
    assert numbers_of(results, "far") == list(range(8))


def test_small_at_the_cap_alone_is_told_as_such() -> None:
    design = precise(at_most=30)
    results, _ = drive(design, made, ("base", "same"))
    found = design.conclude(results)
    (row,) = found.table
    assert (row["outcome"], row["replications_needed"]) == ("stopped at at_most", 40)
    assert "same (0 incidents/day, but at the last look only)." in found.sentences[1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kpi": "true_incidents"}, "did you mean 'true_incidents_per_day'"),
        ({"half_width": 0.0}, "greater than 0"),
        ({"at_most": 1}, "greater than or equal to 2"),
    ],
)
def test_wrong_settings(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        precise(**wrong)
