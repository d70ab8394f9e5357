"""What a replication of the whole world costs: four zones, 184 days, every side actor on.

40,000 crossings a day, KPIs and series included; the ratio is against the same world with its side
actors off. Target: at most 3 s. Run: python benchmarks/four_zones.py
"""

from __future__ import annotations

import statistics
import time

from scenario import four_zones

from sim.experiment.batch import Batch, run_batch
from sim.kernel import registry

REPLICATIONS = 4


def seconds(scenario: object, replication: int) -> float:
    """Processor time of one replication."""
    begun = time.process_time()
    for row in run_batch(Batch.of(1, replication, (("four zones", scenario),))):  # type: ignore[arg-type]
        assert not row.failed, row.cause
    return time.process_time() - begun


def main() -> None:
    """Print seconds and the ratio."""
    on, off = four_zones("on"), four_zones("off")
    seconds(off, 0)  # compiled and warm
    with_actors, without = [], []
    for replication in range(1, 1 + REPLICATIONS):
        with_actors.append(seconds(on, replication))
        without.append(seconds(off, replication))
    ratio = statistics.median(a / b for a, b in zip(with_actors, without, strict=True))
    kinds = {actor.kind for part in (on.world, on.mission) for actor in part.actors.values()}
    assert kinds == set(registry.kinds("actor"))
    print(
        f"side actors: {len(kinds)} kinds, {len(on.world.actors) + len(on.mission.actors)} in all"
    )
    print(f"a replication: {statistics.median(with_actors):.2f} s; target: at most 3 s")
    print(f"side actors off: {statistics.median(without):.2f} s; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
