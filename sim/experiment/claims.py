"""Who simulates what, when several runs share a store: nothing is simulated twice.

Before a batch is handed out, its runs are claimed in one short transaction; what another living run
has claimed is left for later, and taken from the store then, or taken over when that run has died.
A run is dead when its process is gone, or when it gave no sign of life for a minute of our own
time: no clocks are compared, and neither a suspended laptop nor a stopped process blocks others.

Claims save work and nothing depends on them: a row that two runs write is the same row. So they
stand in a file of their own beside the store, which never waits for the disk and may be lost; and
where it can't be written, everything is ours.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from sim.experiment.batch import Batch, Row
from sim.experiment.chunks import Batches
from sim.experiment.drivers import name_of_this_run, seen_from_here, surely_gone

Wanted = tuple[str, int]
"""Key and replication."""
BEAT_S = 10.0
"""A living run gives a sign of life so often."""
SILENT_S = 60.0
"""A run that gave no sign of life for so long is taken for dead."""
BUSY_S = 10.0
_TABLES = """
    CREATE TABLE IF NOT EXISTS drivers (name TEXT PRIMARY KEY, beats INTEGER, beaten_at REAL);
    CREATE TABLE IF NOT EXISTS claims (
        key TEXT, replication INTEGER, driver TEXT, PRIMARY KEY (key, replication)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS claims_of ON claims (driver);
"""
_BEAT = (
    "INSERT INTO drivers VALUES (?, 0, ?) ON CONFLICT (name) "
    "DO UPDATE SET beats = beats + 1, beaten_at = excluded.beaten_at"
)


class Claims:
    """The claims of this run among those of others; a context manager, gives signs of life while
    it is entered."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """``path``: the file of claims; ``clock`` gives seconds."""
        self.name = name_of_this_run()
        self._path = path
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}
        self._end = threading.Event()
        self._heart = threading.Thread(target=self._give_signs_of_life, daemon=True)

    def __enter__(self) -> Claims:
        self._begin()
        self._heart.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._heart.join()
        with suppress(sqlite3.Error), self._written() as connection:
            _forget(connection, self.name)

    def claim(self, wanted: Sequence[Wanted]) -> set[Wanted]:
        """Those of ``wanted`` that are ours to simulate; the others are at another living run."""
        try:
            with self._written() as connection:
                ours = {run for run in wanted if self._holder(connection, run) is None}
                connection.executemany(
                    "INSERT OR REPLACE INTO claims VALUES (?, ?, ?)",
                    [(*run, self.name) for run in ours],
                )
                connection.execute(_BEAT, (self.name, time.time()))
                return ours
        except sqlite3.Error:
            return set(wanted)

    def release(self, done: Iterable[Wanted]) -> None:
        """These are in the store."""
        with suppress(sqlite3.Error), self._written() as connection:
            connection.executemany(
                "DELETE FROM claims WHERE key = ? AND replication = ?", list(done)
            )

    def holders(self, wanted: Iterable[Wanted]) -> dict[Wanted, str]:
        """Those of ``wanted`` that another living run has claimed, with its name."""
        try:
            with self._written() as connection:
                found = {run: self._holder(connection, run) for run in wanted}
                return {run: name for run, name in found.items() if name is not None}
        except sqlite3.Error:
            return {}

    def _holder(self, connection: sqlite3.Connection, run: Wanted) -> str | None:
        found = connection.execute(
            "SELECT claims.driver, drivers.beats FROM claims LEFT JOIN drivers "
            "ON drivers.name = claims.driver WHERE key = ? AND replication = ?",
            run,
        ).fetchone()
        if found is None or found[0] == self.name:
            return None
        name, beats = found
        if beats is not None and not self._is_dead(name, beats):
            return str(name)
        _forget(connection, name)
        return None

    def _is_dead(self, name: str, beats: int) -> bool:
        now = self._clock()
        before, since = self._seen.get(name, (None, now))
        if before != beats:
            since = now
        self._seen[name] = beats, since
        return now - since > SILENT_S or surely_gone(name)

    def _begin(self) -> None:
        try:
            with suppress(OSError):
                self._prepare()
        except sqlite3.OperationalError:
            return  # no room, no right to write: then without claims
        except sqlite3.DatabaseError:  # damaged: nothing is lost with it
            with suppress(OSError, sqlite3.Error):
                self._path.unlink()
                self._prepare()

    def _prepare(self) -> None:
        with closing(_opened(self._path)) as connection:
            connection.executescript(_TABLES)
            for (name,) in connection.execute("SELECT name FROM drivers").fetchall():
                if surely_gone(name):
                    _forget(connection, name)
            connection.execute(_BEAT, (self.name, time.time()))

    def _give_signs_of_life(self) -> None:
        while not self._end.wait(BEAT_S):
            with suppress(sqlite3.Error), self._written() as connection:
                connection.execute(_BEAT, (self.name, time.time()))

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        with closing(_opened(self._path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


class Claimed:
    """Batches of which every run is ours to simulate."""

    def __init__(self, batches: Batches, claims: Claims, kept: Callable[[Wanted], bool]) -> None:
        """``kept``: whether the store has it by now, so that nobody need simulate it."""
        self.left: list[Wanted] = []
        """Runs that others have done meanwhile, or are at."""
        self._batches = batches
        self._claims = claims
        self._kept = kept

    def next(self) -> Batch | None:
        """The next batch; None when nothing is left but what others do."""
        while (batch := self._batches.next()) is not None:
            wanted = [(run.key, run.replication) for run in batch.runs]
            ours = self._claims.claim(wanted)
            # claimed first, looked for then: who finishes a run keeps it before letting it go
            done = {run for run in ours if self._kept(run)}
            if done:
                self._claims.release(done)
            self.left += [run for run in wanted if run not in ours or run in done]
            runs = tuple(run for run in batch.runs if (run.key, run.replication) in ours - done)
            if runs:
                return replace(batch, runs=runs)
        return None

    def learn(self, rows: Sequence[Row]) -> None:
        """How long these took."""
        self._batches.learn(rows)


def living_drivers(path: Path) -> set[str]:
    """Names of runs that gave a sign of life lately, as far as that can be seen from here."""
    if not path.is_file():
        return set()
    try:
        with closing(_opened(path)) as connection:
            found = connection.execute("SELECT name, beaten_at FROM drivers").fetchall()
    except sqlite3.Error:
        return set()
    since = time.time() - SILENT_S
    return {
        name for name, at in found if not surely_gone(name) and (at > since or seen_from_here(name))
    }


def claims_beside(store: Path) -> Path:
    """The file of claims of a store."""
    return store.with_name(f"{store.stem}.claims{store.suffix}")


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _forget(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM claims WHERE driver = ?", (name,))
    connection.execute("DELETE FROM drivers WHERE name = ?", (name,))
