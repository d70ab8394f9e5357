"""Runs that share a store share the work, and none waits for one that is dead."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from few_lines import few_lines, plan, scenario
from heard import Heard
from kept_runs import Went, whole_row
from patience import until

from sim.experiment import claims as claims_module
from sim.experiment import engine
from sim.experiment.batch import Batch, Row, Run
from sim.experiment.claims import SILENT_S, Claimed, Claims, claims_beside, living_drivers
from sim.experiment.drivers import name_of_this_run, process_in_words, surely_gone
from sim.experiment.engine import run_plan
from sim.experiment.problems import Interrupted
from sim.experiment.store import Store

RUNS = [("a", 0), ("a", 1), ("b", 0)]
SLEEPER = "import sys; print('up', flush=True); sys.stdin.read()"


class Clock:
    """Seconds that go by when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def of_another_machine(path: Path, runs: list[tuple[str, int]], beats: int = 0) -> str:
    """Claims of a run whose process can't be seen from here."""
    name = "elsewhere - - 1 - 1"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT OR REPLACE INTO drivers VALUES (?, ?, ?)", (name, beats, time.time())
        )
        connection.executemany(
            "INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", [(*run, name) for run in runs]
        )
    return name


def test_what_one_has_claimed_the_other_leaves(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Claims(path) as one, Claims(path) as other:
        assert one.claim(RUNS) == set(RUNS)
        assert one.claim(RUNS) == set(RUNS), "its own"
        assert other.claim([*RUNS, ("b", 1)]) == {("b", 1)}
        assert other.holders([*RUNS, ("b", 1)]) == dict.fromkeys(RUNS, one.name)
        one.release(RUNS[:2])
        assert other.claim(RUNS) == set(RUNS[:2])
    assert not living_drivers(path)


def test_a_silent_run_whose_process_can_be_seen_is_alive(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Claims(path) as ours:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE drivers SET beaten_at = 0")
        assert living_drivers(path) == {ours.name}
        elsewhere = f"far-away {ours.name.partition(' ')[2]}"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE drivers SET name = ?", (elsewhere,))
        assert not living_drivers(path)


def test_what_a_run_leaves_behind_is_free(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Claims(path) as other:
        with Claims(path) as one:
            one.claim(RUNS)
            assert other.holders(RUNS)
        assert other.holders(RUNS) == {}
        assert other.claim(RUNS) == set(RUNS)


def test_a_run_on_another_machine_is_dead_when_it_gives_no_sign_of_life(tmp_path: Path) -> None:
    path, clock = tmp_path / "c.sqlite", Clock()
    with Claims(path, clock) as ours:
        of_another_machine(path, RUNS)
        assert ours.claim(RUNS) == set()
        clock.now = SILENT_S - 1.0
        assert ours.claim(RUNS) == set()
        of_another_machine(path, RUNS, beats=1)
        assert ours.claim(RUNS) == set()
        clock.now += SILENT_S - 1.0
        assert ours.claim(RUNS) == set(), "it was heard a while ago"
        clock.now += 2.0
        assert ours.claim(RUNS) == set(RUNS)


def test_a_laptop_that_slept_takes_nobody_for_dead(tmp_path: Path) -> None:
    """Hours on the wall don't count: the other slept as well."""
    path = tmp_path / "c.sqlite"
    with Claims(path, Clock()) as ours:
        name = of_another_machine(path, RUNS)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE drivers SET beaten_at = 0 WHERE name = ?", (name,))
        assert ours.claim(RUNS) == set()


def test_a_run_whose_process_is_gone_is_dead_at_once(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    words = [sys.executable, "-c", f"import os, signal; from sim.experiment.claims import *; "
             f"from pathlib import Path; c = Claims(Path({str(path)!r})); c.__enter__(); "
             f"c.claim({RUNS!r}); os.kill(os.getpid(), signal.SIGKILL)"]  # fmt: skip
    with Claims(path) as ours:
        assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM drivers").fetchone() == (2,)
        assert living_drivers(path) == {ours.name}
        assert ours.claim(RUNS) == set(RUNS)


def test_a_process_is_known_by_when_it_began() -> None:
    name = name_of_this_run()
    assert name != name_of_this_run(), "two runs of one process"
    assert not surely_gone(name)
    assert process_in_words(name).startswith(f"process {os.getpid()} on ")
    with subprocess.Popen(
        [sys.executable, "-c", SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        parts = name.split(" ")
        parts[3] = str(child.pid)
        assert surely_gone(" ".join(parts)), "the number was given again"
        stat = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        parts[4] = stat[19]
        assert not surely_gone(" ".join(parts))
        child.kill()
        child.wait()
        assert surely_gone(" ".join(parts))
    here = name.split(" ")
    assert surely_gone(" ".join([here[0], "another-start", *here[2:]])), "started anew since"
    assert not surely_gone(" ".join(["elsewhere", *here[1:3], "1", *here[4:]]))
    assert not surely_gone(" ".join([*here[:2], "pid:[1]", "1", *here[4:]])), "another container"


def test_a_file_of_claims_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"rubbish" * 1000)
    with Claims(path) as one, Claims(path) as other:
        assert one.claim(RUNS) == set(RUNS)
        assert other.claim(RUNS) == set()


def test_where_no_claim_can_be_written_all_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.mkdir()
    with Claims(path) as one:
        assert one.claim(RUNS) == set(RUNS)
        assert one.holders(RUNS) == {}
        one.release(RUNS)


def test_signs_of_life_are_given_while_a_batch_takes_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims_module, "BEAT_S", 0.01)
    path = tmp_path / "c.sqlite"

    def beats() -> int:
        with closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("SELECT max(beats) FROM drivers").fetchone()[0])

    with Claims(path):
        until(lambda: beats() >= 3)


class Two:
    """Two batches of made-up runs."""

    def __init__(self) -> None:
        scene = scenario("s")
        self.left = [
            Batch(1, (Run(0, "a", scene), Run(0, "b", scene))),
            Batch(1, (Run(1, "a", scene), Run(1, "b", scene))),
        ]
        self.learned: list[Row] = []

    def next(self) -> Batch | None:
        return self.left.pop(0) if self.left else None

    def learn(self, rows: object) -> None:
        self.learned += rows  # type: ignore[operator]


def test_batches_hold_only_what_is_ours_and_not_done(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Claims(path) as one, Claims(path) as other:
        other.claim([("a", 0), ("b", 0), ("a", 1)])
        batches = Two()
        claimed = Claimed(batches, one, lambda run: run == ("c", 9))
        batch = claimed.next()
        assert batch is not None
        assert [(run.key, run.replication) for run in batch.runs] == [("b", 1)]
        assert claimed.next() is None
        assert claimed.left == [("a", 0), ("b", 0), ("a", 1)]
        claimed.learn([whole_row("b", 1)])
        assert len(batches.learned) == 1


def test_what_another_run_finished_between_is_taken_from_the_store(tmp_path: Path) -> None:
    """Started together, both look into the empty store; the first then finishes all."""
    scenarios = [scenario("short"), scenario("long", 3)]
    elsewhere = Went(plan(tmp_path / "elsewhere", *scenarios)).folder
    with Store(tmp_path / "elsewhere" / "store.sqlite") as store:
        finished = [
            Row(*columns)
            for columns in store.query(
                "SELECT r.key, r.replication, kpis, series, incidents, log, log_digest "
                "FROM replications r JOIN details d ON d.number = r.number"
            )
        ]
    results = tmp_path / "results"
    simulated = []

    def the_other_is_quicker(scenario, seed, replication, shared):  # type: ignore[no-untyped-def]
        if not simulated:
            with Store(results / "store.sqlite") as store:
                store.add(finished)
        simulated.append((scenario.name, replication))
        return few_lines(scenario, seed, replication, shared)

    heard = Heard()
    folder = run_plan(plan(results, *scenarios), heard, the_other_is_quicker)
    assert len(simulated) <= 2, "at most the batch that was handed out already"
    assert heard.reused >= 8
    for part in ("kpis.csv", "comparison.csv", "series.csv.gz"):
        assert (folder / part).read_bytes() == (elsewhere / part).read_bytes()


def claimed_elsewhere(results: Path, first: Path) -> Path:
    """Another machine is at two replications of each scenario that was run in ``first``; gives the
    file of claims."""
    with Store(first / "store.sqlite") as store:
        found = store.query("SELECT key, replication FROM replications WHERE replication < 2")
    results.mkdir()
    path = claims_beside(results / "store.sqlite")
    with Claims(path):
        of_another_machine(path, found)
    return path


def test_a_run_waits_for_another_and_takes_over_when_that_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims_module, "SILENT_S", 0.3)
    scenarios = [scenario("short"), scenario("long", 3)]
    first = Went(plan(tmp_path / "first", *scenarios))
    results = tmp_path / "results"
    claimed_elsewhere(results, tmp_path / "first")
    second = Went(plan(results, *scenarios))
    (line,) = second.said
    assert line == "waiting for 4 replications that process 1 on elsewhere simulates"
    assert sum(second.simulated.values()) == 10
    assert (first.folder / "kpis.csv").read_bytes() == (second.folder / "kpis.csv").read_bytes()


def test_ctrl_c_ends_the_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = plan(tmp_path / "first", scenario("short"))
    Went(first)
    results = tmp_path / "results"
    path = claimed_elsewhere(results, tmp_path / "first")
    monkeypatch.setattr(engine.time, "sleep", lambda _s: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(Interrupted, match="3 of 5 replications are kept"):
        Went(plan(results, scenario("short")))
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("SELECT count(*) FROM drivers").fetchone() == (1,)
        connection.execute("DELETE FROM drivers")
    assert sum(Went(plan(results, scenario("short"))).simulated.values()) == 2


def test_what_a_killed_run_left_of_a_results_folder_is_removed(tmp_path: Path) -> None:
    partial = tmp_path / "trial" / ".2026-01-01_000000.7.partial"
    partial.mkdir(parents=True)
    (partial / "kpis.csv").write_text("half")
    path = claims_beside(tmp_path / "store.sqlite")
    with Claims(path):
        of_another_machine(path, [])
    Went(plan(tmp_path, scenario("short")))
    assert partial.exists(), "another run may be writing it"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM drivers")
    Went(plan(tmp_path, scenario("short")))
    assert not partial.exists()
