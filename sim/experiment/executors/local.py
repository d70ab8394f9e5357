"""Batches simulated on this machine: in this process, or in worker processes beside it."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any, ParamSpec, TypeVar

from sim.experiment.executors.base import Executors, Fault

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
    """Processes forked from a small server that has the model loaded: quick to start, and no
    inherited state."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    @property
    def slots(self) -> int:
        return self._workers

    def open(self) -> Executor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["sim.experiment.batch", "sim.model.model"])
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_begin_worker)

    def fault(self, error: BaseException) -> Fault | None:
        return Fault.EXECUTOR_BROKE if isinstance(error, BrokenExecutor) else None

    def close(self, executor: Executor) -> None:
        executor.shutdown(wait=True, cancel_futures=True)

    def kill(self, executor: Executor) -> None:
        for process in multiprocessing.active_children():
            process.kill()
        executor.shutdown(wait=False, cancel_futures=True)


def _begin_worker() -> None:
    # Ctrl-C reaches every process of the terminal; only the driving one must answer it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what was loaded so far stays: collections needn't look at it
    gc.freeze()
