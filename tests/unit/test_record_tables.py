"""The two tables of a results folder on recorded and true, with a model of a few lines."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from conftest import compose
from hand_made import entry, violation
from heard import Heard

from sim.config import Scenario
from sim.events import PostManned, RunEnded, RunStarted, StaffEngaged
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.engine import Plan, run_plan
from sim.kernel.eventlog import EventLog
from sim.kernel.streams import Streams

DAYS = 56
PAID = {"lean": 10.0, "planned": 20.0, "surge": 30.0}


def few_lines(scenario: Scenario, seed: int, replication: int, shared: dict[Any, Any]) -> EventLog:
    """Fewer incidents happen and more of them are recorded with more people, by named numbers."""
    del shared
    level = list(PAID).index(scenario.name)
    streams = Streams(seed, replication)
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * DAYS))
    log.append(StaffEngaged(0.0, "post", "hill", 2.0, PAID[scenario.name]))
    log.append(PostManned(1.0, "hill", 3, "day"))
    for name in range(1, 500):
        hour = 2.0 + 2.0 * name
        if streams.uniform(name, "happens") < 0.6 - 0.1 * level:
            log.append(violation(hour, name, "side_a"))
            if streams.uniform(name, "seen") < 0.3 + 0.3 * level:
                log.append(entry(hour, "east", name, "matched"))
                log.append(entry(hour, "west", name, "duplicate"))
    log.append(RunEnded(24.0 * DAYS))
    return log


def tables(folder: Path, *scenarios: Scenario) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    names = [scenario.name for scenario in scenarios]
    plan = Plan(
        experiment="trial",
        design=FixedReplications(name="trial"),
        scenarios=list(scenarios),
        baseline="planned",
        seed=7,
        replications=4,
        workers=1,
        command=["run.py"],
        results_folder=folder,
        question="",
        factors={name: {"staffing": name} for name in names},
    )
    written = run_plan(plan, Heard(), few_lines)

    def rows(name: str) -> list[dict[str, str]]:
        path = written / name
        return list(csv.DictReader(path.open())) if path.is_file() else []

    return rows("recorded_and_true.csv"), rows("record_power.csv")


def named(name: str, **over: Any) -> Scenario:
    return compose(name, days=DAYS, **over).model_copy(update={"name": name})


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    return tables(tmp_path_factory.mktemp("results"), *(named(name) for name in PAID))


def test_pairs_are_written_with_terms_that_sum(
    written: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    pairs, _ = written
    assert [(row["scenario"], row["against"], row["along"]) for row in pairs] == [
        ("lean", "planned", "baseline"),
        ("surge", "planned", "baseline"),
        ("planned", "lean", "staffing"),
        ("surge", "planned", "staffing"),
    ]
    for row in pairs:
        terms = [float(row[term]) for term in ("happened", "seen", "other")]
        assert sum(terms) == pytest.approx(float(row["recorded_difference"]), abs=1e-12)
        assert row["record_in_most"] == "reversed"  # Wilson low of 4 of 4: 0.51
        assert (row["replications"], row["reversed"]) == ("4", "4")
        assert row["same_would_be_incidents"] == "yes"
    assert float(pairs[1]["true_difference"]) < 0.0 < float(pairs[1]["recorded_difference"])
    assert float(pairs[1]["happened"]) < 0.0 < float(pairs[1]["seen"])


def test_every_scenario_has_a_row_of_power(
    written: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    _, power = written
    assert [row["scenario"] for row in power] == list(PAID)
    # the first post is manned in the first week, which is not whole then: seven are left
    assert {row["longest_weeks"] for row in power} == {"3"}
    assert all(float(row["share_with_truth"]) == 1.0 for row in power)


def test_other_violence_is_marked_and_a_reaction_of_violence_is_none(tmp_path: Path) -> None:
    pairs, _ = tables(
        tmp_path,
        named("lean", world={"violence": {"deterrence_by_rung": 0.4}}),
        named("planned"),
        named("surge", world={"violence": {"friday_factor": 0.5}}),
    )
    marked = {row["scenario"]: row["same_would_be_incidents"] for row in pairs[:2]}
    assert marked == {"lean": "yes", "surge": "no"}


def test_one_scenario_has_no_pairs(tmp_path: Path) -> None:
    pairs, power = tables(tmp_path, named("planned"))
    assert pairs == []
    assert len(power) == 1
