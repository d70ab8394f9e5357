"""Reads event logs back from CSV, each event typed as it was."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, get_type_hints

import numpy as np

from sim.analysis.logfile import first_cells
from sim.analysis.row_counts import rows_amiss, whole_rows
from sim.events import EVENT_KINDS
from sim.kernel.eventlog import EventLog
from sim.waits import WAIT_BINS

Key = tuple[str, int]


class LogProblem(Exception):
    """A log file that can't be read; one line naming file and row."""


def read_logs(
    path: Path, only: Collection[str] | None = None, manifest: Mapping[str, Any] | None = None
) -> dict[Key, EventLog]:
    """Every log of a file, typed as they were, by (scenario, replication); ``only``: of these
    scenarios; ``manifest``: that of the folder, which knows how many rows there were. Raises
    LogProblem."""
    logs: dict[Key, EventLog] = {}
    row_number = 0

    def wanted(text: IO[str]) -> Iterator[str]:
        """Rows of the wanted scenarios, told by their beginning: to split them all takes long."""
        nonlocal row_number
        begins = "" if only is None else tuple(map(first_cells, only))
        for row_number, row in enumerate(whole_rows(text, '"'), start=1):
            if row_number == 1 or row.startswith(begins):
                yield row

    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            rows = csv.reader(wanted(text))
            columns = {name: i for i, name in enumerate(next(rows, []))}
            if not columns:
                raise LogProblem(f"{path}: is empty")
            readers = _readers(columns)
            for row in rows:
                kind, cells = readers[row[columns["event"]]]
                event = kind(*(read(row[place]) for place, read in cells))
                key = (row[0], int(row[1]))
                if key not in logs:
                    logs[key] = EventLog()
                logs[key].append(event)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise LogProblem(f"{path}: can't be read ({error})") from None
    except (KeyError, ValueError, IndexError, csv.Error) as error:
        raise LogProblem(f"{path}, row {row_number}: not a row of a log ({error})") from None
    if amiss := rows_amiss(path, row_number - 1, manifest or {}):
        raise LogProblem(amiss)
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
