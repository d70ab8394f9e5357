"""The best use of a number of people: what a planner types, is told and gets."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from little_shown import LITTLE_SHOWN
from test_errors import errors, project  # noqa: F401 - a fixture

from sim.cli import main

SMALL = [
    *("experiment=budget", "days=10", "replications=3", "search_replications=2", "rounds=1"),
    *("vary=[investigation_teams, centre_officers]", "levels=2", "finalists=4", "people=700"),
]
RULES = "rules=[graduated, investigate_first]"


def test_people_who_do_not_pay_for_the_smallest_force(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = errors(project, capsys, "experiment=budget", "people=50")
    assert line == (
        "command line: experiment.people = 50: the smallest force of this scenario takes 81 paid "
        "people (lower experiment.at_least, or give more people)"
    )


@pytest.mark.slow
def test_a_rule_that_is_not_there(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = errors(project, capsys, "experiment=budget", "rules=[graduatd]")
    assert line.startswith("command line: no response called 'graduatd' - did you mean 'graduated'")


@pytest.mark.slow
def test_with_rules_and_on_any_number_of_workers(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    folders = []
    for workers in (1, 2):
        results = project / f"results_{workers}"
        words = [*SMALL, RULES, f"workers={workers}", *LITTLE_SHOWN, f"results_folder={results}"]
        assert main(words, project) == 0
        folders.append(Path(capsys.readouterr().out.splitlines()[-1]))
    one, two = folders
    for name in ("candidates.csv", "best.csv", "conclusion.csv", "kpis.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    with (one / "candidates.csv").open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert {row["rule"] for row in rows} == {"", "graduated"}, "the scenario's own has no name here"
    assert len({row["scenario"] for row in rows}) == len(rows)
    manifest = json.loads((one / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["conclusion_is_the_answer"]
    assert manifest["conclusion"][0].startswith("In the model, ")
    reported = {row["scenario"] for row in rows if row["verdict"] != "left in the search"}
    with (one / "kpis.csv").open(newline="", encoding="utf-8") as text:
        assert {row["scenario"] for row in csv.DictReader(text)} == reported
