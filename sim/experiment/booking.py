"""The entry of a run among the experiments: what its design asked for, and how it ended."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from sim.experiment.changed_settings import (
    KEPT_OF_A_RUN,
    changes_in_words,
    keep_settings,
    kept_settings,
)
from sim.experiment.past_experiments import BROKEN_OFF, FINISHED, RUNNING, STOPPED, to_the_minute
from sim.experiment.plan import Plan
from sim.experiment.problems import Interrupted, StoreProblem
from sim.experiment.row_key import code_hash, settings_of, versions
from sim.experiment.same_command import words_of_experiment, words_of_replications
from sim.experiment.store import Store
from sim.experiment.study_results import Request


class Booking:
    """The entry of this run among the experiments; a context manager: what ends it is its state.

    It is made when ``begin`` is called: a run that never began leaves none.
    """

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
        self._has_begun = False
        self._words = json.dumps(words_of_replications(plan.command))

    def __enter__(self) -> Booking:
        found = self._store.query(
            "SELECT id, code, versions, seed, started FROM experiments WHERE words = ? "
            "ORDER BY started DESC LIMIT 1",
            (self._words,),
        )
        self._before = found[0] if found else None
        return self

    def begin(self) -> None:
        """Make the entry, before anything is simulated; does nothing when called again."""
        if self._has_begun:
            return
        plan = self._plan
        values = {
            "id": self._id,
            "name": plan.experiment,
            "command": shlex.join(plan.command),
            "words": self._words,
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
            connection.execute(
                f"INSERT INTO experiments ({', '.join(values)}) "
                f"VALUES ({', '.join(f':{column}' for column in values)}) ON CONFLICT (id) "
                f"DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in again)}",
                values,
            )
            connection.execute("DELETE FROM asked WHERE experiment = ?", (self._id,))
            some = plan.scenarios[:KEPT_OF_A_RUN]
            settings = {self._settings[scenario.name]: settings_of(scenario) for scenario in some}
            keep_settings(self._store, settings)
            self._write_asked()
        self._has_begun = True

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: object
    ) -> None:
        if kind is not None and self._has_begun:
            by_hand = issubclass(kind, Interrupted | KeyboardInterrupt)
            with suppress(StoreProblem):  # a full disk, say: then its process is gone, which tells
                self._end(STOPPED if by_hand else BROKEN_OFF, "")

    def finished(self, folder: Path) -> None:
        """Its results are written."""
        self._end(FINISHED, folder.relative_to(self._plan.results_folder).as_posix())

    def ask(self, requests: Sequence[Request]) -> None:
        """The design asks for these now; written when ``begin`` or ``keep`` is called, or at the
        end."""
        for name, replication in sorted(requests):
            first, after = self._ranges.get(name, (replication, replication))
            if after != replication:
                first = replication
            self._ranges[name] = first, replication + 1
            self._unwritten[name, first] = replication + 1

    def keep(self) -> None:
        """Write what was asked for, before any of it is simulated; the first time ``begin`` does
        it."""
        if self._has_begun:
            self._write_asked()

    def _write_asked(self) -> None:
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
        what = ["the program's code"] if code != code_hash() else []
        before = json.loads(libraries)
        what += [
            f"the version of {name} ({before.get(name, 'none')}, now {version})"
            for name, version in versions().items()
            if before.get(name) != version
        ]
        if seed != str(self._plan.seed):
            what.append(f"the seed ({seed}, now {self._plan.seed})")
        changed = {name: then for name, then in stale.items() if then != self._settings[name]}
        if changed:
            what.append(self._changed_settings(changed))
        are = "1 replication is" if anew == 1 else f"{anew} replications are"
        return (
            f"changed since this command ran on {to_the_minute(started)}: {', '.join(what)}; "
            f"{are} simulated anew"
        )

    def _changed_settings(self, changed: Mapping[str, str]) -> str:
        """What changed in words, and in how many scenarios; ``changed``: scenario -> digest of its
        settings then."""
        pairs = []
        for scenario in self._plan.scenarios[:KEPT_OF_A_RUN]:
            if scenario.name in changed:
                then = kept_settings(self._store, changed[scenario.name])
                if then is not None:
                    pairs.append((then, settings_of(scenario)))
        what = changes_in_words(pairs) or "settings"
        total = len(self._plan.scenarios)
        if total == 1:
            return what
        where = f"all {total}" if len(changed) == total else f"{len(changed)} of {total}"
        return f"{what} in {where} scenarios"

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
    """Equal for runs of one experiment: same command, same design, same settings, same seed, same
    code. What asks for less is another: it mustn't take the place of what isn't finished."""
    words = words_of_experiment(plan.command)
    design = plan.design.model_dump(mode="json", exclude={"question"})
    content = [words, plan.experiment, design, plan.replications, plan.seed]
    content.append(sorted(set(keys.values())))
    return blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()
