"""An event log as CSV: a row an event, a column a field, empty where an event has none.

Numbers are written with ``repr`` and so read back as they were. Wait bins are written sparsely, as
"bin:count bin:count"; identities have 64 bits: read those columns as text in a spreadsheet.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.events import EVENT_KINDS
from sim.kernel.eventlog import EventLog

PREFIX = ("scenario", "replication")


@cache
def fields() -> tuple[str, ...]:
    """The columns after scenario and replication: hour, event, then every field of any event."""
    found: dict[str, None] = {}
    for kind in EVENT_KINDS.values():
        found.update(dict.fromkeys(kind._fields))  # type: ignore[attr-defined]
    del found["hour"]
    return ("hour", "event", *found)


def header() -> str:
    """The first line of a log file."""
    return ",".join((*PREFIX, *fields())) + "\n"


def log_to_text(log: EventLog) -> str:
    """The rows of a log as CSV lines without scenario and replication."""
    columns = {name: i for i, name in enumerate(fields())}
    places = {
        kind: [columns[name] for name in kind._fields]  # type: ignore[attr-defined]
        for kind in EVENT_KINDS.values()
    }
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    for event in log.rows:
        row = [""] * len(columns)
        row[1] = type(event).__name__
        for place, cell in zip(places[type(event)], event, strict=True):
            row[place] = _to_text(cell)
        write(row)
    return text.getvalue()


def with_prefix(lines: str, scenario: str, replication: int) -> str:
    """CSV lines with scenario and replication put before each."""
    if not lines:
        return ""
    prefix = first_cells(scenario, replication)
    # no field of an event holds a line break, so every line is a row
    return prefix + lines[:-1].replace("\n", "\n" + prefix) + "\n"


def first_cells(*cells: str | int) -> str:
    """How a row begins whose first cells are these."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()[:-1] + ","


def write_logs(path: Path, logs: Iterable[tuple[str, int, str]]) -> None:
    """Write a log file of (scenario, replication, lines from `log_to_text`); the same bytes again
    for the same logs."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 4, raw, mtime=0) as packed:
        packed.write(header().encode())
        for scenario, replication, lines in logs:
            packed.write(with_prefix(lines, scenario, replication).encode())


def _to_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bytes):
        counts = np.frombuffer(cell, dtype="<u4")
        (filled,) = counts.nonzero()
        pairs = zip(filled.tolist(), counts[filled].tolist(), strict=True)
        return " ".join([f"{place}:{count}" for place, count in pairs])
    return repr(cell)
