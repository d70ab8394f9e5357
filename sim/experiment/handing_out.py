"""Hands batches to workers and gives back finished rows; a worker that dies costs only its batches.

When a pool of processes breaks, every batch in it is lost and none is known to be guilty. All are
tried again; one that was there at the second break as well is tried alone, run by run; what breaks
a pool of its own is recorded as failed, and the others go on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from sim.experiment.batch import Batch, Row, Simulate, in_words, run_batch
from sim.experiment.chunks import Chunks
from sim.experiment.executors import Executors
from sim.experiment.executors.base import Fault
from sim.experiment.plan import Progress
from sim.experiment.problems import EngineProblem

HANDED_OUT_PER_WORKER = 2
"""Batches handed out and not yet finished: bounds the memory that waiting ones take."""
BREAKS_BEFORE_ALONE = 2
TICK_S = 0.5
"""How long to wait at most before looking whether the planner wants to stop."""


@dataclass(slots=True, eq=False)
class _Handed:
    """A batch, and how many times an executor broke with it inside."""

    batch: Batch
    breaks: int = 0

    @property
    def alone(self) -> bool:
        return self.breaks >= BREAKS_BEFORE_ALONE


Waiting = dict[Future[list[Row]], _Handed]


class HandingOut:
    """One executor at a time, opened at the first batch; a context manager that closes it."""

    def __init__(
        self,
        executors: Executors,
        progress: Progress,
        stopping: Callable[[], bool],
        simulate: Simulate | None = None,
    ) -> None:
        """``stopping``: whether to hand out nothing more and only finish what runs."""
        self._executors = executors
        self._progress = progress
        self._stopping = stopping
        self._simulate = simulate
        self._executor: Executor | None = None
        self._again: deque[_Handed] = deque()

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

    def rows(self, chunks: Chunks) -> Iterator[list[Row]]:
        """Rows of every batch as it finishes; ends early when the planner wants to stop."""
        waiting: Waiting = {}
        while True:
            self._fill(waiting, chunks)
            if not waiting:
                return
            done, _ = wait(waiting, timeout=TICK_S, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                handed, error = waiting[future], future.exception()
                if error is None:
                    del waiting[future]
                    chunks.learn(future.result())
                    yield future.result()
                    continue
                fault = self._executors.fault(error)
                if fault is Fault.WORKER_KILLED:
                    del waiting[future]
                    yield from self._broke(handed, BREAKS_BEFORE_ALONE)
                elif fault is Fault.EXECUTOR_BROKE:
                    broken = True
                else:
                    raise EngineProblem(
                        f"the workers can't go on ({in_words(error)}); what finished is kept, and "
                        "the same command goes on from there"
                    )
            if broken:
                yield from self._reopen(waiting)
            if self._stopping():
                for future in [future for future in waiting if future.cancel()]:
                    del waiting[future]

    def _fill(self, waiting: Waiting, chunks: Chunks) -> None:
        """Hand out as many batches as keep every worker busy."""
        slots = self._executors.slots
        while not self._stopping() and len(waiting) < HANDED_OUT_PER_WORKER * slots:
            if waiting and any(handed.alone for handed in (*waiting.values(), *self._again)):
                return
            handed = self._next(chunks)
            if handed is None:
                return
            if self._executor is None:
                self._executor = self._executors.open()
            waiting[self._executor.submit(run_batch, handed.batch, self._simulate)] = handed
            if slots == 1:
                return  # it may be done already: keep it before the next begins

    def _next(self, chunks: Chunks) -> _Handed | None:
        if self._again:
            return self._again.popleft()
        batch = chunks.next()
        return None if batch is None else _Handed(batch)

    def _reopen(self, waiting: Waiting) -> Iterator[list[Row]]:
        """The executor broke: keep what finished, and have the rest tried again by a new one."""
        assert self._executor is not None
        self._executors.kill(self._executor)
        self._executor = None
        lost = []
        for future, handed in waiting.items():
            if future.done() and future.exception() is None:
                yield future.result()
            else:
                lost.append(handed)
        waiting.clear()
        runs = sum(len(handed.batch.runs) for handed in lost)
        self._progress.say(f"a worker died; {counted(runs)} tried again")
        for handed in lost:
            yield from self._broke(handed, handed.breaks + 1)

    def _broke(self, handed: _Handed, breaks: int) -> Iterator[list[Row]]:
        """What becomes of a batch that was there at so many breaks, or ended its worker itself."""
        batch = handed.batch
        if breaks < BREAKS_BEFORE_ALONE:
            self._again.append(_Handed(batch, breaks))
        elif handed.alone:
            yield [_died(batch)]
        else:
            singles = [Batch(batch.seed, (run,)) for run in batch.runs]
            self._again.extend(_Handed(single, BREAKS_BEFORE_ALONE) for single in singles)


def counted(runs: int) -> str:
    """``1 replication is``, ``2 replications are``."""
    return "1 replication is" if runs == 1 else f"{runs} replications are"


def _died(batch: Batch) -> Row:
    (run,) = batch.runs
    cause = (
        "WorkerDied: the process that simulated it ended without a word, also when it was alone "
        "(killed from outside, or out of memory)"
    )
    return Row(run.key, run.replication, cause=cause, traceback=cause)
