"""``python run.py status``: what was run, how far it came, and how to go on; and what is reused."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from little_shown import LITTLE_SHOWN
from patience import until
from small_sweep import command

from sim.cli import main
from sim.experiment.store import Store

PROJECT = Path(__file__).parents[2]
SHORT = ["experiment=single", "replications=2", "workers=1", *LITTLE_SHOWN]


def status(capsys: pytest.CaptureFixture[str], results: Path, *words: str) -> list[str]:
    assert main(["status", f"results_folder={results}", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def enter(results: Path, number: int, **columns: str) -> None:
    """An experiment as a run leaves it."""
    values = {
        "id": f"id {number}",
        "name": f"experiment_{number}",
        "command": f"python run.py experiment=experiment_{number}",
        "words": "[]",
        "seed": "1",
        "code": "of last year",
        "versions": "{}",
        "started": f"2026-01-01T09:{number:02d}:00",
        "state": "finished",
        "driver": "gone - - 1 - 1",
        "folder": "",
    } | columns
    with Store(results / "store.sqlite") as store, store.transaction() as connection:
        marks = ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO experiments ({', '.join(values)}) VALUES ({marks})", [*values.values()]
        )


def test_where_nothing_was_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = status(capsys, tmp_path / "none")
    assert line.startswith("nothing was run here yet")
    assert not (tmp_path / "none").exists()
    with Store(tmp_path / "store.sqlite"):
        pass
    (line,) = status(capsys, tmp_path)
    assert line.startswith("no experiment was run here yet")


def test_a_word_that_says_nothing_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "experiment=single"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == (
        "error: command line: 'status' takes 'all' and 'results_folder=...', not "
        "'experiment=single'"
    )


def test_newest_first_and_twenty_unless_all_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(25):
        enter(tmp_path, number)
    lines = status(capsys, tmp_path)
    names = [line.split()[0] for line in lines if line.startswith("experiment_")]
    assert names == [f"experiment_{number}" for number in range(24, 4, -1)]
    assert lines[-1] == "5 older ones are left out; to see them: status all"
    lines = status(capsys, tmp_path, "all")
    assert sum(line.startswith("experiment_") for line in lines) == 25


def test_it_fits_a_hundred_columns_but_for_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enter(tmp_path, 0, name="a_name_that_somebody_gave_to_an_experiment_and_that_is_very_long")
    enter(tmp_path, 1, state="running", command=f"python run.py {'x' * 120}")
    lines = status(capsys, tmp_path)
    assert all(len(line) <= 100 for line in lines if "run.py" not in line)
    assert all(line.isprintable() for line in lines)
    assert sum("x" * 120 in line for line in lines) == 1, "a command stands whole"
    assert "made by another version of the code; to simulate it anew: " in lines[2]
    assert lines[1].split()[:4] == ["experiment_1", "2026-01-01", "09:01", "broken"]


@pytest.mark.slow
def test_counts_are_right_after_a_kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = tmp_path / "place" / "results"
    results.mkdir(parents=True)

    def kept() -> int:
        if not (results / "store.sqlite").exists():
            return 0
        with Store(results / "store.sqlite") as store:
            return int(store.query("SELECT count(*) FROM replications")[0][0])

    with subprocess.Popen(
        command(results, pause_s=0.1), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as sweep:
        try:
            until(lambda: kept() >= 5)
            running = status(capsys, results)
        finally:
            sweep.send_signal(signal.SIGKILL)
    assert running[1].split()[3] == "running"
    assert len(running) == 2, "nothing to do about it"
    lines = status(capsys, results)
    name, _, _, *state, finished, failed, remaining = lines[1].split()
    assert (name, state) == ("trial", ["broken", "off"])
    assert (int(finished), int(failed), int(remaining)) == (kept(), 0, 40 - kept())
    assert lines[2].strip() == "to go on: python run.py experiment=trial"
    subprocess.run(command(results), check=True, capture_output=True)
    lines = status(capsys, results)
    assert lines[1].split()[3:] == ["finished", "40", "0", "0"]
    assert lines[2].strip().startswith("results: ")


@pytest.mark.slow
def test_names_and_questions_reuse_and_settings_dont(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "configs", tmp_path / "configs")
    (tmp_path / "scenarios").mkdir()
    shutil.copy(PROJECT / "scenarios" / "eastern_ghouta.yaml", tmp_path / "scenarios")
    mine = tmp_path / "scenarios" / "mine.yaml"
    monkeypatch.chdir(tmp_path)

    def said(text: str) -> str:
        mine.write_text(f"defaults: [eastern_ghouta, _self_]\n{text}\n")
        assert main(["scenario=mine", *SHORT], tmp_path) == 0
        return capsys.readouterr().err

    def kept() -> int:
        with Store(tmp_path / "results" / "store.sqlite") as store:
            return int(store.query("SELECT count(*) FROM replications")[0][0])

    said("name: mine\nquestion: What if?\ndays: 2")
    assert kept() == 2
    again = said("name: ours\nquestion: And what then?\ndays: 2")
    assert kept() == 2
    assert "known already" in again
    assert "changed since" not in again
    other = said("name: ours\nquestion: And what then?\ndays: 3")
    assert kept() == 4
    (line,) = [line for line in other.splitlines() if line.startswith("changed since")]
    assert line.endswith(": days (2, now 3); 2 replications are simulated anew")
    lines = status(capsys, tmp_path / "results")
    assert len([line for line in lines if line.startswith("single ")]) == 2
    (older,) = [line for line in lines if "other settings" in line]
    how = "made with other settings than the last run of this command"
    assert older.startswith(f"  {how}: python run.py scenario=mine ")
    assert sys.executable not in "".join(lines)
