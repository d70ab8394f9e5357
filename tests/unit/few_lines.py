"""A model of a few lines, some of whose replications fail, for tests of what is done about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hand_made import entry, violation
from heard import Heard

from sim.config import Scenario
from sim.events import RunEnded, RunStarted
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.engine import Plan, run_plan
from sim.kernel.eventlog import EventLog
from sim.kernel.streams import Streams


def scenario(name: str, days: int = 2) -> Scenario:
    """A scenario of which this model reads name and days; ``fails 3`` fails in replications 0 to 2,
    ``fails 3 differently`` says its number each time."""
    return Scenario.model_construct(_fields_set=None, name=name, question="", days=days)


def few_lines(
    scenario: Scenario,
    seed: int,
    replication: int,
    shared: dict[Any, Any],
    log: EventLog | None = None,
) -> EventLog:
    """0 to 9 incidents a run, one recorded; what fails does so after its incidents."""
    del shared
    log = EventLog() if log is None else log
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * scenario.days))
    count = int(10 * Streams(seed, replication).uniform("count")) + scenario.days
    for i in range(count):
        log.append(violation(float(i), i + 1, "side_a", kind="mortar"))
    words = scenario.name.split()
    if words[0] == "fails" and replication < int(words[1]):
        which = f" of {replication}" if words[-1] == "differently" else ""
        raise ValueError(f"no road{which} leads\nto the moon")
    log.append(entry(20.0, "east", 1, "matched"))
    log.append(RunEnded(24.0 * scenario.days))
    return log


def plan(results: Path, *scenarios: Scenario, **settings: Any) -> Plan:
    """To simulate these in this process, the first being the baseline."""
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


def run(results: Path, *scenarios: Scenario, **settings: Any) -> Path:
    """Simulate twenty replications of these; gives the results folder."""
    command = ["python", "run.py", "experiment=trial", "redo_failed=false"]
    given: dict[str, Any] = {"replications": 20, "command": command}
    return run_plan(plan(results, *scenarios, **(given | settings)), Heard(), few_lines)
