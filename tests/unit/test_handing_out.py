"""Batches handed to an executor that answers as it is told to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from sim.config import Scenario
from sim.experiment.batch import Batch, Row
from sim.experiment.chunks import Chunks
from sim.experiment.executors.base import Executors, Fault
from sim.experiment.handing_out import DEATHS_OF_ONE, DEATHS_TOLD, HandingOut
from sim.experiment.problems import EngineProblem

Answer = Callable[[Batch], list[Row] | BaseException | None]
SCENARIO = Scenario.model_construct(_fields_set=None, name="any")


class Died(Exception):
    pass


class Killed(Exception):
    pass


class Lost(Exception):
    pass


FAULTS = {Died: Fault.WORKER_DIED, Killed: Fault.WORKER_KILLED, Lost: Fault.CLUSTER_LOST}


class Told(Executors, Executor):
    """Answers each batch at once with rows or an error, or leaves it (None) waiting."""

    def __init__(self, answer: Answer, slots: int = 2) -> None:
        self.answer = answer
        self.batches: list[Batch] = []
        self.ended: list[str] = []
        self._slots = slots

    @property
    def slots(self) -> int:
        return self._slots

    def open(self) -> Executor:
        return self

    def submit(self, _function: Any, /, *args: Any, **_keywords: Any) -> Future[Any]:
        batch: Batch = args[0]
        self.batches.append(batch)
        future: Future[Any] = Future()
        answer = self.answer(batch)
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        elif answer is not None:
            future.set_result(answer)
        return future

    def fault(self, error: BaseException) -> Fault | None:
        return FAULTS.get(type(error))  # type: ignore[call-overload, no-any-return]

    def close(self, executor: Executor) -> None:
        assert executor is self
        self.ended.append("closed")

    def kill(self, executor: Executor) -> None:
        assert executor is self
        self.ended.append("killed")


class Said:
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, message: str) -> None:
        self.said.append(message)


class InBatches(Chunks):
    """Cuts batches of so many runs."""

    def __init__(self, total: int, size: int) -> None:
        super().__init__([("key", i) for i in range(total)], {"key": SCENARIO}, 7, lambda: 2, 9.0)
        self._of = size

    def _size(self) -> int:
        return self._of


def done(batch: Batch) -> list[Row]:
    return [Row(run.key, run.replication) for run in batch.runs]


def handed(
    told: Told, total: int, size: int, stopping: Callable[[], bool] = lambda: False
) -> tuple[dict[int, Row], list[str]]:
    """Rows by replication, and what was said."""
    said = Said()
    found: dict[int, Row] = {}
    with HandingOut(told, said, stopping) as handing_out:  # type: ignore[arg-type]
        for rows in handing_out.rows(InBatches(total, size)):
            for row in rows:
                assert row.replication not in found, "kept twice"
                found[row.replication] = row
    return found, said.said


def killing(*replications: int, error: type[Exception] = Died) -> Answer:
    """Batches with these replications end their worker."""

    def answer(batch: Batch) -> list[Row] | BaseException:
        if any(run.replication in replications for run in batch.runs):
            return error()
        return done(batch)

    return answer


def test_all_rows_come_and_the_executor_is_closed() -> None:
    told = Told(done)
    found, said = handed(told, 25, 4)
    assert sorted(found) == list(range(25))
    assert said == []
    assert told.ended == ["closed"]
    assert max(len(batch.runs) for batch in told.batches) == 4


def test_a_batch_whose_worker_died_once_is_tried_again_in_parts() -> None:
    died: list[Batch] = []

    def answer(batch: Batch) -> list[Row] | BaseException:
        if len(batch.runs) == 40 and not died:
            died.append(batch)
            return Died()
        return done(batch)

    told = Told(answer)
    found, said = handed(told, 80, 40)
    assert sorted(found) == list(range(80))
    assert not any(row.failed for row in found.values())
    assert said == ["a worker died; 40 replications are tried again"]
    assert sorted(len(batch.runs) for batch in told.batches) == [4] * 10 + [40, 40]
    assert {batch.limit_s for batch in told.batches} == {9.0}, "parts forgot the limit"


def test_what_always_kills_its_worker_is_recorded_as_failed_and_costs_nobody_else() -> None:
    told = Told(killing(3, 17))
    found, said = handed(told, 40, 8)
    assert {number for number, row in found.items() if row.failed} == {3, 17}
    assert sorted(found) == list(range(40))
    for number in (3, 17):
        assert found[number].cause.startswith("WorkerDied: ")
        tries = [b for b in told.batches if number in [run.replication for run in b.runs]]
        assert [len(batch.runs) for batch in tries] == [8] + [1] * DEATHS_OF_ONE
    # of the innocent, those in a guilty batch are simulated once more
    innocent = [b for b in told.batches if not {3, 17} & {run.replication for run in b.runs}]
    assert sum(len(batch.runs) for batch in innocent) == 38
    assert said.count("a worker died; its replication failed") == 2


def test_a_single_one_may_be_killed_from_outside_twice() -> None:
    deaths = iter([Died(), Died()])
    found, said = handed(Told(lambda batch: next(deaths, None) or done(batch)), 1, 1)
    assert not found[0].failed
    assert said == ["a worker died; 1 replication is tried again"] * 2


def test_what_a_cluster_gave_up_is_tried_run_by_run_and_once() -> None:
    told = Told(killing(2, error=Killed))
    found, _ = handed(told, 5, 5)
    assert [number for number, row in found.items() if row.failed] == [2]
    assert [len(batch.runs) for batch in told.batches] == [5, 1, 1, 1, 1, 1]


def test_a_lost_cluster_ends_the_run_after_all_that_finished() -> None:
    kept: list[int] = []

    def keep_all() -> None:
        with HandingOut(told, Said(), lambda: False) as handing_out:  # type: ignore[arg-type]
            for rows in handing_out.rows(InBatches(4, 1)):
                kept.extend(row.replication for row in rows)

    told = Told(lambda batch: done(batch) if batch.runs[0].replication else Lost("it's gone"))
    with pytest.raises(
        EngineProblem, match=r"^it's gone; what finished is kept.*\(without cluster"
    ):
        keep_all()
    assert sorted(kept) == [1, 2, 3]
    assert told.ended == ["killed"]


def test_another_error_is_no_death_and_ends_the_run_in_one_line() -> None:
    told = Told(lambda _: ImportError("no module\ncalled so"))
    with pytest.raises(EngineProblem) as error:
        handed(told, 4, 2)
    assert str(error.value) == (
        "the workers can't go on (ImportError: no module called so); what finished is kept, and "
        "the same command goes on from there"
    )
    assert told.ended == ["killed"]


def test_who_wants_to_stop_gets_what_runs_and_nothing_more() -> None:
    running: list[Future[Any]] = []

    class Running(Told):
        def submit(self, _function: Any, /, *args: Any, **keywords: Any) -> Future[Any]:
            future = super().submit(_function, *args, **keywords)
            if len(self.batches) <= 2:
                future.set_running_or_notify_cancel()
                running.append(future)
            return future

    told = Running(lambda _: None)
    asked = iter([False] * 20)

    def stopping() -> bool:
        if len(told.batches) < 4:
            return next(asked, True)
        for future, batch in zip(running, told.batches, strict=False):
            if not future.done():
                future.set_result(done(batch))
        return True

    found, _ = handed(told, 100, 3, stopping)
    assert sorted(found) == list(range(6))
    assert len(told.batches) == 4


def test_deaths_without_end_are_told_of_a_few_times() -> None:
    found, said = handed(Told(killing(*range(30))), 30, 10)
    assert all(row.failed for row in found.values())
    assert len(said) == DEATHS_TOLD
    assert said[-1].endswith("further deaths aren't told of")


def test_nothing_to_do_opens_nothing() -> None:
    told = Told(done)
    assert handed(told, 0, 1) == ({}, [])
    assert told.ended == []
