"""Studies, which think of scenarios while they run, under the commands: what is kept, told and
asked."""

from __future__ import annotations

import csv
import io
import json
import shlex
import signal
from pathlib import Path

import pytest
import toy_study
from few_lines import few_lines, plan, scenario
from heard import Heard
from rich.console import Console
from test_errors import errors, project  # noqa: F401 - a fixture
from toy_study import BASE, FAILS, FAILS_IN, SIMULATED, counted, study_plan

from sim.cli import main
from sim.commands.progress import TerminalProgress
from sim.commands.simulating import make_kinds_known, points_of
from sim.experiment.designs.base import FRESH_FROM
from sim.experiment.designs.study import Study
from sim.experiment.engine import run_plan
from sim.experiment.joining import KpiTable, Part
from sim.experiment.joint_warnings import replications_line
from sim.experiment.problems import Interrupted
from sim.kernel import registry
from sim.settings.files import SettingsFiles
from sim.settings.studies import is_study

PROJECT = Path(__file__).parents[2]
TIMES = {"started", "duration_s", "workers", "rows", "command"}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="") as text:
        return list(csv.DictReader(text))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a results folder; of the manifest all but times."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    manifest = json.loads(found.pop("manifest.json"))
    kept = {key: value for key, value in manifest.items() if key not in TIMES}
    return found | {"manifest": json.dumps(kept).encode()}


def status(capsys: pytest.CaptureFixture[str], results: Path) -> list[str]:
    assert main(["status", f"results_folder={results}"]) == 0
    return capsys.readouterr().out.splitlines()


class StopsAfter(Heard):
    """Somebody who types Ctrl-C once so many replications were simulated."""

    def __init__(self, replications: int) -> None:
        super().__init__()
        self.left = replications

    def advance(self, n: int = 1) -> None:
        self.left -= n
        if self.left <= 0:
            signal.raise_signal(signal.SIGINT)


# --- what the experiments are ---------------------------------------------------------------------
def test_the_files_say_which_experiments_are_studies() -> None:
    make_kinds_known()
    files = SettingsFiles(PROJECT)
    kinds = registry.of("design")
    found = {}
    for name in files.options("experiment"):
        settings = files.files[f"experiment/{name}"].content["experiment"]
        found[name] = issubclass(kinds[settings["kind"]], Study)
    assert {name: is_study(files, name) for name in found} == found
    assert {"force_sizing", "budget"} <= {name for name in found if found[name]}
    assert not is_study(files, "nowhere")


# --- one run --------------------------------------------------------------------------------------
def test_a_run_reports_what_the_study_names_and_makes_the_rest(tmp_path: Path) -> None:
    folder = run_plan(study_plan(tmp_path), Heard(), few_lines)
    manifest = json.loads((folder / "manifest.json").read_text())
    best = next(name for name in manifest["scenarios"] if name != BASE)
    assert {row["replication"] for row in rows(folder, "kpis.csv")} == {
        str(FRESH_FROM + number) for number in range(4)
    }
    assert manifest["scenarios"][best]["days"] == int(best.split()[0])
    assert {"3 days", "4 days", "6 days", "7 days"} < {*manifest["store_keys"]}
    assert manifest["replications_in_all"] > len(rows(folder, "kpis.csv"))
    assert rows(folder, "path.csv") == [{"step": "1", "days": best.split()[0]}]


@pytest.mark.slow
def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    one, two = (
        run_plan(study_plan(tmp_path / str(workers), workers=workers), Heard(), few_lines)
        for workers in (1, 2)
    )
    assert bytes_of(one) == bytes_of(two)


def test_a_study_broken_off_goes_on_by_the_same_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = run_plan(study_plan(tmp_path / "whole"), Heard(), few_lines)
    SIMULATED.clear()
    results = tmp_path / "results"
    with pytest.raises(Interrupted) as stopped:
        run_plan(study_plan(results), StopsAfter(5), counted)
    assert str(stopped.value).startswith("stopped: ")
    assert " of " not in str(stopped.value), "nobody knows of how many"
    before = len(SIMULATED)
    assert before >= 5
    lines = status(capsys, results)
    assert lines[1].split()[0] == "force_sizing"
    assert lines[1].split()[3] == "stopped"
    assert lines[1].endswith("+")
    assert "to go on: python run.py experiment=force_sizing" in lines[2]
    assert lines[-1] == "+: and more, which depends on what comes out"
    again = run_plan(study_plan(results), Heard(), counted)
    assert len(set(SIMULATED)) == len(SIMULATED), "something was simulated twice"
    assert bytes_of(again) == bytes_of(whole)
    lines = status(capsys, results)
    assert (lines[1].split()[3], lines[1].split()[-1]) == ("finished", "0")
    assert lines[-1].endswith("command: python run.py experiment=force_sizing")


def test_another_design_knows_how_much_remains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = plan(tmp_path, scenario("only"), replications=200)
    with pytest.raises(Interrupted, match=r"stopped: \d+ of 200 replications are kept") as stopped:
        run_plan(wanted, StopsAfter(1), few_lines)
    kept = int(str(stopped.value).split()[1])
    (_, line, *_) = status(capsys, tmp_path)
    assert [int(cell) for cell in line.split()[-3:]] == [kept, 0, 200 - kept]


def test_a_replication_that_fails_leaves_the_study_going(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SIMULATED.clear()
    folder = run_plan(study_plan(tmp_path), Heard(), toy_study.counted_with_a_failure)
    (failure,) = rows(folder, "failures.csv")
    assert (failure["scenario"], failure["replication"]) == (FAILS, str(FAILS_IN))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert FAILS in {**manifest["scenarios"], **manifest["unreported_scenarios"]}
    assert [one["scenario"] for one in manifest["failed"]] == [FAILS]
    lines = status(capsys, tmp_path)
    (way,) = [line for line in lines if "to repeat what failed" in line]
    assert "redo_failed=true" in shlex.split(way)
    simulated = len(SIMULATED)
    again = run_plan(study_plan(tmp_path, redo_failed=True), Heard(), counted)
    assert SIMULATED[simulated:][0] == (FAILS, FAILS_IN)
    assert not (again / "failures.csv").exists()
    assert not json.loads((again / "manifest.json").read_text())["failed"]


def test_who_waits_is_told_of_steps_and_of_no_end(tmp_path: Path) -> None:
    out = io.StringIO()
    progress = TerminalProgress(Console(file=out), in_steps=True)
    run_plan(study_plan(tmp_path), progress, few_lines)
    said = out.getvalue().splitlines()
    assert said[:2] == ["trying 3 days", "simulating 3 replications at first"]
    assert "trying 7 days" in said
    assert "confirming" in said
    assert " replications done; " in said[-1]


def test_folders_without_a_replication_in_common_tell_no_difference() -> None:
    def part(folder: str, first: int, scenario: str) -> Part:
        table = KpiTable([(scenario, first + number) for number in range(3)], {})
        return Part(Path(folder), {"seed": 7}, table)

    study, run, other = part("a", FRESH_FROM, "x"), part("b", 0, "x"), part("c", FRESH_FROM, "y")
    assert replications_line([study, other]) == ""
    assert replications_line([study, run]) == (
        "a and b have no replication in common. So no difference between their scenarios is told."
    )


# --- replay ---------------------------------------------------------------------------------------
def test_replay_of_what_a_study_made_and_does_not_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_plan(study_plan(tmp_path), Heard(), few_lines)
    reported = json.loads((folder / "manifest.json").read_text())["scenarios"]
    tried = next(name for name in ("3 days", "7 days") if name not in reported)
    assert main(["replay", str(folder), f"point={tried}", "replication=1"]) == 2
    assert capsys.readouterr().err == (
        f"error: command line: '{tried}' was tried and is not reported, so {folder} has no settings"
        " of it\n"
    )


# --- what is typed --------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_study_is_no_point_of_a_sweep(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = "command line: experiment=budget: it makes its scenarios itself: leave -m out, and give "
    assert errors(project, capsys, "-m", "experiment=budget", "people=500,600") == [
        f"{own}one value a run"
    ]
    assert errors(project, capsys, "experiment=budget", "people=500,600") == [
        "command line: several values for 'people' (500, 600): experiment=budget takes one"
    ]


@pytest.mark.slow
def test_a_setting_of_the_experiment_may_be_typed_by_its_name_alone(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    def people(*words: str) -> int:
        return int(points_of([*words], project).settings.experiment.people)

    assert people("experiment=budget", "people=700") == 700
    text = "defaults: [eastern_ghouta, override /experiment: budget, _self_]\n"
    mine = project / "scenarios" / "mine.yaml"
    mine.write_text(f"{text}experiment: {{people: 650}}\n")
    assert people("scenario=mine") == 650
    assert people("scenario=mine", "people=700") == 700
    assert errors(project, capsys, "experiment=budget", "peple=700") == [
        "command line: unknown setting 'peple' - did you mean 'people'?"
    ]
    assert errors(project, capsys, "experiment=single", "people=700") == [
        "command line: unknown setting 'people' (a setting of experiment=budget)"
    ]
    assert errors(project, capsys, text=f"{text}people: 650\n") == [
        "scenarios/mine.yaml:2: unknown setting 'people' - did you mean 'experiment.people'?"
    ]
    named = points_of(["experiment=single", "name=foo"], project)
    assert named.scenarios[0].name == "foo", "what a scenario has is the scenario's"


@pytest.mark.slow
def test_print_and_replay_show_what_a_study_starts_from(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--print", "experiment=force_sizing", "days=90"], project) == 0
    (settings,) = json.loads(capsys.readouterr().out)
    assert (settings["name"], settings["days"]) == ("eastern_ghouta", 90)
    words = ["replay", "experiment=force_sizing", "point=of its own", "replication=1"]
    (line,) = errors(project, capsys, *words)
    assert "of those it makes while it runs, its results hold what is reported" in line
