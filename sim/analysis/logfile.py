"""An event log as CSV, and back: a row an event, a column a field, empty where an event has none.

Numbers are written with ``repr`` and so read back as they were. Wait bins are written sparsely, as
"bin:count bin:count"; identities have 64 bits: read those columns as text in a spreadsheet.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

from sim.events import EVENT_KINDS
from sim.kernel.eventlog import EventLog
from sim.waits import WAIT_BINS

PREFIX = ("scenario", "replication")

Key = tuple[str, int]


class LogProblem(Exception):
    """A log file that can't be read; one line naming file and row."""


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
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([scenario, replication])
    prefix = text.getvalue() + ","
    # no field of an event holds a line break, so every line is a row
    return prefix + lines[:-1].replace("\n", "\n" + prefix) + "\n"


def write_logs(path: Path, logs: Iterable[tuple[str, int, str]]) -> None:
    """Write a log file of (scenario, replication, lines from `log_to_text`); the same bytes again
    for the same logs."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 4, raw, mtime=0) as packed:
        packed.write(header().encode())
        for scenario, replication, lines in logs:
            packed.write(with_prefix(lines, scenario, replication).encode())


def read_logs(path: Path, only: Collection[str] | None = None) -> dict[Key, EventLog]:
    """Every log of a file, typed as they were, by (scenario, replication); ``only``: of these
    scenarios. Raises LogProblem."""
    logs: dict[Key, EventLog] = {}
    row_number = 1
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            rows = csv.reader(text)
            columns = {name: i for i, name in enumerate(next(rows, []))}
            readers = _readers(columns)
            for row in rows:
                row_number += 1
                if only is not None and row[0] not in only:
                    continue
                kind, cells = readers[row[columns["event"]]]
                event = kind(*(read(row[place]) for place, read in cells))
                key = (row[0], int(row[1]))
                if key not in logs:
                    logs[key] = EventLog()
                logs[key].append(event)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise LogProblem(f"{path}: can't be read ({error})") from None
    except (KeyError, ValueError, IndexError) as error:
        raise LogProblem(f"{path}, row {row_number}: not a row of a log ({error})") from None
    return logs


def _readers(columns: dict[str, int]) -> dict[str, tuple[Any, list[tuple[int, Any]]]]:
    parse: dict[type, Callable[[str], Any]] = {
        float: float,
        int: int,
        str: str,
        bool: _read_bool,
        bytes: _read_bins,
    }
    return {
        name: (
            kind,
            [(columns[field], parse[hint]) for field, hint in get_type_hints(kind).items()],
        )
        for name, kind in EVENT_KINDS.items()
    }


def _to_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bytes):
        counts = np.frombuffer(cell, dtype="<u4")
        (filled,) = counts.nonzero()
        pairs = zip(filled.tolist(), counts[filled].tolist(), strict=True)
        return " ".join([f"{place}:{count}" for place, count in pairs])
    return repr(cell)


def _read_bool(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(f"{text!r} is neither True nor False")
    return text == "True"


def _read_bins(text: str) -> bytes:
    counts = np.zeros(WAIT_BINS, dtype="<u4")
    for pair in text.split():
        place, count = pair.split(":")
        counts[int(place)] = int(count)
    return counts.tobytes()
