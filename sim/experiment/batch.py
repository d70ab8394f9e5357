"""The unit of work: a batch of runs (a replication of a scenario each), one after another.

A pure function of seed, replications and scenarios. Scenarios of one replication share their random
numbers, so a worker that runs them in a row draws the long series once.
"""

from __future__ import annotations

import gc
import json
import time
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sim.analysis.incidents import pack_incidents
from sim.analysis.kpis import Pair, compute
from sim.analysis.kpis.joins import Joins
from sim.analysis.logfile import log_to_text
from sim.analysis.series import Point, compute_series
from sim.config import Scenario
from sim.experiment.memory_limit import memory_cause
from sim.experiment.time_limit import TimeLimit, within
from sim.kernel.eventlog import EventLog

Simulate = Callable[[Scenario, int, int, dict[Any, Any]], EventLog]
"""(scenario, seed, replication, shared) -> log."""

LOGGED_REPLICATION = 0
"""The replication of each scenario whose log is kept, unless there are too many scenarios."""
GARBAGE_WORTH_COLLECTING = 20_000
"""Objects that came and stayed during a scenario: a collection costs as much as a short run."""


@dataclass(frozen=True, slots=True)
class Run:
    """A replication of a scenario, with the key of the scenario's settings in the store."""

    replication: int
    key: str
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Batch:
    """Runs for one worker, replication by replication."""

    seed: int
    runs: tuple[Run, ...]
    limit_s: float | None = None
    """How long one run may take; None: for ever."""
    keeps_logs: bool = True
    """Whether the log of the first replication comes with its row."""

    @classmethod
    def of(cls, seed: int, replication: int, scenarios: Iterable[tuple[str, Scenario]]) -> Batch:
        """One replication of several scenarios, each with its key."""
        return cls(seed, tuple(Run(replication, key, scenario) for key, scenario in scenarios))


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of one replication of one scenario; packed parts are zlib bytes.

    A replication that failed has a one-line ``cause`` and a ``traceback``, and nothing else.
    """

    key: str
    replication: int
    kpis: bytes = b""
    series: bytes = b""
    incidents: bytes = b""
    log: bytes = b""
    log_digest: str = ""
    cause: str = ""
    traceback: str = ""
    duration_s: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether the simulation ended in an error."""
        return bool(self.cause)

    def pairs(self) -> dict[str, Pair]:
        """KPIs as (numerator, denominator)."""
        loaded = json.loads(zlib.decompress(self.kpis))
        return {name: (pair[0], pair[1]) for name, pair in loaded.items()}

    def points(self) -> list[Point]:
        """The series' points."""
        return unpack_series(self.series)


def unpack_series(packed: bytes) -> list[Point]:
    """Points of packed series."""
    return [Point(*point) for point in json.loads(zlib.decompress(packed))]


def run_batch(batch: Batch, simulate: Simulate | None = None) -> list[Row]:
    """Simulate each run of the batch; an error in one is a row of its own and stops none."""
    simulate = simulate or _the_model()
    shared: dict[Any, Any] = {}
    replication: int | None = None
    rows = []
    with _garbage_collected_by_hand():
        for run in batch.runs:
            if run.replication != replication:
                replication, shared = run.replication, {}
            rows.append(_one(run, batch, shared, simulate))
            if rows[-1].failed:
                # what the next ones share may be half made, or what filled the memory
                shared = {}
            if rows[-1].failed or gc.get_count()[0] > GARBAGE_WORTH_COLLECTING:
                gc.collect()
    return rows


@contextmanager
def _garbage_collected_by_hand() -> Iterator[None]:
    # the stations of a finished run hold one another and the log; Python would find them late
    # (a worker twice as large), and look for them in vain all along (a fifth of the time)
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _one(run: Run, batch: Batch, shared: dict[Any, Any], simulate: Simulate) -> Row:
    began = time.perf_counter()
    try:
        row = within(batch.limit_s, lambda: _finished(run, batch, shared, simulate))
    except MemoryError as error:
        _let_go_of_memory(error)
        row = _failed(run, memory_cause(), error)
    except TimeLimit as error:
        row = _failed(run, str(error), error)
    except (Exception, SystemExit) as error:  # a failure is data: the sweep goes on and names it
        row = _failed(run, in_words(error), error)
    return replace(row, duration_s=time.perf_counter() - began)


def _finished(run: Run, batch: Batch, shared: dict[Any, Any], simulate: Simulate) -> Row:
    log = simulate(run.scenario, batch.seed, run.replication, shared)
    joins = Joins(log)
    logged = batch.keeps_logs and run.replication == LOGGED_REPLICATION
    return Row(
        run.key,
        run.replication,
        kpis=_packed(compute(log, joins)),
        series=_packed(compute_series(joins)),
        incidents=pack_incidents(joins),
        log=zlib.compress(log_to_text(log).encode(), 3) if logged else b"",
        log_digest=log.digest() if logged else "",
    )


def _failed(run: Run, cause: str, error: BaseException) -> Row:
    trace = "".join(traceback.format_exception(error))
    return Row(run.key, run.replication, cause=cause, traceback=trace)


def _let_go_of_memory(error: BaseException) -> None:
    """Empty the frames that an error, and those it came of, hold."""
    came_of: BaseException | None = error
    while came_of is not None:
        traceback.clear_frames(came_of.__traceback__)
        came_of = came_of.__cause__ or came_of.__context__
    gc.collect()


def in_words(error: BaseException) -> str:
    """An error in one line."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _the_model() -> Simulate:
    # imported late, so that an error in a planner's file is shown without waiting for the model
    from sim.model.model import simulate

    return simulate


def _packed(content: Any) -> bytes:
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 6)
