"""Tables of several results folders as one, each scenario under the name it has among all."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from sim.analysis.row_counts import rows_amiss
from sim.experiment.csv_files import write_rows
from sim.experiment.failures import FAILURES, TRACEBACKS
from sim.experiment.joining import NotJoined
from sim.experiment.joint import Taken
from sim.experiment.joint_names import Names

Rename = Callable[[str, str], str | None]
"""(scenario, replication or "") -> its name among all; None: not taken."""


def join_table(target: Path, taken: Sequence[Taken], *, by_replication: bool) -> None:
    """Write the rows of all parts' tables of this name, with the columns that any of them has;
    nothing where no part has one. Raises `NotJoined` on one that can't be read."""
    found = [(one.part.folder / target.name, one) for one in taken]
    found = [(path, one) for path, one in found if path.is_file()]
    columns = list(dict.fromkeys(name for path, _ in found for name in _header(path)))
    if not columns:
        return
    with _written(target) as text:
        write = csv.writer(text, lineterminator="\n").writerow
        write(columns)
        for path, one in found:
            rename, manifest = _renames(one), one.part.manifest
            for row in _rows(path, rename, columns, manifest, by_replication=by_replication):
                write(row)


def _renames(taken: Taken) -> Rename:
    """What a part's rows are taken under: those of its replications taken, and of its scenarios if
    any replication of theirs is."""
    scenarios = {scenario for scenario, _ in taken.own}

    def renamed(scenario: str, replication: str) -> str | None:
        wanted = (scenario, int(replication)) in taken.own if replication else scenario in scenarios
        return taken.names[scenario] if wanted else None

    return renamed


def _rows(
    path: Path,
    rename: Rename,
    columns: Sequence[str],
    manifest: Mapping[str, Any],
    *,
    by_replication: bool = False,
) -> Iterator[list[str]]:
    number = 0
    try:
        with _read(path) as text:
            rows = csv.reader(text)
            own = next(rows)
            places = [own.index(name) if name in own else None for name in columns]
            as_they_are = own == list(columns)
            for row in rows:
                number += 1
                name = rename(row[0], row[1] if by_replication else "")
                if name is None:
                    continue
                if not as_they_are:
                    row = ["" if at is None else row[at] for at in places]
                row[0] = name
                yield row
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, ValueError, IndexError) as error:
        raise NotJoined(f"{path}: can't be read ({error})") from None
    if amiss := rows_amiss(path, number, manifest):
        raise NotJoined(amiss)


def _header(path: Path) -> list[str]:
    try:
        with _read(path) as text:
            return next(csv.reader(text))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, StopIteration) as error:
        raise NotJoined(f"{path}: can't be read ({error or 'it is empty'})") from None


def _read(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


@contextmanager
def _written(path: Path) -> Iterator[IO[str]]:
    if path.suffix != ".gz":
        with path.open("w", encoding="utf-8", newline="") as text:
            yield text
        return
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 4, raw, mtime=0) as packed:
        text = io.TextIOWrapper(packed, encoding="utf-8", newline="")
        yield text
        text.flush()
        text.detach()


def join_failures(target: Path, taken: Sequence[Taken]) -> list[dict[str, str | int]]:
    """Write failures.csv and the tracebacks of all parts into a folder; gives what the manifest
    tells of them. The commands that replay one name the folder it comes from."""
    told: list[dict[str, str | int]] = []
    rows: list[list[str]] = []
    columns: list[str] = []
    for number, one in enumerate(taken, start=1):
        folder, failed = one.part.folder, one.part.failed
        for run in failed:
            traceback = _copied(folder, str(run.get("traceback", "")), target, number)
            told.append({**run, "scenario": one.names[run["scenario"]], "traceback": traceback})
        path = folder / FAILURES
        if failed and path.is_file():
            columns = columns or _header(path)
            for row in _rows(path, partial(_called, one.names), columns, one.part.manifest):
                at = columns.index("traceback")
                row[at] = _copied(folder, row[at], target, number)
                rows.append(row)
    if rows:
        write_rows(target / FAILURES, columns, map(tuple, rows))
    return told


def _called(joint: Names, scenario: str, _replication: str) -> str | None:
    return joint.get(scenario)


def _copied(folder: Path, traceback: str, target: Path, number: int) -> str:
    """A traceback's file in the new folder; what is no file stays as it is."""
    path = folder / traceback
    if not traceback.startswith(f"{TRACEBACKS}/") or not path.is_file():
        return traceback
    (target / TRACEBACKS).mkdir(exist_ok=True)
    name = f"{TRACEBACKS}/{number}_{path.name}"
    shutil.copyfile(path, target / name)
    return name
