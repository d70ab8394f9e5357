"""Ends work that takes too long, in whatever thread it runs, and never hits what comes after it."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import threading
from collections.abc import Callable
from io import TextIOWrapper
from typing import TypeVar

T = TypeVar("T")

AGAIN_S = 1.0
"""The first blow may be lost where Python ignores errors (a ``__del__``): there are more."""
GRACE_SHARE = 1.5
GRACE_S = 10.0
"""Code that no blow reaches, since it is stuck outside Python, gets (1.5 x limit + 10) s in all."""

_nowhere: TextIOWrapper | None = None


class TimeLimit(Exception):
    """Work took longer than it may; says so in words."""


class _OutOfTime(BaseException):
    """Raised in the middle of the work; not an Exception, so that no ``except`` of its own keeps it
    going."""


def this_process_may_be_ended() -> None:
    """Let work that is stuck outside Python end the process: one that does nothing else, and that
    somebody replaces."""
    global _nowhere
    # the only file that is written to without Python is one that is open
    _nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def within(limit_s: float | None, work: Callable[[], T]) -> T:
    """What ``work`` gives; TimeLimit when it takes longer than ``limit_s`` seconds (None: any)."""
    if limit_s is None:
        return work()
    thread_id = threading.get_ident()
    working = threading.Lock()
    working.acquire()
    watch = threading.Thread(target=_watch, args=(limit_s, working, thread_id), daemon=True)
    try:
        watch.start()
        if _nowhere is not None:
            stuck_s = GRACE_SHARE * limit_s + GRACE_S
            faulthandler.dump_traceback_later(stuck_s, exit=True, file=_nowhere)
        return work()
    except _OutOfTime as late:
        raise TimeLimit(f"took longer than {limit_s:g} s (replication_limit_s)") from late
    finally:
        # A blow may still fall on any line here; none can once the watch has ended, and one that
        # was dealt before has been taken back. All this may be done twice.
        over, interrupted = False, None
        while not over:
            try:
                if working.locked():
                    working.release()
                if watch.ident is not None:
                    watch.join()
                _strike(thread_id, None)
                if _nowhere is not None:
                    faulthandler.cancel_dump_traceback_later()
                over = True
            except _OutOfTime:
                continue
            except KeyboardInterrupt as interrupt:
                interrupted = interrupt
        if interrupted is not None:
            raise interrupted


def _watch(limit_s: float, working: threading.Lock, thread_id: int) -> None:
    """Strike the thread when time is up, again and again, until ``working`` is released."""
    wait_s = limit_s
    while not working.acquire(timeout=wait_s):
        _strike(thread_id, _OutOfTime)
        wait_s = AGAIN_S


def _strike(thread_id: int, error: type[BaseException] | None) -> None:
    """Have an error raised in a thread at its next step of Python; None takes it back."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread_id), None if error is None else ctypes.py_object(error)
    )
