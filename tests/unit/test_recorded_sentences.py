"""The sentences on recorded and true: what is said, and what is kept silent."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from synthetic_results import two_factor_points, write_results

from sim.analysis.record_power import PowerRow
from sim.analysis.recorded_and_true import PairRow
from sim.report.read import ResultsProblem, read_results
from sim.report.recorded import record_sentences

BASELINE = "planned, investigate_first"
NAN = float("nan")


def pair(
    scenario: str,
    against: str = BASELINE,
    along: str = "baseline",
    verdict: str = "follows",
    *,
    true: float = 0.5,
    recorded: float = 0.4,
    reversed_: int = 1,
    equal: int = 0,
    terms: tuple[float, float, float] = (0.1, 0.2, 0.1),
    same: str = "yes",
) -> PairRow:
    counts = 30, true, recorded, reversed_, 30 - reversed_ - equal, equal, 0
    ends = [number for term in terms for number in (term, term - 0.1, term + 0.1)]
    share = reversed_ / 30
    cells = (scenario, against, along, *counts, share, 0.01, 0.99, verdict, *ends, same)
    return PairRow._make(cells)


def power(scenario: str, weeks: float = NAN, smallest: float = 0.4) -> PowerRow:
    return PowerRow(scenario, 40.0, 0.9, 0.2, weeks, 7, smallest, smallest - 0.08, smallest + 0.1)


def write(folder: Path, name: str, rows: list[Any]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(rows[0]._fields)
        writer.writerows([["" if cell != cell else cell for cell in row] for row in rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_results(tmp_path, two_factor_points(), BASELINE, replications=3)


def said(folder: Path, pairs: list[PairRow], powers: list[PowerRow] | None = None) -> list[str]:
    (folder / "recorded_and_true.csv").unlink(missing_ok=True)
    if pairs:
        write(folder, "recorded_and_true.csv", pairs)
    if powers:
        write(folder, "record_power.csv", powers)
    return record_sentences(read_results(folder))


def test_a_folder_without_the_tables_gives_no_sentence(folder: Path) -> None:
    assert said(folder, []) == []


def test_scenarios_on_the_wrong_side_are_named(folder: Path) -> None:
    names = ["lean, graduated", "surge, graduated", "lean, record_only"]
    wrong = [pair(name, verdict="reversed", reversed_=28) for name in names[:2]]
    first = said(folder, [*wrong, pair(names[2])])[0]
    assert "puts 2 of 3 scenarios on the wrong side of the baseline" in first
    assert "lean, graduated (28 of 30); surge, graduated (28 of 30)." in first
    assert "record_only" not in first


def test_no_more_than_four_are_named(folder: Path) -> None:
    names = [name for name in two_factor_points() if name != BASELINE]
    first = said(folder, [pair(name, verdict="reversed", reversed_=29) for name in names])[0]
    assert first.count("29 of 30") == 4
    assert first.endswith("; 7 more.")


def test_no_reversal_is_an_answer_too(folder: Path) -> None:
    first = said(folder, [pair("lean, graduated", reversed_=9), pair("surge, graduated")])[0]
    assert "none of 2 scenarios on the wrong side" in first
    assert "most often lean, graduated: in 9 of 30" in first


def test_scenarios_that_record_the_same_have_nothing_to_split(folder: Path) -> None:
    rows = [
        pair(name, true=0.0, recorded=0.0, reversed_=0, terms=(0.0, 0.0, 0.0))
        for name in ("lean, graduated", "surge, graduated")
    ]
    (sentence,) = said(folder, rows)
    assert sentence.endswith(
        "none of 2 scenarios on the wrong side of the baseline in any replication."
    )


def test_two_scenarios_get_the_probability_with_its_interval(folder: Path) -> None:
    first = said(folder, [pair("lean, graduated", reversed_=12, equal=3)])[0]
    assert "reverses their order by true incidents in 12 of 30 replications" in first
    assert (
        "(probability 0.40 [0.01, 0.99]); in 3 of them both have equally many true incidents."
        in first
    )
    assert "equally" not in said(folder, [pair("lean, graduated")])[0]


def step(rule: str, fewer: str, more: str, verdict: str, **over: Any) -> PairRow:
    return pair(f"{more}, {rule}", f"{fewer}, {rule}", "staffing", verdict, **over)


def test_along_staffing_levels_and_rules_are_named(folder: Path) -> None:
    steps = [
        step("graduated", "lean", "planned", "reversed", true=-0.5, reversed_=28),
        step("graduated", "planned", "surge", "follows"),
        step("record_only", "lean", "planned", "truth equal", true=0.0, equal=30, reversed_=0),
        step("record_only", "planned", "surge", "truth equal", true=0.0, equal=30, reversed_=0),
        step("sanction_first", "lean", "planned", "not told"),
    ]
    (sentence,) = said(folder, steps)
    assert (
        "the record rises while true incidents fall from lean to planned with graduated (28 of 30);"
        in sentence
    )
    assert "stay equal step by step from lean to surge with record_only (30 of 30). " in sentence
    assert "sanction_first" not in sentence
    assert sentence.endswith(
        "goes with the truth again from planned, graduated on; else at no level compared."
    )


def test_steps_in_a_row_are_told_together_with_the_range_of_their_counts(folder: Path) -> None:
    steps = [
        step(rule, fewer, more, "reversed", true=-0.5, reversed_=count)
        for rule, counts in (("graduated", (28, 25)), ("sanction_first", (27, 27)))
        for fewer, more, count in zip(
            ("lean", "planned"), ("planned", "surge"), counts, strict=True
        )
    ]
    (sentence,) = said(folder, steps)
    assert (
        "step by step from lean to surge with graduated (25 to 28 of 30), sanction_first (27 of 30)"
        in sentence
    )


def test_a_record_that_falls_while_the_truth_rises_is_told_as_such(folder: Path) -> None:
    steps = [step("graduated", "lean", "planned", "reversed", recorded=-0.4, reversed_=28)]
    (sentence,) = said(folder, steps)
    assert "the record falls while true incidents rise from lean to planned" in sentence
    assert sentence.endswith("The record goes with the truth again at no level compared.")


def test_steps_that_follow_are_kept_silent(folder: Path) -> None:
    assert said(folder, [step("graduated", "lean", "planned", "follows")]) == []


def test_one_factor_has_no_rule_to_name(tmp_path: Path) -> None:
    points = {name: {"staffing": name} for name in ("lean", "planned", "surge")}
    write_results(tmp_path, points, "planned", replications=2)
    steps = [pair("planned", "lean", "staffing", "reversed", true=-0.5, reversed_=28)]
    (sentence,) = said(tmp_path, steps)
    assert "fall from lean to planned (28 of 30). The" in sentence


def test_the_split_is_told_of_the_best_by_truth_and_by_record(folder: Path) -> None:
    rows = [
        pair("surge, graduated", true=-0.5, recorded=0.36, terms=(-0.27, 0.45, 0.18)),
        pair("lean, sanction_first", true=-0.1, recorded=-0.9, terms=(-0.1, -0.6, -0.2)),
        pair("lean, record_only", true=3.0, recorded=9.9),
    ]
    split = said(folder, rows)[1]
    assert (
        "surge, graduated: 0.36 more (0.27 fewer happened, 0.45 more were seen, 0.18 more are "
        "double or unfounded). lean, sanction_first: 0.90 fewer" in split
    )
    assert "record_only" not in split
    assert "causes" not in split


def test_other_violence_takes_the_causes_away(folder: Path) -> None:
    rows = [pair("lean, graduated", terms=(0.0, 0.001, 12.3), same="no")]
    split = said(folder, rows)[1]
    assert "(as many happened, as many were seen, 12.3 more are double" in split
    assert split.endswith("this split gives no causes.")


def test_pairs_without_a_common_replication_are_kept_silent(folder: Path) -> None:
    assert said(folder, [pair("lean, graduated")._replace(replications=0)]) == []


# --- power ----------------------------------------------------------------------------------------
def test_weeks_of_the_baseline_the_soonest_and_the_latest(folder: Path) -> None:
    rows = [
        power("lean, graduated"),
        power(BASELINE, 6.0, 0.19),
        power("surge, graduated", 1.0, 0.1),
    ]
    rows.append(power("planned, graduated", 5.0, 0.18))
    (sentence,) = said(folder, [], rows)
    assert sentence == (
        "A true fall of 20 % would show in the recorded entries after about 6 weeks with "
        "planned, investigate_first, about 1 week with surge, graduated, more than 7 weeks with "
        "lean, graduated (with a chance of 80 %, in a test at 5 %)."
    )


def test_a_fall_that_shows_nowhere_says_what_would(folder: Path) -> None:
    rows = [power("lean, graduated", smallest=1.2), power(BASELINE), power("surge, graduated")]
    (sentence,) = said(folder, [], rows)
    assert "would show in no record within 7 weeks" in sentence
    assert (
        "What would show: a fall of 40 % [32, 50] with planned, investigate_first, "
        "not even a fall to nothing with lean, graduated." in sentence
    )
    assert "surge" not in sentence
    (sentence,) = said(folder, [], [power(BASELINE, smallest=0.95)])
    assert "a fall of 95 % [87, over 100]." in sentence


def test_scenarios_with_the_same_power_are_told_once(folder: Path) -> None:
    alike = [power(BASELINE), power("lean, graduated"), power("surge, graduated")]
    (sentence,) = said(folder, [], [row._replace(longest_weeks=1) for row in alike])
    assert "in no record within 1 week, against" in sentence
    assert sentence.endswith("What would show: a fall of 40 % [32, 50] with any scenario.")


def test_one_scenario_needs_no_name(tmp_path: Path) -> None:
    write_results(tmp_path, ["alone"], "alone", replications=3)
    (sentence,) = said(tmp_path, [], [power("alone", 4.0, 0.15)])
    assert "after about 4 weeks (with a chance" in sentence


def test_power_that_is_unknown_is_kept_silent(folder: Path) -> None:
    assert said(folder, [], [power(BASELINE, smallest=NAN)]) == []


def test_a_broken_table_is_a_problem_in_one_line(folder: Path) -> None:
    (folder / "record_power.csv").write_text("scenario,weeks\na,4\n")
    with pytest.raises(ResultsProblem, match=r"record_power\.csv: has no column entries_per_week"):
        record_sentences(read_results(folder))
    cells = ",".join("a" if column == "scenario" else "many" for column in PowerRow._fields)
    (folder / "record_power.csv").write_text(f"{','.join(PowerRow._fields)}\n{cells}\n")
    with pytest.raises(ResultsProblem, match=r"record_power\.csv: cannot be read \(no numbers in"):
        record_sentences(read_results(folder))


def test_names_that_look_like_numbers_stay_names(tmp_path: Path) -> None:
    write_results(tmp_path, ["1.0", "NA"], "1.0", replications=3)
    rows = [pair("NA", "1.0", verdict="reversed", reversed_=28)]
    assert "NA: 0.40 more" in " ".join(said(tmp_path, rows))
    assert json.loads((tmp_path / "manifest.json").read_text())["baseline"] == "1.0"
