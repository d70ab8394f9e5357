"""An executor of worker processes in which a death costs one task, and it is known which.

Each worker is a pool of one process from the standard library, and a thread that hands it one task
at a time; a task that waits is in no pool, so it can be cancelled and is lost with none.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import suppress
from multiprocessing import forkserver, resource_tracker
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from sim.experiment.batch import in_words
from sim.experiment.executors import worker
from sim.experiment.interruption import ANSWERED
from sim.experiment.problems import EngineProblem
from sim.experiment.row_key import code_hash

P = ParamSpec("P")
T = TypeVar("T")

LOADED = ["sim.experiment.batch", "sim.experiment.executors.worker", "sim.model.model"]
"""By the server from which workers are forked, so that each starts at once."""
STARTS = 5
"""A process that dies before its first task was killed by somebody; so many times, it can't start.
"""
FILES_PER_WORKER = 16
"""Pipes that a pool holds open, and some to spare."""


class Processes(Executor):
    """So many processes, forked from a small server that has the model loaded: quick to start, and
    no inherited state. A task whose process dies ends in BrokenExecutor."""

    def __init__(self, workers: int, memory_mb: int) -> None:
        """``memory_mb``: what a process may take for its tasks."""
        _make_room_for_files(FILES_PER_WORKER * workers)
        self._threads = ThreadPoolExecutor(workers)
        self._all = [_Process(memory_mb) for _ in range(workers)]
        self._free: SimpleQueue[_Process] = SimpleQueue()
        for process in self._all:
            self._free.put(process)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._threads.submit(self._call, fn, args, kwargs)

    def _call(self, *called: Any) -> Any:
        process = self._free.get()
        try:
            return process.call(pickle.dumps(called))
        finally:
            self._free.put(process)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        for process in self._all:
            process.end(wait)

    def kill(self) -> None:
        """End every process now, whatever it does."""
        for process in self._all:
            process.kill()
        # with its process a task ends too; what Python would do at its exit is done in order here
        self.shutdown(wait=True, cancel_futures=True)


class _Process:
    """A worker process, begun at its first task and again after it died."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._pool: ProcessPoolExecutor | None = None
        self._pid: int | None = None
        self._unwanted = False

    def call(self, packed: bytes) -> Any:
        """What a pickled call gives. BrokenExecutor when the process died of it."""
        pool = self._begun()
        try:
            return pool.submit(worker.call, packed).result()
        except BrokenExecutor:
            self._forget()
            raise

    def end(self, wait: bool) -> None:
        """Let it end when its task is done."""
        if self._pool is not None:
            self._pool.shutdown(wait)

    def kill(self) -> None:
        """End it now, and don't begin it again."""
        # whoever begins it looks at these in the other order, so that one of both sees the other
        self._unwanted = True
        self._kill_process()

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is not None:
            return self._pool
        cause = ""
        for _ in range(STARTS):
            try:
                self._pool = _pool_of_one()
                self._pid, code = self._pool.submit(worker.begin, self._memory_mb).result()
            except Exception as error:
                cause = in_words(error)
                self._forget()
            else:
                if not self._unwanted and code == code_hash():
                    return self._pool
                self._forget()
                if not self._unwanted:
                    cause = "the program's files were changed since this command was started"
                break
        raise EngineProblem(f"no worker process can be started ({cause})")

    def _forget(self) -> None:
        """Give up a broken pool; its process lives on when it was the server that died."""
        self._kill_process()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._pid = None

    def _kill_process(self) -> None:
        pid = self._pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _pool_of_one() -> ProcessPoolExecutor:
    """Called in a thread that answers no signals: what it starts hears none either, so that Ctrl-C
    (which reaches every process of a terminal) is answered by the driver alone."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ANSWERED)
    resource_tracker.ensure_running()  # lets signals through again when it had to be started
    signal.pthread_sigmask(signal.SIG_BLOCK, ANSWERED)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    forkserver.ensure_running()
    return ProcessPoolExecutor(1, mp_context=context, initializer=worker.end_with_the_driver)


def _make_room_for_files(files: int) -> None:
    """Many workers need more open files than a shell allows at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = soft + files
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and wanted > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
