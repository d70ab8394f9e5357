"""How long the points of a large design take, and how much memory, against composing each of them.

    python benchmarks/points.py [points [scenario ...]]

Prints for each scenario: milliseconds a point made from another and checked, milliseconds a point
composed by Hydra and checked, the time for all points, and the memory that a point takes.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.cli import PROJECT
from sim.commands.simulating import points_of
from sim.points.points import Points

POINTS = 10_000
SCENARIOS = ("eastern_ghouta", "four_zones")
RULES = 2
"""Rules that the shipped experiment crosses with its unknowns."""
COMPOSED = 12
FEW = 200
"""Points whose memory is measured: measuring makes them three times slower."""


def made(scenario: str, points: int) -> Points:
    """A design of so many points and the baseline, made as an experiment's blocks are."""
    number = f"experiment.design.unknowns.points={points // RULES}"
    words = ["experiment=rules_under_unknowns", f"scenario={scenario}", number]
    return points_of(words, PROJECT)


def composed(scenario: str, points: int) -> Points:
    """So many points that are composed one by one, because the first refers to another setting."""
    values = ["'${replications}'", *map(str, range(31, 30 + points))]
    words = [f"world.violence.resentment_time_days={','.join(values)}", f"scenario={scenario}"]
    return points_of(words, PROJECT, multirun=True)


def main() -> None:
    """Measure and print."""
    points = int(sys.argv[1]) if len(sys.argv) > 1 else POINTS
    made(SCENARIOS[0], RULES)  # what is imported and read once
    for scenario in sys.argv[2:] or SCENARIOS:
        start = perf_counter()
        made(scenario, RULES)
        first = perf_counter()
        count = len(made(scenario, points).scenarios)
        all_made = perf_counter()
        composed(scenario, 2)
        two = perf_counter()
        composed(scenario, 2 + COMPOSED)
        end = perf_counter()
        tracemalloc.start()
        some = made(scenario, FEW)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0]
        more = made(scenario, 2 * FEW)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - taken
        tracemalloc.stop()
        assert len(more.scenarios) == 2 * len(some.scenarios) - 1
        in_place_ms = 1e3 * (all_made - first - (first - start)) / (count - RULES)
        composed_ms = 1e3 * (end - two - (two - all_made)) / COMPOSED
        print(
            f"{scenario}: {in_place_ms:.2f} ms a point made from another, {composed_ms:.0f} ms"
            f" composed by Hydra; {count:,} points in {all_made - first:.1f} s,"
            f" {taken / FEW / 2e3:.1f} kB a point"
        )


if __name__ == "__main__":
    main()
