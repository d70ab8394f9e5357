"""Ctrl-C once finishes what runs and stops; twice stops now. A shutdown of the machine counts as
once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

ANSWERED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """Answers signals while it is entered; a context manager.

    ``asked`` is the first signal that came, None before. The second raises KeyboardInterrupt.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        """``tell`` hears what happens now when the first signal comes."""
        self.asked: int | None = None
        self._tell = tell
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():  # others can't hear signals
            for number in ANSWERED:
                # what is ignored is so on purpose: nohup keeps a run from hearing of its terminal
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._answer)
        return self

    def __exit__(self, *_error: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _answer(self, number: int, _frame: FrameType | None) -> None:
        if self.asked is not None:
            raise KeyboardInterrupt
        self.asked = number
        again = "; Ctrl-C again: now" if number == signal.SIGINT else ""
        self._tell(f"stopping when what runs has finished{again}")
