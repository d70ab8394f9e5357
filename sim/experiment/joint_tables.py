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
from typing import IO

from sim.experiment.csv_files import write_rows
from sim.experiment.designs.base import Request
from sim.experiment.failures import FAILURES, TRACEBACKS
from sim.experiment.joining import Names, NotJoined, Part

Rename = Callable[[str, str], str | None]
"""(scenario, replication or "") -> its name among all; None: not taken."""


def renames(names: Names, own: Mapping[Request, Request]) -> Rename:
    """What a part's rows are taken under: those of its replications taken, and of its scenarios if
    any replication of theirs is."""
    scenarios = {one[0] for one in own}

    def renamed(scenario: str, replication: str) -> str | None:
        wanted = (scenario, int(replication)) in own if replication else scenario in scenarios
        return names[scenario] if wanted else None

    return renamed


def join_table(
    target: Path, parts: Sequence[Part], renamed: Sequence[Rename], *, by_replication: bool
) -> None:
    """Write the rows of all parts' tables of this name, with the columns that any of them has;
    nothing where no part has one. Raises `NotJoined` on one that can't be read."""
    found = [
        (part.folder / target.name, rename) for part, rename in zip(parts, renamed, strict=True)
    ]
    found = [(path, rename) for path, rename in found if path.is_file()]
    columns = list(dict.fromkeys(name for path, _ in found for name in _header(path)))
    if not columns:
        return
    with _written(target) as text:
        write = csv.writer(text, lineterminator="\n").writerow
        write(columns)
        for path, rename in found:
            for row in _rows(path, rename, columns, by_replication):
                write(row)


def _rows(
    path: Path, rename: Rename, columns: Sequence[str], by_replication: bool
) -> Iterator[list[str]]:
    try:
        with _read(path) as text:
            rows = csv.reader(text)
            own = next(rows)
            places = [own.index(name) if name in own else None for name in columns]
            as_they_are = own == list(columns)
            for row in rows:
                name = rename(row[0], row[1] if by_replication else "")
                if name is None:
                    continue
                if not as_they_are:
                    row = ["" if at is None else row[at] for at in places]
                row[0] = name
                yield row
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, ValueError, IndexError) as error:
        raise NotJoined(f"{path}: can't be read ({error})") from None


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


def join_failures(
    target: Path, parts: Sequence[Part], names: Sequence[Names]
) -> list[dict[str, str | int]]:
    """Write failures.csv and the tracebacks of all parts into a folder; gives what the manifest
    tells of them. The commands that replay one name the folder it comes from."""
    told: list[dict[str, str | int]] = []
    rows: list[list[str]] = []
    columns: list[str] = []
    for number, (part, joint) in enumerate(zip(parts, names, strict=True), start=1):
        for one in part.failed:
            traceback = _copied(part.folder, str(one.get("traceback", "")), target, number)
            told.append({**one, "scenario": joint[one["scenario"]], "traceback": traceback})
        path = part.folder / FAILURES
        if part.failed and path.is_file():
            columns = columns or _header(path)
            for row in _rows(path, partial(_called, joint), columns, by_replication=False):
                at = columns.index("traceback")
                row[at] = _copied(part.folder, row[at], target, number)
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
