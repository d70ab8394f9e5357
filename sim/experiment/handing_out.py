"""Hands batches to workers and gives back finished rows; a worker that dies costs only its batch.

A batch whose worker died is tried again in parts, down to single replications. One whose worker
died again and again is recorded as failed, and the others go on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from math import ceil

from sim.experiment.batch import Batch, Row, Simulate, in_words, run_batch
from sim.experiment.chunks import Batches
from sim.experiment.executors import Executors
from sim.experiment.executors.base import Fault
from sim.experiment.plan import Progress
from sim.experiment.problems import GO_ON, EngineProblem, WorkersLost

HANDED_OUT_PER_WORKER = 2
"""Batches handed out and not yet finished: none waits for work, and few wait in memory."""
PARTS = 10
"""Of a batch whose worker died: its other replications are tried apart from the guilty one."""
DEATHS_OF_ONE = 3
"""Workers that a single replication may cost: somebody else may have killed the first ones."""
DEATHS_TOLD = 10
TICK_S = 0.5
"""How long to wait at most before looking whether the planner wants to stop."""


@dataclass(slots=True, eq=False)
class _Handed:
    """A batch, and how many workers died of it when it was a single replication."""

    batch: Batch
    deaths: int = 0


Waiting = dict[Future[list[Row]], _Handed]


class HandingOut:
    """One executor, opened at the first batch; a context manager that closes it."""

    def __init__(
        self,
        executors: Executors,
        progress: Progress,
        stopping: Callable[[], bool],
        simulate: Simulate | None = None,
        beginning: Callable[[], None] = lambda: None,
    ) -> None:
        """``stopping``: whether to hand out nothing more and only finish what runs; ``beginning``
        is called once workers are there, before the first batch."""
        self._executors = executors
        self._progress = progress
        self._stopping = stopping
        self._simulate = simulate
        self._beginning = beginning
        self._executor: Executor | None = None
        self._again: deque[_Handed] = deque()
        self._deaths = 0

    def __enter__(self) -> HandingOut:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if self._executor is None:
            return
        if kind is None:
            self._executors.close(self._executor)
        else:
            self._executors.kill(self._executor)
        self._executor = None

    @property
    def slots(self) -> int:
        """Batches simulated at a time, at present."""
        return self._executors.slots

    def rows(self, chunks: Batches) -> Iterator[list[Row]]:
        """Rows of every batch as it finishes; ends early when the planner wants to stop.

        WorkersLost, one line, when nobody can go on.
        """
        waiting: Waiting = {}
        while True:
            self._fill(waiting, chunks)
            if not waiting:
                return
            done, _ = wait(waiting, timeout=TICK_S, return_when=FIRST_COMPLETED)
            # what finished comes first: it is to be kept, whatever the others say
            for future in sorted(done, key=lambda future: future.exception() is not None):
                handed, error = waiting.pop(future), future.exception()
                if error is None:
                    chunks.learn(future.result())
                    yield future.result()
                else:
                    yield from self._after(error, handed)
            if self._stopping():
                for future in [future for future in waiting if future.cancel()]:
                    del waiting[future]

    def _fill(self, waiting: Waiting, chunks: Batches) -> None:
        """Hand out as many batches as keep every worker busy."""
        slots = self._executors.slots
        while not self._stopping() and len(waiting) < HANDED_OUT_PER_WORKER * slots:
            handed = self._next(chunks)
            if handed is None:
                return
            if self._executor is None:
                self._executor = self._executors.open()
                slots = self._executors.slots
                self._beginning()
            waiting[self._executor.submit(run_batch, handed.batch, self._simulate)] = handed
            if slots == 1:
                return  # it may be done already: keep it before the next begins

    def _next(self, chunks: Batches) -> _Handed | None:
        if self._again:
            return self._again.popleft()
        batch = chunks.next()
        return None if batch is None else _Handed(batch)

    def _after(self, error: BaseException, handed: _Handed) -> Iterator[list[Row]]:
        """What becomes of a batch that ended in an error of the executor."""
        fault = self._executors.fault(error)
        if fault is Fault.CLUSTER_LOST:
            raise WorkersLost(f"{error}; {GO_ON} (without cluster.* on this machine)")
        if fault is None:
            why = str(error) if isinstance(error, EngineProblem) else in_words(error)
            raise WorkersLost(f"the workers can't go on ({why}); {GO_ON}")
        runs = handed.batch.runs
        if len(runs) > 1:
            again = [_Handed(part) for part in _parts(handed.batch)]
        elif fault is Fault.WORKER_DIED and handed.deaths + 1 < DEATHS_OF_ONE:
            again = [_Handed(handed.batch, handed.deaths + 1)]
        else:
            again = []
            yield [_died(handed.batch)]
        self._again.extend(again)
        if not self._stopping():
            self._tell_of_death(len(runs) if again else 0)

    def _tell_of_death(self, runs_again: int) -> None:
        self._deaths += 1
        if self._deaths > DEATHS_TOLD:
            return
        what = f"{counted(runs_again)} tried again" if runs_again else "its replication failed"
        more = "; further deaths aren't told of" if self._deaths == DEATHS_TOLD else ""
        self._progress.say(f"a worker died; {what}{more}")


def counted(runs: int) -> str:
    """``1 replication is``, ``2 replications are``."""
    return "1 replication is" if runs == 1 else f"{runs} replications are"


def _parts(batch: Batch) -> list[Batch]:
    size = ceil(len(batch.runs) / PARTS)
    return [
        replace(batch, runs=batch.runs[first : first + size])
        for first in range(0, len(batch.runs), size)
    ]


def _died(batch: Batch) -> Row:
    (run,) = batch.runs
    cause = (
        "WorkerDied: the process that simulated it ended without a word, every time it was tried "
        "(killed from outside, out of memory, or stuck outside Python)"
    )
    return Row(run.key, run.replication, cause=cause, traceback=cause)
