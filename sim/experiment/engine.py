"""The engine: asks a design what to simulate, has it simulated, keeps it, until nothing is asked.

Workers are an executor's; only this process writes the store. Nothing depends on the order in which
batches finish, so any number of workers gives the same results.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sim.analysis.kpis import Pair
from sim.config import Scenario
from sim.experiment.batch import LOGGED_REPLICATION, Row, Simulate
from sim.experiment.booking import Booking
from sim.experiment.chunks import Chunks
from sim.experiment.claims import Claimed, Claims, Wanted, claims_beside, living_drivers
from sim.experiment.disk import check_that_results_can_be_written, file_named
from sim.experiment.drivers import process_in_words
from sim.experiment.executors import executors_for
from sim.experiment.handing_out import HandingOut
from sim.experiment.interruption import Interruption
from sim.experiment.manifest import Finished
from sim.experiment.paths import store_in
from sim.experiment.plan import Plan, Progress
from sim.experiment.problems import EngineProblem, Interrupted, StoreProblem
from sim.experiment.results_folder import write_results_folder
from sim.experiment.row_key import key_of, settings_digest
from sim.experiment.store import Store
from sim.experiment.store_repair import damage_told, mend
from sim.experiment.study_results import NotPossible, Request, Results
from sim.experiment.unfinished import clear_what_was_broken_off

__all__ = ["EngineProblem", "Interrupted", "Plan", "Progress", "StoreProblem", "run_plan"]


WAIT_S = 0.5
"""How long to wait before looking again what other runs have finished."""
NOTHING_WATCHED: dict[str, Pair] = {}
"""One for all replications, so that each costs no memory of its own."""


def run_plan(plan: Plan, progress: Progress, simulate: Simulate | None = None) -> Path:
    """Run a plan to its end and write its results; gives the results folder.

    ``simulate`` stands in for the model in tests; with several workers it must be importable.
    Raises StoreProblem, EngineProblem and Interrupted, each with one line for the planner.
    """
    started, clock = datetime.now(), time.perf_counter()
    check_that_results_can_be_written(plan)
    path = store_in(plan.results_folder)
    mended = mend(path)
    if mended:
        progress.say(mended)
    with Store(path) as store, Claims(claims_beside(path)) as claims:
        if living_drivers(claims_beside(path)) <= {claims.name}:
            clear_what_was_broken_off(plan.results_folder / plan.experiment)
        run = _Run(plan, store, claims, progress, simulate)
        with run.booking, damage_told(store):
            try:
                run.to_its_end()
            finally:
                progress.finish()
            finished = Finished(
                plan,
                run.keys,
                run.results,
                run.causes,
                started,
                time.perf_counter() - clock,
                run.scenarios,
            )
            with file_named(plan.results_folder / plan.experiment):
                folder = write_results_folder(finished, store)
            run.booking.finished(folder)
            return folder


def _waiting_for(held: Mapping[Wanted, str]) -> str:
    runs = "1 replication" if len(held) == 1 else f"{len(held)} replications"
    who = sorted({process_in_words(name) for name in held.values()})
    return f"waiting for {runs} that {' and '.join(who)} simulate{'s' if len(who) == 1 else ''}"


class _Run:
    """One run of a plan: what is known so far, and who works on the rest."""

    def __init__(
        self,
        plan: Plan,
        store: Store,
        claims: Claims,
        progress: Progress,
        simulate: Simulate | None,
    ) -> None:
        self.plan = plan
        self.store = store
        self.claims = claims
        self.progress = progress
        self.simulate = simulate
        self.scenarios: dict[str, Scenario] = {}
        self.settings: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        for scenario in plan.scenarios:
            self._take(scenario)
        self.booking = Booking(store, plan, self.settings, self.keys, claims.name)
        self.watched = plan.design.watched()
        self.results = Results(
            tuple(self.scenarios),
            plan.baseline,
            plan.replications,
            base=self.scenarios[plan.baseline],
            series=lambda name, replication: store.series(self.keys[name], replication),
        )
        if plan.further is not None:
            self.results.make = plan.further
        self.causes: dict[Request, str] = {}
        self.wanted: set[Request] = set()
        self.step = ""
        self.waited = False

    def to_its_end(self) -> None:
        """Do what the design asks until it asks nothing more."""
        interruption = Interruption(self.progress.say)
        handing_out = HandingOut(
            executors_for(self.plan, self.progress.say),
            self.progress,
            lambda: interruption.asked is not None,
            self.simulate,
            self.booking.begin,
        )
        with interruption, handing_out:
            while requests := self.plan.design.ask(self.results):
                requests = self._with_further(requests)
                known = self.results.known
                again = [request for request in requests if request in known]
                if again or len(set(requests)) != len(requests):
                    raise ValueError(f"the design asked twice for a replication: {requests[:3]}")
                self._tell_of_step()
                self.wanted = set(requests)
                self.progress.start(len(known) + len(requests))
                self.booking.ask(requests)
                self._work(handing_out, self._reuse(requests), interruption)
                missing = sum(request not in known for request in requests)
                if interruption.asked is not None:
                    # of a design that makes further scenarios nobody knows how many are to come
                    of = f" of {len(known) + missing}" if self.plan.further is None else ""
                    raise Interrupted(
                        f"stopped: {len(known)}{of} replications are kept; "
                        "the same command goes on from there",
                        interruption.asked,
                    )
            self.booking.begin()  # nothing had to be handed out

    def _take(self, scenario: Scenario) -> None:
        """Have a scenario among those that are simulated."""
        name = scenario.name
        self.scenarios[name] = scenario
        self.settings[name] = settings_digest(scenario)
        self.keys[name] = key_of(self.settings[name], self.plan.seed)
        self.names.setdefault(self.keys[name], []).append(name)

    def _with_further(self, requests: list[Request]) -> list[Request]:
        """The requests, once the scenarios that the design thought of are made; without those of
        scenarios that can't be."""
        impossible = self.results.impossible
        again = [name for name, _ in requests if name in impossible]
        if again:
            raise ValueError(f"the design asked again for what can't be: {again[:3]}")
        for name, _ in requests:
            if name not in self.scenarios and name not in impossible:
                try:
                    self._take(self.results.make(name, self.results.further[name]))
                except NotPossible as reason:
                    impossible[name] = str(reason)
        return [request for request in requests if request[0] not in impossible]

    def _tell_of_step(self) -> None:
        """What the design is about, when it begins something else."""
        if self.results.step != self.step:
            self.step = self.results.step
            self.progress.say(self.step)

    def _reuse(self, requests: list[Request]) -> list[Wanted]:
        """Take from the store what it holds; gives keys and replications of the rest, each once:
        scenarios with the same settings have the same key, and are simulated once."""
        missing: dict[Wanted, None] = {}
        for name, replication in requests:
            row = self._kept(self.keys[name], replication)
            if row is None:
                missing[self.keys[name], replication] = None
            else:
                self._know(name, row)
        self.progress.reuse(sum(request in self.results.known for request in requests))
        return list(missing)

    def _work(
        self, handing_out: HandingOut, missing: list[Wanted], interruption: Interruption
    ) -> None:
        """Have it simulated, here or by others who are at it; keep each batch as it finishes."""
        if not missing:
            return
        self.booking.keep()
        changes = self.booking.changes(missing)
        if changes:
            self.progress.say(changes)
        by_key = {key: self.scenarios[names[0]] for key, names in self.names.items()}
        plan = self.plan
        while missing:
            chunks = Chunks(
                missing,
                by_key,
                plan.seed,
                lambda: handing_out.slots,
                plan.replication_limit_s,
                keeps_logs=plan.keeps_logs,
            )
            claimed = Claimed(chunks, self.claims, lambda run: self._kept(*run) is not None)
            for simulated in handing_out.rows(claimed):
                rows = self.store.add(simulated)
                self.claims.release((row.key, row.replication) for row in rows)
                self.progress.advance(sum(map(self._know_all, rows)))
            self.booking.begin()  # others may be at all of it
            missing = self._of_others(claimed.left, interruption)

    def _of_others(self, left: list[Wanted], interruption: Interruption) -> list[Wanted]:
        """Take what other runs finish; gives what is left once nobody is at some of it any more."""
        while left and interruption.asked is None:
            kept = [row for run in left if (row := self._kept(*run)) is not None]
            if kept:
                self.progress.reuse(sum(map(self._know_all, kept)))
            done = {(row.key, row.replication) for row in kept}
            left = [run for run in left if run not in done]
            held = self.claims.holders(left)
            if len(held) < len(left):
                return left
            if held and not self.waited:
                self.waited = True
                self.progress.say(_waiting_for(held))
            time.sleep(WAIT_S if held else 0.0)
        return []

    def _kept(self, key: str, replication: int) -> Row | None:
        """What the store has of a replication that need not be simulated any more."""
        row = self.store.find(key, replication)
        if row is None or (row.failed and self.plan.redo_failed):
            return None
        if row.failed or replication != LOGGED_REPLICATION or not self.plan.keeps_logs:
            return row
        # finished in a sweep too large for logs: the same plan is to give the same folder
        return row if self.store.log_digest(key, replication) else None

    def _know_all(self, row: Row) -> int:
        """Know it for each scenario with these settings of which it was asked for; gives how many.

        What is asked for later is in the store by then: so what is known doesn't depend on what
        was simulated just now.
        """
        asked = [name for name in self.names[row.key] if (name, row.replication) in self.wanted]
        for name in asked:
            self._know(name, row)
        return len(asked)

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
