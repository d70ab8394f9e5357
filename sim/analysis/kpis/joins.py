"""The rows of one log joined into tables of arrays: incidents, entries, cases, convoys, traffic.

Each table is made on first use and kept; everything in it is a pure function of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from sim.analysis.kpis.convoy_fates import convoy_fates
from sim.analysis.kpis.incident_stages import Reached, reached
from sim.analysis.kpis.posts import PostHours, post_hours
from sim.analysis.kpis.tables import (
    SIDES,
    Cases,
    Convoys,
    Entries,
    Incidents,
    Lethal,
    Pay,
    Traffic,
    Words,
)
from sim.analysis.kpis.timeline import Floats
from sim.analysis.kpis.two_lists import Row, ledger_rows
from sim.events import (
    CaseOpened,
    CheckpointHour,
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyEnded,
    ConvoyLoaded,
    ConvoyRequested,
    DisturbanceOccurred,
    LedgerEntered,
    LiaisonCalled,
    PlaceVisited,
    PostManned,
    ReportClosed,
    ReportExpired,
    ReportHandled,
    ReportLogged,
    RunStarted,
    StaffEngaged,
    StaffReleased,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import EventLog
from sim.waits import WAIT_BINS


class Joins:
    """Tables over a whole log."""

    def __init__(self, log: EventLog) -> None:
        self.log = log

    @cached_property
    def horizon_h(self) -> float:
        """Length of the run in hours. Raises ValueError on a log without its first row."""
        started = self.log.of(RunStarted)
        if not started:
            raise ValueError("the log has no RunStarted row, so its horizon is unknown")
        return started[0].horizon_h

    @cached_property
    def first_post_h(self) -> float:
        """Hour at which the first post is manned; infinite when none ever is."""
        manned = self.log.of(PostManned)
        return manned[0].hour if manned else inf

    @cached_property
    def violations(self) -> dict[int, ViolationOccurred]:
        """Every incident that truly happened, by identity."""
        return {event.violation: event for event in self.log.of(ViolationOccurred)}

    @cached_property
    def incidents(self) -> Incidents:
        """See `Incidents`."""
        rows = [event for event in self.log.of(ViolationOccurred) if event.covered]
        watched = {event.violation: event for event in self.log.of(ViolationWatched)}
        recorded = {e.incident for e in self.log.of(LedgerEntered) if e.entry == "matched"}
        seen = [watched.get(event.violation) for event in rows]
        return Incidents(
            floats([event.hour for event in rows]),
            np.array([event.violation for event in rows], dtype=np.uint64),
            words([event.side for event in rows]),
            words([event.zone for event in rows]),
            words([event.kind for event in rows]),
            np.array([event.deaths for event in rows], dtype=np.int64),
            words([event.outcome if event else "" for event in seen]),
            words([event.light if event else "" for event in seen]),
            np.array([event.violation in recorded for event in rows], dtype=np.bool_),
        )

    @cached_property
    def reached(self) -> Reached:
        """How far each of ``incidents`` got."""
        return reached(self.log, self.incidents, self.violations)

    @cached_property
    def entries(self) -> Entries:
        """See `Entries`."""
        rows = [event for event in self.log.of(LedgerEntered) if event.entry != "excluded"]
        return Entries(
            floats([event.hour for event in rows]),
            words([event.ledger for event in rows]),
            words([event.entry for event in rows]),
            words([event.zone for event in rows]),
        )

    @cached_property
    def ledger_rows(self) -> list[Row]:
        """The entries as estimators take them, by the hour of the incident."""
        return ledger_rows(self.log)

    @cached_property
    def lethal(self) -> Lethal:
        """See `Lethal`. Raises ValueError on a log without its first row."""
        started = self.log.of(RunStarted)
        if not started:
            raise ValueError("the log has no RunStarted row, so its places are unknown")
        cells = set(started[0].cells.split())
        rows = [
            (e.hour, e.zone, e.place, e.covered) for e in self.log.of(ViolationOccurred) if e.deaths
        ]
        rows += [
            (e.hour, e.zone, e.place, False) for e in self.log.of(DisturbanceOccurred) if e.deaths
        ]
        rows.sort()
        return Lethal(
            floats([row[0] for row in rows]),
            words([row[1] for row in rows]),
            words([row[2] for row in rows]),
            np.array([row[2] in cells for row in rows], dtype=np.bool_),
            np.array([row[3] for row in rows], dtype=np.bool_),
        )

    @cached_property
    def cases(self) -> Cases:
        """See `Cases`."""
        rows = self.log.of(CaseOpened)
        called = _first(self.log.of(LiaisonCalled))
        visited = _first(self.log.of(PlaceVisited))
        closed = self.log.of(ReportClosed)
        answered = _first([event for event in closed if event.answer != "none"])
        given_up = _first(
            sorted([*self.log.of(ReportExpired), *(e for e in closed if e.answer == "none")])
        )
        handled = _first(self.log.of(ReportHandled))
        logged = _first(self.log.of(ReportLogged))
        names = [event.report for event in rows]
        return Cases(
            floats([event.hour for event in rows]),
            floats([event.incident_hour for event in rows]),
            floats([called.get(name, inf) for name in names]),
            floats([visited.get(name, inf) for name in names]),
            floats([answered.get(name, inf) for name in names]),
            floats([given_up.get(name, inf) for name in names]),
            words([event.zone for event in rows]),
            np.array([name in handled for name in names], dtype=np.bool_),
            np.array([name in logged for name in names], dtype=np.bool_),
        )

    @cached_property
    def posts(self) -> PostHours:
        """See `PostHours`."""
        return post_hours(self.log, self.horizon_h)

    @cached_property
    def convoys(self) -> Convoys:
        """See `Convoys`."""
        requested = self.log.of(ConvoyRequested)
        answers = {event.convoy: event.answer for event in self.log.of(ConvoyAnswered)}
        arrived = {event.convoy: event.hour for event in self.log.of(ConvoyArrived)}
        loaded = {e.convoy: e.tonnes + e.removed_tonnes for e in self.log.of(ConvoyLoaded)}
        ended = {event.convoy: event for event in self.log.of(ConvoyEnded)}
        # a request is an agency's; whoever carried for it later belongs to the same row
        rows = [event for event in requested if not event.instead_of]
        taken_over = {e.instead_of: e.convoy for e in requested if e.instead_of}
        tries = [[e.convoy, *filter(None, [taken_over.get(e.convoy)])] for e in rows]
        ends = [[ended[convoy] for convoy in convoys if convoy in ended] for convoys in tries]
        given = [[answers[convoy] for convoy in convoys if convoy in answers] for convoys in tries]
        return Convoys(
            floats([event.hour for event in rows]),
            floats([event.people for event in rows]),
            words([("granted" if "granted" in a else a[-1]) if a else "" for a in given]),
            floats([min(arrived.get(convoy, inf) for convoy in convoys) for convoys in tries]),
            words([end[-1].outcome if end else "" for end in ends]),
            floats([sum(end.people_reached for end in several) for several in ends]),
            floats([max(loaded.get(convoy, 0.0) for convoy in convoys) for convoys in tries]),
            floats([sum(end.delivered_tonnes for end in several) for several in ends]),
            np.array([event.convoy in taken_over for event in rows], dtype=np.bool_),
        )

    @cached_property
    def convoy_fates(self) -> Words:
        """What became of each of ``convoys``."""
        return words(convoy_fates(self.log))

    @cached_property
    def traffic(self) -> Traffic:
        """See `Traffic`. Raises ValueError on a row whose wait bins are not whole."""
        rows = self.log.of(CheckpointHour)
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * 12
        waits = np.frombuffer(b"".join(columns[10]), dtype="<u4")
        if len(waits) != WAIT_BINS * len(rows):
            raise ValueError(f"a CheckpointHour row doesn't hold {WAIT_BINS} wait bins")
        number = {name: at for at, name in enumerate(dict.fromkeys(columns[1]))}
        return Traffic(
            floats(columns[3]),
            np.array([operator not in SIDES for operator in columns[2]], dtype=np.bool_),
            floats(columns[4]),
            floats(columns[5]),
            floats(columns[6]),
            floats(columns[7]),
            floats(columns[9]),
            waits.reshape(-1, WAIT_BINS),
            np.array([number[name] for name in columns[1]], dtype=np.int64),
            list(number),
        )

    @cached_property
    def mission_checkpoints(self) -> frozenset[str]:
        """Names of the checkpoints that the mission mans, or would man."""
        rows = self.log.of(CheckpointHour)
        operators = {event.checkpoint: event.operator for event in rows}
        return frozenset(name for name, by in operators.items() if by not in SIDES)

    @cached_property
    def pay(self) -> Pay:
        """See `Pay`; those released are written as a negative number from then on."""
        engaged = [(e.hour, e.paid_people) for e in self.log.of(StaffEngaged)]
        released = [(e.hour, -e.paid_people) for e in self.log.of(StaffReleased)]
        rows = np.array(engaged + released, dtype=np.float64).reshape(-1, 2)
        return Pay(rows[:, 0], np.full(len(rows), self.horizon_h), rows[:, 1])


def floats(values: Sequence[float]) -> Floats:
    """An array of floats."""
    return np.array(values, dtype=np.float64)


def words(values: Sequence[str]) -> Words:
    """An array of words; of no length zero, which numpy would cut."""
    return np.array(values, dtype=np.str_)


def _first(events: Sequence[Any]) -> dict[int, float]:
    """Hour of the first event of each report."""
    return {event.report: event.hour for event in reversed(events)}
