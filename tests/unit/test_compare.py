"""Finished experiments as one: what is merged, told apart, refused and said."""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rewritten import as_written
from rich.console import Console
from synthetic_results import write_results

from sim.analysis.logfile import header
from sim.commands.compare import compare_command
from sim.experiment.joining import KpiTable
from sim.experiment.unfinished import unfinished
from sim.report.answer.headline import headline
from sim.report.charts import Drawn
from sim.report.folder.choice import chosen
from sim.report.folder.failures import failure_lines
from sim.report.folder.read import NotInResults, read_results
from sim.report.material import Material
from sim.report.printed.finished_run import print_comparison
from sim.report.sections import differences, question, reversal
from sim.report_settings import ReportSettings
from sim.settings.files import SettingsProblem

PROJECT = Path(__file__).parents[2]
FEW = 6
MADE_BY: dict[str, Any] = {
    "seed": 7,
    "code_hash": "abc",
    "versions": {"numpy": "2.0"},
    "control_variates": [],
    "worth_seeing": 0.05,
    "started": "2026-11-22T10:00:00",
}


def finished(folder: Path, names: list[str], keys: dict[str, str], **manifest: Any) -> Path:
    """A finished experiment; ``keys``: scenario -> key of its rows in the store."""
    write_results(folder, names, names[0], FEW, days=manifest.pop("days", 30))
    (folder / "log.csv.gz").write_bytes(gzip.compress(header().encode()))
    change(folder, **MADE_BY, store_keys=keys)
    return change(folder, **manifest)


def change(folder: Path, **manifest: Any) -> Path:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **manifest}))
    return folder


def compare(tmp_path: Path, *words: object) -> dict[str, Any]:
    """The manifest of the comparison, with its folder."""
    typed = [str(word) for word in words]
    folder = compare_command(typed, PROJECT, lambda _given, _words: tmp_path / "results")
    return json.loads((folder / "manifest.json").read_text()) | {"at": folder}


def refused(tmp_path: Path, *words: object) -> str:
    with pytest.raises(SettingsProblem) as problem:
        compare(tmp_path, *words)
    assert not list((tmp_path / "results").rglob("manifest.json"))
    (line,) = problem.value.lines
    assert "\n" not in line
    return line


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """One scenario in both (``same``), one of a name but not of settings (``mine``)."""
    one = finished(tmp_path / "one", ["same", "mine"], {"same": "k1", "mine": "k2"})
    two = finished(tmp_path / "two", ["same", "mine"], {"same": "k1", "mine": "k3"})
    shutil.copy(one / "kpis.csv", two / "kpis.csv")
    return one, two


# --- what is merged and what is told apart --------------------------------------------------------
def test_a_scenario_of_both_stands_once_and_others_are_told_apart(
    tmp_path: Path, two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    found = compare(tmp_path, *two)
    said = capsys.readouterr().err
    assert "scenarios of one name are told apart by 'one', 'two'; names=before,after" in said
    assert list(found["scenarios"]) == ["same", "mine (one)", "mine (two)"]
    assert found["baseline"] == "same"
    kpis = rows(found["at"], "kpis.csv")
    assert [row["scenario"] for row in kpis] == [
        name for name in found["scenarios"] for _ in range(FEW)
    ]
    assert found["finished"] == found["rows"]["kpis.csv"] == 3 * FEW
    assert {row["scenario"] for row in rows(found["at"], "comparison.csv")} == {*found["scenarios"]}


def test_figures_are_those_of_the_folders(tmp_path: Path, two: tuple[Path, Path]) -> None:
    found = compare(tmp_path, *two)
    both = {
        (row["scenario"].partition(" (")[0], row["replication"]): row
        for row in rows(found["at"], "kpis.csv")
    }
    for row in rows(two[0], "kpis.csv"):
        again = both[row["scenario"], row["replication"]]
        assert all(float(again[kpi]) == float(row[kpi]) for kpi in again if kpi.endswith("_day"))
    series = gzip.decompress((found["at"] / "series.csv.gz").read_bytes()).decode()
    assert series.count("\nmine (one),0,") == series.count("\nmine (two),0,") > 0
    assert series.count("\nsame,0,true_incidents_by_week,0") == 1


def test_a_replication_that_is_not_the_same_in_both_is_told(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    text = (two[1] / "kpis.csv").read_text().splitlines(keepends=True)
    cells = text[3].split(",")
    cells[2] = str(float(cells[2]) + 1e-12)
    text[3] = ",".join(cells)
    (two[1] / "kpis.csv").write_text("".join(text))
    line = refused(tmp_path, *two)
    assert "replication 2 of 'same' should be the same in both" in line
    assert str(two[0]) in line
    assert str(two[1]) in line


def test_other_numbers_of_replications_are_said(tmp_path: Path, two: tuple[Path, Path]) -> None:
    text = (two[1] / "kpis.csv").read_text().splitlines(keepends=True)
    kept = [line for line in text if not line.startswith("mine,") or int(line.split(",")[1]) < 4]
    (two[1] / "kpis.csv").write_text("".join(kept))
    found = compare(tmp_path, *two)
    (said,) = found["warnings"]
    assert f"({FEW} in {two[0]}, 4 to {FEW} in {two[1]})" in said
    assert "simulated up to" in str(question.section(material_of(read_results(found["at"]))).blocks)
    pairs = {
        row["scenario"]: row["pairs"]
        for row in rows(found["at"], "comparison.csv")
        if row["kpi"] == "true_incidents_per_day"
    }
    assert pairs == {"same": "6", "mine (one)": "6", "mine (two)": "4"}


def test_the_baseline_and_the_names_may_be_typed(
    tmp_path: Path, two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    found = compare(tmp_path, *two, "names=before,after", "baseline=mine")
    assert capsys.readouterr().err == ""
    assert found["baseline"] == "mine (before)"
    assert list(found["scenarios"]) == ["same", "mine (before)", "mine (after)"]
    assert compare(tmp_path, *two, "baseline=mine (two)")["baseline"] == "mine (two)"


def test_what_was_broken_off_long_ago_is_cleared(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / f".{name}.1.partial").mkdir()
    os.utime(tmp_path / ".old.1.partial", (0.0, 0.0))
    with unfinished(tmp_path, datetime(2026, 1, 2)) as (partial, folder):
        assert {*tmp_path.iterdir()} == {partial, tmp_path / ".new.1.partial"}
        assert folder == tmp_path / "2026-01-02_000000"
    assert [path.name for path in tmp_path.iterdir()] == [".new.1.partial"]


def with_settings(folder: Path, name: str, **settings: Any) -> Path:
    """A finished experiment of one scenario, with these settings in place of its own."""
    folder = finished(folder, [name], {name: folder.name}, question="Which level and which rule?")
    own = json.loads((folder / "manifest.json").read_text())["scenarios"][name]
    return change(folder, scenarios={name: own | settings})


LEAN, SURGE = ({"staffing": {"label": label}} for label in ("Lean, as said", "Surge (assumed)"))


@pytest.mark.parametrize(
    ("settings", "called"),
    [
        ([LEAN, SURGE], ["Lean", "Surge"]),
        ([LEAN, {"staffing": {"label": "Lean, at night"}}], ["Lean, as said", "Lean, at night"]),
        (
            [{"response": {"kind": "record_only"}}, {"response": {"kind": "graduated"}}],
            ["record only", "graduated"],
        ),
        (
            [LEAN | {"response": {"kind": "record_only"}}, SURGE | {"response": {"kind": "fair"}}],
            ["Lean, record only", "Surge, fair"],
        ),
        (
            [{"staffing": {"teams_on_call": 2}}, {"staffing": {"teams_on_call": 4}}],
            ["teams on call 2", "teams on call 4"],
        ),
        (
            [
                {"days": 30, "camp": {"km": 1, "label": "Near"}},
                {"days": 30, "camp": {"km": 2, "label": "Far"}},
            ],
            ["Near", "Far"],
        ),
        ([{"camp": {"km": 1, "m": 3}}, {"camp": {"km": 2, "m": 4}}], ["1", "2"]),
    ],
)
def test_scenarios_of_one_name_are_told_apart_by_what_they_are(
    tmp_path: Path, settings: list[dict[str, Any]], called: list[str]
) -> None:
    folders = [
        with_settings(tmp_path / str(at), "mine", **own) for at, own in enumerate(settings, start=1)
    ]
    found = compare(tmp_path, *folders)
    assert list(found["scenarios"]) == [f"mine ({word})" for word in called]
    assert found["question"] == f"What differs between {called[0]} and {called[1]}?"


def test_parts_of_one_experiment_keep_its_question(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["same", "mine"], {"same": "k1", "mine": "k2"})
    two = finished(tmp_path / "two", ["same", "yours"], {"same": "k1", "yours": "k3"})
    shutil.copy(one / "kpis.csv", two / "kpis.csv")
    text = (two / "kpis.csv").read_text().replace("mine,", "yours,")
    (two / "kpis.csv").write_text(text)
    assert compare(tmp_path, one, two)["question"] == "Which staffing level and which rule?"


def test_a_name_that_is_taken_is_not_given_twice(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["mine", "mine (two)"], {})
    two = finished(tmp_path / "two", ["mine"], {})
    names = list(compare(tmp_path, one, two)["scenarios"])
    assert names == ["mine (one)", "mine (two)", "mine (two, 2)"]


def test_any_name_is_taken_over(tmp_path: Path) -> None:
    odd = 'a, "b"\nc=<i>&$é'
    one = finished(tmp_path / "one", [odd], {})
    two = finished(tmp_path / "two", ["plain"], {})
    found = compare(tmp_path, one, two)
    assert list(read_results(found["at"]).names) == [odd, "plain"]


def test_the_same_folders_give_the_same_bytes(tmp_path: Path, two: tuple[Path, Path]) -> None:
    made = [compare(tmp_path, *two)["at"] for _ in range(2)]
    assert made[0] != made[1]
    files = [path.name for path in sorted(made[0].iterdir())]
    assert {"kpis.csv", "comparison.csv", "series.csv.gz", "log.csv.gz"} < {*files}
    assert all((made[0] / name).read_bytes() == (made[1] / name).read_bytes() for name in files)


def test_failed_replications_come_along_under_their_joint_names(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    cause = {"scenario": "mine", "replication": 9, "cause": "too long"}
    change(two[1], failed=[{**cause, "traceback": "failures/001.txt"}], failed_share_at_most=0.5)
    (two[1] / "failures").mkdir()
    (two[1] / "failures" / "001.txt").write_text("where it failed")
    (two[1] / "failures.csv").write_text(
        "scenario,replication,seed,cause,traceback,replay\n"
        "mine,9,7,too long,failures/001.txt,python run.py replay there\n"
    )
    found = compare(tmp_path, *two)
    (told,) = found["failed"]
    assert (told["scenario"], told["traceback"]) == ("mine (two)", "failures/2_001.txt")
    (row,) = rows(found["at"], "failures.csv")
    assert (row["scenario"], row["replay"]) == ("mine (two)", "python run.py replay there")
    assert (found["at"] / row["traceback"]).read_text() == "where it failed"
    assert found["missing"] == {"mine (two)": {"failed": 1, "asked": FEW + 1}}


def test_a_kpi_without_a_value_stays_without() -> None:
    table = KpiTable([("a", 0)], {"x": as_array("nan"), "y": as_array("2"), **ratio("z", 0, 0)})
    assert table.kpis == ["x", "y", "z"]
    assert table.pairs_of(("a", 0)) == {"x": (0.0, 0.0), "y": (2.0, 1.0), "z": (0.0, 0.0)}


def as_array(number: str | float) -> Any:
    return np.array([float(number)])


def ratio(name: str, top: float, below: float) -> dict[str, Any]:
    return {
        name: as_array("nan"),
        f"{name}__numerator": as_array(top),
        f"{name}__denominator": as_array(below),
    }


# --- what is hard to compare ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("made_by", "said"),
    [
        ({"seed": 8}, "differ in their seeds (7 and 8)"),
        ({"code_hash": "other"}, "differ in their versions of the program"),
        ({"versions": {"numpy": "2.1"}}, "differ in their libraries (numpy 2.0 and numpy 2.1)"),
        ({"days": 40}, "differ in their days (30 and 40)"),
    ],
)
def test_what_differs_is_refused_unless_told_otherwise(
    tmp_path: Path, made_by: dict[str, Any], said: str
) -> None:
    one = finished(tmp_path / "one", ["a"], {})
    two = finished(tmp_path / "two", ["b"], {}, **made_by)
    line = refused(tmp_path, one, two)
    assert f"{one} and {two} {said}" in line
    assert line.endswith("anyway=true")
    found = compare(tmp_path, one, two, "anyway=true")
    assert any(said in warning for warning in found["warnings"])
    assert found["paired"] is ("seed" not in made_by)
    assert [part["seed"] for part in found["compared"]] == [7, made_by.get("seed", 7)]


def test_other_seeds_are_nowhere_called_the_same_luck(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["a"], {})
    two = finished(tmp_path / "two", ["b"], {}, seed=8)
    results = read_results(compare(tmp_path, one, two, "anyway=true")["at"])
    assert not results.paired
    blocks = question.section(material_of(results)).blocks
    said = str(blocks)
    assert "not between folders" in said
    assert "up to" not in said
    assert "differ in their seeds" in said
    assert not (results.folder / "recorded_and_true.csv").exists()


def test_other_worlds_are_described_and_nothing_is_advised(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["a"], {})
    two = finished(tmp_path / "two", ["b"], {})
    content = json.loads((two / "manifest.json").read_text())
    content["scenarios"]["b"]["world"]["start"] = "2018-01-01"
    change(two, **content)
    assert "differ in their worlds; to compare" in refused(tmp_path, one, two)
    found = compare(tmp_path, one, two, "anyway=true")
    assert "none is a reason to choose" in found["warnings"][0]
    printed = Console(width=300, file=StringIO())
    print_comparison(found["at"], printed)
    assert found["warnings"][0] in printed.file.getvalue()  # type: ignore[attr-defined]
    described, no_advice = headline(read_results(found["at"]), ReportSettings())
    assert "with “a”: " in described
    assert "with “b”: " in described
    assert "is not a choice between them" in no_advice
    assert "best" not in described
    assert {label["direction"] for label in found["kpi_labels"].values()} == {"neither"}
    with pytest.raises(NotInResults, match="nothing is advised"):
        reversal.section(material_of(read_results(found["at"])))


def test_a_folder_and_its_own_copy_are_refused(tmp_path: Path, two: tuple[Path, Path]) -> None:
    copy = Path(shutil.copytree(two[0], tmp_path / "mailed"))
    assert refused(tmp_path, two[0], copy) == (
        f"{copy}: every replication that it holds stands in {two[0]}, too; there is nothing to "
        "compare"
    )


def test_a_folder_of_which_all_failed_is_told_as_that(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["a"], {})
    two = finished(tmp_path / "two", ["b"], {})
    header_only = (two / "kpis.csv").read_text().splitlines(keepends=True)[:1]
    (two / "kpis.csv").write_text("".join(header_only))
    change(two, failed=[{"scenario": "b", "replication": at} for at in range(FEW)])
    (said,) = compare(tmp_path, one, two)["warnings"]
    assert said == (
        f"{two} holds no finished replication ({FEW} failed). So no difference from its scenarios "
        "is told."
    )
    found = read_results(compare(tmp_path, one, two)["at"])
    assert any("failed" in line for line in failure_lines(found))
    assert not any("redo_failed" in line for line in failure_lines(found)), "it simulates nothing"


def test_folders_without_a_replication_in_common_are_told_without_a_guess(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["a"], {})
    two = finished(tmp_path / "two", ["b"], {})
    table = pd.read_csv(two / "kpis.csv")
    table.assign(replication=table["replication"] + 100).to_csv(two / "kpis.csv", index=False)
    (said,) = compare(tmp_path, one, two)["warnings"]
    assert said == (
        f"{one} and {two} have no replication in common. So no difference between their scenarios "
        "is told."
    )


def test_a_folder_without_its_log_is_compared_and_said_to_be(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    for folder in two:
        as_written(change(folder, rows={}))
        change(
            folder,
            rows={**json.loads((folder / "manifest.json").read_text())["rows"], "log.csv.gz": 3},
        )
    (two[1] / "log.csv.gz").unlink()
    with gzip.open(two[0] / "log.csv.gz", "at") as log:
        log.write(3 * ("same,0,1.0,RunEnded" + "," * (header().count(",") - 3) + "\n"))
    as_written(two[0])
    (said,) = compare(tmp_path, *two)["warnings"]
    assert said.startswith(f"{two[1]}: log.csv.gz is missing (3 rows were written): without it")


# --- what can't be compared -----------------------------------------------------------------------
def test_mistakes_are_one_line_each(tmp_path: Path, two: tuple[Path, Path]) -> None:
    one, other = two
    assert "needs two results folders" in refused(tmp_path, one)
    assert "is given twice" in refused(tmp_path, one, one)
    assert "there is no such folder" in refused(tmp_path, one, tmp_path / "nowhere")
    assert "is a file" in refused(tmp_path, one, other / "kpis.csv")
    assert "did you mean" in refused(tmp_path, one, tmp_path)
    assert "must be true or false" in refused(tmp_path, one, other, "anyway=yes")
    assert "did you mean 'baseline='" in refused(tmp_path, one, other, "basline=a")
    assert "no scenario is called so" in refused(tmp_path, one, other, "baseline=yours")
    assert "a name of its own" in refused(tmp_path, one, other, "names=a,a")
    away = change(Path(shutil.copytree(other, tmp_path / "away")), seed=8)
    assert "a name of its own" in refused(tmp_path, one, away, "names=a")
    assert "must be at most 40" in refused(tmp_path, one, other, "report.width_cm=400")


def test_names_that_hold_a_comma_are_told_in_quotes(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["lean, fair"], {})
    two = finished(tmp_path / "two", ["lean"], {})
    assert "(there are: 'lean, fair', lean)" in refused(tmp_path, one, two, "baseline=nobody")


def test_a_table_changed_since_it_was_written_is_not_compared(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    as_written(two[1])
    (two[1] / "comparison.csv").write_text(
        (two[1] / "comparison.csv").read_text().replace("incidents/day", "incidents")
    )
    assert "comparison.csv: was changed since it was written" in refused(tmp_path, *two)
    (two[1] / "recorded_and_true.csv").unlink()
    (two[1] / "comparison.csv").unlink()
    assert "comparison.csv: is missing (" in refused(tmp_path, *two)


def test_folders_that_lack_something_are_told(tmp_path: Path, two: tuple[Path, Path]) -> None:
    one, other = two
    kpis = (other / "kpis.csv").read_bytes()
    (other / "kpis.csv").unlink()
    assert "kpis.csv is missing" in refused(tmp_path, one, other)
    (other / "kpis.csv").write_bytes(kpis[:-20])
    assert "was cut off" in refused(tmp_path, one, other)
    (other / "kpis.csv").write_bytes(kpis)
    change(other, rows={"series.csv.gz": 1})
    assert "of 1 rows: the file was cut off or changed" in refused(tmp_path, one, other)
    (other / "series.csv.gz").write_bytes(b"no table")
    assert f"{other / 'series.csv.gz'}: can't be read" in refused(tmp_path, one, other)
    change(other, guesses={"unknowns": ["world.x"]})
    assert "guesses" in refused(tmp_path, one, other)
    change(other, compared=[])
    assert "is a comparison itself" in refused(tmp_path, one, other)
    change(other, compared=[], scenarios=[])
    (other / "manifest.json").write_text("{}")
    assert "lacks the settings of its scenarios" in refused(tmp_path, one, other)


# --- what is said of it ---------------------------------------------------------------------------
def material_of(results: Any) -> Material:
    shown = chosen(results)
    drawn = Drawn({}, {})
    return Material(shown, drawn.charts, drawn.left_out, ReportSettings())


def test_the_report_says_what_differs_in_settings(tmp_path: Path) -> None:
    one = finished(tmp_path / "one", ["mine"], {})
    two = finished(tmp_path / "two", ["mine"], {})
    content = json.loads((two / "manifest.json").read_text())
    content["scenarios"]["mine"]["staffing"]["zones"]["ghouta"]["posts"] = 99
    response = {"delay": {"hours": [1, 2]}, "kind": "<b>new</b>"}
    content["scenarios"]["mine"]["response"] = response
    content["scenarios"]["mine"]["note"] = 100 * "x"
    content["scenarios"]["mine"]["camp"] = {"lat": 33.5177, "lon": 36.1}
    change(two, **content)
    found = compare(tmp_path, one, two)
    keys = found["settings_that_differ"]["keys"]
    assert keys["staffing.zones.ghouta.posts"] == [4, 99]
    assert keys["response"][0] is None
    section = differences.section(material_of(read_results(found["at"])))
    table = section.blocks[-1]
    assert [column.heading for column in table.columns] == ["setting", "one", "two"]  # type: ignore[union-attr]
    cells = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}  # type: ignore[union-attr]
    assert cells["staffing.zones.ghouta.posts"] == ["4", "99"]
    assert cells["response.delay.hours; and 1 more in response"] == ["none", "[1, 2]"]
    assert len(cells["note"][1]) == differences.LONGEST
    assert cells["camp.lat; and 1 more in camp"] == ["not shown", "not shown"], "a position"


def test_one_experiment_has_nothing_set_side_by_side(tmp_path: Path) -> None:
    results = read_results(finished(tmp_path / "one", ["mine"], {}))
    with pytest.raises(NotInResults):
        differences.section(material_of(results))
