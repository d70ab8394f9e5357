"""The store: every replication ever finished, in one SQLite file; nothing is simulated twice.

Only the process that drives a run writes it. It stays in rollback-journal mode, which also works on
network disks; each batch is one transaction, so an interrupted run leaves whole rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.analysis.series import Point
from sim.experiment.batch import Row, unpack_series

STORE_VERSION = 1
_TABLE = """
CREATE TABLE replications (
    key TEXT NOT NULL, replication INTEGER NOT NULL,
    kpis BLOB, series BLOB, incidents BLOB, log BLOB, log_digest TEXT, cause TEXT, traceback TEXT,
    PRIMARY KEY (key, replication)
)
"""
BUSY_S = 60.0
"""How long to wait for another run that is writing."""


class StoreProblem(Exception):
    """The store can't be used; one line naming the file and what to do."""


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
                connection.execute(_TABLE)
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
        try:
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO replications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [astuple(row) for row in rows],
                )
        except sqlite3.Error as error:
            raise StoreProblem(f"{self.path}: can't be written ({error})") from None

    def find(self, key: str, replication: int) -> Row | None:
        """A row that finished, without its series and log; None when there is none, or it failed.

        What failed is tried again: the cause may have been a lack of memory or disk.
        """
        found = self._fetch(
            "SELECT kpis, incidents, log_digest FROM replications "
            "WHERE key = ? AND replication = ? AND cause = ''",
            key,
            replication,
        )
        if found is None:
            return None
        return Row(key, replication, kpis=found[0], incidents=found[1], log_digest=found[2])

    def series(self, key: str, replication: int) -> list[Point]:
        """Series of a row that finished; empty when there is none."""
        found = self._fetch(
            "SELECT series FROM replications WHERE key = ? AND replication = ? AND cause = ''",
            key,
            replication,
        )
        return unpack_series(found[0]) if found else []

    def packed_log(self, key: str, replication: int) -> bytes:
        """Log of a row (zlib bytes of CSV lines); empty when none was kept."""
        found = self._fetch(
            "SELECT log FROM replications WHERE key = ? AND replication = ?", key, replication
        )
        return bytes(found[0]) if found else b""

    def _fetch(self, query: str, key: str, replication: int) -> tuple[Any, ...] | None:
        try:
            found: tuple[Any, ...] | None = self._connection.execute(
                query, (key, replication)
            ).fetchone()
        except sqlite3.Error as error:
            raise StoreProblem(f"{self.path}: can't be read ({error})") from None
        return found
