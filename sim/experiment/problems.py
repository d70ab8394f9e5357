"""How a run may end before its end: each with one line for the planner."""

from __future__ import annotations

GO_ON = "what finished is kept, and the same command goes on from there"
"""What most of these lines end with."""


class EngineProblem(Exception):
    """A run that can't go on. What finished is kept."""


class WorkersLost(EngineProblem):
    """Nobody can go on with what was begun. What finished is kept."""


class StoreProblem(Exception):
    """The store can't be used; the line names the file and says what to do."""


class StoreNotWritten(StoreProblem):
    """The store can't be written any more: a full disk, most often. What finished is kept."""


class Interrupted(Exception):
    """The planner stopped the run, or the machine is shutting down. What finished is kept."""

    def __init__(self, line: str, signal_number: int) -> None:
        super().__init__(line)
        self.signal_number = signal_number
