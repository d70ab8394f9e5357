"""The same scenario and replication give the same log wherever, whenever and with whomever."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import compose
from verification.made_logs import everything

from sim.config import Scenario
from sim.model.model import simulate

SEED, DAYS = 11, 12
POINTS = (("lean", "sanction_first"), ("surge", "graduated"))
REPLICATIONS = (0, 1)
Run = tuple[str, str, int]
RUNS: list[Run] = [(*point, replication) for point in POINTS for replication in REPLICATIONS]
EVERYTHING = "everything"
"""The level that stands for four zones with an actor of every kind switched on."""
ALL_RUNS: list[Run] = [*RUNS, (EVERYTHING, "graduated", 0)]


def scenario(staffing: str, response: str) -> Scenario:
    """Posts and checkpoints open on the second day, so that every station takes part."""
    if staffing == EVERYTHING:
        return everything("planned", response, days=DAYS)
    data = compose(staffing, response, days=DAYS).model_dump(mode="json")
    for sites in (data["mission"]["posts"], data["mission"]["checkpoints"]):
        for site in sites.values():
            site["opens_day"] = 1.0
    return Scenario.model_validate(data)


def digest(run: Run, shared: dict[Any, Any] | None = None) -> str:
    """A hash over every row of the log of one run."""
    staffing, response, replication = run
    return simulate(scenario(staffing, response), SEED, replication, shared).digest()


@cache
def here() -> dict[Run, str]:
    """Each run by itself, in this process."""
    return {run: digest(run) for run in ALL_RUNS}


def test_runs_differ() -> None:
    """Else everything below would hold of a hash of nothing."""
    assert len(set(here().values())) == len(ALL_RUNS)


def test_running_again_gives_the_same_log() -> None:
    assert digest(RUNS[0]) == here()[RUNS[0]]


def test_the_order_of_runs_changes_nothing() -> None:
    assert {run: digest(run) for run in reversed(ALL_RUNS)} == here()


def test_series_shared_between_scenarios_change_nothing() -> None:
    """A worker runs the scenarios of a replication in a row and keeps long series in between."""
    for replication in REPLICATIONS:
        runs = [run for run in ALL_RUNS if run[2] == replication]
        for order in (runs, runs[::-1]):
            shared: dict[Any, Any] = {}
            assert [digest(run, shared) for run in order] == [here()[run] for run in order]
            assert shared, "something was kept"


@pytest.mark.parametrize("change", ["name", "question"])
def test_a_scenarios_name_and_question_change_nothing(change: str) -> None:
    staffing, response, replication = RUNS[-1]
    renamed = scenario(staffing, response).model_copy(update={change: "Something else?"})
    assert simulate(renamed, SEED, replication).digest() == here()[RUNS[-1]]


def test_another_seed_or_replication_changes_everything() -> None:
    staffing, response, replication = RUNS[0]
    for seed, number in ((SEED + 1, replication), (SEED, 99)):
        assert simulate(scenario(staffing, response), seed, number).digest() not in here().values()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_any_number_of_worker_processes_gives_the_same_logs(workers: int) -> None:
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        assert dict(zip(ALL_RUNS, pool.map(digest, ALL_RUNS), strict=True)) == here()


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_the_order_of_sets_and_hashes_changes_nothing(hash_seed: str) -> None:
    """A set of words is walked in another order under another PYTHONHASHSEED."""
    program = (
        "import json, sys\n"
        "from test_common_random_numbers import ALL_RUNS, digest\n"
        "print(json.dumps([hash('post'), [digest(run) for run in ALL_RUNS]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    hashed, digests = json.loads(done.stdout)
    assert dict(zip(ALL_RUNS, digests, strict=True)) == here()
    assert hashed != hash("post"), "the hash seed did change"
