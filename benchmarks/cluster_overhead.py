"""What handing out costs: milliseconds a task, in local processes and on a Dask cluster here.

    python benchmarks/cluster_overhead.py

Starts a scheduler and two workers on this machine, ends them again, and needs the extra packages
of the cluster. Three figures for each way to simulate: an empty task, with the next one waiting for
its answer (what a cluster's messages take); a task that carries a realistic batch of checked
scenarios and sleeps, with two handed out per worker as in a run, beyond the sleep itself (what a
batch loses); and that loss as a share of the batches which the default experiment is cut into.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import Executor, Future
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "e2e"))

from small_cluster import SmallCluster, carry

from sim.cli import PROJECT
from sim.commands.simulating import points_of
from sim.config import Scenario
from sim.experiment.batch import Batch, Run, run_batch
from sim.experiment.chunks import Chunks
from sim.experiment.executors.base import Executors
from sim.experiment.executors.dask_cluster import DaskCluster
from sim.experiment.executors.local import LocalProcesses
from sim.run_settings import Cluster

WORKERS = 2
EMPTY = 100
CARRIED = 40
ROUNDS = 5
"""The best one counts: others are disturbed by what else the machine does."""
SLEEP_S = 0.1
SCENARIOS_A_BATCH = 10


def seconds_of(executor: Executor, batch: Batch | None, tasks: int) -> float:
    """How long so many tasks take, with two handed out per worker."""
    began = time.perf_counter()
    handed: deque[Future[int]] = deque()
    for _ in range(tasks):
        if len(handed) == 2 * WORKERS:
            handed.popleft().result()
        task = executor.submit(len, "") if batch is None else executor.submit(carry, batch, SLEEP_S)
        handed.append(task)
    for task in handed:
        task.result()
    return time.perf_counter() - began


def measure(name: str, executors: Executors, batch: Batch) -> float:
    """Print a line; gives what a realistic batch loses, in seconds of one worker."""
    executor = executors.open()
    seconds_of(executor, batch, 2 * WORKERS)  # workers load the model
    empty_ms = 1000.0 * min(seconds_of(executor, None, EMPTY) for _ in range(ROUNDS)) / EMPTY
    took_s = min(seconds_of(executor, batch, CARRIED) for _ in range(ROUNDS))
    lost_s = took_s * WORKERS / CARRIED - SLEEP_S
    executors.close(executor)
    print(f"{name:<16} empty task {empty_ms:5.2f} ms; a batch loses {1000.0 * lost_s:5.2f} ms")
    return lost_s


def main() -> None:
    """Measure both, one after the other, and what the default experiment is cut into."""
    points = points_of([], PROJECT)
    keyed = [Run(0, str(number), scenario) for number, scenario in enumerate(points.scenarios)]
    batch = Batch(1, tuple(keyed[:SCENARIOS_A_BATCH]))
    size_kb = len(pickle.dumps(batch, 5)) / 1000.0
    print(f"a batch of {SCENARIOS_A_BATCH} scenarios: {size_kb:.0f} kB; {WORKERS} workers")
    local_s = measure("local processes", LocalProcesses(WORKERS), batch)
    with tempfile.TemporaryDirectory() as folder, SmallCluster(Path(folder), WORKERS) as cluster:
        dask_s = measure("Dask", DaskCluster(Cluster(address=cluster.address), print), batch)
    lengths = batch_lengths(points.scenarios, points.settings.seed)
    mean_s = sum(lengths) / len(lengths)
    print(
        f"batches of the default experiment: {len(lengths)} measured, {min(lengths):.1f} to"
        f" {max(lengths):.1f} s, mean {mean_s:.1f} s; handing one out costs"
        f" {100.0 * local_s / mean_s:.2f} % here, {100.0 * dask_s / mean_s:.2f} % on the cluster"
    )


def batch_lengths(scenarios: list[Scenario], seed: int) -> list[float]:
    """Seconds of some batches after the first, as a run with so many workers cuts them."""
    by_key = {str(number): scenario for number, scenario in enumerate(scenarios)}
    wanted = [(key, replication) for replication in range(30) for key in by_key]
    chunks = Chunks(wanted, by_key, seed, lambda: WORKERS)
    lengths = []
    for number in range(6):
        batch = chunks.next()
        assert batch is not None
        rows = run_batch(batch)
        chunks.learn(rows)
        if number:  # the first is cut before anything is known
            lengths.append(sum(row.duration_s for row in rows))
    return lengths


if __name__ == "__main__":
    main()
