"""A damaged store made whole again: what can still be read is kept, and what is lost is said.

A machine that loses power, a disk that fails or a copy that was broken off leaves a file that is
too short, or has pages of something else in it. SQLite then refuses all of it. Here rows are read
one by one by their number, then those on pages that nothing leads to any more; what is whole is
written into a new file, and that takes the place of the damaged one, which is kept.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.experiment.batch import Row
from sim.experiment.claims import claims_beside, living_drivers
from sim.experiment.drivers import process_in_words
from sim.experiment.problems import StoreProblem
from sim.experiment.store import BUSY_S, Store, damage_mark, reason
from sim.experiment.store_pages import rows_on_pages
from sim.experiment.store_tables import (
    DETAIL_COLUMNS,
    REPLICATION_COLUMNS,
    STORE_VERSION,
    TABLES,
)

LOOKED_THROUGH_MB = 256
"""A store up to this size is looked through at each start; a larger one when damage was met."""
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_ROWS_ON_A_PAGE, _NUMBERS_TRIED = 64, 2_000_000
"""At most: what bounds the search for rows when their number is lost too."""
_BOTH = (
    "SELECT r.number, r.key, r.replication, r.cause, r.duration_s, r.kpis, "
    "d.series, d.incidents, d.log, d.log_digest, d.traceback "
    # The two rows of a replication are written together and have the same number. CROSS and + keep
    # SQLite to that way, row by row: an index may be damaged too.
    "FROM replications r CROSS JOIN details d ON d.number = r.number AND +d.key = r.key "
    "AND +d.replication = r.replication WHERE r.number > ? AND r.number <= ? ORDER BY r.number"
)
_RECORDS = ("experiments", "asked", "settings")
_PARTS = {6: "replications", 8: "details"}
"""Number of columns -> table. The first of both is the row's number, which stands outside a row."""
_IS_KEPT = "SELECT 1 FROM replications WHERE key = ? AND replication = ?"


def mend(path: Path) -> str | None:
    """Make a damaged store whole; gives one line for the planner, or None when nothing was wrong.

    Leaves alone what is no store and a store of another version. Raises StoreProblem when there is
    no room to write the new file.
    """
    if not is_damaged(path):
        return None
    others = living_drivers(claims_beside(path))
    if others:
        who = process_in_words(min(others))
        raise StoreProblem(
            f"{path}: is damaged, and {who} still uses it: it can be recovered when that has ended"
        )
    lock = path.with_name(f".{path.name}.mending")
    try:
        with closing(sqlite3.connect(lock, timeout=BUSY_S, isolation_level=None)) as only_one:
            only_one.execute("BEGIN EXCLUSIVE")  # of two that start at once, one mends
            line = _replaced(path) if is_damaged(path) else None
        lock.unlink(missing_ok=True)
        return line
    except (OSError, sqlite3.Error) as error:
        raise StoreProblem(
            f"{path}: is damaged and can't be recovered here ({reason(error)}); it is left alone"
        ) from None


@contextmanager
def damage_told(store: Store) -> Iterator[None]:
    """What can't be unpacked isn't what was written: told in one line, and mended at the next
    start. SQLite has no checksums of its own."""
    try:
        yield
    except zlib.error:
        raise store.damaged() from None


def is_damaged(path: Path) -> bool:
    """Whether it is a store of this version, and damaged."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError:
        return False  # opening it will tell
    if not header.startswith(_MAGIC):
        return False
    if len(header) < _HEADER:
        return True
    if struct.unpack(">I", header[60:64])[0] != STORE_VERSION:
        return False
    if damage_mark(path).exists():
        return True
    try:
        # what a run that was killed left half-written is rolled back by opening
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if path.stat().st_size > LOOKED_THROUGH_MB * 1e6:
                return False
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    except OSError:
        return False


def _replaced(path: Path) -> str:
    """Write what is whole into a new file and put it in the place of the damaged one."""
    new = path.with_name(f"{path.stem}.recovered{path.suffix}")
    new.unlink(missing_ok=True)  # one that was broken off
    kept_as = _free_name(path)
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as target:
            recovered, lost = _recover(path, target)
        journal = path.with_name(f"{path.name}-journal")
        if journal.exists():  # of the damaged file: never to be played into the new one
            journal.rename(kept_as.with_name(f"{kept_as.name}-journal"))
        try:
            os.link(path, kept_as)
        except OSError:  # a disk that knows no links
            shutil.copyfile(path, kept_as)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    damage_mark(path).unlink(missing_ok=True)
    return f"{path} was damaged: {_in_words(recovered, lost)}; the damaged file is kept as " + (
        kept_as.name
    )


def _in_words(recovered: int, lost: int | None) -> str:
    if lost is None:
        return (
            f"{recovered} replications were recovered; how many are lost isn't known, they will be "
            "simulated again"
        )
    if not lost:
        return f"all {recovered} replications were recovered"
    are = "is lost" if lost == 1 else "are lost"
    return (
        f"{recovered} of {recovered + lost} replications were recovered, {lost} {are} and will be "
        "simulated again"
    )


def _free_name(path: Path) -> Path:
    name = f"{path.stem}.damaged-{datetime.now():%Y-%m-%d_%H%M%S}"
    found, number = path.with_name(f"{name}{path.suffix}"), 1
    while found.exists():
        number += 1
        found = path.with_name(f"{name}_{number}{path.suffix}")
    return found


# --- reading what can be read ---------------------------------------------------------------------
def _recover(path: Path, target: sqlite3.Connection) -> tuple[int, int | None]:
    """Copy every replication that is whole; gives how many, and how many are lost (None: that
    isn't known)."""
    target.execute("BEGIN")
    for table in TABLES:
        target.execute(table)
    target.execute(f"PRAGMA user_version = {STORE_VERSION}")
    # as it is: neither its locks nor a journal beside it count any more
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as source:
        source.execute("PRAGMA writable_schema = ON")  # else a file that is too short is refused
        there = _rows_there(source)
        recovered = 0
        for row in _readable(source, min(_most_rows(path), there or _NUMBERS_TRIED)):
            if _is_whole(row):
                recovered += 1
                _keep(target, row)
        recovered += _take_from_pages(path, target)
        for table in _RECORDS:
            with suppress(sqlite3.Error):  # written anew when the same command is started again
                for record in source.execute(f"SELECT * FROM {table}"):
                    _insert(target, table, "", record)
    target.execute("COMMIT")
    return recovered, None if there is None else max(there - recovered, 0)


def _take_from_pages(path: Path, target: sqlite3.Connection) -> int:
    """Copy what is whole on pages that nothing leads to any more; gives how many replications."""
    target.execute(
        "CREATE TEMP TABLE loose (part TEXT, number INTEGER, key TEXT, replication INTEGER, "
        + ", ".join(f"c{position}" for position in range(5))
        + ", PRIMARY KEY (part, number, key, replication))"
    )
    for number, columns in rows_on_pages(path):
        part = _PARTS.get(len(columns))
        if part is None or columns[0] is not None:
            continue
        _, key, replication, *rest = columns
        with suppress(zlib.error, sqlite3.Error):
            for packed in rest:
                if isinstance(packed, bytes) and packed:
                    zlib.decompress(packed)
            values = [part, number, key, replication, *rest, *[None] * (5 - len(rest))]
            if not target.execute(_IS_KEPT, (key, replication)).fetchone():
                target.execute(f"INSERT OR IGNORE INTO loose VALUES ({'?, ' * 8}?)", values)
    whole = 0
    for row in target.execute(
        "SELECT r.number, r.key, r.replication, r.c0, r.c1, r.c2, d.c0, d.c1, d.c2, d.c3, d.c4 "
        "FROM loose r JOIN loose d ON d.part = 'details' AND d.number = r.number "
        "AND d.key = r.key AND d.replication = r.replication "
        # an error has no checksum: that replication is simulated again
        "WHERE r.part = 'replications' AND r.c0 = '' ORDER BY r.number"
    ):
        if _is_whole(row):
            whole += 1
            _keep(target, row)
    return whole


def _rows_there(source: sqlite3.Connection) -> int | None:
    """How many replications were kept, or None: rows are numbered from 1 and never deleted."""
    try:
        found = source.execute("SELECT seq FROM sqlite_sequence WHERE name = 'replications'")
        count = next(found, (0,))[0]
    except sqlite3.Error:
        return None
    return count if isinstance(count, int) else None


def _most_rows(path: Path) -> int:
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER:
        return 0
    return int(min(struct.unpack(">I", header[28:32])[0] * _ROWS_ON_A_PAGE, _NUMBERS_TRIED))


def _readable(source: sqlite3.Connection, there: int) -> Iterator[tuple[Any, ...]]:
    """Number, then columns of a replication and of its details, of each that SQLite can read."""
    number = 0
    while number < there:
        try:
            for row in source.execute(_BOTH, (number, there)):
                if row[0] <= number:  # a page of another place
                    break
                number = row[0]
                yield row
            else:
                return
        except sqlite3.Error:
            pass
        number += 1  # what follows the last that was read can't be read: go on behind it


def _is_whole(row: tuple[Any, ...]) -> bool:
    """Whether everything in it is what was written: packed parts carry their own checksums."""
    _, key, replication, cause, duration_s, kpis, series, incidents, log, digest, trace = row
    texts = key, cause, digest, trace
    if not (all(isinstance(text, str) for text in texts) and isinstance(replication, int)):
        return False
    if cause:
        return True
    try:
        found = Row(key, replication, kpis, series, incidents, log, duration_s=float(duration_s))
        found.pairs()
        found.points()
        for packed in (incidents, *filter(None, [log])):
            zlib.decompress(packed)
    except Exception:  # rubbish may raise anything
        return False
    return True


def _keep(target: sqlite3.Connection, row: tuple[Any, ...]) -> None:
    _insert(target, "replications", REPLICATION_COLUMNS, row[1:6])
    _insert(target, "details", DETAIL_COLUMNS, (*row[1:3], *row[6:]))


def _insert(target: sqlite3.Connection, table: str, columns: str, values: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(values))
    named = f" ({columns})" if columns else ""
    # a row that two pages hold is the same in both
    target.execute(f"INSERT OR IGNORE INTO {table}{named} VALUES ({marks})", values)
