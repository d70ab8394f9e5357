"""Batches are long enough to be worth handing out, and short enough to lose little."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.config import Scenario
from sim.experiment.batch import Batch, Row
from sim.experiment.chunks import LONGEST_S, SHORTEST_S, STRETCHED, Chunks

KEYS = [f"key{number}" for number in range(12)]
SCENARIOS = {key: Scenario.model_construct(_fields_set=None, name=key) for key in KEYS}


def chunks(replications: int = 30, slots: int = 2, limit_s: float | None = None) -> Chunks:
    wanted = [(key, replication) for replication in range(replications) for key in KEYS]
    return Chunks(wanted, SCENARIOS, 7, lambda: slots, limit_s)


def rows(batch: Batch, each_s: float) -> list[Row]:
    return [Row(run.key, run.replication, duration_s=each_s) for run in batch.runs]


def all_of(chunked: Chunks, each_s: float) -> list[Batch]:
    """Every batch, each learned from before the next is cut."""
    batches = []
    while batch := chunked.next():
        batches.append(batch)
        chunked.learn(rows(batch, each_s))
    return batches


def test_every_run_is_in_one_batch_in_its_order() -> None:
    batches = all_of(chunks(), 0.4)
    runs = [(run.key, run.replication) for batch in batches for run in batch.runs]
    assert runs == [(key, replication) for replication in range(30) for key in KEYS]
    assert all(run.scenario is SCENARIOS[run.key] for batch in batches for run in batch.runs)
    assert {batch.seed for batch in batches} == {7}


def test_nobody_waits_long_for_a_model_that_nobody_knows() -> None:
    chunked = chunks()
    assert [len(chunked.next().runs) for _ in range(4)] == [1, 1, 1, 1]  # type: ignore[union-attr]


@pytest.mark.parametrize("each_s", [0.002, 0.05, 0.3, 0.9, 1.7, 3.0])
def test_a_batch_takes_a_second_to_four_once_the_speed_is_known(each_s: float) -> None:
    batches = all_of(chunks(replications=300), each_s)[1:-1]
    assert batches
    for batch in batches[:-1]:
        assert len(batch.runs) * each_s + 1e-9 >= SHORTEST_S / 2
        assert len(batch.runs) * each_s <= STRETCHED * LONGEST_S + 1e-9


def test_a_long_run_is_a_batch_of_its_own() -> None:
    assert {len(batch.runs) for batch in all_of(chunks(), 100.0)} == {1}


def test_batches_become_shorter_at_the_end_but_not_too_short() -> None:
    """So that no worker idles while another has many left."""
    sizes = [len(batch.runs) for batch in all_of(chunks(), 0.1)][1:]
    assert sizes[0] == 35
    assert sizes[1:] == sorted(sizes[1:], reverse=True)
    assert (sizes[1], sizes[-1]) == (36, 12)


def test_more_workers_get_shorter_batches_of_little_work() -> None:
    of_two = all_of(chunks(replications=4, slots=2), 0.3)
    of_eight = all_of(chunks(replications=4, slots=8), 0.3)
    assert len(of_eight) > len(of_two)


def test_what_a_first_run_has_to_load_is_forgotten() -> None:
    chunked = chunks(replications=1000)
    first = chunked.next()
    assert first
    chunked.learn(rows(first, 20.0))
    sizes = []
    while batch := chunked.next():
        sizes.append(len(batch.runs))
        chunked.learn(rows(batch, 0.1))
    assert sizes[0] == 1
    assert max(sizes) >= 35


def test_one_that_met_its_time_limit_says_nothing_of_the_others() -> None:
    chunked = chunks(limit_s=600.0)
    first = chunked.next()
    assert first
    assert first.limit_s == 600.0
    (row,) = rows(first, 600.0)
    chunked.learn([replace(row, cause="TimeLimit"), replace(row, duration_s=0.4)])
    second = chunked.next()
    assert second
    assert len(second.runs) == 11


def test_batches_end_with_a_replication_where_that_is_near() -> None:
    """Scenarios of one replication share random numbers, which are drawn once a batch."""
    batches = all_of(chunks(), 0.4)
    assert [len(batch.runs) for batch in batches[:4]] == [1, 11, 12, 12]
    assert {batch.runs[0].key for batch in batches[2:8]} == {"key0"}
    assert batches[-1].runs[-1].key == "key11"
