"""A real Dask cluster on this machine: the same results as here, whatever dies."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import small_cluster
from little_shown import LITTLE_SHOWN
from small_cluster import PROJECT, SmallCluster, kept, sweep, until

from sim.experiment.executors.base import Fault
from sim.experiment.executors.dask_cluster import DaskCluster
from sim.experiment.problems import EngineProblem
from sim.run_settings import Cluster

pytestmark = pytest.mark.slow

TABLES = ("kpis.csv", "comparison.csv", "series.csv.gz", "log.csv.gz")
SMALL = ["replications=2", "days=10"]
RUNS = 24
RUN = str(PROJECT / "run.py")
DRIVER = "import sys, small_cluster as s; s.sweep(sys.argv[1], 40, cluster=s.at(sys.argv[2]))"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCluster]:
    with SmallCluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def into(folder: Path) -> str:
    return f"results_folder={folder}"


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``python run.py`` in a process of its own."""
    return subprocess.run(
        [sys.executable, RUN, *words, *LITTLE_SHOWN, into(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@contextmanager
def started(*words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A Python process that ends with the block."""
    process = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def results(folder: Path) -> Path:
    """The only results folder there."""
    (found,) = (path.parent for path in folder.glob("*/*/manifest.json"))
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the shipped experiment, small, on this machine."""
    folder = tmp_path_factory.mktemp("here")
    done = command(folder, *SMALL, "workers=2")
    assert done.returncode == 0, done.stderr
    return results(folder)


def same_tables(one: Path, other: Path) -> bool:
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in TABLES)


# --- the same results -----------------------------------------------------------------------------
def test_the_shipped_experiment_is_the_same_bit_for_bit(
    cluster: SmallCluster, here: Path, tmp_path: Path
) -> None:
    done = command(tmp_path, *SMALL, f"cluster.address={cluster.address}")
    assert done.returncode == 0, done.stderr
    assert len(kept(tmp_path)) == RUNS
    assert same_tables(here, results(tmp_path))
    assert "distributed" not in done.stderr
    assert len(done.stderr.splitlines()) <= 5, done.stderr


def test_what_was_kept_needs_no_cluster(tmp_path: Path) -> None:
    with SmallCluster(tmp_path / "cluster", workers=1) as cluster:
        first = sweep(tmp_path, 2, cluster=Cluster(scheduler_file=str(cluster.file)))
    again = sweep(tmp_path, 2, cluster=Cluster(scheduler_file=str(cluster.file)))
    assert same_tables(first, again)


# --- deaths ---------------------------------------------------------------------------------------
def test_workers_and_nannies_that_die_cost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker comes back, one doesn't, and another joins."""
    monkeypatch.setattr(small_cluster, "NAP_S", 0.0)
    whole = sweep(tmp_path / "here", 40)
    with (
        SmallCluster(tmp_path / "cluster") as cluster,
        started("-c", DRIVER, tmp_path / "there", cluster.address) as driver,
    ):
        until(lambda: len(kept(tmp_path / "there")) > 5, "first results")
        os.kill(cluster.pids()[0], signal.SIGKILL)
        time.sleep(0.5)
        cluster.kill_with_worker(1)
        cluster.add_worker()
        _, said = driver.communicate(timeout=60)
    assert driver.returncode == 0, said
    assert same_tables(whole, results(tmp_path / "there"))
    first, *deaths = said.splitlines()
    assert first.startswith(f"connecting to the scheduler at {cluster.address} (up to ")
    assert all(line.startswith("a worker died; ") for line in deaths), said


def test_a_replication_that_kills_its_workers_fails_and_the_others_go_on(
    cluster: SmallCluster, tmp_path: Path
) -> None:
    folder = sweep(tmp_path, 4, ("a", "deadly", "b"), cluster=Cluster(address=cluster.address))
    rows = kept(tmp_path)
    assert len(rows) == 12
    failed = {number: cause for (_, number), (_, cause) in rows.items() if cause}
    assert list(failed) == [1]
    assert failed[1].startswith("WorkerDied: ")
    with (folder / "kpis.csv").open() as file:
        there = [(row["scenario"], row["replication"]) for row in csv.DictReader(file)]
    assert ("deadly", "1") not in there
    assert len(there) == 11


def test_a_replication_that_never_ends_fails_and_the_others_go_on(
    cluster: SmallCluster, tmp_path: Path
) -> None:
    until(lambda: len(cluster.pids()) == 2, "both workers")  # one may be back from an earlier test
    before = set(cluster.pids())
    sweep(
        tmp_path, 3, ("a", "endless"), cluster=Cluster(address=cluster.address),
        replication_limit_s=1.0,
    )  # fmt: skip
    causes = [cause for _, cause in kept(tmp_path).values() if cause]
    assert causes == ["took longer than 1 s (replication_limit_s)"]
    assert len(kept(tmp_path)) == 6
    assert set(cluster.pids()) == before


def test_a_scheduler_that_dies_ends_the_run_and_it_goes_on_here(here: Path, tmp_path: Path) -> None:
    with (
        SmallCluster(tmp_path / "cluster") as cluster,
        started(RUN, *SMALL, f"cluster.address={cluster.address}", into(tmp_path)) as driver,
    ):
        until(lambda: kept(tmp_path), "first results")
        cluster.scheduler.kill()
        _, said = driver.communicate(timeout=20)
        assert driver.returncode == 1
        assert said.splitlines()[-1].startswith(
            f"error: cluster: the scheduler at {cluster.address} is gone; what finished is kept"
        )
        assert sum(line.startswith("error: ") for line in said.splitlines()) == 1
        assert "Traceback" not in said
    before = kept(tmp_path)
    assert 0 < len(before) < RUNS
    assert list(tmp_path.glob("*/*/manifest.json")) == []
    assert command(tmp_path, *SMALL, "workers=2").returncode == 0
    after = kept(tmp_path)
    assert len(after) == RUNS
    assert {name: after[name] for name in before} == before  # nothing was done twice
    assert same_tables(results(tmp_path), here)


def test_a_cluster_without_workers_is_not_waited_for_in_vain(tmp_path: Path) -> None:
    with SmallCluster(tmp_path / "cluster", workers=1) as cluster:
        executors = DaskCluster(Cluster(address=cluster.address, wait_s=1.0), print)
        executor = executors.open()
        try:
            first, second = (executor.submit(time.sleep, 60.0) for _ in range(2))
            until(first.running, "the first call to begin")
            cluster.kill_with_worker(0)
            errors = [future.exception(30) for future in (first, second)]
            assert {executors.fault(error) for error in errors if error} == {Fault.CLUSTER_LOST}
            assert "has had no worker for 1 s (cluster.wait_s)" in str(errors[1])
        finally:
            executors.kill(executor)


# --- stopping -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("times", "days"), [(1, 30), (2, 400)])
def test_ctrl_c_finishes_what_runs_or_stops_now(
    cluster: SmallCluster, tmp_path: Path, times: int, days: int
) -> None:
    """The second time a replication takes seconds: nothing ends by itself between two signals."""
    words = ["experiment=single", "replications=400", f"days={days}"]
    with started(RUN, *words, f"cluster.address={cluster.address}", into(tmp_path)) as driver:
        until(lambda: kept(tmp_path), "first results")
        for _ in range(times):
            driver.send_signal(signal.SIGINT)
            time.sleep(0.2)
        _, said = driver.communicate(timeout=30)
    assert driver.returncode == 130, said
    rows = kept(tmp_path)
    assert 0 < len(rows) < 400
    if times == 1:
        assert f"stopped: {len(rows)} of 400 replications are kept" in said
    else:
        assert "stopped: what finished is kept" in said
    assert "Traceback" not in said
    assert list(tmp_path.glob("*/*/manifest.json")) == []
    assert len(cluster.pids()) == 2


# --- workers that are not like the driver ---------------------------------------------------------
def other_code(folder: Path) -> str:
    """A copy of the simulator in which results would differ; gives its PYTHONPATH."""
    shutil.copytree(PROJECT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "sim" / "waits.py"
    path.write_text(path.read_text() + "# changed\n")
    return str(folder)


def test_no_worker_and_a_worker_with_other_code_are_refused(tmp_path: Path) -> None:
    changed = other_code(tmp_path / "changed")
    with SmallCluster(tmp_path / "cluster", workers=0) as cluster:
        with pytest.raises(EngineProblem, match=r"has no workers after 0\.5 s"):
            sweep(tmp_path, 2, cluster=Cluster(address=cluster.address, wait_s=0.5))
        cluster.add_worker(PYTHONPATH=changed)
        until(lambda: len(cluster.pids()) == 1, "the worker")
        with pytest.raises(EngineProblem) as refused:
            sweep(tmp_path, 2, cluster=Cluster(address=cluster.address))
        line = str(refused.value)
        assert line.startswith(f"cluster: worker tcp://{cluster.host}:")
        assert " isn't like this machine (code " in line
        assert kept(tmp_path) == {}


def test_a_worker_with_other_code_that_joins_later_gets_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = other_code(tmp_path / "changed")
    with SmallCluster(tmp_path / "cluster", workers=1) as cluster:
        said: list[str] = []
        executors = DaskCluster(Cluster(address=cluster.address), said.append)
        executor = executors.open()
        said.clear()
        try:
            (first,) = cluster.pids()
            cluster.add_worker(PYTHONPATH=changed)
            until(lambda: said, "a refusal")
            assert executors.slots == 1
            assert {executor.submit(os.getpid).result(30) for _ in range(6)} == {first}
            cluster.add_worker()
            until(lambda: executors.slots == 2, "a second worker")
            futures = [executor.submit(time.sleep, 0.1) for _ in range(4)]
            assert [future.result(30) for future in futures] == [None] * 4
        finally:
            executors.close(executor)
    assert capsys.readouterr().err == ""
    (line,) = said
    assert "isn't like this machine (code " in line
    assert line.endswith("; it gets nothing to do")


def test_a_worker_of_many_threads_is_refused(tmp_path: Path) -> None:
    with (
        SmallCluster(tmp_path / "cluster", workers=1, threads=3) as cluster,
        pytest.raises(EngineProblem, match=r"has 3 threads.*--nworkers 3 --nthreads 1"),
    ):
        sweep(tmp_path, 2, cluster=Cluster(address=cluster.address))


# --- Slurm ----------------------------------------------------------------------------------------
SBATCH = """#!{python}
import subprocess, sys
job = subprocess.Popen(
    ["bash", sys.argv[-1]], start_new_session=True, stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
open({record!r}, "a").write(open(sys.argv[-1]).read())
print("Submitted batch job", job.pid)
"""
SCANCEL = """#!{python}
import os, sys
for job in sys.argv[1:]:
    os.killpg(int(job), 9)
    open({ended!r}, "a").write(job + "\\n")
"""


def still_runs(job: str) -> bool:
    """Whether a process does; one killed that nobody has collected yet (a zombie) doesn't."""
    try:
        state = Path(f"/proc/{job}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def test_slurm_starts_workers_as_jobs_and_ends_them(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With stand-ins for Slurm's two commands, which start the jobs here."""
    record, ended = tmp_path / "jobs.txt", tmp_path / "ended.txt"
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        made = text.format(python=sys.executable, record=str(record), ended=str(ended))
        (commands / name).write_text(made)
        (commands / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    words = [
        "cluster=slurm", "cluster.wait_s=60", "cluster.slurm.jobs=2", "cluster.slurm.queue=short",
        "cluster.slurm.cores_per_job=1", "cluster.slurm.memory_per_job_mb=2000",
        "cluster.slurm.walltime_h=1.5", "cluster.slurm.network_interface=lo",
    ]  # fmt: skip
    done = command(tmp_path / "slurm", *SMALL, *words)
    assert done.returncode == 0, done.stderr
    assert same_tables(here, results(tmp_path / "slurm"))
    scripts = record.read_text()
    assert scripts.count("#SBATCH -p short") == scripts.count("#SBATCH -t 01:30:00") == 2
    jobs = ended.read_text().split()
    assert len(set(jobs)) == 2
    until(lambda: not any(still_runs(job) for job in jobs), "the end of the jobs killed")
