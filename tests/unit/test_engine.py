"""The engine, with a model of a few lines in place of the real one."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import pytest
from conftest import compose
from few_lines import plan, scenario
from hand_made import entry, violation

from sim.analysis.kpis import value
from sim.analysis.log_reader import read_logs
from sim.analysis.table_digests import digests_of
from sim.config import Scenario
from sim.events import RunEnded, RunStarted
from sim.experiment.designs.base import FRESH_FROM, Conclusion, Design, Request, Results
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.engine import run_plan
from sim.experiment.unfinished import renamed
from sim.kernel.eventlog import EventLog
from sim.kernel.streams import Streams

simulated: Counter[tuple[str, int]] = Counter()


def test_runs_that_end_in_the_same_second_keep_their_folders_apart(tmp_path: Path) -> None:
    names = []
    for number in range(3):
        partial = tmp_path / f".{number}.partial"
        partial.mkdir()
        (partial / "manifest.json").write_text(str(number))
        names.append(renamed(partial, tmp_path / "then", lambda _: None).name)
    assert names == ["then", "then_2", "then_3"]
    assert [(tmp_path / name / "manifest.json").read_text() for name in names] == ["0", "1", "2"]


def few_lines(scenario: Scenario, seed: int, replication: int, shared: dict[Any, Any]) -> EventLog:
    """A model of a few lines: 0 to 9 incidents a run, one recorded; a longer run has one more."""
    simulated[scenario.name, replication] += 1
    shared[scenario.name] = replication
    assert set(shared.values()) == {replication}, "shared between replications"
    if scenario.name == "broken" and replication == 1:
        raise ValueError("no road leads\nto the moon")
    if scenario.name == "deadly":
        os._exit(3)
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * scenario.days))
    count = int(10 * Streams(seed, replication).uniform("count")) + scenario.days
    kinds = ("mortar", "artillery") if replication else ("mortar",)
    for i in range(count):
        log.append(violation(float(i), i + 1, "side_a", kind=kinds[i % len(kinds)]))
    log.append(entry(20.0, "east", 1, "matched"))
    log.append(RunEnded(24.0 * scenario.days))
    return log


class Steps:
    """Counts what the engine reports."""

    def __init__(self) -> None:
        self.total = self.done = self.finished = 0
        self.failures: Counter[str] = Counter()
        self.said: list[str] = []

    def start(self, total: int) -> None:
        self.total = total

    def reuse(self, n: int) -> None:
        self.done += n

    def advance(self, n: int = 1) -> None:
        self.done += n

    def failed(self, scenario: str, n: int = 1) -> None:
        self.failures[scenario] += n

    def say(self, message: str) -> None:
        self.said.append(message)

    def finish(self) -> None:
        self.finished += 1


def run(folder: Path, *scenarios: Scenario, **settings: Any) -> tuple[Path, Steps]:
    steps = Steps()
    return run_plan(plan(folder, *scenarios, **settings), steps, few_lines), steps


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as text:
        return list(csv.DictReader(text))


def same_parts(a: Path, b: Path) -> bool:
    parts = ("kpis.csv", "comparison.csv", "series.csv.gz", "log.csv.gz")
    return all((a / part).read_bytes() == (b / part).read_bytes() for part in parts)


def test_results_folder_is_whole(tmp_path: Path) -> None:
    folder, steps = run(tmp_path, scenario("short"), scenario("long", 3))
    assert (steps.total, steps.done, steps.finished) == (10, 10, 1)
    assert folder.parent == tmp_path / "trial"
    assert sorted(path.name for path in folder.iterdir()) == [
        "comparison.csv",
        "kpis.csv",
        "log.csv.gz",
        "manifest.json",
        "record_power.csv",
        "recorded_and_true.csv",
        "series.csv.gz",
    ]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["baseline"] == "short"
    assert manifest["seed"] == 7
    assert manifest["failed"] == []
    assert manifest["rows"]["kpis.csv"] == manifest["finished"]
    assert manifest["digests"] == digests_of(folder, manifest["rows"])
    assert list(manifest["scenarios"]) == ["short", "long"]
    assert manifest["kpi_labels"]["located_share"]["unit"] == "share"
    assert manifest["command"] == ["python", "run.py", "experiment=trial"]


def test_tables_hold_what_the_logs_say(tmp_path: Path) -> None:
    folder, _ = run(tmp_path, scenario("short"), scenario("long", 3))
    kpis = rows(folder / "kpis.csv")
    assert [(row["scenario"], row["replication"]) for row in kpis] == [
        (name, str(i)) for name in ("short", "long") for i in range(5)
    ]
    # a ratio brings its totals; replication 0 has no artillery, which counted zero there
    for row in kpis:
        share = float(row["recorded_share__numerator"]) / float(row["recorded_share__denominator"])
        assert float(row["recorded_share"]) == share
        assert "true_incidents_per_day__numerator" not in row
        assert row["located_share_from_first_post"] == ""
    assert kpis[0]["true_incidents_per_day_of_artillery"] == "0.0"
    assert float(kpis[1]["true_incidents_per_day_of_artillery"]) > 0.0
    comparison = rows(folder / "comparison.csv")
    found = {(row["scenario"], row["kpi"]): row for row in comparison}
    days = {"short": 2, "long": 3}
    per_day = [
        float(row["true_incidents_per_day"]) * days[row["scenario"]]
        for row in kpis
        if row["scenario"] == "long"
    ]
    mean = float(found["long", "true_incidents_per_day"]["mean"])
    assert mean == pytest.approx(sum(per_day) / 5 / 3)
    assert found["short", "true_incidents_per_day"]["verdict"] == "baseline"
    assert found["long", "located_share"]["verdict"] == "identical"
    assert found["long", "true_incidents_per_day_from_first_post"]["verdict"] == "not enough data"
    log = read_logs(folder / "log.csv.gz")
    assert list(log) == [("short", 0), ("long", 0)]
    direct = few_lines(scenario("long", 3), 7, 0, {})
    assert log["long", 0].digest() == direct.digest()
    with gzip.open(folder / "series.csv.gz", "rt") as text:
        series = list(csv.DictReader(text))
    weeks = [row for row in series if row["series"] == "true_incidents_by_week"]
    assert len(weeks) == 10


def test_same_command_again_simulates_nothing_and_writes_the_same(tmp_path: Path) -> None:
    first, _ = run(tmp_path, scenario("short"), scenario("long", 3))
    simulated.clear()
    second, steps = run(tmp_path, scenario("short"), scenario("long", 3))
    assert not simulated
    assert steps.done == steps.total == 10
    assert first != second
    assert same_parts(first, second)
    run(tmp_path, scenario("short"), scenario("long", 3), replications=6)
    assert set(simulated) == {("short", 5), ("long", 5)}
    simulated.clear()
    run(tmp_path, scenario("short"), seed=8)
    assert sum(simulated.values()) == 5


def test_scenarios_with_equal_settings_are_simulated_once_and_are_identical(tmp_path: Path) -> None:
    simulated.clear()
    folder, steps = run(tmp_path, scenario("one"), scenario("two"))
    assert sum(simulated.values()) == 5
    assert steps.done == 10
    verdicts = {
        row["verdict"] for row in rows(folder / "comparison.csv") if row["scenario"] == "two"
    }
    assert verdicts <= {"identical", "not enough data"}
    assert "identical" in verdicts


class OneAfterAnother(Design):
    """Two replications of the first scenario, then those of the second."""

    kind: Literal["one_after_another"] = "one_after_another"

    def ask(self, results: Results) -> list[Request]:
        for name in results.scenarios:
            if wanted := [(name, at) for at in (0, 1) if (name, at) not in results.known]:
                return wanted
        return []


def test_what_nobody_asked_for_is_not_counted_as_known(tmp_path: Path) -> None:
    """A study asks for the force that it found again, under a telling name."""
    simulated.clear()
    _, steps = run(tmp_path, scenario("one"), scenario("two"), design=OneAfterAnother(name="trial"))
    assert sum(simulated.values()) == 2
    assert (steps.done, steps.total) == (4, 4)


def test_failure_is_named_and_stops_nothing(tmp_path: Path) -> None:
    folder, steps = run(tmp_path, scenario("short"), scenario("broken", 3))
    assert steps.done == 10
    manifest = json.loads((folder / "manifest.json").read_text())
    (failure,) = manifest["failed"]
    assert (failure["scenario"], failure["replication"]) == ("broken", 1)
    assert failure["cause"] == "ValueError: no road leads to the moon"
    assert "few_lines" in (folder / failure["traceback"]).read_text()
    assert manifest["finished"] == 9
    assert len(rows(folder / "kpis.csv")) == 9
    # what failed stays failed until the planner says otherwise; what finished is never repeated
    simulated.clear()
    again, steps = run(tmp_path, scenario("short"), scenario("broken", 3))
    assert not simulated
    assert steps.failures == {"broken": 1}
    assert json.loads((again / "manifest.json").read_text())["failed"] == [failure]
    run(tmp_path, scenario("short"), scenario("broken", 3), redo_failed=True)
    assert list(simulated) == [("broken", 1)]


@pytest.mark.slow
def test_nothing_finished_still_gives_a_folder(tmp_path: Path) -> None:
    def always_fails(*_: object) -> EventLog:
        raise RuntimeError

    folder = run_plan(plan(tmp_path, scenario("short")), Steps(), always_fails)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert len(manifest["failed"]) == 5
    assert manifest["failed"][0]["cause"] == "RuntimeError"
    assert rows(folder / "kpis.csv") == []


class UntilTwenty(Design):
    """Two more replications at a time, until twenty incidents a scenario are known of."""

    kind: Literal["until_twenty"] = "until_twenty"

    def watched(self) -> list[str]:
        return ["true_incidents_per_day"]

    def ask(self, results: Results) -> list[Request]:
        wanted: list[Request] = []
        for name in results.scenarios:
            pairs = [p for (n, _), p in sorted(results.known.items()) if n == name and p]
            if sum(2 * value(p["true_incidents_per_day"]) for p in pairs) < 20:
                wanted += [(name, len(pairs)), (name, len(pairs) + 1)]
        return wanted


def test_design_is_asked_until_it_asks_nothing(tmp_path: Path) -> None:
    folder, steps = run(tmp_path, scenario("short"), design=UntilTwenty(name="trial"))
    kpis = rows(folder / "kpis.csv")
    counts = [2 * float(row["true_incidents_per_day"]) for row in kpis]
    assert sum(counts) >= 20 > sum(counts[:-2])
    assert steps.done == steps.total == len(kpis)


class LongestAgain(FixedReplications):
    """Runs the last scenario and the baseline again with fresh numbers; reports only those."""

    kind: Literal["longest_again"] = "longest_again"

    def ask(self, results: Results) -> list[Request]:
        fresh = [request for request in self._again(results) if request not in results.known]
        return super().ask(results) or fresh

    def reported(self, results: Results) -> list[Request]:
        return self._again(results)

    def conclude(self, results: Results) -> Conclusion:
        picked = results.scenarios[-1]
        table: list[dict[str, str | int | float]] = [{"scenario": picked, "mean": 1.5, "runs": 2}]
        return Conclusion([f"{picked} is the longest."], table)

    def _again(self, results: Results) -> list[Request]:
        names = (results.baseline, results.scenarios[-1])
        return [(name, FRESH_FROM + number) for number in range(2) for name in names]


def test_a_design_that_picks_reports_only_what_was_run_again(tmp_path: Path) -> None:
    scenarios = [scenario("short"), scenario("middle", 3), scenario("long", 4)]
    folder, _ = run(tmp_path, *scenarios, design=LongestAgain(name="trial"))
    kpis = rows(folder / "kpis.csv")
    assert [(row["scenario"], int(row["replication"]) - FRESH_FROM) for row in kpis] == [
        ("short", 0),
        ("short", 1),
        ("long", 0),
        ("long", 1),
    ]
    assert {row["scenario"] for row in rows(folder / "comparison.csv")} == {"short", "long"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert list(manifest["scenarios"]) == list(manifest["log_digests"]) == ["short", "long"]
    assert manifest["conclusion"] == ["long is the longest."]
    assert manifest["finished"] == 4
    assert rows(folder / "conclusion.csv") == [{"scenario": "long", "mean": "1.5", "runs": "2"}]


def test_logs_are_kept_of_some_scenarios_and_none_of_many(tmp_path: Path) -> None:
    for count, kept in ((50, 50), (51, 0)):
        scenarios = [scenario(f"number {days}", days) for days in range(1, count + 1)]
        folder, _ = run(tmp_path / str(count), *scenarios, replications=1)
        assert len(read_logs(folder / "log.csv.gz")) == kept
    # a smaller run writes what it would have written without the larger one
    again, _ = run(tmp_path / "51", *scenarios[:2], replications=2)
    alone, _ = run(tmp_path / "alone", *scenarios[:2], replications=2)
    assert same_parts(again, alone)


def test_design_that_asks_twice_is_stopped(tmp_path: Path) -> None:
    class Stubborn(Design):
        kind: Literal["stubborn"] = "stubborn"

        def ask(self, results: Results) -> list[Request]:
            return [(results.scenarios[0], 0)]

    with pytest.raises(ValueError, match="asked twice"):
        run(tmp_path, scenario("short"), design=Stubborn(name="trial"))


def test_plan_refuses_names_that_clash(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same name"):
        plan(tmp_path, scenario("a"), scenario("a"))
    with pytest.raises(ValueError, match="baseline"):
        plan(tmp_path, scenario("a"), baseline="b")


def test_factor_values_come_from_the_grid_of_the_design(tmp_path: Path) -> None:
    design = FixedReplications(name="t", factors={"staffing": ["lean", "surge"], "response": ["r"]})
    grid = [scenario("lean, r"), scenario("surge, r", 3)]
    values = plan(tmp_path, *grid, design=design).factor_values()
    assert values["surge, r"] == {"staffing": "surge", "response": "r"}
    assert plan(tmp_path, *grid).factor_values() == {}
    assert plan(tmp_path, *grid[::-1], design=design).factor_values() == {}


@pytest.mark.slow
def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    scenarios = [scenario("short"), scenario("long", 3), scenario("broken", 4)]
    alone, _ = run(tmp_path / "one", *scenarios)
    together, steps = run(tmp_path / "two", *scenarios, workers=2)
    assert steps.done == 15
    assert same_parts(alone, together)
    one, two = (json.loads((f / "manifest.json").read_text()) for f in (alone, together))
    assert one["log_digests"] == two["log_digests"]
    assert [f["cause"] for f in one["failed"]] == [f["cause"] for f in two["failed"]]


@pytest.mark.slow
def test_what_kills_its_worker_is_recorded_as_failed_and_the_others_go_on(tmp_path: Path) -> None:
    folder, steps = run(tmp_path, scenario("deadly"), scenario("short", 3), workers=2)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {failure["scenario"] for failure in manifest["failed"]} == {"deadly"}
    assert all("WorkerDied" in failure["cause"] for failure in manifest["failed"])
    assert manifest["finished"] == 5
    assert any("worker died" in message for message in steps.said)


@pytest.mark.slow
def test_the_model_itself_gives_the_same_bytes_for_any_number_of_workers(tmp_path: Path) -> None:
    scenarios = [compose("lean", days=12), compose("surge", days=12)]
    folders = [
        run_plan(
            plan(tmp_path / str(workers), *scenarios, replications=2, workers=workers), Steps()
        )
        for workers in (1, 2)
    ]
    assert same_parts(*folders)
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in folders]
    assert manifests[0]["failed"] == []
    assert manifests[0]["log_digests"] == manifests[1]["log_digests"]
