"""Experiments that go on until something is known: what a planner types, is told and gets."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from little_shown import LITTLE_SHOWN
from test_errors import errors, project  # noqa: F401 - a fixture

from sim.cli import main

PRECISE, SELECT = "experiment=precise", "experiment=select_best"
SMALL = ["days=3", "workers=1", "response=record_only"]


def first_only(cases: list[tuple[Any, ...]]) -> list[Any]:
    """The others are for the slow tests: each is one composition, half a second."""
    return [
        pytest.param(*case, marks=[pytest.mark.slow] if number else [])
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize(
    ("design", "word", "says"),
    first_only(
        [
            (PRECISE, "kpi=recorded_per_dai", ": no KPI is called so - did you mean 'recorded_pe"),
            (PRECISE, "half_width=0", ": must be greater than 0"),
            (PRECISE, "half_width=wide", ": must be a number"),
            (PRECISE, "at_most=1", ": must be at least 2"),
            (SELECT, "kpi=recorded_per_day", ": neither less nor more of it is better"),
            (SELECT, "kpi=true_incidents", ": no KPI is called so - did you mean 'true_incidents_"),
            (SELECT, "delta=0", ": must be greater than 0"),
            (SELECT, "first_stage=2", ": must be at least 5"),
            (SELECT, "batch=11", ": must be at most 10"),
            (SELECT, "alpha=0.6", ": must be at most 0.25"),
            (SELECT, "at_most=25", ": the first stage alone takes 30 replications"),
            (SELECT, "method=kim", ": must be one of kn, rinott"),
        ]
    ),
)
def test_a_mistake_is_told_before_anything_is_simulated(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    design: str,
    word: str,
    says: str,
) -> None:
    (line,) = errors(project, capsys, design, f"experiment.{word}")
    assert line.startswith(f"command line: experiment.{word.replace('=', ' = ')}{says}")


@pytest.mark.slow
def test_the_key_of_one_design_is_none_of_another(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = errors(project, capsys, SELECT, "experiment.half_width=3")
    assert "unknown setting 'experiment.half_width'" in line
    assert "delta" in line, "and those that it has are listed"


def run(project: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Path, str]:  # noqa: F811
    assert main([*words, *LITTLE_SHOWN, "results_folder=" + str(project / "results")], project) == 0
    said = capsys.readouterr().out
    return Path(said.splitlines()[-1]), said


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.slow
def test_precise_goes_on_until_it_is_and_says_so(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = [*SMALL, "replications=5", "experiment.half_width=0.4", "experiment.at_most=15"]
    folder, said = run(project, capsys, PRECISE, *words, "experiment.kpi=recorded_per_day")
    rows = table(folder, "conclusion.csv")
    assert [row["scenario"] for row in rows] == ["lean, record_only", "surge, record_only"]
    counts = [int(row["replications"]) for row in rows]
    assert all(count in (5, 15) for count in counts)
    assert "Wanted: the difference to planned" in said
    assert "a half-width of 0.4 entries/day" in said
    assert "replications each" in said
    kpis = table(folder, "kpis.csv")
    for row, count in zip(rows, counts, strict=True):
        assert sum(line["scenario"] == row["scenario"] for line in kpis) == count
    assert list((folder / "charts").glob("*.svg"))


@pytest.mark.slow
def test_precise_for_one_scenario_and_for_one_against_its_parent(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    small = ["days=3", "workers=1", "replications=4", "experiment.at_most=14"]
    alone = [PRECISE, "experiment.points=single", "staffing=lean", *small]
    folder, said = run(project, capsys, *alone, "experiment.half_width=1.5")
    (row,) = table(folder, "conclusion.csv")
    assert row["scenario"] == "eastern_ghouta"
    assert "Wanted: true incidents a day, known to a half-width of 1.5 incidents/day (95 %)" in said
    (project / "scenarios" / "mine.yaml").write_text(
        "defaults: [eastern_ghouta, _self_]\nname: mine\nworld: {violence: {night_share: 0.5}}\n"
    )
    against = ["scenario=mine", PRECISE, "experiment.points=parent", *small]
    folder, said = run(project, capsys, *against)
    (row,) = table(folder, "conclusion.csv")
    assert row["scenario"] == "mine"
    assert "the difference to eastern_ghouta in" in said


@pytest.mark.slow
def test_select_best_reports_the_finalists_fresh_runs_only(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["experiment.first_stage=5", "experiment.delta=5", "replications=3", *SMALL]
    folder, said = run(project, capsys, SELECT, "experiment.kpi=true_incidents_per_day", *words)
    manifest = json.loads((folder / "manifest.json").read_text())
    rows = table(folder, "conclusion.csv")
    finalists = {row["scenario"] for row in rows if row["fresh_replications"] == "3"}
    assert "planned, record_only" in finalists
    assert set(manifest["scenarios"]) == finalists
    assert [row["replications_in_selection"] for row in rows] == ["25"] * 3
    # all are equal on the first days, and the fewest people break the tie
    assert [row["scenario"] for row in rows if row["selected"] == "yes"] == ["lean, record_only"]
    kpis = table(folder, "kpis.csv")
    assert len(kpis) == 3 * len(finalists)
    assert {int(row["replication"]) for row in kpis} == {1_000_000, 1_000_001, 1_000_002}
    for sentence in manifest["conclusion"]:
        assert sentence in said
    assert "3 replications each" in said
