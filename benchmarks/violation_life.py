"""Prints what a violation's whole life costs against a bare SimPy timeout, in one run.

A life: being generated with its marks and children, watched by the posts, complained of, entered in
ledgers, handled, investigated and answered. Everything else of the scenario (traffic, convoys,
stocks) is left out. Target: at most 100 timeouts. Run: python benchmarks/violation_life.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import simpy
from scenario import eastern_ghouta

from sim.config import Scenario
from sim.events import ViolationOccurred
from sim.kernel.replication import Process
from sim.model.model import simulate

TIMEOUTS = 200_000
ROUNDS = 7


def violations_alone() -> Scenario:
    """Eastern Ghouta without traffic, convoys and stocks."""
    world = {"party_checkpoints": None, "routes": None, "actors": None, "supply": None}
    return eastern_ghouta(world=world, mission={"checkpoints": None})


def ticking(env: simpy.Environment) -> Process:
    """Nothing but timeouts."""
    for _ in range(TIMEOUTS):
        yield env.timeout(1.0)


def seconds(task: Callable[[], object]) -> float:
    """Processor time of a task."""
    begun = time.process_time()
    task()
    return time.process_time() - begun


def timeouts() -> None:
    """Run the bare timeouts."""
    env = simpy.Environment()
    env.process(ticking(env))
    env.run()


def main() -> None:
    """Print the ratio, pair by pair."""
    scenario = violations_alone()
    lives = len(simulate(scenario, 1, 0).of(ViolationOccurred))
    ratios, life_us, timeout_us = [], [], []
    for _ in range(ROUNDS):
        timeout_us.append(1e6 * seconds(timeouts) / TIMEOUTS)
        life_us.append(1e6 * seconds(lambda: simulate(scenario, 1, 0)) / lives)
        ratios.append(life_us[-1] / timeout_us[-1])
    print(f"violations in the run: {lives}")
    print(f"a violation's life: {statistics.median(life_us):.1f} us (median of {ROUNDS})")
    print(f"a bare SimPy timeout: {statistics.median(timeout_us):.2f} us")
    print(
        f"ratio: {statistics.median(ratios):.0f} "
        f"({min(ratios):.0f} to {max(ratios):.0f}); target: at most 100"
    )


if __name__ == "__main__":
    main()
