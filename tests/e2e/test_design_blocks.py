"""An experiment made of blocks, from the command line to the results folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from little_shown import LITTLE_SHOWN

from sim.cli import main

PROJECT = Path(__file__).parents[2]
SMALL = ["days=2", "replications=1", "workers=1", *LITTLE_SHOWN]


def run(tmp_path: Path, *words: str) -> Path:
    """The results folder of a small run."""
    assert main([*words, *SMALL, f"results_folder={tmp_path / 'results'}"], PROJECT) == 0
    (folder,) = (tmp_path / "results").glob("*/2*")
    return folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


@pytest.mark.slow
def test_the_shipped_experiment_ends_in_a_comparison_and_a_table_of_points(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run(tmp_path, "experiment=rules_under_unknowns", "experiment.design.unknowns.points=2")
    names = [
        "eastern_ghouta as it stands",
        "record_only, unknowns 1",
        "record_only, unknowns 2",
        "graduated, unknowns 1",
        "graduated, unknowns 2",
    ]
    assert [row["scenario"] for row in table(folder / "kpis.csv")] == names
    points = table(folder / "points.csv")
    assert [row["scenario"] for row in points] == names
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["baseline"] == names[0]
    for row in points:
        settings = manifest["scenarios"][row["scenario"]]
        assert row["response"] == settings["response"]["kind"]
        rung = settings["world"]["violence"]["deterrence_by_rung"]
        assert float(row["world.violence.deterrence_by_rung"]) == rung
    assert points[1]["response"] != points[3]["response"]
    one, other = ({**points[n], "scenario": "", "response": ""} for n in (1, 3))
    assert one == other
    assert manifest["guesses"] == {"unknowns": list(points[0])[2:]}
    said = capsys.readouterr().out
    assert "eastern ghouta as it stands *" in said
    assert "“graduated” " in said
    assert "sets of assumptions tried" in said
    assert "Fewest" not in said


@pytest.mark.slow
def test_points_that_names_tell_apart_need_no_table(tmp_path: Path) -> None:
    folder = run(tmp_path, "-m", "world.violence.resentment_effect=0,0.01")
    assert not (folder / "points.csv").exists()
    assert len(table(folder / "kpis.csv")) == 2


def test_a_mistake_is_one_line_and_nothing_is_simulated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["experiment=rules_under_unknowns", "experiment.design.unknowns.points=0"]
    assert main([*words, f"results_folder={tmp_path / 'results'}"], PROJECT) == 2
    assert capsys.readouterr().err == (
        "error: command line: experiment.design.unknowns.points = 0: must be at least 1\n"
    )
    assert not (tmp_path / "results").exists()


def test_kinds_lists_the_blocks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kinds"], PROJECT) == 0
    listed = capsys.readouterr().out.partition("Blocks of a design")[2]
    for kind in ("grid", "latin_hypercube", "list", "sobol"):
        assert f"  {kind} " in listed
    assert main(["kinds", "sobol"], PROJECT) == 0
    text = capsys.readouterr().out
    assert "a power of 2, 1 to 100,000, whole; required" in text
    assert "      from " in text
