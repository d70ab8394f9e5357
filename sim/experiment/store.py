"""The store: every replication ever finished, in one SQLite file; nothing is simulated twice.

Only processes that drive a run write it. It stays in rollback-journal mode, which also works on
network disks; each batch is one transaction, so an interrupted run leaves whole rows.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.analysis.series import Point
from sim.experiment import disk
from sim.experiment.batch import Row, unpack_series
from sim.experiment.problems import GO_ON, StoreNotWritten, StoreProblem
from sim.experiment.store_tables import (
    DETAIL_COLUMNS,
    REPLICATION_COLUMNS,
    STORE_VERSION,
    TABLES,
)

BUSY_S = 60.0
"""How long to wait for another run that is writing."""
_PAGE_TELLS = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


class Store:
    """Rows by (key, replication); a context manager."""

    def __init__(self, path: Path) -> None:
        """Open or create it. Raises StoreProblem on another version, or a file that is no store."""
        self.path = path
        self._has_written = False
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
            path.parent.mkdir(parents=True, exist_ok=True)
            # transactions are begun by hand: one that reads and then writes must not begin late
            self._connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
            self._check_version()
        except (sqlite3.Error, OSError) as error:
            if _code(error) == sqlite3.SQLITE_CORRUPT:
                raise self.damaged() from None
            raise StoreProblem(
                f"{path}: can't be used as a store ({reason(error)}); move it away to start anew"
            ) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def _check_version(self) -> None:
        # read first: a store that can't be written can still be looked at
        if self._version() == (0, 0):
            with self.transaction():
                if self._version() == (0, 0):
                    for table in TABLES:
                        self._connection.execute(table)
                    self._connection.execute(f"PRAGMA user_version = {STORE_VERSION}")
        found, _ = self._version()
        if found != STORE_VERSION:
            self._connection.close()
            raise StoreProblem(
                f"{self.path}: written by another version of the simulator (store {found}, "
                f"this one reads {STORE_VERSION}); move it away to start anew"
            )

    def _version(self) -> tuple[int, int]:
        """Version, and number of tables."""
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return found, tables

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What is written inside is kept whole or not at all; one inside another is part of it.

        Raises StoreProblem in one line, StoreNotWritten when there is no room.
        """
        if self._connection.in_transaction:
            yield self._connection
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
            self._has_written = True
        except BaseException as error:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):  # SQLite itself does it when the disk is full
                    self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._problem(error, "written") from None
            raise

    def query(self, text: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a SELECT at once, so that nobody who writes is kept waiting."""
        try:
            return self._connection.execute(text, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise self._problem(error, "read") from None

    def damaged(self) -> StoreProblem:
        """What to raise when something in it can't be what was written; leaves a mark, so that the
        next start mends it."""
        with suppress(OSError):
            damage_mark(self.path).touch()
        return StoreProblem(
            f"{self.path}: is damaged; the next run recovers what is whole and simulates the rest "
            "again"
        )

    def _problem(self, error: sqlite3.Error, done: str) -> StoreProblem:
        code = _code(error)
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
            return StoreNotWritten(
                f"{self.path}: was deleted or moved while this run used it; what was simulated "
                "since is lost"
            )
        if code in _PAGE_TELLS or "decode" in str(error):  # text that can't be what was written
            return self.damaged()
        if done == "written" and (self._has_written or code in _NO_ROOM):
            return StoreNotWritten(f"{self.path}: {reason(error)}; {GO_ON}")
        return StoreProblem(f"{self.path}: can't be {done} ({reason(error)})")

    def add(self, rows: Iterable[Row]) -> list[Row]:
        """Keep rows, in one transaction, each in place of the one it had before; gives what is kept
        now. Where another run has finished what failed here (a limit, a lack of memory), that
        stays."""
        stands = []
        with self.transaction():
            for row in rows:
                before = self.find(row.key, row.replication) if row.failed else None
                if before is not None and not before.failed:
                    stands.append(before)
                    continue
                stands.append(row)
                self._put(
                    "replications",
                    REPLICATION_COLUMNS,
                    (row.key, row.replication, row.cause, row.duration_s, row.kpis),
                )
                self._put(
                    "details",
                    DETAIL_COLUMNS,
                    (row.key, row.replication, row.series, row.incidents, row.log)
                    + (row.log_digest, row.traceback),
                )
        return stands

    def _put(self, table: str, columns: str, values: tuple[Any, ...]) -> None:
        # not INSERT OR REPLACE, which gives a new number: numbers are to count the rows
        marks = ", ".join("?" * len(values))
        changed = self._connection.execute(
            f"UPDATE {table} SET ({columns}) = ({marks}) WHERE key = ? AND replication = ?",
            (*values, *values[:2]),
        )
        if not changed.rowcount:
            self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)

    def find(self, key: str, replication: int) -> Row | None:
        """What is kept of a replication, failed or not, without its details; None: nothing."""
        found = self.query(
            "SELECT cause, duration_s, kpis FROM replications WHERE key = ? AND replication = ?",
            (key, replication),
        )
        if not found:
            return None
        ((cause, duration_s, packed),) = found
        return Row(key, replication, kpis=packed, cause=cause, duration_s=duration_s)

    def series(self, key: str, replication: int) -> list[Point]:
        """Series of a row that finished; empty when there is none."""
        packed = bytes(self._detail("series", key, replication) or b"")
        return unpack_series(packed) if packed else []

    def incidents(self, key: str, replication: int) -> bytes:
        """Packed incidents of a row that finished; empty when there is none."""
        return bytes(self._detail("incidents", key, replication) or b"")

    def packed_log(self, key: str, replication: int) -> bytes:
        """Log of a row (zlib bytes of CSV lines); empty when none was kept."""
        return bytes(self._detail("log", key, replication) or b"")

    def log_digest(self, key: str, replication: int) -> str:
        """Digest of a row's log; empty when none was kept."""
        return str(self._detail("log_digest", key, replication) or "")

    def traceback(self, key: str, replication: int) -> str:
        """Where a row failed; empty when it didn't."""
        return str(self._detail("traceback", key, replication) or "")

    def _detail(self, column: str, key: str, replication: int) -> Any:
        query = f"SELECT {column} FROM details WHERE key = ? AND replication = ?"
        found = self.query(query, (key, replication))
        return found[0][0] if found else None


def damage_mark(path: Path) -> Path:
    """The file that says of a store that damage was found in it."""
    return path.with_name(f"{path.name}.is_damaged")


def reason(error: sqlite3.Error | OSError) -> str:
    """Why a file can't be used, in a few words without its name."""
    if isinstance(error, OSError):
        return disk.reason(error)
    return "the disk is full" if _code(error) == sqlite3.SQLITE_FULL else str(error)


def _code(error: sqlite3.Error | OSError) -> int:
    """SQLite's code without its details; 0 when there is none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
