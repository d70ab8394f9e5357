"""The engine: asks a design what to simulate, has it simulated, keeps it, until nothing is asked.

Workers are an executor's; only this process writes the store. Nothing depends on the order in which
batches finish, so any number of workers gives the same results.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sim.config import Scenario
from sim.experiment.batch import Batch, Row, Simulate, run_batch
from sim.experiment.designs.base import Request, Results
from sim.experiment.plan import Plan, Progress
from sim.experiment.results_folder import Finished, write_results_folder
from sim.experiment.row_key import row_key
from sim.experiment.store import Store, StoreProblem

__all__ = ["EngineProblem", "Plan", "Progress", "StoreProblem", "run_plan"]

P = ParamSpec("P")
T = TypeVar("T")

BATCHES_PER_WORKER = 4
"""At least so many batches to a worker, so that none idles long at the end."""
HANDED_OUT_PER_WORKER = 2
"""Batches handed out and not yet finished: bounds the memory that waiting ones take."""


class EngineProblem(Exception):
    """A run that can't go on; one line for the planner. What finished is kept."""


def run_plan(plan: Plan, progress: Progress, simulate: Simulate | None = None) -> Path:
    """Run a plan to its end and write its results; gives the results folder.

    ``simulate`` stands in for the model in tests; with several workers it must be importable.
    Raises StoreProblem and EngineProblem, each with one line for the planner.
    """
    started, clock = datetime.now(), time.perf_counter()
    with Store(plan.results_folder / "store.sqlite") as store:
        run = _Run(plan, store, progress, simulate)
        try:
            run.to_its_end()
        finally:
            progress.finish()
        finished = Finished(
            plan, run.keys, run.results, run.failures, started, time.perf_counter() - clock
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
        self.results = Results(tuple(self.scenarios), plan.baseline, plan.replications)
        self.failures: dict[Request, Row] = {}

    def to_its_end(self) -> None:
        """Do what the design asks until it asks nothing more."""
        executor: Executor | None = None
        try:
            while requests := self.plan.design.ask(self.results):
                known = self.results.known
                again = [request for request in requests if request in known]
                if again or len(set(requests)) != len(requests):
                    raise ValueError(f"the design asked twice for a replication: {requests[:3]}")
                self.progress.start(len(known) + len(requests))
                missing = self._reuse(requests)
                if missing:
                    executor = executor or _executor(self.plan.workers)
                    self._work(executor, self._batches(missing))
        finally:
            if executor is not None:
                executor.shutdown(wait=True, cancel_futures=True)

    def _reuse(self, requests: list[Request]) -> list[Request]:
        """Take from the store what it holds; gives the rest."""
        missing = []
        for name, replication in requests:
            row = self.store.find(self.keys[name], replication)
            if row is None:
                missing.append((name, replication))
            else:
                self.results.known[name, replication] = row.pairs()
        self.progress.advance(len(requests) - len(missing))
        return missing

    def _batches(self, missing: list[Request]) -> list[Batch]:
        """Scenarios of one replication together, in as few parts as keep every worker busy."""
        wanted: dict[int, dict[str, Scenario]] = {}
        for name, replication in missing:
            # scenarios with the same settings have the same key, and are simulated once
            wanted.setdefault(replication, {})[self.keys[name]] = self.scenarios[name]
        parts = 1
        if self.plan.workers > 1:
            parts = ceil(BATCHES_PER_WORKER * self.plan.workers / len(wanted))
        batches = []
        for replication, scenarios in wanted.items():
            items = list(scenarios.items())
            size = ceil(len(items) / min(parts, len(items)))
            batches += [
                Batch(self.plan.seed, replication, tuple(items[i : i + size]))
                for i in range(0, len(items), size)
            ]
        return batches

    def _work(self, executor: Executor, batches: list[Batch]) -> None:
        """Have every batch simulated, and keep each as it finishes."""
        waiting: set[Future[list[Row]]] = set()
        rest = iter(batches)
        try:
            while True:
                while len(waiting) < HANDED_OUT_PER_WORKER * self.plan.workers:
                    batch = next(rest, None)
                    if batch is None:
                        break
                    waiting.add(executor.submit(run_batch, batch, self.simulate))
                    if self.plan.workers == 1:
                        break  # it is done already: keep it before the next begins
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    self._keep(future.result())
        except BrokenExecutor as error:
            raise EngineProblem(
                f"a worker process died ({error}); what finished is kept: give the same command "
                "again, with fewer workers if memory was short"
            ) from None

    def _keep(self, rows: list[Row]) -> None:
        self.store.add(rows)
        for row in rows:
            pairs = None if row.failed else row.pairs()
            for name in self.names[row.key]:
                self.results.known[name, row.replication] = pairs
                if row.failed:
                    self.failures[name, row.replication] = row
                self.progress.advance()


class _InThisProcess(Executor):
    """Does each task at once: one worker needs no second process, and a debugger can follow it."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _executor(workers: int) -> Executor:
    if workers == 1:
        return _InThisProcess()
    # forked from a small server that has the model loaded: quick to start, and no inherited state
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["sim.experiment.batch", "sim.model.model"])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)


def _begin_worker() -> None:
    # Ctrl-C reaches every process of the terminal; only the driving one must answer it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what was loaded so far stays: collections needn't look at it
    gc.freeze()
