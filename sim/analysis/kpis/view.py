"""A window of an event log as KPIs see it, with the joins that several KPIs need, made once.

A thing belongs to a window by the hour it began: an incident by its own hour, a case by its
opening, a convoy by its request, an hour of traffic by that hour.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from sim.analysis.kpis.joins import Joins
from sim.analysis.kpis.timeline import Floats
from sim.analysis.kpis.two_lists import TwoLists, two_lists

HOURS_PER_DAY = 24.0
DAYS_PER_MONTH = 365.25 / 12

Mask = npt.NDArray[np.bool_]


class _Event(Protocol):
    @property
    def hour(self) -> float: ...


E = TypeVar("E", bound=_Event)


def count(mask: Mask) -> int:
    """How many are true."""
    return int(np.count_nonzero(mask))


class View:
    """The part of a log from ``since_h`` up to, but without, ``until_h``."""

    def __init__(self, joins: Joins, since_h: float, until_h: float) -> None:
        self.joins = joins
        self.since_h = since_h
        self.until_h = until_h
        self._events: dict[type[Any], list[Any]] = {}

    @property
    def hours(self) -> float:
        """Length of the window in hours."""
        return self.until_h - self.since_h

    @property
    def days(self) -> float:
        """Length of the window in days."""
        return self.hours / HOURS_PER_DAY

    @property
    def months(self) -> float:
        """Length of the window in mean months (30.44 days)."""
        return self.days / DAYS_PER_MONTH

    def events(self, kind: type[E]) -> list[E]:
        """The log's events of one kind that happened in the window; the same list each time."""
        if kind not in self._events:
            every: list[E] = self.joins.log.of(kind)  # type: ignore[type-var]
            self._events[kind] = [e for e in every if self.since_h <= e.hour < self.until_h]
        return self._events[kind]

    def within(self, hour: Floats) -> Mask:
        """Which of these hours lie in the window."""
        return (hour >= self.since_h) & (hour < self.until_h)

    @cached_property
    def incidents(self) -> Mask:
        """Which of ``joins.incidents`` happened in the window."""
        return self.within(self.joins.incidents.hour)

    @cached_property
    def entries(self) -> Mask:
        """Which of ``joins.entries`` were made in the window."""
        return self.within(self.joins.entries.hour)

    @cached_property
    def lists(self) -> TwoLists:
        """What the ledgers hold of incidents that, as notified, happened in the window."""
        return two_lists(self.joins.ledger_rows, self.since_h, self.until_h)

    @cached_property
    def cases(self) -> Mask:
        """Which of ``joins.cases`` were opened in the window."""
        return self.within(self.joins.cases.opened_h)

    @cached_property
    def convoys(self) -> Mask:
        """Which of ``joins.convoys`` were requested in the window."""
        return self.within(self.joins.convoys.requested_h)

    @cached_property
    def traffic(self) -> Mask:
        """Which of ``joins.traffic`` are hours of the window."""
        return self.within(self.joins.traffic.from_h)

    def wait_bins(self, *, mission: bool) -> npt.NDArray[np.int64]:
        """Counts of waits by bin, over all checkpoints or those that the mission mans."""
        party, of_mission = self._wait_bins
        return of_mission if mission else party + of_mission

    @cached_property
    def _wait_bins(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        traffic = self.joins.traffic
        party = traffic.waits[self.traffic & ~traffic.mission].sum(axis=0, dtype=np.int64)
        mission = traffic.waits[self.traffic & traffic.mission].sum(axis=0, dtype=np.int64)
        return party, mission
