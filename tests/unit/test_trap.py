"""Why a record moves against the truth: staffing traps, and the tables that they are read from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from blocks_as_text import text
from small_material import material_of
from synthetic_results import two_factor_points, write_results

from sim.analysis.record_power import PowerRow
from sim.report.answer.trap import staffing_traps
from sim.report.charts import record_split
from sim.report.folder.read import ResultsProblem, read_results
from sim.report.folder.record_rows import POWER, Row, record_rows
from sim.report.sections import misleading as misleading_box
from sim.report.words.wording import Wording
from sim.report_settings import ReportSettings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("trap") / "run"
    return write_results(made, two_factor_points(), "lean, graduated", replications=3)


def step(against: str, scenario: str, verdict: str, *, recorded: float = 0.4) -> Row:
    return {
        "along": "staffing",
        "against": f"{against}, graduated",
        "scenario": f"{scenario}, graduated",
        "record_in_most": verdict,
        "recorded_difference": recorded,
        "reversed": 28.0,
        "replications": 30.0,
    }


@pytest.mark.parametrize(
    ("next_step", "said"),
    [
        ("follows", "; it goes with the truth again from “planned, graduated” on."),
        ("not told", "; it goes with the truth again at no level compared."),
    ],
)
def test_a_trap_says_from_which_level_on_it_ends(folder: Path, next_step: str, said: str) -> None:
    steps = [step("lean", "planned", "reversed"), step("planned", "surge", next_step)]
    (told,) = staffing_traps(Wording(read_results(folder), ReportSettings()), steps)
    assert told.startswith("More people, more records: at 1 of 2 steps to more staffing")
    assert "(in 28 of 30 runs)" in told
    assert told.endswith(said)


def test_a_record_that_rises_while_nothing_changes_is_a_trap_too(folder: Path) -> None:
    wording = Wording(read_results(folder), ReportSettings())
    (told,) = staffing_traps(wording, [step("lean", "planned", "truth equal")])
    assert "true incidents stay the same, yet more entries are recorded (0.4 a day)" in told
    assert list(staffing_traps(wording, [step("lean", "planned", "follows")])) == []


def test_box_and_chart_count_the_same_scenarios(tmp_path: Path) -> None:
    folder = write_results(tmp_path, two_factor_points(), "planned, graduated", replications=10)
    table = pd.read_csv(folder / "recorded_and_true.csv")
    misleading = table["scenario"].head(3)
    table["true_difference"], table["recorded_difference"] = 1.0, -0.1
    table["record_in_most"] = ["reversed"] * 3 + ["not told"] * (len(table) - 3)
    table.to_csv(folder / "recorded_and_true.csv", index=False)
    said = record_split.describe(read_results(folder))
    assert f"in most runs of {len(misleading)} of {len(table)} scenarios" in said
    assert "The record puts 3 of 11 scenarios" in text(misleading_box.section(material_of(folder)))


def test_a_broken_table_is_a_problem_in_one_line(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path, ["a"], "a", replications=3))
    (tmp_path / POWER).write_text("scenario,weeks\na,4\n")
    with pytest.raises(ResultsProblem, match=r"record_power\.csv: has no column entries_per_week"):
        record_rows(results, POWER)
    cells = ",".join("a" if column == "scenario" else "many" for column in PowerRow._fields)
    (tmp_path / POWER).write_text(f"{','.join(PowerRow._fields)}\n{cells}\n")
    with pytest.raises(ResultsProblem, match=r"record_power\.csv: cannot be read \(no numbers in"):
        record_rows(results, POWER)


def test_names_that_look_like_numbers_stay_names(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path, ["1.0", "NA"], "1.0", replications=3))
    assert [row["scenario"] for row in record_rows(results, "recorded_and_true.csv")] == ["NA"]
    assert results.baseline == "1.0"
