"""One replication simulated again, in this process, with a log that outlives an error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sim
from sim.analysis.logfile import log_to_text, write_logs
from sim.config import Scenario
from sim.experiment.batch import Batch, Row, Run, run_batch
from sim.experiment.row_key import code_hash, versions
from sim.kernel.eventlog import Event, EventLog

SimulateInto = Callable[[Scenario, int, int, dict[Any, Any], EventLog], EventLog]
"""(scenario, seed, replication, shared, log to write to) -> that log."""
Tell = Callable[[Event], None]

BROKEN_OFF = "stopped: Ctrl-C"
REPLAYS = "replays"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it. ``row``: as in the store, the log left out; ``log``: up to the error if the
    replication failed."""

    scenario: Scenario
    seed: int
    row: Row
    log: EventLog

    @property
    def until_h(self) -> float:
        """The hour of the last event; 0 if there was none."""
        return float(self.log.rows[-1][0]) if self.log.rows else 0.0


class _Listened(EventLog):
    """A log that tells of each event as it happens."""

    __slots__ = ("_tell",)

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def append(self, event: Event) -> None:
        super().append(event)
        try:
            self._tell(event)
        except OSError as error:
            raise NobodyListens from error


class NobodyListens(BaseException):
    """What the events are told to went away (`| head`): no failure of the simulation."""


def replay(
    scenario: Scenario,
    seed: int,
    replication: int,
    key: str,
    tell: Tell | None = None,
    simulate: SimulateInto | None = None,
) -> Replayed:
    """Simulate one replication in this process, event by event; an error is part of the result.

    ``tell`` is called with each event as it happens. Ctrl-C ends it like an error. Raises
    NobodyListens when ``tell`` raises OSError.
    """
    log = EventLog() if tell is None else _Listened(tell)
    into = simulate or _the_model()

    def kept_whatever_happens(
        of: Scenario, seed: int, number: int, shared: dict[Any, Any]
    ) -> EventLog:
        return into(of, seed, number, shared, log)

    try:
        (row,) = run_batch(Batch(seed, (Run(replication, key, scenario),)), kept_whatever_happens)
    except KeyboardInterrupt:
        row = Row(key, replication, cause=BROKEN_OFF, traceback=BROKEN_OFF)
    return Replayed(scenario, seed, row, log)


def write_replay(
    folder: Path, now: Replayed, said: str, command: list[str], shown: str | None = None
) -> Path:
    """Write ``log.csv.gz`` (as in a results folder), ``replay.json`` and, of a failure,
    ``traceback.txt`` into a new folder of ``folder``, called as ``shown`` or the scenario; gives
    it."""
    row, name = now.row, now.scenario.name
    time = datetime.now()
    short = re.sub(r"[^\w.-]+", "_", shown or name)[:80].strip("_.") or "scenario"
    target = _new_folder(folder / f"{short}_{row.replication}_{time:%Y-%m-%d_%H%M%S}")
    write_logs(target / "log.csv.gz", [(name, row.replication, log_to_text(now.log))])
    if row.failed:
        (target / "traceback.txt").write_text(row.traceback, encoding="utf-8")
    content = {
        "scenario": name,
        "replication": row.replication,
        "seed": now.seed,
        "command": command,
        "simulated": time.isoformat(timespec="seconds"),
        "duration_s": round(row.duration_s, 3),
        "events": len(now.log),
        "until_h": now.until_h,
        "log_digest": now.log.digest(),
        "cause": row.cause,
        "compared": said,
        "simulator": sim.__version__,
        "versions": versions(),
        "code_hash": code_hash(),
        "store_key": row.key,
        "settings": now.scenario.model_dump(mode="json"),
    }
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (target / "replay.json").write_text(text + "\n", encoding="utf-8")
    return target


def _new_folder(wanted: Path) -> Path:
    folder, number = wanted, 1
    while True:
        try:
            folder.mkdir(parents=True)
            return folder
        except FileExistsError:
            number += 1
            folder = wanted.with_name(f"{wanted.name}_{number}")


def _the_model() -> SimulateInto:
    from sim.model.model import simulate

    return simulate
