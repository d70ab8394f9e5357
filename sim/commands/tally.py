"""How many replications are done, how fast, how long still; and how that is put into words."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

RATE_OVER_S = 120.0
RATE_OVER_RESULTS = 8
"""The rate is that of so many seconds past, and of so many results at least: workers come and go.
"""
STEADY_RESULTS, STEADY_S = 3, 5.0
"""Before so many results, and so long after the first, a rate would be a guess."""
SCENARIOS_NAMED = 5
"""Scenarios with failures that are named; of the rest only the number."""


class Tally:
    """What was reported so far, and what it comes to. ``clock`` gives seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, in_steps: bool = False
    ) -> None:
        """``in_steps``: what is asked for next hangs on what comes out, so the end isn't known."""
        self._clock = clock
        self._in_steps = in_steps
        self._began_s: float | None = None
        self._past: deque[tuple[float, int]] = deque()
        self._first_s: float | None = None
        self._results = 0
        self.total = self.reused = self.simulated = 0
        self.failures: dict[str, int] = {}

    def begin(self) -> None:
        """From now on it's simulating that takes the time; the first call counts."""
        if self._began_s is None:
            self._began_s = self._clock()

    def advance(self, n: int) -> None:
        """So many more were simulated: one result."""
        self.begin()
        self.simulated += n
        self._results += 1
        now = self._clock()
        if self._first_s is None:
            self._first_s = now  # before, workers started
        self._past.append((now, self.simulated))
        while len(self._past) > RATE_OVER_RESULTS and self._past[1][0] <= now - RATE_OVER_S:
            self._past.popleft()

    @property
    def known(self) -> int:
        """Replications that are known, simulated or reused."""
        return self.reused + self.simulated

    @property
    def elapsed_s(self) -> float:
        """Seconds since simulating began."""
        return 0.0 if self._began_s is None else self._clock() - self._began_s

    @property
    def per_s(self) -> float | None:
        """Replications simulated a second, of late; None while that can't be told yet."""
        if self._first_s is None or self._results < STEADY_RESULTS:
            return None
        if self._past[-1][0] - self._first_s < STEADY_S:
            return None
        (begun, before), (now, after) = self._past[0], self._past[-1]
        return (after - before) / (now - begun) if now > begun else None

    @property
    def left_s(self) -> float | None:
        """Seconds that the rest takes at this rate; None when there is no rate yet."""
        if not self.per_s:
            return None
        return (self.total - self.known) / self.per_s

    def so_far_text(self) -> str:
        """``32 s so far``."""
        return f"{duration_text(self.elapsed_s)} so far"

    def rate_and_left_text(self) -> str:
        """``4.2 replications a second, about 3 min left``; ``starting``, later nothing, while there
        is no rate."""
        per_s, left_s = self.per_s, self.left_s
        if per_s is None or left_s is None:
            begun = self._first_s is not None and self._clock() - self._first_s >= STEADY_S
            return "" if begun or self.known >= self.total else "starting"
        rate, of = _rate(per_s), " of this step" if self._in_steps else ""
        left = f"about {duration_text(left_s)} left{of}" if self.known < self.total else ""
        return f"{rate}, {left}" if left else rate

    def plan_text(self) -> str:
        """What the first line says."""
        if self._in_steps and self.known < self.total:
            first = f"simulating {_replications(self.total - self.known)} at first"
            return _joined(first, self.known_already_text())
        if not self.reused:
            return f"simulating {_replications(self.total)}"
        if self.known >= self.total:
            return f"known already: all of {_replications(self.total)}"
        left = self.total - self.known
        return f"simulating {_replications(left)}; {self.known_already_text()}"

    def middle_text(self) -> str:
        """What a line in between says."""
        so_far = " asked for so far" if self._in_steps else ""
        done = f"{self.known} of {_replications(self.total)}{so_far} done"
        return _joined(done, self.rate_and_left_text(), self.failures_text())

    def end_text(self) -> str:
        """What the last line says."""
        so_far = " asked for so far" if self._in_steps and self.known < self.total else ""
        done = f"{self.known} of {_replications(self.total)}{so_far} done"
        took = f"{self.simulated} simulated in {duration_text(self.elapsed_s)}"
        return _joined(done, took, self.known_already_text(), self.failures_text())

    def below_text(self) -> str:
        """What a bar can't say; may be empty."""
        return _joined(self.rate_and_left_text(), self.known_already_text(), self.failures_text())

    def known_already_text(self) -> str:
        """``120 of 360 known already``; empty when none were."""
        return f"{self.reused} of {self.total} known already" if self.reused else ""

    def failures_text(self) -> str:
        """``3 failed (2 of 'lean', 1 of 'surge')``, most first; empty when none did."""
        if not self.failures:
            return ""
        most = sorted(self.failures.items(), key=lambda item: (-item[1], item[0]))
        named = [f"{n} of '{name}'" for name, n in most[:SCENARIOS_NAMED]]
        if len(most) > SCENARIOS_NAMED:
            rest = most[SCENARIOS_NAMED:]
            named.append(f"{sum(n for _, n in rest)} of {len(rest)} more scenarios")
        return f"{sum(self.failures.values())} failed ({', '.join(named)})"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _replications(number: int) -> str:
    return f"{number} replication{'' if number == 1 else 's'}"


def _rate(per_s: float) -> str:
    if per_s >= 1:
        return f"{per_s:.1f} replications a second"
    if 60 * per_s >= 1:
        return f"{60 * per_s:.1f} replications a minute"
    return f"{3600 * per_s:.1f} replications an hour"


def duration_text(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} days {hours % 24} h"
