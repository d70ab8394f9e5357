"""The answer in two sentences: right whoever is best and whatever is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_values import PEOPLE, TRUE, ask, change, write_values

from sim.report.headline import headline
from sim.report.read import read_results
from sim.report.standing import standing
from sim.report_settings import ReportSettings

UNEVEN = np.tile([-1.0, 1.0], 10)
"""Twenty replications that average to nothing."""


def said(folder: Path, **settings: Any) -> list[str]:
    return headline(read_results(folder), ReportSettings(**settings))


def test_another_is_best(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 8.0, PEOPLE: 240.0},
            "more, people": {TRUE: 7.0 + 0.1 * UNEVEN, PEOPLE: 400.0},
            "none": {TRUE: 9.0, PEOPLE: 240.0},
        },
    )
    assert said(tmp_path) == [
        "In the model, “more, people” has the fewest true incidents: 7.00 a day, 0.92 to 1.08 "
        "fewer than the baseline (“base”).",
        "It takes 400 paid people, 160 more than the baseline; every other scenario is shown to "
        "do worse.",
    ]
    first, cost = said(tmp_path, cost_per_person_month=5000.0, currency="EUR")
    assert "EUR" not in first
    assert cost.startswith(
        "It takes 400 paid people (about EUR 2 million a month), 160 more than the baseline (EUR "
        "800,000 more); "
    )


def test_the_baseline_is_best(tmp_path: Path) -> None:
    worse = {"a": {TRUE: 8.0, PEOPLE: 100.0}, "b": {TRUE: 9.0, PEOPLE: 100.0}}
    write_values(tmp_path, {"base": {TRUE: 7.0, PEOPLE: 240.0}, **worse})
    assert said(tmp_path) == [
        "In the model, no scenario does better than the baseline, “base”: it has the fewest true "
        "incidents, 7.00 a day.",
        "It takes 240 paid people; every other scenario is shown to do worse.",
    ]
    two = write_values(
        tmp_path / "two", {"base": {TRUE: 7.0, PEOPLE: 9.0}, "a": {TRUE: 8.0 + 0.1 * UNEVEN}}
    )
    assert said(two)[1] == "It takes 9 paid people; “a” has 0.92 to 1.08 more."


def test_a_tie_names_the_cheapest(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0},
            "a": {TRUE: 7.05 + UNEVEN, PEOPLE: 100.0},
            "b": {TRUE: 7.05 - UNEVEN, PEOPLE: 120.0},
        },
    )
    first, cost = said(tmp_path)
    assert "no scenario is shown to do better than the baseline" in first
    assert cost.endswith(
        "two others aren't told apart from it, the cheapest of them “a” (with 100)."
    )


def test_a_best_mean_that_chance_explains_is_no_advice(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {"base": {TRUE: 7.0, PEOPLE: 240.0}, "a": {TRUE: 6.9 + UNEVEN, PEOPLE: 300.0}},
    )
    first, cost = said(tmp_path)
    assert first.startswith("In the model, no scenario is shown to do better than the baseline")
    assert "“a” has the best average, 6.9 a day, which may be chance." in first
    assert cost == "The baseline takes 240 paid people, “a” 60 more."


def test_one_that_is_shown_better_is_named_before_a_luckier_one(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0},
            "sure": {TRUE: 6.9, PEOPLE: 240.0},
            "lucky": {TRUE: 6.8 + UNEVEN, PEOPLE: 240.0},
        },
    )
    first, _ = said(tmp_path)
    assert first.startswith("In the model, “sure” is shown to do better than the baseline (“base”")
    assert "“lucky” has the best average" in first


def test_all_alike(tmp_path: Path) -> None:
    alike = {"base": {TRUE: 7.0, PEOPLE: 240.0}, "a": {TRUE: 7.0, PEOPLE: 100.0}}
    first, cost = said(write_values(tmp_path, alike))
    assert first.startswith(
        "In the model, true incidents are the same in all two scenarios, 7.00 a"
    )
    assert cost.startswith("The cheapest is “a”, with 100 paid people")
    alike["a"][PEOPLE] = 240.0
    assert said(write_values(tmp_path / "b", alike))[1] == "Each takes 240 paid people."


def test_what_the_question_is_about_decides(tmp_path: Path) -> None:
    share = "people_reached_share"
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0, share: 0.3},
            "a": {TRUE: 6.0, PEOPLE: 240.0, share: 0.4 + 0.01 * UNEVEN},
            "b": {TRUE: 5.0, PEOPLE: 240.0, share: 0.2},
        },
    )
    ask(tmp_path, share, TRUE)
    first, cost, also = said(tmp_path)
    assert first.startswith(
        "In the model, “a” has the highest figure of people reached over requested: 40.0 %, 6 to "
        "14 percentage points higher than the baseline"
    )
    assert "as many as the baseline" in cost
    assert also == ("Also asked, of “a” against the baseline: true incidents 6.00 a day (1 fewer).")
    ask(tmp_path, "need_met_share")
    assert said(tmp_path)[-1] == "Asked, but not in these results: need met share."


def test_one_alone_is_described(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 7.0 + UNEVEN, PEOPLE: 240.0}})
    first, cost = said(tmp_path)
    assert first.startswith("In the model, with “base”: 7.0 true incidents a day (6.5 to 7.5); ")
    assert cost.startswith("It takes 240 paid people. Nothing is compared")


def test_without_figures_there_is_no_answer(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 7.0}, "a": {TRUE: 8.0}})
    change(tmp_path, failed=[{"scenario": "a"}])
    table = (tmp_path / "comparison.csv").read_text().splitlines()
    (tmp_path / "comparison.csv").write_text(f"{table[0]}\n")
    assert said(tmp_path) == ["There is no answer: every replication failed."]


def test_a_baseline_that_is_left_out_compares_nothing(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 7.0}, "a": {TRUE: 8.0}, "b": {TRUE: 8.0}})
    missing = {"base": {"failed": 5, "asked": 20}}
    change(tmp_path, left_out=["base"], missing=missing, failed_share_at_most=0.05)
    (only,) = said(tmp_path)
    assert only.startswith("Nothing is compared: 5 of 20 replications of the baseline (base)")


def test_what_a_design_selected_is_the_answer(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 8.0, PEOPLE: 240.0},
            "chosen": {TRUE: 6.5 + 0.1 * UNEVEN, PEOPLE: 240.0},
            "later": {TRUE: 6.0, PEOPLE: 240.0},
        },
        conclusion_is_the_answer=True,
        conclusion=["Selected by X: chosen.", "It took long."],
        design={"kind": "select_best", "kpi": TRUE},
    )
    rows = "scenario,selected\nchosen,yes\nlater,no\nbase,no\n"
    (tmp_path / "conclusion.csv").write_text(rows)
    found = standing(read_results(tmp_path))
    assert found is not None
    assert (found.best, found.ahead, found.was_selected) == ("chosen", ["later"], True)
    first, cost = said(tmp_path)
    assert first.startswith(
        "In the model, “chosen”, selected of three scenarios, has 6.50 true incidents a day, "
    )
    assert "“later” to do better than it, so don't rely on this selection" in cost
    values = {"base": {TRUE: 8.0, PEOPLE: 240.0}, "chosen": {TRUE: 7.9 + UNEVEN, PEOPLE: 240.0}}
    write_values(
        tmp_path,
        values,
        conclusion_is_the_answer=True,
        conclusion=["Selected by X: chosen.", "Fresh ones speak: don't rely on this selection."],
    )
    first, cost = said(tmp_path)
    assert first.startswith(
        "In the model, “chosen” was selected of three scenarios, but fresh runs"
    )
    assert cost.endswith("fresh runs show another to do better, so don't rely on this selection.")


def test_a_design_with_another_answer_speaks_for_itself(tmp_path: Path) -> None:
    conclusion = ["Two lists come closest.", "The others miss.", "A third thing."]
    write_values(
        tmp_path,
        {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}},
        conclusion_is_the_answer=True,
        conclusion=conclusion,
    )
    assert said(tmp_path) == conclusion[:2]


def guesses(tmp_path: Path, at: list[float]) -> Path:
    """Two decisions at so many guesses; the second differs from the first by these numbers."""
    values: dict[str, Any] = {"base": {TRUE: 7.0, PEOPLE: 100.0}}
    for number, apart in enumerate(at, start=1):
        values[f"first, u {number}"] = {TRUE: 7.0, PEOPLE: 100.0}
        values[f"second, u {number}"] = {TRUE: 7.0 + apart + 0.01 * UNEVEN, PEOPLE: 150.0}
    return write_values(tmp_path, values, guesses={"u": ["world.x.some_effect"]})


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ([-1.0, -1.0, 0.5], "fewer true incidents than “first” at 2 of the 3 sets of assumptions"),
        ([-1.0, -2.0], "at all 2 sets of assumptions tried (more than chance at all of them); on"),
        ([1.0, 2.0, 0.5], "more true incidents than “first” at all 3 sets"),
        ([-1.0], "fewer true incidents than “first” at the one set of assumptions tried"),
    ],
)
def test_under_guesses_no_guess_is_chosen(tmp_path: Path, at: list[float], words: str) -> None:
    first, cost = said(guesses(tmp_path, at))
    assert first.startswith("In the model, “second” has ")
    assert words in first
    assert cost == "Paid people: “first” 100; “second” 150."


def test_guesses_alone_are_no_decision(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {"base": {TRUE: 7.0}, "u 1": {TRUE: 6.0}, "u 2": {TRUE: 8.0}},
        guesses={"u": ["world.x"]},
    )
    (only,) = said(tmp_path)
    assert "nobody can choose the best of them" in only
    assert "true incidents go from 6.00 a day to 8.00 a day" in only


def test_the_answer_of_hundreds_is_of_all(tmp_path: Path) -> None:
    values = {"base": {TRUE: 9.0, PEOPLE: 100.0}}
    values |= {f"s {n}": {TRUE: 5.0 + 0.01 * n, PEOPLE: 100.0} for n in range(60)}
    first, cost = said(write_values(tmp_path, values, replications=3))
    assert first.startswith("In the model, “s 0” has the fewest true incidents")
    assert len(cost) < 300


def test_any_name_is_one_short_line(tmp_path: Path) -> None:
    name = "<b>&\n" + "x" * 300
    write_values(tmp_path, {"base": {TRUE: 8.0}, name: {TRUE: 7.0}})
    first = said(tmp_path)[0]
    assert "“<b>& xxx" in first  # whoever writes it out escapes it
    assert "\n" not in first
    assert len(first) < 300
    assert "our word" in said(tmp_path, labels={"base": "our word"})[0]
