"""What the engine needs to know of a place where batches are simulated."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import Executor
from enum import Enum


class Fault(Enum):
    """What an error of a future says of its batch."""

    WORKER_DIED = "the worker that simulated it died, of this batch or of something else"
    WORKER_KILLED = "this batch ended its worker, more than once"
    CLUSTER_LOST = "nobody is there any more to simulate anything; the error says why"


class Executors(ABC):
    """Opens an executor, which replaces workers that die. One executor is open at a time."""

    @property
    @abstractmethod
    def slots(self) -> int:
        """Batches simulated at a time, at present; at least 1."""

    @abstractmethod
    def open(self) -> Executor:
        """A new executor. EngineProblem, one line, when there can be none."""

    @abstractmethod
    def fault(self, error: BaseException) -> Fault | None:
        """What the error of a future means; None: a mistake of ours."""

    @abstractmethod
    def close(self, executor: Executor) -> None:
        """Nothing more will be asked of it; returns when its workers have ended."""

    @abstractmethod
    def kill(self, executor: Executor) -> None:
        """End it now, in the middle of whatever runs."""
