"""The study of estimators, from the words a planner types: it brings its own scenario along."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sim.cli import main

PROJECT = Path(__file__).parents[2]
WORLDS = ["independent", "partisan", "loud_and_quiet", "mismatched", "clustered"]


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    """The scenarios that a command would simulate."""
    assert main([*words, "--print"], PROJECT) == 0
    scenarios: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return scenarios


@pytest.mark.slow
def test_an_experiment_brings_the_scenario_it_is_made_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = printed(capsys, "experiment=estimators")
    assert [scenario["name"] for scenario in found] == [f"lists_{world}" for world in WORLDS]
    assert {scenario["days"] for scenario in found} == {60}
    assert printed(capsys, "scenario=two_lists") == found


def test_its_scenario_can_be_run_alone(capsys: pytest.CaptureFixture[str]) -> None:
    (alone,) = printed(capsys, "scenario=two_lists", "experiment=single")
    assert alone["name"] == "two_lists"


def test_another_scenario_is_not_overruled(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["experiment=estimators", "scenario=eastern_ghouta", "--print"]
    assert main(words, PROJECT) == 2
    assert "'world' is varied by experiment 'estimators'" in capsys.readouterr().err


@pytest.mark.slow
def test_the_study_ends_in_a_conclusion_and_a_chart(
    tmp_path: Path,
) -> None:
    words = ["experiment=estimators", "replications=3", "days=20", "workers=1"]
    assert main([*words, f"results_folder={tmp_path}"], PROJECT) == 0
    (folder,) = (tmp_path / "estimators").glob("2*")
    sentences = json.loads((folder / "manifest.json").read_text())["conclusion"]
    assert len(sentences) == 2 + len(WORLDS)  # over all worlds first, then world by world
    assert sentences[0].startswith("In the model the usual estimate from two lists (Chapman) lies")
    assert sentences[3].startswith("With “lists partisan” the ledgers hold ")
    with (folder / "conclusion.csv").open() as file:
        rows = list(csv.DictReader(file))
    chapman = {row["scenario"]: row for row in rows if row["estimate"] == "chapman"}
    assert float(chapman["lists_partisan"]["bias_percent"]) > 50.0
    assert (folder / "charts" / "11_estimators.png").is_file()
