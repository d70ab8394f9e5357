"""Runs of a model of a few lines that tell what was simulated and what was said, and rows for a
store, for tests of what is kept."""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from typing import Any

from few_lines import few_lines
from heard import Heard

from sim.config import Scenario
from sim.experiment.batch import Row
from sim.experiment.engine import Plan, run_plan
from sim.experiment.store import Store
from sim.kernel.eventlog import EventLog


class Went:
    """A run as it ended."""

    def __init__(self, plan: Plan) -> None:
        self.simulated: Counter[tuple[str, int]] = Counter()
        heard = Heard()

        def counted(
            scenario: Scenario, seed: int, replication: int, shared: dict[Any, Any]
        ) -> EventLog:
            self.simulated[scenario.name, replication] += 1
            return few_lines(scenario, seed, replication, shared)

        self.folder = run_plan(plan, heard, counted)
        self.said = heard.said
        self.reused = heard.reused


def packed(content: object) -> bytes:
    return zlib.compress(json.dumps(content).encode())


def whole_row(key: str, replication: int, size: int = 40) -> Row:
    """A row as a run leaves it, of made-up figures that no two rows share."""
    draw = random.Random(f"{key} {replication}")
    kpis = {f"kpi_{number}": [draw.random(), 1.0] for number in range(size)}
    series = [["s", number, draw.random()] for number in range(size)]
    log = b"" if replication else zlib.compress(draw.randbytes(20 * size))
    incidents = zlib.compress(draw.randbytes(10 * size))
    return Row(key, replication, packed(kpis), packed(series), incidents, log, "digest")


def rows_of(store: Store, key: str) -> list[Row]:
    """What is kept of a scenario, without details, by replication."""
    query = "SELECT replication FROM replications WHERE key = ? ORDER BY replication"
    return [row for (number,) in store.query(query, (key,)) if (row := store.find(key, number))]
