"""The answer in two sentences: right whoever is best and whatever is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_values import PEOPLE, TRUE, ask, change, write_values

from sim.report.answer.headline import headline
from sim.report.answer.standing import standing
from sim.report.folder.read import read_results
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
        "It takes 400 paid people on average, 160 more than the baseline; every other has more "
        "true incidents, the nearest (the baseline) by 0.92 to 1.08 a day.",
    ]
    first, cost = said(tmp_path, cost_per_person_month=5000.0, currency="EUR")
    assert "EUR" not in first
    assert cost.startswith(
        "It takes 400 paid people on average (about EUR 2 million a month), 160 more than the "
        "baseline (EUR 800,000 a month more); "
    )


def test_the_baseline_is_best(tmp_path: Path) -> None:
    worse = {"a": {TRUE: 8.0, PEOPLE: 100.0}, "b": {TRUE: 9.0, PEOPLE: 100.0}}
    write_values(tmp_path, {"base": {TRUE: 7.0, PEOPLE: 240.0}, **worse})
    assert said(tmp_path) == [
        "In the model, no scenario does better than the baseline, “base”: it has the fewest true "
        "incidents, 7.00 a day.",
        "It takes 240 paid people on average; every other has more true incidents, the nearest "
        "(“a”) by 1 a day.",
    ]
    two = write_values(
        tmp_path / "two", {"base": {TRUE: 7.0, PEOPLE: 9.0}, "a": {TRUE: 8.0 + 0.1 * UNEVEN}}
    )
    assert said(two) == [
        "In the model, “a” does worse than the baseline, “base”: true incidents 8.00 a day (7.95 "
        "to 8.05) against 7.00 a day (6.97 to 7.03), 0.92 to 1.08 more.",
        "“a” takes 350 paid people on average, 341 more than the baseline; the baseline takes 9 "
        "paid people on average.",
    ]


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
        "two others aren't told apart from it, the cheapest of them “a” (with 100 on average)."
    )


def test_a_best_mean_that_chance_explains_is_no_advice(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {"base": {TRUE: 7.0, PEOPLE: 240.0}, "a": {TRUE: 6.9 + UNEVEN, PEOPLE: 300.0}},
    )
    assert said(tmp_path) == [
        "In the model, these runs don't tell “a” from the baseline, “base”: true incidents 6.9 a "
        "day (6.4 to 7.4) against 7.00 a day (6.97 to 7.03), no difference shown.",
        "“a” takes 300 paid people on average, 60 more than the baseline; the baseline takes 240 "
        "paid people on average.",
    ]
    ask(tmp_path, TRUE, "people_reached_share", "need_met_share")
    assert said(tmp_path)[-1] == "No run says anything on: need met share."


def test_one_that_is_shown_better_is_named_before_a_luckier_one(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0},
            "sure": {TRUE: 6.9, PEOPLE: 240.0},
            "lucky": {TRUE: 6.8 + UNEVEN, PEOPLE: 240.0},
        },
    )
    first, cost = said(tmp_path)
    assert first.startswith("In the model, “sure” is shown to do better than the baseline (“base”")
    assert "“lucky” (with 240 on average) isn't told apart from it" in cost


def test_all_alike(tmp_path: Path) -> None:
    alike = {"base": {TRUE: 7.0, PEOPLE: 240.0}, "a": {TRUE: 7.0, PEOPLE: 100.0}}
    first, cost = said(write_values(tmp_path, alike))
    assert first.startswith("In the model, true incidents are the same in both scenarios, 7.00 a")
    assert cost.startswith("The cheapest is “a”, with 100 paid people")
    alike["a"]["people_reached_share"] = 0.1
    alike["base"]["people_reached_share"] = 0.4
    assert said(write_values(tmp_path / "c", alike))[1].startswith(
        "The cheapest is “a”, with 100 paid people on average, which is shown to be worse than the "
        "baseline in people reached over requested (30 percentage points lower)"
    )
    alike["a"][PEOPLE] = 240.0
    assert said(write_values(tmp_path / "b", alike))[1] == (
        "Each takes 240 paid people on average."
    )


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
    assert also == (
        "Also asked, of “a” against the baseline: true incidents 6.00 a day (5.97 "
        "to 6.03) against 7.00 a day (6.97 to 7.03), 1 fewer."
    )
    ask(tmp_path, "need_met_share")
    assert said(tmp_path)[-1] == "No run says anything on: need met share."


def test_one_alone_is_described(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 7.0 + UNEVEN, PEOPLE: 240.0}})
    first, cost = said(tmp_path)
    assert first.startswith("In the model, with “base”: 7.0 true incidents a day (6.5 to 7.5); ")
    assert cost.startswith("It takes 240 paid people on average. Nothing is compared")


def test_without_figures_there_is_no_answer(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 7.0}, "a": {TRUE: 8.0}})
    change(tmp_path, failed=[{"scenario": "a", "replication": 0, "cause": "x"}])
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
        ([-1.0, -2.0], "at all 2 sets of assumptions tried (more than chance at all of them); the"),
        ([-1.0, -2.0, 0.5], "; the difference goes from 2 fewer to 0.5 more a day."),
        ([-1.0, -2.0], "; the difference is 1 to 2 fewer a day."),
        ([1.0, 2.0, 0.5], "more true incidents than “first” at all 3 sets"),
        ([-1.0], "fewer true incidents than “first” at the one set of assumptions tried"),
    ],
)
def test_under_guesses_no_guess_is_chosen(tmp_path: Path, at: list[float], words: str) -> None:
    first, cost = said(guesses(tmp_path, at))
    assert first.startswith("In the model, “second” has ")
    assert words in first
    assert cost == "Paid people, on average: “first” 100; “second” 150."


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


def test_a_difference_that_nobody_would_act_on_is_said_to_be_one(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 8.0, PEOPLE: 240.0},
            "best": {TRUE: 6.0, PEOPLE: 240.0},
            "next": {TRUE: 6.1, PEOPLE: 240.0},
        },
    )
    assert said(tmp_path)[1].endswith("the nearest (“next”) by 0.10 a day, too little to matter.")
    change(tmp_path, worth_seeing=0.01)
    assert said(tmp_path)[1].endswith("the nearest (“next”) by 0.10 a day.")


def effects(folder: Path, *values: float) -> Path:
    """Scenarios with rules of their own, and these effects of deterrence in turn."""
    results = read_results(folder)
    scenarios = {}
    for at, (name, own) in enumerate(results.settings.items()):
        violence = {"deterrence_by_rung": values[at % len(values)], "resentment_effect": 0.0}
        world = {**own["world"], "violence": violence}
        scenarios[name] = {**own, "world": world, "response": {"kind": name}}
    change(folder, scenarios=scenarios)
    return folder


def test_an_answer_that_hangs_on_assumed_effects_says_so(tmp_path: Path) -> None:
    wrong = "sanctions_wrong_group_share"
    values = {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}}
    write_values(tmp_path, values)
    assert len(said(effects(tmp_path, 0.15))) == 2  # nobody is sanctioned
    renamed = (tmp_path / "comparison.csv").read_text().replace("people_reached_share", wrong)
    (tmp_path / "comparison.csv").write_text(renamed)
    third = (
        "In the model a response rule changes violence only through sanctions, whose effect is "
        "assumed, not observed. It was "
    )
    assert said(tmp_path)[2] == f"{third}not varied here."
    varied = (
        "Varied here: deterrence by sanctions (with each step up the ladder a group fires 14 to "
        "26 % less often)."
    )
    assert said(effects(tmp_path, 0.15, 0.3))[2] == third.removesuffix("It was ") + varied
    assert len(said(effects(tmp_path, 0.0))) == 2


def test_silence_regimes_are_named_where_a_rule_may_ask_for_them(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}})
    results = read_results(effects(tmp_path, 0.0))
    mediators = {"kind": "silence_regimes", "success_probability": 0.5, "background_factor": 0.3}
    scenarios = {
        name: own | {"mission": {"actors": {"mediators": {"enabled": name == "a", **mediators}}}}
        for name, own in results.settings.items()
    }
    change(tmp_path, scenarios=scenarios)
    assert any(
        line.startswith("In the model a response rule changes violence only through local silence ")
        for line in said(tmp_path)
    )
    off = {name: own | {"mission": {"actors": {}}} for name, own in scenarios.items()}
    change(tmp_path, scenarios=off)
    assert not any("silence" in line for line in said(tmp_path))


def test_a_mean_over_ended_cases_says_what_became_of_the_others(tmp_path: Path) -> None:
    answer, given_up = "mission_wait_mean_minutes", "people_reached_share"
    values = {"base": {answer: 40.0, given_up: 0.2}, "a": {answer: 30.0, given_up: 0.6}}
    write_values(tmp_path, values)
    for name in ("comparison.csv", "kpis.csv", "manifest.json"):
        text = (tmp_path / name).read_text().replace(answer, "answer_mean_hours")
        (tmp_path / name).write_text(text.replace(given_up, "answer_given_up_share"))
    ask(tmp_path, "answer_mean_hours")
    assert said(tmp_path)[2] == (
        "Of wait at mission checkpoints, mean: only cases that came to an end count; people "
        "reached over requested: 60 % with “a”, 20 % with “base”."
    )


def test_a_baseline_without_the_figure_is_compared_with_nobody(tmp_path: Path) -> None:
    nothing = float("nan")
    write_values(tmp_path, {"base": {TRUE: nothing}, "a": {TRUE: 7.0}, "b": {TRUE: 8.0}})
    assert said(tmp_path) == [
        "By true incidents a day nothing is compared with the baseline, for the baseline, “base”, "
        "has no figure of it.",
        "In the model, of the two scenarios with a figure “a” has the fewest true incidents: 7.00 "
        "a day; the other, “b”, has more true incidents, by 1 a day.",
    ]
    write_values(tmp_path, {"base": {TRUE: 7.0}, "a": {TRUE: nothing}})
    why, what = said(tmp_path)
    assert why.endswith("for “a” has no figure of it.")
    assert what == "In the model, with “base”: 7.00 true incidents a day (6.97 to 7.03)."


def test_full_strength_stands_beside_the_average(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0, PEOPLE: 240.0}, "a": {TRUE: 7.0, PEOPLE: 400.0}})
    weeks = pd.read_csv(tmp_path / "series.csv.gz")
    own = [("a", 0, "paid_people_by_week", week, n) for week, n in enumerate((100.0, 640.0))]
    pd.concat([weeks, pd.DataFrame(own, columns=weeks.columns)]).to_csv(
        tmp_path / "series.csv.gz", index=False
    )
    cost = said(tmp_path, cost_per_person_month=5000.0, currency="EUR")[1]
    assert cost.startswith(
        "“a” takes 400 paid people on average (about EUR 2 million a month), 160 more than the "
        "baseline (EUR 800,000 a month more), and 640 at full strength (about EUR 3.2 million a "
        "month); "
    )


def test_a_share_is_set_apart_in_points_and_one_never_seen_is_named(tmp_path: Path) -> None:
    share = "visited_within_72_h_share"
    write_values(
        tmp_path,
        {"base": {TRUE: 8.0, share: 0.3 + 0.01 * UNEVEN}, "a": {TRUE: 7.0, share: 0 * UNEVEN}},
    )
    ask(tmp_path, TRUE, share)
    also = said(tmp_path)[-1]
    assert "reports visited within 72 h 0 % (none in any run) against 30.0 %" in also
    assert also.endswith(" percentage points lower.")


def test_one_run_of_each_shows_neither_a_difference_nor_none(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: [8.0]}, "a": {TRUE: [7.0]}}, replications=1)
    assert "there are too few runs to tell “a” from the baseline" in said(tmp_path)[0]


def test_people_are_set_apart_by_the_rounded_numbers(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0, PEOPLE: 111.6}, "a": {TRUE: 7.0, PEOPLE: 241.4}})
    assert "241 paid people on average, 129 more than the baseline" in said(tmp_path)[1]


def test_one_alone_says_what_its_runs_cannot_tell(tmp_path: Path) -> None:
    share = "people_reached_share"
    few = {"base": {TRUE: [7.0, 7.1], share: [0.0, 1.0]}}
    ask(write_values(tmp_path, few, replications=2), share, TRUE, "mandate_extended_share")
    first, _, second, third = said(tmp_path)
    assert first.startswith("In the model, with “base”: 7.0 true incidents a day (")
    assert second == "These runs can't tell how large these are: people reached over requested."
    assert third == "No run says anything on: mandate extended share."


def precise(folder: Path, kpi: str, *outcomes: str) -> Path:
    """A run that was to know this KPI, with these outcomes of its scenarios but the baseline."""
    rows = [f"{name},{outcome}" for name, outcome in zip("ab", outcomes, strict=True)]
    (folder / "conclusion.csv").write_text("\n".join(["scenario,outcome", *rows, ""]))
    change(folder, design={"kind": "precise", "kpi": kpi, "half_width": 0.15})
    return folder


def test_whether_it_is_known_as_precisely_as_asked_comes_first(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}, "b": {TRUE: 9.0}})
    first, second, *_ = said(precise(tmp_path, TRUE, "reached", "reached"))
    assert first == (
        "The difference to the baseline in true incidents is known as precisely as asked, give or "
        "take 0.15 a day, for both others."
    )
    assert second.startswith("In the model, “a” has the fewest true incidents")
    assert said(precise(tmp_path, TRUE, "reached", "stopped at at_most"))[0].endswith(
        "for one of two others; for the rest it is not."
    )
    first, second, third, *_ = said(precise(tmp_path, "recorded_per_day", "no value", "no value"))
    assert "entries in all ledgers is not known as precisely as asked" in first
    assert "the others have from " in second
    assert third.startswith("Neither less nor more of it is better")
