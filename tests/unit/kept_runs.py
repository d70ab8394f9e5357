"""Runs of a model of a few lines that tell what was simulated and what was said, and rows for a
store, for tests of what is kept."""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from few_lines import Silent, few_lines

from sim.config import Scenario
from sim.experiment.batch import Row
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.engine import Plan, run_plan
from sim.kernel.eventlog import EventLog


class Heard(Silent):
    """What was said, and what was taken from the store."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.reused = 0

    def say(self, message: str) -> None:
        self.lines.append(message)

    def reuse(self, n: int) -> None:
        self.reused += n


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
        self.said = heard.lines
        self.reused = heard.reused


def plan(results: Path, *scenarios: Scenario, **settings: Any) -> Plan:
    given: dict[str, Any] = {
        "experiment": "trial",
        "design": FixedReplications(name="trial"),
        "scenarios": list(scenarios),
        "baseline": scenarios[0].name,
        "seed": 7,
        "replications": 5,
        "workers": 1,
        "command": ["python", "run.py", "experiment=trial"],
        "results_folder": results,
        "question": "which?",
    }
    return Plan(**(given | settings))


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
