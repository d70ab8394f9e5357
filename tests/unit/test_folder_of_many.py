"""The results folder of many scenarios: which files hold all, which a part, and that it is said."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import compose
from hand_made import entry, violation
from scipy.stats import t

from sim.analysis import kpis
from sim.analysis.incidents import pack_incidents
from sim.analysis.kpis import Pair
from sim.analysis.kpis.joins import Joins
from sim.analysis.logfile import log_to_text
from sim.analysis.series import compute_series
from sim.config import Scenario
from sim.events import PostManned, RunEnded, RunStarted, StaffEngaged
from sim.experiment import kpi_files
from sim.experiment.batch import Row
from sim.experiment.designs.base import Request, Results
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.manifest import Finished
from sim.experiment.plan import Plan
from sim.experiment.results_folder import write_results_folder
from sim.experiment.store import Store
from sim.kernel.eventlog import EventLog
from sim.report.folder.choice import chosen
from sim.report.folder.read import read_results

pytestmark = pytest.mark.slow

REPLICATIONS = 3
TRUE = "true_incidents_per_day"
BASELINE = "point 004"
ASKED_ABOUT = "watch_outcome_share_blind"
"""Neither less nor more of it is better, and it isn't on the first page."""


def small_log() -> EventLog:
    """Two weeks and a day with a post and a few incidents."""
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 360.0))
    log.append(StaffEngaged(0.0, "post", "hill", 2.0, 10.0))
    log.append(PostManned(1.0, "hill", 3, "day"))
    for name in range(1, 30):
        log.append(violation(10.0 * name, name, "side_a"))
        if name % 3:
            log.append(entry(10.0 * name, "east", name, "matched"))
    log.append(RunEnded(360.0))
    return log


@pytest.fixture(scope="module")
def usual() -> tuple[Row, dict[str, Pair]]:
    """A row as a batch gives it, and its KPIs."""
    log = small_log()
    joins = Joins(log)
    pairs = kpis.compute(log, joins)
    row = Row(
        "", 0, b"", packed(compute_series(joins)), pack_incidents(joins),
        zlib.compress(log_to_text(log).encode()), "digest",
    )  # fmt: skip
    return row, pairs


def packed(content: Any) -> bytes:
    return zlib.compress(json.dumps(content).encode())


def drawn(pairs: Mapping[str, Pair], at: int, replication: int) -> dict[str, Pair]:
    """KPIs of a scenario; true incidents fall from one scenario to the next."""
    rng = np.random.default_rng([at, replication])
    noise = rng.normal(1.0, 0.1, len(pairs))
    made = {
        name: (pair[0] * float(by), pair[1])
        for (name, pair), by in zip(pairs.items(), noise, strict=True)
    }
    made[TRUE] = (5000.0 - 10.0 * at + float(rng.normal()), pairs[TRUE][1])
    return made


def made_scenarios(scenarios: int) -> list[Scenario]:
    one = compose("lean", days=15).model_copy(update={"about": [ASKED_ABOUT]})
    return [
        one.model_copy(update={"name": f"point {at:03}", "days": 15 + at % 3})
        for at in range(scenarios)
    ]


def finished(folder: Path, scenarios: int, usual: tuple[Row, dict[str, Pair]]) -> Finished:
    """A run that has ended, its rows in the store; the last replication of one scenario failed."""
    names = [f"point {at:03}" for at in range(scenarios)]
    baseline = BASELINE if BASELINE in names else names[0]
    made = made_scenarios(scenarios)
    known: dict[Request, Mapping[str, Pair] | None] = {}
    causes: dict[Request, str] = {}
    row, pairs = usual
    with Store(folder / "store.sqlite") as store:
        for at, name in enumerate(names):
            rows = []
            for number in range(REPLICATIONS):
                known[name, number] = {}
                own = replace(row, key=name, replication=number)
                if (at, number) == (2, REPLICATIONS - 1):
                    rows.append(Row(name, number, cause="ValueError: x"))
                    known[name, number], causes[name, number] = None, "ValueError: x"
                else:
                    rows.append(replace(own, kpis=packed(drawn(pairs, at, number))))
            store.add(rows)
    plan = Plan(
        experiment="many",
        design=FixedReplications(name="many"),
        scenarios=made,
        baseline=baseline,
        seed=1,
        replications=REPLICATIONS,
        workers=1,
        command=["run.py"],
        results_folder=folder,
        question="",
        failed_share_at_most=0.5,
    )
    results = Results(tuple(names), baseline, REPLICATIONS, known)
    keys = dict(zip(names, names, strict=True))
    return Finished(
        plan, keys, results, causes, datetime(2026, 1, 2), 1.0, {one.name: one for one in made}
    )


def written(folder: Path, scenarios: int, usual: tuple[Row, dict[str, Pair]]) -> Path:
    run = finished(folder, scenarios, usual)
    with Store(folder / "store.sqlite") as store:
        return write_results_folder(run, store)


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as text:
        return list(csv.DictReader(text))


def scenarios_in(path: Path) -> list[str]:
    return list(dict.fromkeys(row["scenario"] for row in rows_of(path)))


@pytest.fixture(scope="module")
def some_fifty(
    tmp_path_factory: pytest.TempPathFactory, usual: tuple[Row, dict[str, Pair]]
) -> Path:
    return written(tmp_path_factory.mktemp("51"), 51, usual)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, usual: tuple[Row, dict[str, Pair]]) -> Path:
    return written(tmp_path_factory.mktemp("201"), 201, usual)


def test_of_some_fifty_scenarios_series_and_logs_are_of_those_shown(some_fifty: Path) -> None:
    results = read_results(some_fifty)
    shown = chosen(results).names
    assert shown == [BASELINE, *(f"point {at:03}" for at in range(50, 30, -1))]
    for name in ("series.csv.gz", "log.csv.gz"):
        assert sorted(scenarios_in(some_fifty / name)) == sorted(shown)
    manifest = results.manifest
    held = manifest["held_in_part"]
    assert held["series.csv.gz"] == "the scenarios shown"
    assert held["log.csv.gz"].startswith("of the scenarios shown")
    assert len(held) == 2
    assert len(scenarios_in(some_fifty / "kpis.csv")) == 51
    assert len(rows_of(some_fifty / "record_power.csv")) == 51
    assert len(rows_of(some_fifty / "recorded_and_true.csv")) == 50
    compared = rows_of(some_fifty / "comparison.csv")
    assert {row["kpi"] for row in compared} == set(manifest["kpi_labels"])
    failing = next(row for row in compared if row["scenario"] == "point 002")
    assert failing["failed"] == "1"


def test_settings_of_many_are_told_as_differences_and_read_as_ever(some_fifty: Path) -> None:
    results = read_results(some_fifty)
    assert list(results.manifest["scenarios"]) == [BASELINE]
    told = results.manifest["scenarios_differ"]["point 006"]
    assert told == {"name": "point 006", "days": 15}
    expected = {s.name: json.loads(s.model_dump_json()) for s in made_scenarios(51)}
    assert dict(results.settings) == expected
    assert list(results.settings) == results.names == list(expected)


def test_of_more_than_two_hundred_the_first_pages_kpis_are_compared(many: Path) -> None:
    manifest = json.loads((many / "manifest.json").read_text())
    labels = manifest["kpi_labels"]
    first_page = {kpi for kpi, label in labels.items() if label["page_one"]}
    assert ASKED_ABOUT not in first_page
    compared = {row["kpi"] for row in rows_of(many / "comparison.csv")}
    assert compared == first_page | {ASKED_ABOUT}
    assert len(scenarios_in(many / "comparison.csv")) == 201
    assert set(rows_of(many / "kpis.csv")[0]) > set(labels)
    assert manifest["held_in_part"]["comparison.csv"] == (
        f"all scenarios; of more than 200, {len(compared)} of the {len(labels)} KPIs "
        "(kpis.csv has all)"
    )
    assert list(manifest["held_in_part"]) == [
        "comparison.csv",
        "series.csv.gz",
        "log.csv.gz",
        "recorded_and_true.csv",
        "record_power.csv",
    ]
    shown = chosen(read_results(many)).names
    assert scenarios_in(many / "record_power.csv") == shown
    pairs = rows_of(many / "recorded_and_true.csv")
    assert [row["scenario"] for row in pairs] == sorted(shown[1:])


def test_intervals_of_pairs_that_were_chosen_hold_for_all_they_were_chosen_from(
    many: Path,
) -> None:
    """Three terms of each of two hundred pairs, three replications."""
    row = next(r for r in rows_of(many / "recorded_and_true.csv") if r["scenario"] == "point 200")
    beyond: dict[str, list[float]] = {"point 200": [], BASELINE: []}
    for one in rows_of(many / "kpis.csv"):
        if one["scenario"] in beyond:
            total, matched = one["recorded_per_day"], one["recorded_matched_per_day"]
            beyond[one["scenario"]].append(float(total) - float(matched))
    apart = np.subtract(*beyond.values())
    half = t.ppf(1.0 - 0.05 / (3 * 200) / 2.0, 2) * apart.std(ddof=1) / 3**0.5
    assert float(row["other_high"]) - float(row["other"]) == pytest.approx(half)


def test_block_by_block_the_comparison_is_the_same(
    tmp_path: Path, usual: tuple[Row, dict[str, Pair]], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = written(tmp_path / "at once", 3, usual)
    monkeypatch.setattr(kpi_files, "BLOCK_BYTES", 16 * 3 * REPLICATIONS * 7)
    in_blocks = written(tmp_path / "in blocks", 3, usual)
    for name in ("comparison.csv", "kpis.csv", "recorded_and_true.csv", "record_power.csv"):
        assert (at_once / name).read_bytes() == (in_blocks / name).read_bytes()
