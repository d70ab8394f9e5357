"""What is handed to which worker of a cluster, and what a planner is told; without any cluster."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from patience import until

from sim.cli import main
from sim.experiment.executors import cluster_executor, same_code
from sim.experiment.executors.base import Fault
from sim.experiment.executors.cluster_call import ClusterLost, WorkerGone
from sim.experiment.executors.cluster_executor import ClusterExecutor
from sim.experiment.executors.dask_cluster import DaskCluster
from sim.experiment.executors.same_code import (
    OtherCode,
    difference,
    fingerprint_of_worker,
    own_fingerprint,
    packed_for,
    run_like_the_driver,
)
from sim.experiment.problems import EngineProblem
from sim.run_settings import Cluster, Slurm

OURS = own_fingerprint()


# --- a cluster that is made up --------------------------------------------------------------------
class KilledWorker(Exception):
    """Named as Dask's own."""


class Task:
    """What a test says becomes of it."""

    def __init__(self, name: str, worker: str, loop: asyncio.AbstractEventLoop) -> None:
        self.name = name
        self.worker = worker
        self.released = False
        self._loop = loop
        self._future: asyncio.Future[Any] = loop.create_future()

    def __await__(self) -> Any:
        return self._future.__await__()

    def release(self) -> None:
        self.released = True

    def end(self, outcome: Any) -> None:
        ended = self._future
        if isinstance(outcome, Exception):
            self._loop.call_soon_threadsafe(ended.set_exception, outcome)
        else:
            self._loop.call_soon_threadsafe(ended.set_result, outcome)


class Client:
    """As much of ``distributed.Client`` as is used."""

    def __init__(self, *workers: str) -> None:
        self.asyncio_loop = asyncio.new_event_loop()
        self.loop = SimpleNamespace(asyncio_loop=self.asyncio_loop)
        self.status = "running"
        self.scheduler = self
        self.workers = {worker: dict(OURS) for worker in workers}
        self.tasks: list[Task] = []
        threading.Thread(target=self.asyncio_loop.run_forever, daemon=True).start()

    def submit(self, _call: Any, packed: bytes, workers: list[str], pure: bool) -> Task:
        assert not pure
        name = pickle.loads(pickle.loads(packed)[1])[1][0]
        self.tasks.append(Task(name, *workers, self.asyncio_loop))
        return self.tasks[-1]

    async def ncores(self) -> dict[str, int]:
        return dict.fromkeys(self.workers, 1)

    async def run(self, _function: Any, workers: list[str], on_error: str) -> dict[str, Any]:
        assert on_error == "return"
        return {worker: self.workers[worker] for worker in workers}

    def close(self, timeout: float) -> None:
        assert timeout
        self.asyncio_loop.call_soon_threadsafe(self.asyncio_loop.stop)

    def at(self) -> dict[str, list[str]]:
        """Worker -> names of the calls that it has, in order."""
        found: dict[str, list[str]] = {}
        for task in self.tasks:
            if not task.released and not task._future.done():
                found.setdefault(task.worker, []).append(task.name)
        return found

    def end(self, name: str, outcome: Any = None) -> None:
        """The latest task of this name ends."""
        [task for task in self.tasks if task.name == name][-1].end(outcome)


class Stand:
    """An executor on a made-up cluster."""

    def __init__(self, *workers: str, wait_s: float = 60.0) -> None:
        self.client = Client(*workers)
        self.said: list[str] = []
        self.executor = ClusterExecutor(
            self.client, "the scheduler", wait_s, list(workers), self.said.append
        )
        self.futures: dict[str, Future[Any]] = {}

    def submit(self, *names: str) -> None:
        for name in names:
            self.futures[name] = self.executor.submit(len, name)

    def error(self, name: str) -> BaseException | None:
        return self.futures[name].exception(10)


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Stand]]:
    monkeypatch.setattr(cluster_executor, "LOOK_EVERY_S", 0.005)
    made: list[Stand] = []

    def make(*workers: str, **settings: Any) -> Stand:
        made.append(Stand(*workers, **settings))
        return made[-1]

    yield make
    for one in made:
        one.executor.shutdown()


def test_each_worker_has_one_call_and_one_to_go_on_with(stand: Callable[..., Stand]) -> None:
    cluster = stand("x", "y")
    cluster.submit(*"abcde")
    until(lambda: cluster.client.at() == {"x": ["a", "c"], "y": ["b", "d"]})
    assert [cluster.futures[name].running() for name in "abcde"] == [
        True,
        True,
        False,
        False,
        False,
    ]
    cluster.client.end("b", 7)
    assert cluster.futures["b"].result(10) == 7
    until(lambda: cluster.client.at() == {"x": ["a", "c"], "y": ["d", "e"]})
    assert cluster.futures["d"].running()


def test_what_runs_is_not_cancelled_and_what_waits_is(stand: Callable[..., Stand]) -> None:
    cluster = stand("x")
    cluster.submit(*"abc")
    until(lambda: cluster.client.at() == {"x": ["a", "b"]})
    assert [cluster.futures[name].cancel() for name in "abc"] == [False, True, True]
    until(lambda: cluster.client.at() == {"x": ["a"]})
    cluster.client.end("a", 1)
    assert cluster.futures["a"].result(10) == 1
    cluster.submit("d")
    until(lambda: cluster.client.at() == {"x": ["d"]})


def test_only_the_guilty_of_two_on_a_dead_worker_is_told_so(stand: Callable[..., Stand]) -> None:
    cluster = stand("x")
    cluster.submit("innocent", "guilty")
    until(lambda: cluster.client.at() == {"x": ["innocent", "guilty"]})
    cluster.client.workers = {"y": dict(OURS)}
    until(lambda: cluster.client.at() == {"y": ["innocent"]})  # alone: nothing to go on with
    cluster.client.end("innocent", 1)
    assert cluster.futures["innocent"].result(10) == 1
    until(lambda: cluster.client.at() == {"y": ["guilty"]})
    cluster.client.workers = {"z": dict(OURS)}
    assert isinstance(cluster.error("guilty"), WorkerGone)


def test_deaths_that_dask_saw_are_put_to_the_test_too(stand: Callable[..., Stand]) -> None:
    cluster = stand("x")
    cluster.submit("a")
    until(lambda: cluster.client.at() == {"x": ["a"]})
    cluster.client.end("a", KilledWorker())
    until(lambda: len(cluster.client.tasks) == 2)
    cluster.client.end("a", KilledWorker())
    assert isinstance(cluster.error("a"), KilledWorker)


def test_workers_that_join_are_used_if_they_are_alike(stand: Callable[..., Stand]) -> None:
    cluster = stand("x")
    other = {**OURS, "code": "0123"}
    cluster.client.workers |= {"y": dict(OURS), "odd": other, "odd_too": other}
    until(lambda: cluster.executor.workers == 2 and cluster.said)
    cluster.submit(*"abcd")
    until(lambda: set(cluster.client.at()) == {"x", "y"} and len(cluster.client.tasks) == 4)
    (line,) = cluster.said  # one for all that differ in the same way
    assert line.startswith("cluster: worker odd")
    assert line.endswith("; it gets nothing to do")


def test_without_workers_it_waits_so_long_and_no_longer(stand: Callable[..., Stand]) -> None:
    cluster = stand("x", wait_s=0.1)
    cluster.submit(*"abc")
    until(lambda: cluster.client.at())
    cluster.client.workers = {}
    errors = [cluster.error(name) for name in "abc"]
    expected = "cluster: the scheduler has had no worker for 0.1 s (cluster.wait_s)"
    assert [(type(error), str(error)) for error in errors] == [(ClusterLost, expected)] * 3
    cluster.submit("late")
    assert isinstance(cluster.error("late"), ClusterLost)


def test_a_scheduler_that_is_gone_leaves_no_future_waiting(stand: Callable[..., Stand]) -> None:
    cluster = stand("x")
    cluster.submit(*"abc")
    until(lambda: cluster.client.at())
    cluster.client.status = "connecting"
    assert {str(cluster.error(name)) for name in "abc"} == {"cluster: the scheduler is gone"}


def test_an_error_of_a_call_is_its_own(stand: Callable[..., Stand]) -> None:
    cluster = stand("x")
    cluster.submit("a", "b")
    until(lambda: cluster.client.at())
    cluster.client.end("a", ValueError("moon"))
    assert isinstance(cluster.error("a"), ValueError)
    until(lambda: cluster.client.at() == {"x": ["b"]})


# --- the same code --------------------------------------------------------------------------------
def test_what_differs_is_said_in_one_line() -> None:
    assert difference("worker w", OURS, OURS) == ""
    line = difference("worker w", {**OURS, "numpy": "1.0", "threads": "4"}, OURS)
    assert (
        f"cluster: worker w isn't like this machine (numpy 1.0 instead of {OURS['numpy']})" in line
    )
    assert "has 4 threads" in difference("worker w", {**OURS, "threads": "4"}, OURS)
    missing = difference("worker w", ModuleNotFoundError("No module\nnamed 'sim'"), OURS)
    assert (
        "worker w can't load the simulator (ModuleNotFoundError: No module named 'sim')" in missing
    )


def test_a_task_is_not_even_unpacked_on_a_worker_that_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(same_code, "_begin", lambda _replaced: None)  # it is a process of its own
    worker = SimpleNamespace(address="tcp://w:1", state=SimpleNamespace(nthreads=1), nanny=None)
    monkeypatch.setattr("distributed.get_worker", lambda: worker)
    assert fingerprint_of_worker(worker) == OURS
    assert run_like_the_driver(packed_for(OURS, divmod, (7, 3), {})) == (2, 1)
    theirs = pickle.dumps(({**OURS, "code": "0123"}, b"can't be unpacked"))
    with pytest.raises(OtherCode, match="worker tcp://w:1 isn't like this machine"):
        run_like_the_driver(theirs)


def test_faults() -> None:
    executors = DaskCluster(Cluster(), print)
    errors = [WorkerGone(), KilledWorker(), ClusterLost(), OtherCode(), ValueError()]
    assert [executors.fault(error) for error in errors] == [
        Fault.WORKER_DIED,
        Fault.WORKER_KILLED,
        Fault.CLUSTER_LOST,
        Fault.CLUSTER_LOST,
        None,
    ]
    assert executors.slots == 1


# --- one line before anything is simulated --------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["cluster.address=host"], "cluster.address = host: must be like tcp://host:8786"),
        (["cluster.address=http://host:80"], "must be like tcp://host:8786"),
        (
            ["cluster.address=tcp://h:1", "cluster.scheduler_file=f.json"],
            "cluster: address and scheduler_file are given: give one of them",
        ),
        (["cluster=slurm", "cluster.address=tcp://h:1"], "address and slurm are given"),
        (["cluster=slurmm"], "no cluster called 'slurmm' - did you mean 'slurm'?"),
        (["cluster=slurm", "cluster.slurm.jobs=0"], "cluster.slurm.jobs = 0: must be at least 1"),
        (["cluster.wait_s=0"], "cluster.wait_s = 0: must be greater than 0"),
        (
            ["cluster.adress=tcp://h:1"],
            "unknown setting 'cluster.adress' - did you mean 'address'?",
        ),
    ],
)
def test_wrong_settings(words: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("error: command line: ")
    assert line in said


def refused(**settings: Any) -> str:
    executors = DaskCluster(Cluster(**settings), print)
    with pytest.raises(EngineProblem) as problem:
        executors.open()
    assert executors.slots == 1
    line = str(problem.value)
    assert "\n" not in line
    return line


def test_nobody_at_the_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(address="tcp://127.0.0.1:9", wait_s=0.2)
    assert line == (
        "cluster: the scheduler at tcp://127.0.0.1:9 doesn't answer (within 0.2 s); start it with"
        " 'dask scheduler', or leave out cluster.address to simulate on this machine"
    )
    assert capsys.readouterr().out == (
        "connecting to the scheduler at tcp://127.0.0.1:9 (up to 0.2 s)\n"
    )
    file = tmp_path / "scheduler.json"
    file.write_text('{"address": "tcp://127.0.0.1:9"}')
    line = line.replace("cluster.address", "cluster.scheduler_file")
    assert refused(scheduler_file=str(file), wait_s=0.2) == line


def test_scheduler_files_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "scheduler.json"
    line = refused(scheduler_file=str(path))
    assert line.startswith(f"cluster.scheduler_file = {path}: can't be read (No such file")
    for text in ("", "[]", "{}", "{", "\x00"):
        path.write_text(text)
        line = refused(scheduler_file=str(path))
        assert line.startswith(
            f"cluster.scheduler_file = {path}: is no file that a scheduler wrote"
        )


def test_without_the_extra_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    line = refused(address="tcp://127.0.0.1:9")
    assert line.startswith("cluster: needs the extra packages: pip install '.[cluster]'")


def test_slurm_where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    slurm = Slurm(jobs=1, cores_per_job=1, memory_per_job_mb=1000, walltime_h=1.0)
    assert "there is no command sbatch here" in refused(slurm=slurm)


def test_slurm_that_takes_no_job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sbatch = tmp_path / "sbatch"
    sbatch.write_text("#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\nexit 1\n")
    sbatch.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    slurm = Slurm(
        jobs=2, cores_per_job=1, memory_per_job_mb=1000, walltime_h=1.0, network_interface="lo"
    )
    answers = signal.getsignal(signal.SIGINT)
    sys.modules.pop("dask_jobqueue.runner", None)  # which answers Ctrl-C itself once imported
    sys.modules.pop("dask_jobqueue", None)
    line = refused(slurm=slurm)
    assert signal.getsignal(signal.SIGINT) is answers
    assert line.startswith("cluster=slurm: no job could be started (")
    assert "invalid partition" in line


def test_a_run_on_this_machine_loads_nothing_of_dask() -> None:
    assert not Cluster().asked_for
    code = "import sys, sim.cli, sim.experiment.engine; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"distributed", "dask"} & set(done.stdout.split())
