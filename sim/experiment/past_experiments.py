"""The experiments that were run with a store, and how far each came.

Nothing is counted up: what is finished and what failed is counted in the store when somebody asks,
so the figures are right whatever ended a run, and whichever run simulated a replication.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass

from sim.experiment.claims import claims_beside, living_drivers
from sim.experiment.row_key import code_hash, versions
from sim.experiment.same_command import words_of_experiment
from sim.experiment.store import Store

RUNNING, FINISHED, STOPPED, BROKEN_OFF = "running", "finished", "stopped", "broken off"
SWEEP, SWEEP_FLAGS = "sweep", {"-m", "--multirun"}
"""What a run of points typed on the command line is called here, and the flags that ask for it."""


@dataclass(frozen=True, slots=True)
class PastExperiment:
    """One that was run: finished, failed and remaining count replications, of what its design has
    asked for so far. ``folder`` of its last results: empty when there are none."""

    name: str
    command: str
    started: str
    state: str
    finished: int
    failed: int
    remaining: int
    folder: str
    same_code: bool
    """Whether the code and the libraries that made it are those of now."""
    of_other_settings: bool
    """Whether the same command was run later, and then had other settings."""
    limits_met: tuple[str, ...] = ()
    """Causes of failures that were limits of time or memory, each once."""


def past_experiments(store: Store, at_most: int | None = None) -> tuple[list[PastExperiment], int]:
    """The newest first, and how many there are in all."""
    living = living_drivers(claims_beside(store.path))
    found = store.query(
        "SELECT id, name, command, started, state, driver, folder, code, versions "
        "FROM experiments ORDER BY started DESC LIMIT ?",
        (-1 if at_most is None else at_most,),
    )
    now = code_hash(), json.dumps(versions())
    past = []
    seen: set[tuple[str, ...]] = set()
    for identity, name, command, started, state, driver, folder, *made_by in found:
        known, failed, asked = _counted(store, identity)
        typed = shlex.split(command)
        words = tuple(words_of_experiment(typed))
        past.append(
            PastExperiment(
                SWEEP if SWEEP_FLAGS.intersection(typed) else name,
                command,
                to_the_minute(started),
                BROKEN_OFF if state == RUNNING and driver not in living else state,
                known - failed,
                failed,
                asked - known,
                folder,
                tuple(made_by) == now,
                words in seen,
                _limits_met(store, identity) if failed else (),
            )
        )
        seen.add(words)
    ((total,),) = store.query("SELECT count(*) FROM experiments")
    return past, total


def to_the_minute(started: str) -> str:
    """``2026-11-22 09:15``."""
    return started[:16].replace("T", " ")


_KEPT = (
    "FROM asked a JOIN replications r ON r.key = a.key AND r.replication >= a.first "
    "AND r.replication < a.after WHERE a.experiment = ?"
)


def _limits_met(store: Store, identity: str) -> tuple[str, ...]:
    found = store.query(
        f"SELECT DISTINCT r.cause {_KEPT} AND r.cause != '' "
        "AND (r.cause LIKE '%(replication_limit_s)' OR r.cause LIKE '%worker_memory_mb = %')",
        (identity,),
    )
    return tuple(cause for (cause,) in found)


def _counted(store: Store, identity: str) -> tuple[int, int, int]:
    """Replications in the store, those of them that failed, and those asked for."""
    ((known,),) = store.query(f"SELECT count(*) {_KEPT}", (identity,))
    ((failed,),) = store.query(f"SELECT count(*) {_KEPT} AND r.cause != ''", (identity,))
    ((asked,),) = store.query(
        "SELECT coalesce(sum(after - first), 0) FROM asked WHERE experiment = ?", (identity,)
    )
    return known, failed, asked
