"""One replication: one clock, one set of random numbers, one log; all a station receives."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy
from simpy.events import URGENT

from sim.kernel.eventlog import Event, EventLog
from sim.kernel.streams import Name, Streams

Process = Generator[Any, Any, Any]


class Replication:
    """Clock, streams and log of one run of ``horizon_h`` hours.

    ``shared`` is a dictionary that the caller may hand to several scenarios of the *same* seed and
    replication: long series that depend on nothing else are drawn once and kept there.
    ``log`` is an empty log to write to, for a caller who wants what there is of it after an error.
    ``uniform(*name)`` gives a named number, ``record(event)`` appends an event to the log.
    """

    __slots__ = ("env", "horizon_h", "log", "record", "shared", "streams", "uniform")

    def __init__(
        self,
        seed: int,
        replication: int,
        horizon_h: float,
        shared: dict[Any, Any] | None = None,
        log: EventLog | None = None,
    ) -> None:
        self.env = simpy.Environment(initial_time=0.0)
        self.streams = Streams(seed, replication)
        self.uniform: Callable[..., float] = self.streams.uniform
        self.log = EventLog() if log is None else log  # an empty one is false
        self.record: Callable[[Event], None] = self.log.append
        self.horizon_h = horizon_h
        self.shared = {} if shared is None else shared

    @property
    def now(self) -> float:
        """Hours since the start of the run."""
        now: float = self.env._now  # without a second property in between: read very often
        return now

    def generator(self, *name: Name) -> Any:
        """A numpy generator of its own for ``name``."""
        return self.streams.generator(*name)

    def start(self, process: Process) -> simpy.Process:
        """Start a process now."""
        return self.env.process(process)

    def wait(self, hours: float) -> simpy.Event:
        """An event to yield that happens ``hours`` from now."""
        return self.env.timeout(hours if hours > 0.0 else 0.0)

    def wait_until(self, hour: float, *, urgent: bool = False) -> simpy.Event:
        """An event to yield that happens at ``hour``, at once if that is past.

        ``urgent`` puts it before everything else due at that instant: calendars use it, so that
        nothing depends on the order in which processes were created.
        """
        delay = hour - self.env._now
        if delay < 0.0:
            delay = 0.0
        if not urgent:
            return self.env.timeout(delay)
        event = simpy.Event(self.env)
        event._ok = True
        event._value = None
        self.env.schedule(event, URGENT, delay)
        return event

    def at(self, hour: float, action: Callable[[], None]) -> None:
        """Call ``action()`` at ``hour``, at once if that is past: lighter than a process."""
        event = self.wait_until(hour)
        assert event.callbacks is not None
        event.callbacks.append(lambda _event: action())

    def run(self) -> EventLog:
        """Run to the horizon and give the log."""
        self.env.run(until=self.horizon_h)
        return self.log

    def let_go(self) -> None:
        """Drop the log and whatever still waits, once the run is over.

        Stations and their processes hold one another and this replication; without the log they
        are small, and it is freed as soon as its reader is done with it.
        """
        self.env._queue.clear()
        self.log = EventLog()
        self.record = self.log.append
