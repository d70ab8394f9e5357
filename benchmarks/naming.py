"""What it costs to name a draw, against a generator that only counts on, in one run.

Then how many draws of each sort a replication of Eastern Ghouta makes (184 days, level planned),
and what share of its time naming takes: their number times what one costs beyond an unnamed draw.
Every cost is the least of several rounds in which all sorts take turns, so the ratios hold on a
busy machine too. Target: about a microsecond a draw. Run: python benchmarks/naming.py
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from scenario import eastern_ghouta

from sim.experiment.batch import Batch, run_batch
from sim.kernel.streams import Streams, identity

ROUNDS, CALLS = 15, 20_000
SORTS = ("uniform", "pair", "uniforms", "generator", "raw")
NUMBERS = {"pair": 2, "uniforms": 4}
"""Numbers that a draw of the sort gives, where it isn't one."""
OF_RAW = 900
"""Words of a series of about the length of a checkpoint's day."""

Draw = Callable[[], Any]


def draws() -> dict[str, Draw]:
    """One draw of each sort; the names are like the model's: a 64-bit identity and a word."""
    streams, about = Streams(1, 0), identity("an incident")
    unnamed = np.random.Generator(np.random.Philox(1))
    return {
        "random.random()": random.Random(1).random,
        "Generator.random()": unnamed.random,
        f"Generator.random({OF_RAW})": lambda: unnamed.random(OF_RAW),
        "identity": lambda: identity(about, 3),
        "uniform": lambda: streams.uniform(about, "conclusive"),
        "pair": lambda: streams.pair(about, "call"),
        "uniforms": lambda: streams.uniforms(about, "marks"),
        "generator": lambda: streams.generator(about, "series"),
        "raw": lambda: streams.raw(OF_RAW, about, "series"),
    }


def microseconds(draw: Draw, calls: int) -> float:
    """Processor time of one call."""
    begun = time.process_time()
    for _ in range(calls):
        draw()
    return (time.process_time() - begun) / calls * 1e6


def costs() -> dict[str, float]:
    """Microseconds by sort."""
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        for sort, draw in draws().items():
            calls = CALLS // 20 if "raw" in sort or "generator" in sort else CALLS
            least[sort] = min(least.get(sort, np.inf), microseconds(draw, calls))
    return least


def replication_s(rounds: int = 3) -> float:
    """Seconds of a replication in a warm worker."""
    scenarios = (("planned", eastern_ghouta()),)
    run_batch(Batch.of(1, 0, scenarios))
    least = np.inf
    for number in range(1, 1 + rounds):
        begun = time.process_time()
        run_batch(Batch.of(1, number, scenarios))
        least = min(least, time.process_time() - begun)
    return float(least)


def counted() -> Counter[str]:
    """How often a replication draws, by sort."""
    found: Counter[str] = Counter()
    kept = {sort: getattr(Streams, sort) for sort in SORTS}

    def counting(sort: str) -> Callable[..., Any]:
        def draw(streams: Streams, *name: Any) -> Any:
            found[sort] += 1
            return kept[sort](streams, *name)

        return draw

    for sort in SORTS:
        setattr(Streams, sort, counting(sort))
    try:
        run_batch(Batch.of(1, 1, (("planned", eastern_ghouta()),)))
    finally:
        for sort in SORTS:
            setattr(Streams, sort, kept[sort])
    return found


def main() -> None:
    """Print costs, ratios and the share of a replication."""
    cost, count, whole_s = costs(), counted(), replication_s()
    unnamed = cost["Generator.random()"]
    print("| draw | us | times an unnamed draw |\n|---|---|---|")
    for sort, us in cost.items():
        print(f"| `{sort}` | {us:.3f} | {us / unnamed:.1f} |")
    print("\n| draw | in a replication | ms |\n|---|---|---|")
    naming_ms = 0.0
    for sort in SORTS:
        without = unnamed * NUMBERS.get(sort, 1)
        if sort == "raw":
            without = cost[f"Generator.random({OF_RAW})"]
        ms = count[sort] * max(cost[sort] - without, 0.0) / 1e3
        naming_ms += ms
        print(f"| `{sort}` | {count[sort]} | {ms:.2f} |")
    share = naming_ms / 1e3 / whole_s
    print(f"\na replication: {whole_s:.3f} s; naming takes {naming_ms:.1f} ms, {share:.1%} of it")
    print(f"a named draw: {cost['uniform']:.2f} us; target: about 1 us")


if __name__ == "__main__":
    main()
