"""The design that selects the best scenario and runs the finalists again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from adaptive_runs import drive, numbers_of
from pydantic import ValidationError

from sim.analysis.kpis import Pair
from sim.analysis.mcb import CLOSE, WORSE
from sim.experiment.designs.base import FRESH_FROM, Results
from sim.experiment.designs.select_best import LEFT, SelectBest

KPI = "true_incidents_per_day"
COMPLETED = "convoys_completed"
RATIO = "people_reached_share"
MEAN = {"base": 12.0, "good": 10.0, "best": 9.8, "bad": 14.0, "worse": 20.0, "twin": 9.8}
PEOPLE = {"best": 300.0, "twin": 200.0}
NAMES = ("base", "good", "best", "bad", "worse")


def select(**given: Any) -> SelectBest:
    settings = {"name": "s", "kpi": KPI, "delta": 0.5, "at_most": 1000, "batch": 5}
    return SelectBest(**(settings | {"first_stage": 8} | given))


def made(scenario: str, replication: int) -> dict[str, Pair]:
    own = np.random.default_rng([replication, *scenario.encode()])
    shared = np.random.default_rng(replication).normal(0.0, 3.0)
    noise = 0.0 if scenario in ("best", "twin") else 1.5 * own.normal()
    value = MEAN[scenario] + shared + noise
    return {
        KPI: (float(value), 1.0),
        COMPLETED: (float(-value), 1.0),
        RATIO: (float(300.0 - value), 400.0 + shared),
        "mean_paid_people": (PEOPLE.get(scenario, 250.0), 1.0),
    }


def in_selection(results: Results, name: str) -> int:
    return sum(number < FRESH_FROM for number in numbers_of(results, name))


def test_losers_leave_and_finalists_run_again_with_fresh_numbers() -> None:
    design = select()
    results, asked = drive(design, made, NAMES)
    assert in_selection(results, "worse") == in_selection(results, "bad") == 40
    assert in_selection(results, "best") > 40
    finalists = {name for name, _ in design.reported(results)}
    assert finalists == {"base", "good", "best"}
    again = set(design.reported(results))
    assert again == {(name, FRESH_FROM + i) for name in finalists for i in range(30)}
    assert set(asked[-1]) == again
    assert set(asked[0]) == {(name, i) for name in NAMES for i in range(40)}
    last = {name for name, number in asked[-2]}
    assert last <= {"good", "best"}, "only survivors go on"


def test_what_is_concluded() -> None:
    design = select()
    results, _ = drive(design, made, NAMES)
    conclusion = design.conclude(results)
    rows = {row["scenario"]: row for row in conclusion.table}
    assert list(rows) == list(NAMES)
    assert rows["best"]["selected"] == "yes"
    assert [row["verdict"] for row in rows.values()] == [WORSE, CLOSE, rows["best"]["verdict"]] + [
        LEFT
    ] * 2
    assert rows["worse"]["left_after_replications"] == 40
    assert rows["worse"]["fresh_replications"] == 0
    assert rows["best"]["left_after_replications"] == ""
    assert rows["best"]["fresh_replications"] == 30
    counts = [in_selection(results, name) for name in NAMES]
    said = " ".join(conclusion.sentences)
    assert f"took {sum(counts):,} replications" in said
    early = sum(row["left_after_replications"] == 40 for row in rows.values())
    assert early >= 2
    assert f", {early} scenarios left after the first 40: " in said
    assert f"{5 * max(counts) - sum(counts):,} fewer than running all 5 as long" in said
    assert "Selected by true incidents a day (lower is better): best, of 5 scenarios" in said
    assert "at least 95 %" in said
    fresh = np.mean([made("best", FRESH_FROM + i)[KPI][0] for i in range(30)])
    assert rows["best"]["fresh_mean"] == pytest.approx(fresh)
    worse = np.mean([made("worse", i)[KPI][0] for i in range(40)])
    assert rows["worse"]["mean_in_selection"] == pytest.approx(worse)
    assert float(rows["base"]["from_best_other_low"]) > 0.0 - 1e-12


def test_more_is_better_where_the_kpi_says_so() -> None:
    design = select(kpi=COMPLETED)
    rows = design.conclude(drive(design, made, NAMES)[0]).table
    assert [row["scenario"] for row in rows if row["selected"] == "yes"] == ["best"]
    verdicts = {row["scenario"]: row["verdict"] for row in rows}
    assert (verdicts["base"], verdicts["bad"], verdicts["worse"]) == (WORSE, LEFT, LEFT)


def test_a_ratio_is_observed_as_a_ratio_of_sums() -> None:
    design = select(kpi=RATIO, delta=0.002)
    results, _ = drive(design, made, NAMES)
    rows = {row["scenario"]: row for row in design.conclude(results).table}
    assert rows["best"]["selected"] == "yes"
    pairs = [made("worse", i)[RATIO] for i in range(in_selection(results, "worse"))]
    expected = sum(a for a, _ in pairs) / sum(b for _, b in pairs)
    assert rows["worse"]["mean_in_selection"] == pytest.approx(expected)
    said = design.conclude(results).sentences[0]
    assert f"means of the ratio in batches of {design.batch} replications" in said


def test_of_equal_ones_the_cheaper_is_selected() -> None:
    design = select()
    results, _ = drive(design, made, ("base", "best", "twin"))
    selected = [r["scenario"] for r in design.conclude(results).table if r["selected"] == "yes"]
    assert selected == ["twin"]
    assert {name for name, _ in design.reported(results)} == {"base", "best", "twin"}


@pytest.mark.parametrize("method", ["kn", "rinott"])
def test_any_order_of_finishing_gives_the_same(method: str) -> None:
    design = select(method=method)
    plain, asked = drive(design, made, NAMES)
    for seed in (1, 2):
        other, asked_too = drive(design, made, NAMES, shuffled=seed)
        assert asked_too == asked
        assert design.conclude(other) == design.conclude(plain)


def test_what_is_asked_ahead_changes_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    design = select()
    plain, _ = drive(design, made, NAMES)
    monkeypatch.setattr("sim.experiment.selection_runs.BUSY", 1)
    one_by_one, asked = drive(design, made, NAMES)
    assert all(len(requests) <= 5 * 5 for requests in asked[1:-1])
    assert design.reported(one_by_one) == design.reported(plain)
    columns = ("selected", "left_after_replications", "mean_in_selection", "verdict")
    tables = [design.conclude(results).table for results in (plain, one_by_one)]
    assert [[row[c] for c in columns] for row in tables[0]] == [
        [row[c] for c in columns] for row in tables[1]
    ]


def test_the_cap_stops_it_and_the_promise_with_it() -> None:
    design = select(delta=0.001, at_most=60)
    results, _ = drive(design, made, NAMES)
    assert max(in_selection(results, name) for name in NAMES) == 60
    assert "isn't assured" in design.conclude(results).sentences[0]
    design = select(delta=0.001, at_most=60, method="rinott")
    results, _ = drive(design, made, NAMES)
    assert max(in_selection(results, name) for name in NAMES[:1]) == 60
    assert "isn't assured" in design.conclude(results).sentences[0]


def test_rinott_gives_each_scenario_numbers_of_its_own_and_as_many_as_it_varies() -> None:
    def noisy(scenario: str, replication: int) -> dict[str, Pair]:
        pairs = made(scenario, replication)
        noise = 10.0 * np.random.default_rng(replication + 7).normal()
        return {**pairs, KPI: (pairs[KPI][0] + noise * (scenario == "worse"), 1.0)}

    design = select(method="rinott", delta=1.5)
    results, asked = drive(design, noisy, ("base", "best", "worse"))
    reported = set(design.reported(results))
    taken = [{n for s, n in results.known if s == name and (s, n) not in reported} for name in MEAN]
    assert not any(a & b for i, a in enumerate(taken) for b in taken[:i])
    assert len(asked) == 3
    rows = {row["scenario"]: row for row in design.conclude(results).table}
    assert rows["best"]["selected"] == "yes"
    took = {name: int(row["replications_in_selection"]) for name, row in rows.items()}
    assert took["worse"] > 3 * took["best"] >= 3 * 40


def test_failed_replications_are_left_out_of_their_batch() -> None:
    def fails(scenario: str, replication: int) -> dict[str, Pair] | None:
        return None if scenario == "best" and replication % 4 == 0 else made(scenario, replication)

    design = select()
    rows = {r["scenario"]: r for r in design.conclude(drive(design, fails, NAMES)[0]).table}
    assert rows["best"]["selected"] == "yes"
    assert rows["best"]["verdict"] != "no value"


@pytest.mark.parametrize("method", ["kn", "rinott"])
def test_a_scenario_without_a_value_is_set_aside(method: str) -> None:
    def silent(scenario: str, replication: int) -> dict[str, Pair] | None:
        if scenario == "best":
            return {KPI: (0.0, 0.0)}
        return None if scenario == "base" else made(scenario, replication)

    design = select(method=method)
    results, _ = drive(design, silent, NAMES)
    rows = {row["scenario"]: row for row in design.conclude(results).table}
    assert rows["good"]["selected"] == "yes"
    assert rows["best"]["verdict"] == rows["base"]["verdict"] == "no value"
    assert {name for name, _ in design.reported(results)} >= {"base", "good"}
    assert any("Without a value" in said for said in design.conclude(results).sentences)
    results, asked = drive(design, lambda *_: None, NAMES)
    assert len(asked) == 2
    assert design.conclude(results).sentences[0].startswith("No scenario has a value")


def test_later_batches_without_a_value_end_at_the_cap() -> None:
    def dries_up(scenario: str, replication: int) -> dict[str, Pair] | None:
        return None if 40 <= replication < FRESH_FROM else made(scenario, replication)

    design = select(delta=0.05, at_most=100)
    results, _ = drive(design, dries_up, NAMES)
    assert in_selection(results, "best") == 100
    assert "isn't assured" in design.conclude(results).sentences[0]


def test_one_scenario_is_selected_without_a_promise_to_keep() -> None:
    design = select()
    results, _ = drive(design, made, ("base",))
    assert in_selection(results, "base") == 40
    assert {name for name, _ in design.reported(results)} == {"base"}
    assert design.conclude(results).table[0]["selected"] == "yes"


def test_a_lucky_pick_is_told_by_the_fresh_replications() -> None:
    """What the selection saw doesn't hold in fresh numbers: the planner hears of it."""

    def turns(scenario: str, replication: int) -> dict[str, Pair]:
        pairs = made(scenario, replication)
        if scenario == "best" and replication >= FRESH_FROM:
            return {**pairs, KPI: (pairs[KPI][0] + 5.0, 1.0)}
        return pairs

    design = select()
    said = design.conclude(drive(design, turns, NAMES)[0]).sentences
    assert "show best to be worse than another finalist" in said[-1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kpi": "recorded_per_day"}, "neither less nor more"),
        ({"kpi": "nobody_knows"}, "no KPI is called so"),
        ({"delta": 0.0}, "greater than 0"),
        ({"alpha": 0.5}, "less than or equal"),
        ({"first_stage": 4}, "greater than or equal to 5"),
        ({"batch": 4}, "greater than or equal to 5"),
        ({"at_most": 39}, "first stage alone takes 40"),
        ({"method": "guess"}, "'kn' or 'rinott'"),
    ],
)
def test_wrong_settings(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        select(**wrong)
