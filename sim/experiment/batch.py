"""The unit of work: several scenarios of one replication, simulated one after another.

A pure function of seed, replication and scenarios. Scenarios of one replication share their random
numbers, so a worker that runs them in a row draws the long series once.
"""

from __future__ import annotations

import gc
import json
import traceback
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sim.analysis.incidents import pack_incidents
from sim.analysis.kpis import Pair, compute
from sim.analysis.kpis.joins import Joins
from sim.analysis.logfile import log_to_text
from sim.analysis.series import Point, compute_series
from sim.config import Scenario
from sim.kernel.eventlog import EventLog

Simulate = Callable[[Scenario, int, int, dict[Any, Any]], EventLog]
"""(scenario, seed, replication, shared) -> log."""

LOGGED_REPLICATION = 0
"""The replication of each scenario whose log is kept."""
GARBAGE_WORTH_COLLECTING = 20_000
"""Objects that came and stayed during a scenario: a collection costs as much as a short run."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Scenarios of one replication, each with the key of its settings in the store."""

    seed: int
    replication: int
    scenarios: tuple[tuple[str, Scenario], ...]


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
    """Simulate each scenario of the batch; an error in one is a row of its own and stops none."""
    simulate = simulate or _the_model()
    shared: dict[Any, Any] = {}
    rows = []
    with _garbage_collected_by_hand():
        for key, scenario in batch.scenarios:
            rows.append(_one(key, scenario, batch.seed, batch.replication, shared, simulate))
            if gc.get_count()[0] > GARBAGE_WORTH_COLLECTING:
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


def _one(
    key: str,
    scenario: Scenario,
    seed: int,
    replication: int,
    shared: dict[Any, Any],
    simulate: Simulate,
) -> Row:
    try:
        log = simulate(scenario, seed, replication, shared)
        joins = Joins(log)
        logged = replication == LOGGED_REPLICATION
        return Row(
            key,
            replication,
            kpis=_packed(compute(log, joins)),
            series=_packed(compute_series(joins)),
            incidents=pack_incidents(joins),
            log=zlib.compress(log_to_text(log).encode(), 3) if logged else b"",
            log_digest=log.digest() if logged else "",
        )
    except Exception as error:  # a failure is data: the sweep goes on and names it
        words = " ".join(str(error).split())
        cause = f"{type(error).__name__}: {words}" if words else type(error).__name__
        return Row(key, replication, cause=cause, traceback=traceback.format_exc())


def _the_model() -> Simulate:
    # imported late, so that an error in a planner's file is shown without waiting for the model
    from sim.model.model import simulate

    return simulate


def _packed(content: Any) -> bytes:
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 6)
