"""A study of a few lines over a model of a few lines: the fewest days on which enough happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from few_lines import few_lines, plan, scenario

from sim.config import Scenario
from sim.experiment.designs.base import Changes, Conclusion, NotPossible, Request
from sim.experiment.designs.study import Study
from sim.experiment.engine import Plan
from sim.experiment.trials import Trials, fresh, searching
from sim.kernel.eventlog import EventLog

KPI = "true_incidents_per_day"
BASE = "as it stands"
FAILS, FAILS_IN = "4 days", 1
SIMULATED: list[tuple[str, int]] = []
"""Scenario and replication, each time one is simulated in this process."""


class FewestDays(Study[int]):
    """The first number of days from 3 on with at least so many incidents a day as 7 days have, as
    far as is known; 5 days can't be."""

    def watched(self) -> list[str]:
        return [KPI]

    def carry_out(self, trials: Trials) -> int:
        mean = {}
        for days in range(3, 8):
            name = f"{days} days"
            trials.need({name: {"days": days}}, searching(3), f"trying {name}")
            if trials.is_possible(name):
                column = trials.column(name, KPI, searching(3))
                mean[days] = float(np.nanmean(column.numerators / column.denominators))
        best = min(days for days in mean if mean[days] <= mean[3])
        points: dict[str, Changes] = {BASE: {}, f"{best} days": {"days": best}}
        trials.need(points, fresh(4), "confirming")
        return best

    def report_of(self, found: int, trials: Trials) -> list[Request]:
        del trials
        return [(name, number) for name in (BASE, f"{found} days") for number in fresh(4)]

    def conclusion_of(self, found: int, trials: Trials) -> Conclusion:
        del trials
        path: list[dict[str, str | int | float]] = [{"step": 1, "days": found}]
        sentences = [f"The fewest days found are {found}, in the model.", "It cost 4 replications."]
        return Conclusion(sentences, path, is_the_answer=True, tables={"path": path})


def make(name: str, changes: Changes) -> Scenario:
    """A scenario of so many days; five can't be."""
    if changes.get("days") == 5:
        raise NotPossible(f"{name}: five are unlucky")
    return scenario(name, int(changes.get("days", 2)))


def study_plan(results: Path, **settings: Any) -> Plan:
    """The study as the command line plans it."""
    given: dict[str, Any] = {
        "experiment": "force_sizing",
        "design": FewestDays(name="force_sizing", points="study"),
        "further": make,
        "command": ["python", "run.py", "experiment=force_sizing"],
    }
    return plan(results, scenario(BASE), **(given | settings))


def counted(of: Scenario, seed: int, replication: int, shared: dict[Any, Any]) -> EventLog:
    """The model, which says that it was asked."""
    SIMULATED.append((of.name, replication))
    return few_lines(of, seed, replication, shared)


def counted_with_a_failure(
    of: Scenario, seed: int, replication: int, shared: dict[Any, Any]
) -> EventLog:
    """The same with one replication that fails."""
    if (of.name, replication) == (FAILS, FAILS_IN):
        raise ValueError("no road leads to the moon")
    return counted(of, seed, replication, shared)
