"""What a violation's whole life costs against a bare SimPy timeout, in one run.

A life: being generated with its marks and children, watched by the posts, complained of, entered in
ledgers, handled, investigated and answered. Its cost is what the violations of a world twice as
violent add, divided by their number: posts, watches and everything else cost the same in both.
Traffic, convoys and stocks are left out. Garbage is collected by hand, as in a worker.
Target: at most 100 timeouts. Run from the repository: python benchmarks/violation_life.py
"""

from __future__ import annotations

import gc
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
ROUNDS = 15


def violations_alone(violence: float) -> Scenario:
    """Eastern Ghouta without traffic, convoys and stocks, so many times as violent."""
    world = {"party_checkpoints": None, "routes": None, "actors": None, "supply": None}
    scenario = eastern_ghouta(world=world, mission={"checkpoints": None})
    settings = scenario.model_dump(mode="json")
    for group in settings["world"]["groups"].values():
        group["background_per_day"] *= violence
    return Scenario.model_validate(settings)


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
    usual, violent = violations_alone(1.0), violations_alone(2.0)
    lives = [len(simulate(world, 1, 0).of(ViolationOccurred)) for world in (usual, violent)]
    ratios, life_us, timeout_us = [], [], []
    gc.disable()
    for _ in range(ROUNDS):
        timeout_us.append(1e6 * seconds(timeouts) / TIMEOUTS)
        added_s = seconds(lambda: simulate(violent, 1, 0)) - seconds(lambda: simulate(usual, 1, 0))
        life_us.append(1e6 * added_s / (lives[1] - lives[0]))
        ratios.append(life_us[-1] / timeout_us[-1])
        gc.collect()
    print(f"violations: {lives[0]} in the usual world, {lives[1]} in the violent one")
    print(f"a violation's life: {statistics.median(life_us):.1f} us (median of {ROUNDS})")
    print(f"a bare SimPy timeout: {statistics.median(timeout_us):.2f} us")
    print(
        f"ratio: {statistics.median(ratios):.0f} "
        f"({min(ratios):.0f} to {max(ratios):.0f}); target: at most 100"
    )


if __name__ == "__main__":
    main()
