"""The manifest of a results folder: what was run, with what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sim
from sim.analysis.kpis import Label
from sim.experiment.batch import LOGGED_REPLICATION
from sim.experiment.designs.base import Conclusion, Request, Results
from sim.experiment.plan import Plan
from sim.experiment.row_key import code_hash, versions
from sim.experiment.store import Store


@dataclass(frozen=True, slots=True)
class Finished:
    """A run as it ended. ``keys``: scenario -> key of its rows in the store; ``causes``: why a
    replication failed."""

    plan: Plan
    keys: Mapping[str, str]
    results: Results
    causes: Mapping[Request, str]
    started: datetime
    duration_s: float


def manifest(
    finished: Finished, labels: Mapping[str, Label], conclusion: Conclusion | None, store: Store
) -> dict[str, Any]:
    """What ``manifest.json`` holds."""
    plan, results = finished.plan, finished.results
    failed = sorted(finished.causes.items(), key=lambda item: (item[0][1], item[0][0]))
    digests = {
        name: digest
        for name in results.scenarios
        if (digest := store.log_digest(finished.keys[name], LOGGED_REPLICATION))
    }
    return {
        "experiment": plan.experiment,
        "question": plan.question,
        "command": plan.command,
        "seed": plan.seed,
        "replications": plan.replications,
        "workers": plan.workers,
        "baseline": plan.baseline,
        "worth_seeing": plan.worth_seeing,
        "control_variates": list(plan.control_variates),
        "started": finished.started.isoformat(timespec="seconds"),
        "duration_s": round(finished.duration_s, 3),
        "simulator": sim.__version__,
        "versions": versions(),
        "code_hash": code_hash(),
        "store_keys": dict(finished.keys),
        "log_digests": digests,
        "finished": sum(pairs is not None for pairs in results.known.values()),
        "failed": [
            {
                "scenario": scenario,
                "replication": replication,
                "cause": cause,
                "traceback": store.traceback(finished.keys[scenario], replication),
            }
            for (scenario, replication), cause in failed
        ],
        "factors": {n: v for n, v in plan.factor_values().items() if n in results.scenarios},
        "design": plan.design.model_dump(mode="json"),
        "kpi_labels": {name: label._asdict() for name, label in labels.items()},
        "scenarios": {
            s.name: s.model_dump(mode="json") for s in plan.scenarios if s.name in results.scenarios
        },
        "conclusion": conclusion.sentences if conclusion else [],
        "conclusion_is_the_answer": bool(conclusion and conclusion.is_the_answer),
    }
