"""The store: every replication ever finished, in one SQLite file; nothing is simulated twice.

Only processes that drive a run write it. It stays in rollback-journal mode, which also works on
network disks; each batch is one transaction, so an interrupted run leaves whole rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.analysis.series import Point
from sim.experiment.batch import Row, unpack_series
from sim.experiment.problems import StoreProblem

STORE_VERSION = 2
_TABLES = (
    # what is read again and again stands apart from what is read once: rows of KPIs are short
    """
    CREATE TABLE replications (
        key TEXT NOT NULL, replication INTEGER NOT NULL,
        cause TEXT NOT NULL, duration_s REAL NOT NULL, kpis BLOB NOT NULL,
        PRIMARY KEY (key, replication)
    )
    """,
    """
    CREATE TABLE details (
        key TEXT NOT NULL, replication INTEGER NOT NULL,
        series BLOB NOT NULL, incidents BLOB NOT NULL, log BLOB NOT NULL, log_digest TEXT NOT NULL,
        traceback TEXT NOT NULL,
        PRIMARY KEY (key, replication)
    )
    """,
)
BUSY_S = 60.0
"""How long to wait for another run that is writing."""


class Store:
    """Rows by (key, replication); a context manager."""

    def __init__(self, path: Path) -> None:
        """Open or create it. Raises StoreProblem on another version, or a file that is no store."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=BUSY_S)
            self._check_version()
        except (sqlite3.Error, OSError) as error:
            raise StoreProblem(
                f"{path}: can't be used as a store ({error}); move it away to start anew"
            ) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def _check_version(self) -> None:
        with self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if found == 0 and tables == 0:
                for table in _TABLES:
                    connection.execute(table)
                connection.execute(f"PRAGMA user_version = {STORE_VERSION}")
                found = STORE_VERSION
        if found != STORE_VERSION:
            self._connection.close()
            raise StoreProblem(
                f"{self.path}: written by another version of the simulator (store {found}, "
                f"this one reads {STORE_VERSION}); move it away to start anew"
            )

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows, in one transaction; a row of the same key and replication is replaced."""
        rows = list(rows)
        try:
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO replications VALUES (?, ?, ?, ?, ?)",
                    [(r.key, r.replication, r.cause, r.duration_s, r.kpis) for r in rows],
                )
                self._connection.executemany(
                    "INSERT OR REPLACE INTO details VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        (r.key, r.replication, r.series, r.incidents, r.log, r.log_digest)
                        + (r.traceback,)
                        for r in rows
                    ],
                )
        except sqlite3.Error as error:
            raise StoreProblem(f"{self.path}: can't be written ({error})") from None

    def find(self, key: str, replication: int) -> Row | None:
        """What is kept of a replication, failed or not, without its details; None: nothing."""
        found = self._fetch(
            "SELECT cause, duration_s, kpis FROM replications WHERE key = ? AND replication = ?",
            key,
            replication,
        )
        if found is None:
            return None
        cause, duration_s, packed = found
        return Row(key, replication, kpis=packed, cause=cause, duration_s=duration_s)

    def rows(self, key: str) -> Iterator[Row]:
        """Every replication kept of a scenario, in their order, without details."""
        query = (
            "SELECT replication, cause, duration_s, kpis FROM replications WHERE key = ? "
            "ORDER BY replication"
        )
        try:
            for replication, cause, duration_s, packed in self._connection.execute(query, (key,)):
                yield Row(key, replication, kpis=packed, cause=cause, duration_s=duration_s)
        except sqlite3.Error as error:
            raise StoreProblem(f"{self.path}: can't be read ({error})") from None

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
        found = self._fetch(query, key, replication)
        return found[0] if found else None

    def _fetch(self, query: str, key: str, replication: int) -> tuple[Any, ...] | None:
        try:
            found: tuple[Any, ...] | None = self._connection.execute(
                query, (key, replication)
            ).fetchone()
        except sqlite3.Error as error:
            raise StoreProblem(f"{self.path}: can't be read ({error})") from None
        return found
