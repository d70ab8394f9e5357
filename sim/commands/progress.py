"""How far a run is: a bar in a terminal, plain lines in a pipe or a log."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from sim.commands.tally import Tally

SECONDS_BETWEEN_LINES = 10.0
LINES_SHARE = 0.02
"""Of the time gone by, how long to wait for the next line: a run of days fills no log."""
MANY_SCENARIOS = 50
"""With more, tables and charts take so long that a log tells of it too."""


class TerminalProgress:
    """Shows on a console how far a run is; what can't be shown stops no run.

    A bar where there is a terminal; else plain lines without any control character: one at the
    start, one every ten seconds at most, one at the end.
    """

    def __init__(
        self,
        console: Console,
        clock: Callable[[], float] = time.monotonic,
        *,
        scenarios: int = 1,
        in_steps: bool = False,
    ) -> None:
        """``scenarios``: how many there are to tabulate and draw, which may take long;
        ``in_steps``: what is simulated next hangs on what comes out."""
        self._console = console
        self._scenarios = scenarios
        self._clock = clock
        self._tally = Tally(clock, in_steps=in_steps)
        self._told: tuple[int, int] | None = None
        self._last_line_s = 0.0
        self._messages: deque[str] = deque()
        # not the console's own word: FORCE_COLOR makes it take a pipe for a terminal
        is_terminal = console.file.isatty() and not console.is_dumb_terminal
        self._bar = _Bar(console, self._tally) if is_terminal else None

    def start(self, total: int) -> None:
        """So many replications are to be done in all; may be called again with more."""
        self._tally.total = total
        if self._bar is not None:
            self._bar.start()

    def reuse(self, n: int) -> None:
        """So many of them were taken from the store; called once after each ``start``."""
        self._tally.reused += n
        self._tally.begin()
        if self._bar is None and self._told is None:
            self._line(self._tally.plan_text())

    def advance(self, n: int = 1) -> None:
        """So many more were simulated now, those that failed among them."""
        self._tally.advance(n)
        self._show()

    def failed(self, scenario: str, n: int = 1) -> None:
        """So many replications of a scenario failed."""
        self._tally.failures[scenario] = self._tally.failures.get(scenario, 0) + n

    def say(self, message: str) -> None:
        """Show an event in a line of its own; a signal handler may call it too."""
        self._messages.append(message)
        self._show_messages()

    def finish(self) -> None:
        """All are done, or the run was broken off."""
        self._show_messages()
        if self._bar is not None:
            self._bar.stop()
        elif self._told not in (None, self._state):
            self._line(self._tally.end_text())
        is_whole = 0 < self._tally.total <= self._tally.known
        if is_whole and (self._bar is not None or self._scenarios > MANY_SCENARIOS):
            self.say("writing tables and charts")

    @property
    def _state(self) -> tuple[int, int]:
        return self._tally.known, self._tally.total

    def _show(self) -> None:
        self._show_messages()
        wait_s = max(SECONDS_BETWEEN_LINES, LINES_SHARE * self._tally.elapsed_s)
        if self._bar is None and self._clock() - self._last_line_s >= wait_s:
            self._line(self._tally.middle_text())

    def _line(self, text: str) -> None:
        self._told, self._last_line_s = self._state, self._clock()
        self._messages.append(text)
        self._show_messages()

    def _show_messages(self) -> None:
        while self._messages:
            message = self._messages.popleft()
            try:
                if self._bar is not None:
                    self._console.out(message, highlight=False)
                else:
                    print(message, file=self._console.file, flush=True)
            except RuntimeError:  # a signal came while a line was being written: after that one
                self._messages.appendleft(message)
                return
            except OSError:  # a broken pipe, a full disk, a terminal that went away
                self._go_on_unseen()

    def _go_on_unseen(self) -> None:
        """Let what is still to be shown go nowhere, so that the run goes on."""
        with suppress(OSError, ValueError):  # no file: nothing is left in its buffer either
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._console.file.fileno())


class _Bar(Progress):
    """The bar, and below it what it can't say; drawn anew by a thread of its own."""

    def __init__(self, console: Console, tally: Tally) -> None:
        self._tally = tally
        super().__init__(
            TextColumn("simulating"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("replications"),
            TextColumn("{task.description}"),
            console=console,
        )
        self._task = self.add_task("", total=None)

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bar, and how fast, how long still, how many known already, how many failed."""
        if self.tasks:  # none while the bar is being made
            self.update(
                self._task,
                total=self._tally.total or None,
                completed=self._tally.known,
                description=self._tally.so_far_text(),
            )
        yield from super().get_renderables()
        below = self._tally.below_text()
        if below:
            yield Text(below)

    def stop(self) -> None:
        """Leave the last state on the screen."""
        with suppress(OSError):  # the terminal went away
            super().stop()
