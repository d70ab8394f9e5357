"""What more workers bring, and what bigger worlds cost.

1. Efficiency of two workers: the time that one takes over twice the time that two take, on the
   shipped comparison in fresh stores; simulating alone, and with the results folder.
   Target: 0.95. By processor time alone it is what the driver, starting workers and the caches
   that two workers share cost; the rest is workers that wait.
2. Milliseconds of a replication as zones, posts, places and days grow by 2, 4 and 8; the exponent
   is that of the last doubling. Target: linear (1.0) or better.

Rows a second of the store: benchmarks/rows.py. Run: python benchmarks/scaling.py [workers|worlds]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import log2
from pathlib import Path

from grown_worlds import GROWN
from scenario import eastern_ghouta

from sim.config import Scenario
from sim.experiment.batch import Batch, Run, run_batch
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.engine import run_plan
from sim.experiment.plan import Plan

LEVELS = ("lean", "planned", "surge")
RULES = ("record_only", "sanction_first", "investigate_first", "graduated")
SCENARIOS = len(LEVELS) * len(RULES)
REPLICATIONS = 10
ROUNDS = 2
TIMES = (1, 2, 4, 8)
REPLICATIONS_OF_A_WORLD = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of one run of the plan."""

    simulating: float
    with_folder: float
    processors: float
    """Of all processes, while simulating."""
    driver: float
    """The part of it that is the driving process's: handing out, and keeping."""
    first_batch: float
    """Until the first batch was kept."""


class Clock:
    """Takes the times of a run where the engine reports how far it is."""

    def __init__(self) -> None:
        self.began_s = self.ended_s = self.first_s = 0.0
        self.processors_s = [0.0, 0.0]
        self.driver_s = [0.0, 0.0]

    def start(self, total: int) -> None:
        """Simulating begins."""
        assert total
        self.began_s = time.perf_counter()
        self.driver_s[0], self.processors_s[0] = time.process_time(), processor_s()

    def reuse(self, n: int) -> None:
        """Nothing is reused: the store is fresh."""
        assert n == 0

    def advance(self, n: int = 1) -> None:
        """A batch of so many is kept."""
        assert n
        self.first_s = self.first_s or time.perf_counter() - self.began_s
        # read while the workers are still there
        self.driver_s[1], self.processors_s[1] = time.process_time(), processor_s()

    def failed(self, scenario: str, n: int = 1) -> None:
        """No replication may fail."""
        raise AssertionError(f"{n} of {scenario}")

    def say(self, message: str) -> None:
        """Show what happened: it spoils the figures."""
        print(message)

    def finish(self) -> None:
        """Simulating ended."""
        self.ended_s = time.perf_counter()


def processor_s() -> float:
    """Processor time of this process and all that it started, dead ones included."""
    parents, own, ended = {}, {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        own[pid], ended[pid] = (sum(map(int, fields[i : i + 2])) for i in (11, 13))
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(own[pid] + ended[pid] for pid in family) / os.sysconf("SC_CLK_TCK")


def timed(workers: int, replications: int = REPLICATIONS) -> Taken:
    """One run of the shipped comparison in a fresh store."""
    scenarios = [
        eastern_ghouta(level, rule).model_copy(update={"name": f"{level}, {rule}"})
        for level, rule in product(LEVELS, RULES)
    ]
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(
            experiment="scaling",
            design=FixedReplications(name="scaling"),
            scenarios=scenarios,
            baseline="planned, investigate_first",
            seed=1,
            replications=replications,
            workers=workers,
            command=["benchmarks/scaling.py"],
            results_folder=Path(folder),
            question="",
        )
        clock, began_s = Clock(), time.perf_counter()
        run_plan(plan, clock)
        whole_s = time.perf_counter() - began_s
    return Taken(
        clock.ended_s - clock.began_s,
        whole_s,
        clock.processors_s[1] - clock.processors_s[0],
        clock.driver_s[1] - clock.driver_s[0],
        clock.first_s,
    )


def two_workers_against_one() -> None:
    """Print the efficiency, and where the rest went."""
    if os.getloadavg()[0] > 0.5:
        print("other programs are running: times are too long, processor times less so")
    timed(1, replications=1)  # compiled, and read from disk
    runs = [(timed(1), timed(2)) for _ in range(ROUNDS)]
    for one, two in runs:
        print(
            f"  {SCENARIOS} scenarios x {REPLICATIONS}: 1 worker {one.simulating:.1f} s (with the"
            f" folder {one.with_folder:.1f}), 2 workers {two.simulating:.1f} s"
            f" ({two.with_folder:.1f}), first batch after {two.first_batch:.1f} s"
        )

    def median(figure: Callable[[Taken, Taken], float]) -> float:
        return statistics.median(figure(one, two) for one, two in runs)

    simulating = median(lambda one, two: one.simulating / (2 * two.simulating))
    with_folder = median(lambda one, two: one.with_folder / (2 * two.with_folder))
    processors = median(lambda one, two: one.processors / two.processors)
    driver = median(lambda _, two: two.driver / two.processors)
    print(f"efficiency of 2 workers, simulating: {simulating:.3f}; target: 0.95")
    print(f"with the results folder: {with_folder:.3f}")
    print(f"by processor time alone: {processors:.3f} (the driver takes {driver:.1%} of it)")


def milliseconds(world: Scenario) -> float:
    """Processor time of a replication, its share of what is tidied up after several included."""
    runs = [Run(replication, "grown", world) for replication in range(REPLICATIONS_OF_A_WORLD + 1)]
    run_batch(Batch(1, tuple(runs[:1])))  # compiled; and the one whose log is kept
    began_s = time.process_time()
    for row in run_batch(Batch(1, tuple(runs[1:]))):
        assert not row.failed, row.cause
    return 1000 * (time.process_time() - began_s) / REPLICATIONS_OF_A_WORLD


def cost_of_bigger_worlds() -> None:
    """Print milliseconds, the ratio to the smallest world, and the exponent."""
    for what, grown in GROWN.items():
        ms = [milliseconds(grown(times)) for times in TIMES]
        shown = ", ".join(
            f"x{times} {cost:.0f} ms ({cost / ms[0]:.2f})"
            for times, cost in zip(TIMES, ms, strict=True)
        )
        print(f"{what}: {shown}; exponent {log2(ms[-1] / ms[-2]):.2f}")


def main() -> None:
    """Print both, or the one asked for."""
    asked = sys.argv[1:]
    if not asked or "worlds" in asked:
        cost_of_bigger_worlds()
    if not asked or "workers" in asked:
        two_workers_against_one()


if __name__ == "__main__":
    main()
