"""What a replication of Eastern Ghouta costs in a warm worker, and how much memory a worker takes.

184 days, 12,000 crossings a day, KPIs and series included, scenarios one after another as a worker
runs them; the ratio is against the same replication without traffic and convoys.
Targets: at most 0.5 s; under 400 MB, no growth. Run: python benchmarks/replication.py
"""

from __future__ import annotations

import resource
import statistics
import time
from itertools import product

from scenario import eastern_ghouta

from sim.experiment.batch import Batch, run_batch

LEVELS = ("lean", "planned", "surge")
RULES = ("record_only", "sanction_first", "investigate_first", "graduated")
REPLICATIONS = 4
WITHOUT = {"party_checkpoints": None, "routes": None, "actors": None, "supply": None}
"""Convoys drive through the parties' checkpoints, so they are left out with them."""


def peak_mb() -> float:
    """Largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seconds(scenarios: tuple[tuple[str, object], ...], replication: int) -> float:
    """Processor time a scenario of one replication."""
    begun = time.process_time()
    rows = run_batch(Batch.of(1, replication, scenarios))  # type: ignore[arg-type]
    for row in rows:
        assert not row.failed, row.cause
    return (time.process_time() - begun) / len(scenarios)


def main() -> None:
    """Print seconds, ratio and memory."""
    grid = list(product(LEVELS, RULES))
    full = tuple((f"{a} {b}", eastern_ghouta(a, b)) for a, b in grid)
    empty = tuple(
        (key, eastern_ghouta(a, b, world=WITHOUT, mission={"checkpoints": None}))
        for key, (a, b) in zip([key for key, _ in full], grid, strict=True)
    )
    seconds(full[:1], 0)  # compiled and warm
    with_traffic, without, memory = [], [], []
    for replication in range(1, 1 + REPLICATIONS):
        with_traffic.append(seconds(full, replication))
        memory.append(peak_mb())
        without.append(seconds(empty, replication))
    ratio = statistics.median(a / b for a, b in zip(with_traffic, without, strict=True))
    print(f"a replication: {statistics.median(with_traffic):.3f} s; target: at most 0.5 s")
    print(f"without traffic and convoys: {statistics.median(without):.3f} s; ratio {ratio:.2f}")
    print(f"peak memory by replication: {', '.join(f'{mb:.0f}' for mb in memory)} MB")


if __name__ == "__main__":
    main()
