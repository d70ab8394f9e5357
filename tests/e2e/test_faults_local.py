"""Faults on one machine, with real processes: workers and drivers that are killed, Ctrl-C, runs
that never end or need too much."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from heard import Heard
from patience import PATIENCE_S, until
from stand_in import plan, simulate

from sim.experiment.engine import EngineProblem, run_plan
from sim.kernel.eventlog import EventLog

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PARTS = ("kpis.csv", "comparison.csv", "series.csv.gz", "log.csv.gz")


class Driver:
    """A run in a session of its own, as in a terminal, and all processes of it."""

    def __init__(self, command: list[str], folder: Path, **environment: str) -> None:
        self.begun_file = folder / "begun"
        self.begun_file.write_text("")
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ
            | {"PYTHONPATH": f"{PROJECT}{os.pathsep}{HERE}", "STAND_IN_BEGUN": str(self.begun_file)}
            | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_signals,
        )

    def begun(self) -> list[tuple[str, str, int]]:
        """Runs that began: name, replication, process."""
        lines = self.begun_file.read_text().splitlines()
        return [(n, r, int(pid)) for n, r, pid in (line.split() for line in lines)]

    def wait_until_begun(self, number: int) -> None:
        until(lambda: len(self.begun()) >= number or self.process.poll() is not None)

    def end(self) -> tuple[int, str, str]:
        """Exit code, output and errors."""
        out, errors = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out.strip(), errors

    def alive(self) -> list[int]:
        """Every process of the session that hasn't ended."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                after_name = stat.read_text().rpartition(")")[2].split()
                if int(after_name[3]) == self.process.pid and after_name[0] != "Z":
                    found.append(int(stat.parent.name))
        return found


def _hear_signals() -> None:
    """A job in the background of a script ignores Ctrl-C, and so would what it starts."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


Drive = Callable[..., Driver]


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    """Starts runs of the stand-in; none outlives the test."""
    drivers = []

    def start(
        names: list[str],
        work_s: float = 0.01,
        how: str = "drive",
        before: Sequence[str] = (),
        **given: Any,
    ) -> Driver:
        words = {"folder": str(tmp_path / "results"), "names": names} | given
        command = [sys.executable, str(HERE / "stand_in.py"), how, json.dumps(words)]
        drivers.append(Driver([*before, *command], tmp_path, STAND_IN_WORK_S=str(work_s)))
        return drivers[-1]

    yield start
    for driver in drivers:
        for pid in driver.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        driver.process.communicate()


def parts(folder: Path) -> list[bytes]:
    return [(folder / part).read_bytes() for part in PARTS]


def undisturbed(tmp_path: Path, names: list[str], replications: int) -> list[bytes]:
    """The tables of a run that nobody disturbs."""
    wanted = plan(tmp_path / "undisturbed", names, replications=replications, workers=1)
    return parts(run_plan(wanted, Heard(), simulate))


def failed(folder: Path) -> Counter[tuple[str, str]]:
    """Scenarios and kinds of failure (of limits the whole cause), and how many replications."""
    failures = json.loads((folder / "manifest.json").read_text())["failed"]
    return Counter((f["scenario"], f["cause"].partition(":")[0]) for f in failures)


def test_everything_that_can_go_wrong_at_once(drive: Drive) -> None:
    names = ["calm", "endless", "leaving", "deadly", "deadly too", "greedy", "stuck", "calm too"]
    driver = drive(
        names,
        settings={"replications": 2, "replication_limit_s": 1.0, "worker_memory_mb": 100},
    )
    code, out, errors = driver.end()
    assert code == 0, errors
    assert failed(Path(out)) == {
        ("endless", "took longer than 1 s (replication_limit_s)"): 2,
        ("leaving", "SystemExit"): 2,
        ("deadly", "WorkerDied"): 2,
        ("deadly too", "WorkerDied"): 2,
        ("greedy", "needed more memory than worker_memory_mb = 100"): 2,
        ("stuck", "WorkerDied"): 2,
    }
    assert json.loads((Path(out) / "manifest.json").read_text())["finished"] == 4
    assert "a worker died; 1 replication is tried again" in errors
    assert "Traceback" not in errors
    until(lambda: not driver.alive())


def test_a_worker_goes_on_after_it_had_no_memory_left(drive: Drive) -> None:
    settings = {"replications": 4, "workers": 1, "worker_memory_mb": 100}
    driver = drive(["calm", "greedy", "calmer"], settings=settings)
    code, out, errors = driver.end()
    assert code == 0, errors
    assert failed(Path(out)) == {("greedy", "needed more memory than worker_memory_mb = 100"): 4}
    assert len({pid for _, _, pid in driver.begun()}) == 1
    assert len(driver.begun()) == 12
    assert "died" not in errors


def test_workers_that_are_killed_from_outside_lose_nothing(drive: Drive, tmp_path: Path) -> None:
    names = ["calm", "calmer"]
    driver = drive(names, work_s=0.03, settings={"replications": 80})
    chance = random.Random(5)
    for _ in range(8):
        driver.wait_until_begun(1)
        before = {pid for _, _, pid in driver.begun()} & set(driver.alive())
        time.sleep(chance.uniform(0.05, 0.3))
        alive = before & set(driver.alive())
        if alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(sorted(alive)), signal.SIGKILL)
    code, out, errors = driver.end()
    assert code == 0, errors
    assert failed(Path(out)) == {}
    assert "a worker died; " in errors
    assert "tried again" in errors
    assert "Traceback" not in errors
    assert parts(Path(out)) == undisturbed(tmp_path, names, 80)


def test_the_server_of_workers_may_be_killed_too(drive: Drive, tmp_path: Path) -> None:
    driver = drive(["calm"], work_s=0.05, settings={"replications": 60})
    driver.wait_until_begun(6)
    for pid in driver.alive():
        if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes() and pid not in {
            worker for _, _, worker in driver.begun()
        }:
            os.kill(pid, signal.SIGKILL)
    code, out, errors = driver.end()
    assert code == 0, errors
    assert parts(Path(out)) == undisturbed(tmp_path, ["calm"], 60)
    until(lambda: not driver.alive())


@pytest.mark.parametrize(("workers", "times"), [(1, 12), (2, 8)])
def test_a_driver_killed_again_and_again_goes_on_and_repeats_nothing(
    drive: Drive, tmp_path: Path, workers: int, times: int
) -> None:
    names = ["calm", "calmer"]
    driver = drive(
        names,
        work_s=0.02,
        how="be_killed",
        times=times,
        within_s=0.8,
        chance=workers,
        settings={"replications": 120, "workers": workers},
    )
    code, out, errors = driver.end()
    assert code == 0, errors
    kills_and_kept, folder = out.splitlines()[-2:]
    kills, kept = map(int, kills_and_kept.split())
    assert kills == times
    assert kept > 0
    assert parts(Path(folder)) == undisturbed(tmp_path, names, 120)
    assert [path.name for path in Path(folder).parent.iterdir()] == [Path(folder).name]


def test_nobody_outlives_a_driver_that_is_killed(drive: Drive) -> None:
    driver = drive(["calm"], work_s=0.2, settings={"replications": 500})
    until(lambda: len({pid for _, _, pid in driver.begun()}) == 2)
    assert len(driver.alive()) >= 4  # with the server that forks workers
    os.kill(driver.process.pid, signal.SIGKILL)
    until(lambda: not driver.alive())


@pytest.mark.parametrize(
    ("workers", "number"),
    [(1, signal.SIGINT), (2, signal.SIGINT), (2, signal.SIGTERM), (2, signal.SIGHUP)],
)
def test_asked_once_to_stop_it_finishes_what_runs_and_goes_on_later(
    drive: Drive, tmp_path: Path, workers: int, number: signal.Signals
) -> None:
    """The whole process group is asked, as by Ctrl-C in a terminal."""
    settings = {"replications": 60, "workers": workers}
    driver = drive(["calm"], work_s=0.05, settings=settings)
    driver.wait_until_begun(5)
    os.killpg(driver.process.pid, number)
    code, out, errors = driver.end()
    assert (code, out) == (128 + number, ""), errors
    begun = {run[:2] for run in driver.begun()}
    assert 5 <= len(begun) < 60
    assert errors.splitlines()[-1] == (
        f"stopped: {len(begun)} of 60 replications are kept; the same command goes on from there"
    )
    assert "stopping when what runs has finished" in errors
    assert "died" not in errors
    assert "Traceback" not in errors
    assert not list((tmp_path / "results" / "trial").iterdir())
    until(lambda: not driver.alive())

    driver = drive(["calm"], settings=settings)
    code, out, errors = driver.end()
    assert code == 0, errors
    assert not begun & {run[:2] for run in driver.begun()}
    assert parts(Path(out)) == undisturbed(tmp_path, ["calm"], 60)


def test_nohup_keeps_a_run_from_hearing_of_its_terminal(drive: Drive) -> None:
    driver = drive(["calm"], work_s=0.05, before=["nohup"], settings={"replications": 40})
    driver.wait_until_begun(5)
    os.killpg(driver.process.pid, signal.SIGHUP)
    code, _out, errors = driver.end()
    assert code == 0, errors
    assert "stopping" not in errors
    assert len({run[:2] for run in driver.begun()}) == 40


@pytest.mark.parametrize("workers", [1, 2])
def test_asked_twice_it_stops_now(drive: Drive, tmp_path: Path, workers: int) -> None:
    settings = {"replications": 4, "workers": workers}
    driver = drive(["calm"], work_s=1000.0, settings=settings)
    driver.wait_until_begun(workers)
    os.killpg(driver.process.pid, signal.SIGINT)
    time.sleep(0.3)
    assert driver.process.poll() is None, "it was to finish what runs"
    os.killpg(driver.process.pid, signal.SIGINT)
    code, out, errors = driver.end()
    assert (code, out) == (130, ""), errors
    assert "Traceback" not in errors
    until(lambda: not driver.alive())
    code, out, errors = drive(["calm"], settings=settings).end()
    assert code == 0, errors
    assert parts(Path(out)) == undisturbed(tmp_path, ["calm"], 4)


class NotThere:
    """Can be sent, but not read: like a module that a worker lacks."""

    def __reduce__(self) -> tuple[Any, ...]:
        return __import__, ("no_such_module_anywhere",)

    def __call__(self, *_: object) -> EventLog:
        raise AssertionError


def test_what_a_worker_cannot_read_is_no_death(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.executors.processes.LOADED", ["stand_in"])
    heard = Heard()
    with pytest.raises(EngineProblem, match="ModuleNotFoundError: No module named 'no_such") as e:
        run_plan(plan(tmp_path, ["calm"]), heard, NotThere())
    assert "\n" not in str(e.value)
    with pytest.raises(EngineProblem, match=r"(PicklingError|AttributeError): Can't"):
        run_plan(plan(tmp_path, ["calm"]), heard, lambda *_: EventLog())
    assert heard.said == []


def test_ctrl_c_is_answered_in_one_line_whatever_the_command_is_at(tmp_path: Path) -> None:
    """While it composes, writes the folder or draws charts; then the same command goes on."""
    command = [sys.executable, str(PROJECT / "run.py"), "experiment=single", "days=2"]
    command += ["replications=2", "workers=1", f"results_folder={tmp_path / 'results'}"]
    trial = tmp_path / "results" / "single"

    def composing(driver: Driver) -> bool:
        return "pydantic_core" in Path(f"/proc/{driver.process.pid}/maps").read_text()

    def writing(_driver: Driver) -> bool:
        return any(trial.glob("*")) or any(trial.glob(".*"))

    def drawing(_driver: Driver) -> bool:
        return len(list(trial.glob("[0-9]*"))) > len(folders)

    for moment in (composing, writing, drawing):
        folders = list(trial.glob("[0-9]*"))
        driver = Driver(command, tmp_path)
        until(lambda: moment(driver))  # noqa: B023
        os.killpg(driver.process.pid, signal.SIGINT)
        code, out, errors = driver.end()
        assert (code, out) == (130, ""), errors
        assert errors.splitlines()[-1].startswith("stopped: ")
        assert "Traceback" not in errors
        assert not list(trial.glob(".*"))
        until(lambda: not driver.alive())  # noqa: B023
