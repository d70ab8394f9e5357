"""A replication simulated again: the same as what is kept, or it is told what differs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import compose
from few_lines import few_lines, run, scenario

from sim.analysis.log_reader import read_logs
from sim.config import Scenario
from sim.events import RunEnded, ViolationOccurred
from sim.experiment.replay import NobodyListens, Replayed, replay, write_replay
from sim.experiment.replay_compared import Kept, compared, kept_in, kept_in_folder
from sim.experiment.row_key import row_key
from sim.experiment.store import Store
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate


def again(name: str, replication: int, days: int = 2) -> Replayed:
    return replay(scenario(name, days), 7, replication, "key", simulate=few_lines)


def stored(results: Path, of: Scenario, replication: int) -> Kept | None:
    with Store(results / "store.sqlite") as store:
        return kept_in(store, row_key(of, 7), replication)


def in_folder(folder: Path, name: str, replication: int) -> Kept | None:
    manifest = json.loads((folder / "manifest.json").read_text())
    return kept_in_folder(folder, manifest, name, replication)


def test_a_replay_is_what_the_store_and_the_folder_hold(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("good"), replications=3)
    assert compared(again("good", 0), stored(tmp_path, scenario("good"), 0)) == (
        True,
        "identical to what is kept: KPIs, series, incidents and log",
    )
    # logs of others aren't kept
    assert compared(again("good", 2), stored(tmp_path, scenario("good"), 2)) == (
        True,
        "identical to what is kept: KPIs, series and incidents",
    )
    said = "identical to what is kept: KPIs and log"
    assert compared(again("good", 0), in_folder(folder, "good", 0)) == (True, said)
    said = "identical to what is kept: KPIs"
    assert compared(again("good", 1), in_folder(folder, "good", 1)) == (True, said)


def test_what_differs_is_named(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("good"), replications=3)
    kept = stored(tmp_path, scenario("good"), 0)
    assert kept is not None
    now = again("good", 0)
    assert kept.pairs is not None
    other = {**kept.pairs, "true_incidents_per_day": (99.0, 2.0)}
    same, said = compared(now, replace(kept, pairs=other))
    assert (same, said) == (False, "not what is kept: KPIs (true_incidents_per_day) differ")
    assert kept.series is not None
    same, said = compared(now, replace(kept, series=kept.series[:-1], log_digest="f00"))
    assert (same, said) == (False, "not what is kept: series, log differ")
    assert kept.incidents is not None
    flipped = kept.incidents[:-1] + bytes([1 - kept.incidents[-1]])
    assert compared(now, replace(kept, incidents=flipped))[1].endswith(": incidents differ")
    same, said = compared(again("good", 0, days=3), in_folder(folder, "good", 0))
    assert not same
    assert "true_incidents_per_day" in said
    assert said.endswith(", log differ")


def test_nothing_kept_is_said_and_is_no_difference(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("good"), replications=1)
    assert stored(tmp_path, scenario("good"), 5) is None
    assert in_folder(folder, "good", 5) is None
    same, said = compared(again("good", 5), None)
    assert same
    assert said == "not compared: no result of these settings, made by this code, is kept"


@pytest.mark.slow
def test_a_failure_is_the_same_or_another_or_gone(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("fails 2 differently"), replications=3)
    for kept in (
        stored(tmp_path, scenario("fails 2 differently"), 1),
        in_folder(folder, "fails 2 differently", 1),
    ):
        assert kept == Kept(cause="ValueError: no road of 1 leads to the moon")
        failing = again("fails 2 differently", 1)
        assert compared(failing, kept) == (True, "the same failure as the one kept")
        same, said = compared(again("fails 9 differently", 4), kept)
        assert (same, said.partition(": ")[2]) == (False, kept.cause)
        same, said = compared(again("good", 1), kept)
        assert not same
        assert said.startswith("it finished now, though it is kept as failed: ValueError")
        assert said.endswith("; to use it, give the run's command with redo_failed=true")
    finished = stored(tmp_path, scenario("fails 2 differently"), 2)
    same, said = compared(again("fails 9", 2), finished)
    assert (same, said) == (False, "it failed now, though what is kept finished")


def test_the_log_of_a_failure_goes_up_to_it_and_is_written(tmp_path: Path) -> None:
    now = again("fails 1", 0)
    whole = few_lines(scenario("good"), 7, 0, {})
    assert now.log.rows == whole.rows[:-2]
    assert now.until_h == whole.rows[-3][0]
    assert now.row.cause == "ValueError: no road leads to the moon"
    folder = write_replay(tmp_path, now, "so", ["run.py"])
    assert write_replay(tmp_path, now, "so", ["run.py"]) != folder
    assert folder.name.startswith("fails_1_0_")
    (log,) = read_logs(folder / "log.csv.gz").values()
    assert log.rows == now.log.rows
    assert "in few_lines" in (folder / "traceback.txt").read_text()
    written = json.loads((folder / "replay.json").read_text())
    assert (written["cause"], written["compared"]) == (now.row.cause, "so")
    assert (written["events"], written["replication"]) == (len(log), 0)
    assert written["log_digest"] == log.digest()


def test_a_replay_that_finished_has_no_traceback_and_a_name_for_a_file(tmp_path: Path) -> None:
    now = again("good/../../bad, été", 0)
    folder = write_replay(tmp_path, now, "so", ["run.py"])
    assert folder.parent == tmp_path
    assert folder.name.startswith("good_.._.._bad_été_0_")
    named = write_replay(tmp_path, now, "so", [], "good (lean, graduated)")
    assert named.name.startswith("good_lean_graduated_0_")
    assert sorted(path.name for path in folder.iterdir()) == ["log.csv.gz", "replay.json"]


def test_events_are_told_as_they_happen_and_nobody_need_listen() -> None:
    told: list[Any] = []
    now = replay(scenario("fails 1"), 7, 0, "key", told.append, few_lines)
    assert told == now.log.rows
    assert isinstance(told[-1], ViolationOccurred)

    def gone(_event: object) -> None:
        raise BrokenPipeError

    with pytest.raises(NobodyListens):
        replay(scenario("good"), 7, 0, "key", gone, few_lines)


def test_ctrl_c_leaves_the_log_so_far(tmp_path: Path) -> None:
    def endless(
        scenario: Scenario, seed: int, number: int, shared: dict[Any, Any], log: EventLog
    ) -> EventLog:
        few_lines(scenario, seed, number, shared, log)
        raise KeyboardInterrupt

    now = replay(scenario("good"), 7, 0, "key", simulate=endless)
    assert isinstance(now.log.rows[-1], RunEnded)
    assert compared(now, Kept()) == (False, "broken off, so nothing is compared")
    assert (write_replay(tmp_path, now, "so", []) / "log.csv.gz").is_file()


def test_the_model_writes_into_the_log_it_is_given() -> None:
    """So that what there is of it outlives an error in the middle of the run."""
    short = compose(days=3)
    log = EventLog()
    assert simulate(short, 7, 0, None, log) is log
    assert log.digest() == simulate(short, 7, 0).digest()


def test_settings_read_from_a_manifest_are_those_that_were_run(ghouta: Scenario) -> None:
    written = json.loads(json.dumps(ghouta.model_dump(mode="json")))
    assert row_key(Scenario.model_validate(written), 7) == row_key(ghouta, 7)
