"""How far a run is: a bar in a terminal, plain lines in a pipe or a log."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

SECONDS_BETWEEN_LINES = 10.0


class TerminalProgress:
    """Counts replications; ``start`` may be called again when a design asks for more."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._done = self._total = 0
        self._last_line = 0.0
        self._bar: Progress | None = None
        if console.is_terminal:
            self._bar = Progress(
                TextColumn("simulating"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("replications"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=console,
            )
            self._task = self._bar.add_task("", total=None)

    def start(self, total: int) -> None:
        """So many replications are to be done in all."""
        self._total = total
        if self._bar is not None:
            self._bar.start()
            self._bar.update(self._task, total=total)
        else:
            self._line()

    def advance(self, n: int = 1) -> None:
        """So many more are done."""
        self._done += n
        if self._bar is not None:
            self._bar.advance(self._task, n)
        elif n and time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._line()

    def finish(self) -> None:
        """All are done, or the run was broken off."""
        if self._bar is not None:
            self._bar.stop()
        elif self._total:
            self._line()

    def _line(self) -> None:
        self._last_line = time.monotonic()
        self._console.print(
            f"simulated {self._done} of {self._total} replications", highlight=False
        )
