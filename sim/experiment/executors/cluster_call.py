"""A call that is handed to a Dask cluster, from ``submit`` to its end, and how it may end."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any


class ClusterLost(Exception):
    """Nobody is there any more to simulate anything; one line that says why."""


class WorkerGone(Exception):
    """The worker that was at a task went away."""


@dataclass(eq=False, slots=True)
class Call:
    """A call, from ``submit`` to its end."""

    future: Future[Any]
    packed: bytes
    alone: bool = False
    """It was on a dead worker together with another one."""
    running: bool = False
    """It is on a worker, and nothing before it: it can't be cancelled any more."""
    task: Any = None
    carrying: asyncio.Task[None] | None = None

    def runs(self) -> bool:
        """Note that it does, as its future must hear before its end; False: it was cancelled."""
        if not self.running and not self.future.cancelled():
            self.running = self.future.set_running_or_notify_cancel()
        return self.running

    def end(self, error: BaseException) -> None:
        """Give the future an error, unless it was cancelled."""
        if self.runs():
            self.future.set_exception(error)

    def leave(self) -> None:
        """The cluster needn't go on with it."""
        if self.carrying is not None:
            self.carrying.cancel()
        if self.task is not None:
            self.task.release()
        self.task = self.carrying = None
