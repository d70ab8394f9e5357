"""The progress of a run that nobody watches; what was said is kept."""

from __future__ import annotations


class Heard:
    """What was said, and how many replications were taken from the store."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.reused = 0

    def start(self, total: int) -> None: ...

    def reuse(self, n: int) -> None:
        self.reused += n

    def advance(self, n: int = 1) -> None: ...

    def failed(self, scenario: str, n: int = 1) -> None: ...

    def say(self, message: str) -> None:
        self.said.append(message)

    def finish(self) -> None: ...
