"""Batches simulated on this machine: in this process, or in worker processes beside it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any, ParamSpec, TypeVar

from sim.experiment.executors.base import Executors, Fault
from sim.experiment.executors.processes import Processes
from sim.experiment.executors.worker import share_of_memory_mb

P = ParamSpec("P")
T = TypeVar("T")


class InThisProcess(Executors):
    """One worker needs no second process, and a debugger can follow it."""

    @property
    def slots(self) -> int:
        return 1

    def open(self) -> Executor:
        return _AtOnce()

    def fault(self, error: BaseException) -> Fault | None:
        del error
        return None

    def close(self, executor: Executor) -> None:
        del executor

    def kill(self, executor: Executor) -> None:
        del executor


class _AtOnce(Executor):
    """Does each task at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalProcesses(Executors):
    """Worker processes, each of which may take so much memory for what it simulates."""

    def __init__(self, workers: int, memory_mb: int | None = None) -> None:
        """``memory_mb`` None: an equal share of the machine's memory, at least 1 GB."""
        self._workers = workers
        self._memory_mb = memory_mb or share_of_memory_mb(workers)

    @property
    def slots(self) -> int:
        return self._workers

    def open(self) -> Executor:
        return Processes(self._workers, self._memory_mb)

    def fault(self, error: BaseException) -> Fault | None:
        return Fault.WORKER_DIED if isinstance(error, BrokenExecutor) else None

    def close(self, executor: Executor) -> None:
        executor.shutdown(wait=True, cancel_futures=True)

    def kill(self, executor: Executor) -> None:
        assert isinstance(executor, Processes)
        executor.kill()
