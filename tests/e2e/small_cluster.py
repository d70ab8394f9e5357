"""A Dask cluster of real processes on this machine alone, and a model of a few lines for it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sim.config import Scenario
from sim.events import RunEnded, RunStarted
from sim.experiment.batch import Batch
from sim.kernel.eventlog import EventLog
from sim.kernel.streams import Streams
from sim.run_settings import Cluster

PROJECT = Path(__file__).parents[2]
HERE = "127.0.0.1"
PATIENCE_S = 60.0
NAP_S = 0.1
"""How long the model of a few lines takes."""


def until(true: Callable[[], Any], what: str) -> None:
    """Wait until it is true."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE_S, f"in vain: {what}"
        time.sleep(0.05)


class SmallCluster:
    """A scheduler and workers, each with a nanny that starts it again; all end with the block."""

    def __init__(self, folder: Path, workers: int = 2, threads: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.file = folder / "scheduler.json"
        self._workers = workers
        self._threads = threads
        self.nannies: list[subprocess.Popen[bytes]] = []
        self._all: list[subprocess.Popen[bytes]] = []

    host = HERE

    @property
    def address(self) -> str:
        return str(json.loads(self.file.read_text())["address"])

    def __enter__(self) -> SmallCluster:
        try:
            self.scheduler = self._start(
                "dask_scheduler",
                f"--host={HERE}",
                "--port=0",
                f"--dashboard-address={HERE}:0",
                f"--scheduler-file={self.file}",
            )
            until(self._has_address, "an address of the scheduler")
            for _ in range(self._workers):
                self.add_worker(self._threads)
            until(lambda: len(self.pids()) == self._workers, "workers")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._all:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def add_worker(self, threads: int = 1, **environment: str) -> None:
        """One more worker with its nanny; it comes within seconds."""
        nanny = self._start(
            "dask_worker",
            f"--scheduler-file={self.file}",
            f"--host={HERE}",
            f"--nthreads={threads}",
            "--nworkers=1",
            "--memory-limit=2GB",
            "--no-dashboard",
            f"--local-directory={self.folder / 'scratch'}",
            **environment,
        )
        self.nannies.append(nanny)

    def pids(self) -> list[int]:
        """Process ids of the workers that are there."""
        from distributed import Client

        with Client(self.address, timeout=PATIENCE_S, set_as_default=False) as client:
            return list(client.run(os.getpid, on_error="ignore").values())

    def kill_with_worker(self, number: int) -> None:
        """kill -9 of a nanny and of its worker."""
        os.killpg(self.nannies[number].pid, signal.SIGKILL)

    def _has_address(self) -> bool:
        with suppress(OSError, ValueError, KeyError):
            return bool(self.address)
        return False

    def _start(self, module: str, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        paths = [str(PROJECT), str(Path(__file__).parent)]
        with (self.folder / f"{module}_{len(self._all)}.txt").open("wb") as printed:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *words],
                stdout=printed,
                stderr=printed,
                cwd=self.folder,  # Python looks for modules there first
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environment},
                start_new_session=True,
            )
        self._all.append(process)
        return process


# --- a model that workers can import, and a driver ------------------------------------------------
def few_lines(scenario: Scenario, seed: int, replication: int, _shared: dict[Any, Any]) -> EventLog:
    """A run that mostly sleeps; the scenario's name says what goes wrong in it."""
    if scenario.name == "deadly" and replication == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    while scenario.name == "endless" and replication == 1:
        time.sleep(0.01)
    time.sleep(NAP_S)
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * scenario.days))
    log.append(RunEnded(24.0 * scenario.days - Streams(seed, replication).uniform("end")))
    return log


def carry(batch: Batch, sleep_s: float) -> int:
    """A batch comes, takes its time and goes."""
    time.sleep(sleep_s)
    return len(batch.runs)


def at(address: str) -> Cluster:
    """The settings of a cluster there."""
    return Cluster(address=address)


def sweep(
    folder: str | Path, replications: int, names: Sequence[str] = ("a", "b"), **settings: Any
) -> Path:
    """Simulate scenarios of these names with few lines; gives the results folder."""
    from sim.experiment.designs.fixed_replications import FixedReplications
    from sim.experiment.engine import run_plan
    from sim.experiment.plan import Plan

    scenarios = [  # their days tell them apart in the store
        Scenario.model_construct(None, name=name, question="", days=2 + number)
        for number, name in enumerate(names)
    ]
    plan = Plan(
        experiment="trial",
        design=FixedReplications(name="trial"),
        scenarios=scenarios,
        baseline=names[0],
        seed=7,
        replications=replications,
        workers=1,
        command=["run.py"],
        results_folder=Path(folder),
        question="which?",
        **settings,
    )
    return run_plan(plan, Quiet(), few_lines)


class Quiet:
    """Hears how far a run is and says what is said."""

    def start(self, total: int) -> None:
        """Nothing."""

    def reuse(self, n: int) -> None:
        """Nothing."""

    def advance(self, n: int = 1) -> None:
        """Nothing."""

    def failed(self, scenario: str, n: int = 1) -> None:
        """Nothing."""

    def say(self, message: str) -> None:
        """On standard error."""
        print(message, file=sys.stderr)

    def finish(self) -> None:
        """Nothing."""


def kept(folder: Path) -> dict[tuple[str, int], tuple[int, str]]:
    """What the store holds: (key, replication) -> (place, cause)."""
    path = folder / "store.sqlite"
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE_S)) as store:
        try:
            found = store.execute("select key, replication, rowid, cause from replications")
            return {(key, number): (place, cause) for key, number, place, cause in found}
        except sqlite3.OperationalError:  # not made yet
            return {}
