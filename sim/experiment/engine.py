"""The engine: asks a design what to simulate, has it simulated, keeps it, until nothing is asked.

Workers are an executor's; only this process writes the store. Nothing depends on the order in which
batches finish, so any number of workers gives the same results.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from sim.analysis.kpis import Pair
from sim.experiment.batch import Row, Simulate
from sim.experiment.chunks import Chunks
from sim.experiment.designs.base import Request, Results
from sim.experiment.executors import executors_for
from sim.experiment.handing_out import HandingOut
from sim.experiment.interruption import Interruption
from sim.experiment.manifest import Finished
from sim.experiment.plan import Plan, Progress
from sim.experiment.problems import EngineProblem, Interrupted, StoreProblem
from sim.experiment.results_folder import write_results_folder
from sim.experiment.row_key import row_key
from sim.experiment.store import Store

__all__ = ["EngineProblem", "Interrupted", "Plan", "Progress", "StoreProblem", "run_plan"]


NOTHING_WATCHED: dict[str, Pair] = {}
"""One for all replications, so that each costs no memory of its own."""


def run_plan(plan: Plan, progress: Progress, simulate: Simulate | None = None) -> Path:
    """Run a plan to its end and write its results; gives the results folder.

    ``simulate`` stands in for the model in tests; with several workers it must be importable.
    Raises StoreProblem, EngineProblem and Interrupted, each with one line for the planner.
    """
    started, clock = datetime.now(), time.perf_counter()
    with Store(plan.results_folder / "store.sqlite") as store:
        run = _Run(plan, store, progress, simulate)
        try:
            run.to_its_end()
        finally:
            progress.finish()
        finished = Finished(
            plan, run.keys, run.results, run.causes, started, time.perf_counter() - clock
        )
        return write_results_folder(finished, store)


class _Run:
    """One run of a plan: what is known so far, and who works on the rest."""

    def __init__(
        self, plan: Plan, store: Store, progress: Progress, simulate: Simulate | None
    ) -> None:
        self.plan = plan
        self.store = store
        self.progress = progress
        self.simulate = simulate
        self.scenarios = {scenario.name: scenario for scenario in plan.scenarios}
        self.keys = {
            name: row_key(scenario, plan.seed) for name, scenario in self.scenarios.items()
        }
        self.names: dict[str, list[str]] = {}
        for name, key in self.keys.items():
            self.names.setdefault(key, []).append(name)
        self.watched = plan.design.watched()
        self.results = Results(tuple(self.scenarios), plan.baseline, plan.replications)
        self.causes: dict[Request, str] = {}

    def to_its_end(self) -> None:
        """Do what the design asks until it asks nothing more."""
        interruption = Interruption(
            lambda: self.progress.say("stopping when what runs has finished; Ctrl-C again: now")
        )
        handing_out = HandingOut(
            executors_for(self.plan),
            self.progress,
            lambda: interruption.asked is not None,
            self.simulate,
        )
        with interruption, handing_out:
            while requests := self.plan.design.ask(self.results):
                known = self.results.known
                again = [request for request in requests if request in known]
                if again or len(set(requests)) != len(requests):
                    raise ValueError(f"the design asked twice for a replication: {requests[:3]}")
                self.progress.start(len(known) + len(requests))
                self._work(handing_out, self._reuse(requests))
                missing = sum(request not in known for request in requests)
                if interruption.asked is not None and missing:
                    raise Interrupted(
                        f"stopped: {len(known)} of {len(known) + missing} replications are kept; "
                        "the same command goes on from there",
                        interruption.asked,
                    )

    def _reuse(self, requests: list[Request]) -> list[tuple[str, int]]:
        """Take from the store what it holds; gives keys and replications of the rest, each once:
        scenarios with the same settings have the same key, and are simulated once."""
        missing: dict[tuple[str, int], None] = {}
        for name, replication in requests:
            row = self.store.find(self.keys[name], replication)
            if row is None or (row.failed and self.plan.redo_failed):
                missing[self.keys[name], replication] = None
            else:
                self._know(name, row)
        self.progress.reuse(sum(request in self.results.known for request in requests))
        return list(missing)

    def _work(self, handing_out: HandingOut, missing: list[tuple[str, int]]) -> None:
        """Have it simulated, and keep each batch as it finishes."""
        by_key = {key: self.scenarios[names[0]] for key, names in self.names.items()}
        chunks = Chunks(missing, by_key, self.plan.seed, lambda: handing_out.slots)
        for rows in handing_out.rows(chunks):
            self.store.add(rows)
            for row in rows:
                for name in self.names[row.key]:
                    self._know(name, row)
                    self.progress.advance()

    def _watched_of(self, row: Row) -> dict[str, Pair]:
        pairs = row.pairs()
        return {name: pairs[name] for name in self.watched if name in pairs}

    def _know(self, name: str, row: Row) -> None:
        """What the design and the folder need of a row; all else stays in the store."""
        request = name, row.replication
        if row.failed:
            self.results.known[request] = None
            self.causes[request] = row.cause
            self.progress.failed(name)
        else:
            self.results.known[request] = self._watched_of(row) if self.watched else NOTHING_WATCHED
