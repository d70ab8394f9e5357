"""The commands a planner types, from the words to the files."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from sim.cli import main

PROJECT = Path(__file__).parents[2]
SHORT = ["replications=2", "days=2", "workers=1"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(PROJECT / "configs", tmp_path / "configs")
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_help_lists_what_there_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["days=3", "--help"], project) == 0
    text = capsys.readouterr().out
    for word in ("eastern_ghouta", "against_parent", "lean | planned | surge", "report FOLDER"):
        assert word in text


def test_scenarios_are_listed_with_their_questions(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "scenarios" / "mine.yaml").write_text("question: What if?\nname: mine\n")
    assert main(["scenarios"], project) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["mine", "What", "if?"] for line in lines)


def test_print_shows_checked_scenarios_and_simulates_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["staffing=lean", "--print", "days=3"], project) == 0
    scenarios = json.loads(capsys.readouterr().out)
    assert len(scenarios) == 4
    assert {scenario["days"] for scenario in scenarios} == {3}
    assert not (project / "results").exists()


@pytest.mark.slow
def test_the_main_command_ends_in_a_results_folder(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(SHORT, project) == 0
    folder = project / capsys.readouterr().out.splitlines()[-1]
    assert folder.parent == project / "results" / "staffing_by_response"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["baseline"] == "planned, investigate_first"
    assert manifest["factors"]["surge, graduated"] == {
        "staffing": "surge",
        "response": "graduated",
    }
    assert manifest["command"][-len(SHORT) :] == SHORT
    with (folder / "kpis.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12 * 2
    assert (project / "results" / "store.sqlite").is_file()


@pytest.mark.slow
def test_a_sweep_ends_in_one_comparison_and_is_drawn_again(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["staffing=lean,surge", *SHORT, "-m", "results_folder=elsewhere"]
    assert main(words, project) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    assert folder.is_relative_to("elsewhere")
    with (folder / "comparison.csv").open() as file:
        verdicts = {(row["scenario"], row["verdict"] == "baseline") for row in csv.DictReader(file)}
    assert ("lean", True) in verdicts
    assert ("surge", False) in verdicts
    shutil.rmtree(folder / "charts")
    assert main(["report", str(folder)], project) == 0
    assert list((folder / "charts").glob("*.png"))
