"""The entry of a run among the experiments: what its design asked for, and how it ended."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from sim.experiment.designs.base import Request
from sim.experiment.past_experiments import BROKEN_OFF, FINISHED, RUNNING, STOPPED, shown
from sim.experiment.plan import Plan
from sim.experiment.problems import Interrupted, StoreProblem
from sim.experiment.row_key import code_hash, versions
from sim.experiment.store import Store
from sim.kernel.names import listed

_BESIDE_RESULTS = (
    "workers=",
    "cluster",
    "results_folder=",
    "replications=",
    "redo_failed=",
    "replication_limit_s=",
    "worker_memory_mb=",
    "failed_share_at_most=",
)
"""Words of a command that change no replication."""


class Booking:
    """The entry of this run among the experiments; a context manager: what ends it is its state."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        settings: Mapping[str, str],
        keys: Mapping[str, str],
        driver: str,
    ) -> None:
        """``settings`` and ``keys``: digest of settings and key of rows by scenario; ``driver``:
        name of this run."""
        self._store = store
        self._plan = plan
        self._settings = settings
        self._keys = keys
        self._driver = driver
        self._id = _identity(plan, keys)
        self._ranges: dict[str, tuple[int, int]] = {}
        self._unwritten: dict[Request, int] = {}
        self._before: tuple[str, ...] | None = None

    def __enter__(self) -> Booking:
        plan = self._plan
        values = {
            "id": self._id,
            "name": plan.experiment,
            "command": shlex.join(plan.command),
            "words": json.dumps([w for w in plan.command if not w.startswith(_BESIDE_RESULTS)]),
            "seed": str(plan.seed),
            "code": code_hash(),
            "versions": json.dumps(versions()),
            "started": datetime.now().isoformat(),
            "state": RUNNING,
            "driver": self._driver,
            "folder": "",
        }
        again = ("name", "command", "words", "started", "state", "driver")
        with self._store.transaction() as connection:
            self._before = connection.execute(
                "SELECT id, code, versions, seed, started FROM experiments WHERE words = ? "
                "ORDER BY started DESC LIMIT 1",
                (values["words"],),
            ).fetchone()
            connection.execute(
                f"INSERT INTO experiments ({', '.join(values)}) "
                f"VALUES ({', '.join(f':{column}' for column in values)}) ON CONFLICT (id) "
                f"DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in again)}",
                values,
            )
            connection.execute("DELETE FROM asked WHERE experiment = ?", (self._id,))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: object
    ) -> None:
        if kind is not None:
            by_hand = issubclass(kind, Interrupted | KeyboardInterrupt)
            with suppress(StoreProblem):  # a full disk, say: then its process is gone, which tells
                self._end(STOPPED if by_hand else BROKEN_OFF, "")

    def finished(self, folder: Path) -> None:
        """Its results are written."""
        self._end(FINISHED, folder.relative_to(self._plan.results_folder).as_posix())

    def ask(self, requests: Sequence[Request]) -> None:
        """The design asks for these now; written when ``keep`` is called, or at the end."""
        for name, replication in sorted(requests):
            first, after = self._ranges.get(name, (replication, replication))
            if after != replication:
                first = replication
            self._ranges[name] = first, replication + 1
            self._unwritten[name, first] = replication + 1

    def keep(self) -> None:
        """Write what was asked for, before any of it is simulated."""
        with self._store.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO asked (experiment, scenario, first, after, key, settings) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (self._id, name, first, after, self._keys[name], self._settings[name])
                    for (name, first), after in self._unwritten.items()
                ],
            )
        self._unwritten.clear()

    def changes(self, missing: Collection[tuple[str, int]]) -> str | None:
        """One line on what changed since the same command was run before, None when nothing did;
        ``missing``: keys and replications that are simulated now."""
        if self._before is None or self._before[0] == self._id:
            return None
        earlier, code, libraries, seed, started = self._before
        found = self._store.query(
            "SELECT DISTINCT scenario, key, settings FROM asked WHERE experiment = ?", (earlier,)
        )
        stale = {
            name: settings
            for name, key, settings in found
            if name in self._keys and key != self._keys[name]
        }
        keys = {self._keys[name] for name in stale}
        anew = sum(key in keys for key, _ in missing)
        if not anew:
            return None
        what = ["the code"] if code != code_hash() else []
        before = json.loads(libraries)
        what += [
            f"the version of {name} ({before.get(name, 'none')}, now {version})"
            for name, version in versions().items()
            if before.get(name) != version
        ]
        if seed != str(self._plan.seed):
            what.append(f"the seed ({seed}, now {self._plan.seed})")
        changed = [name for name, settings in stale.items() if settings != self._settings[name]]
        if changed:
            what.append(f"the settings of {listed(changed)}")
        are = "1 replication is" if anew == 1 else f"{anew} replications are"
        return (
            f"changed since this command was run on {shown(started)}: {', '.join(what)}; {are} "
            "simulated anew"
        )

    def _end(self, state: str, folder: str) -> None:
        self.keep()
        with self._store.transaction() as connection:
            # another run of the same experiment may go on: only its end is worth saying then
            connection.execute(
                "UPDATE experiments SET state = :state, driver = :driver, "
                "folder = CASE :folder WHEN '' THEN folder ELSE :folder END "
                "WHERE id = :id AND (driver = :driver OR :state = :finished)",
                {"state": state, "driver": self._driver, "folder": folder, "id": self._id}
                | {"finished": FINISHED},
            )


def _identity(plan: Plan, keys: Mapping[str, str]) -> str:
    """Equal for runs of one experiment: same design, same settings, same seed, same code."""
    design = plan.design.model_dump(mode="json", exclude={"question"})
    content = [plan.experiment, design, plan.seed, sorted(set(keys.values()))]
    return blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()
