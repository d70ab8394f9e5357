"""The manifest of a results folder: what was run, with what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sim
from sim.analysis.differing_settings import told_in_manifest
from sim.analysis.kpis import Label
from sim.analysis.missing import NotCompared
from sim.config import Scenario
from sim.experiment.batch import LOGGED_REPLICATION
from sim.experiment.failures import Failure
from sim.experiment.plan import Plan
from sim.experiment.row_key import code_hash, versions
from sim.experiment.store import Store
from sim.experiment.study_results import Conclusion, Request, Results


@dataclass(frozen=True, slots=True)
class Finished:
    """A run as it ended. ``keys``: scenario -> key of its rows in the store; ``causes``: why a
    replication failed, also of replications that the design doesn't report; ``scenarios``: all that
    were simulated, those that the design thought of too."""

    plan: Plan
    keys: Mapping[str, str]
    results: Results
    causes: Mapping[Request, str]
    started: datetime
    duration_s: float
    scenarios: Mapping[str, Scenario]
    unreported: int = 0
    """Replications known that aren't in ``results``, for the design doesn't report them."""


def manifest(
    finished: Finished,
    labels: Mapping[str, Label],
    conclusion: Conclusion | None,
    failures: Sequence[Failure],
    refused: NotCompared,
    held_in_part: Mapping[str, str],
    store: Store,
) -> dict[str, Any]:
    """What ``manifest.json`` holds. ``held_in_part``: file -> what it holds, of files that don't
    hold everything."""
    plan, results = finished.plan, finished.results
    failing = {failure.scenario for failure in failures} - set(results.scenarios)
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
        "replications_in_all": len(results.known) + finished.unreported,
        "failed": [
            {
                "scenario": failure.scenario,
                "replication": failure.replication,
                "cause": failure.cause,
                "traceback": failure.traceback,
            }
            for failure in failures
        ],
        "missing": {
            name: found._asdict()
            for name, found in refused.missing.items()
            if name in results.scenarios
        },
        "failed_share_at_most": plan.failed_share_at_most,
        "report": plan.report.model_dump(mode="json"),
        "left_out": sorted(refused.left_out),
        "not_compared": dict(refused.verdicts),
        "factors": {n: v for n, v in plan.factor_values().items() if n in results.scenarios},
        "design": plan.design.model_dump(mode="json"),
        "guesses": plan.design.guesses(),
        "kpi_labels": {name: label._asdict() for name, label in labels.items()},
        "held_in_part": dict(held_in_part),
        **_settings(plan, set(results.scenarios)),
        "unreported_scenarios": {
            s.name: s.model_dump(mode="json") for s in plan.scenarios if s.name in failing
        },
        "conclusion": conclusion.sentences if conclusion else [],
        "conclusion_is_the_answer": bool(conclusion and conclusion.is_the_answer),
    }


def _settings(plan: Plan, reported: set[str]) -> dict[str, Any]:
    """Settings of the scenarios reported."""
    scenarios = {s.name: s for s in plan.scenarios if s.name in reported}
    return told_in_manifest(
        list(scenarios), plan.baseline, lambda name: scenarios[name].model_dump(mode="json")
    )
