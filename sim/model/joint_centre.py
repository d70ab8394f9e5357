"""The joint centre: takes notices in, opens cases, handles reports at desks and in sessions.

By video link there is one session a day, which may fall through; at one table consultation is
continuous.
"""

from __future__ import annotations

import simpy

from sim import config
from sim.events import (
    CaseJoined,
    CaseOpened,
    LiaisonCalled,
    ReportClosed,
    ReportExpired,
    ReportHandled,
    ReportLogged,
)
from sim.kernel.distributions import Distribution
from sim.kernel.replication import Process, Replication
from sim.model.entities import Notice, Report
from sim.model.ledgers import Ledgers
from sim.model.situation import ALL, Situation

CALL_AGAIN_H = 1.0
"""A call that nobody answers is tried again after this."""


def _unmoved(_quantity: str, _target: str) -> float:
    return 1.0


class Sessions:
    """When a handled report is next talked over by both sides."""

    __slots__ = ("_consultation", "_held", "rep", "settings")

    def __init__(self, rep: Replication, settings: config.Centre) -> None:
        self.rep = rep
        self.settings = settings
        self._consultation = settings.co_located_consultation.quantile()
        self._held: dict[int, bool] = {}

    def _is_held(self, day: int) -> bool:
        if day not in self._held:
            dropout = self.settings.video_link_dropout_probability
            self._held[day] = self.rep.uniform("session", day) >= dropout
        return self._held[day]

    def consult(self, report: Report) -> Process:
        """Wait until both sides have talked a report over."""
        rep, settings = self.rep, self.settings
        if settings.mode == "co_located":
            yield rep.wait(self._consultation(rep.uniform(report.id, "consultation")))
            return
        day, hour = divmod(rep.now, 24.0)
        number = int(day) + (hour > settings.video_link_session_hour)
        last = rep.horizon_h / 24.0  # with a line that is always down there is none to be found
        while number <= last and not self._is_held(number):
            number += 1
        yield rep.wait_until(24.0 * number + settings.video_link_session_hour)


class JointCentre:
    """Desks, liaison officers and sessions. ``sessions`` may be None: reports then need none."""

    __slots__ = (
        "_call",
        "_cases",
        "_factor",
        "_handling",
        "call_dropout_probability",
        "desks",
        "ledgers",
        "liaison",
        "rep",
        "sessions",
    )

    def __init__(
        self,
        rep: Replication,
        *,
        desks: int,
        liaison_officers: int,
        handling: Distribution,
        call: Distribution,
        call_dropout_probability: float = 0.0,
        sessions: Sessions | None = None,
        situation: Situation | None = None,
    ) -> None:
        self.rep = rep
        self._factor = _unmoved if situation is None else situation.factor
        self.desks = simpy.Resource(rep.env, desks)
        self.liaison = simpy.Resource(rep.env, liaison_officers)
        self._handling = handling
        self._call = call
        self.call_dropout_probability = call_dropout_probability
        self.sessions = sessions
        self.ledgers = Ledgers(rep)
        self._cases: dict[int, Report] = {}

    def receive(self, notice: Notice) -> Report | None:
        """Enter a notice in its ledger; open a case (the report is returned) or join one."""
        self.ledgers.enter(notice)
        now = self.rep.now
        case = self._cases.get(notice.incident)
        if case is not None:
            if not case.closed:
                case.severity = max(case.severity, notice.severity)
                case.place = case.place or notice.place
                if not case.suspect_group:
                    case.suspect_group = notice.suspect_group
                    case.suspect_side = notice.suspect_side
            self.rep.record(CaseJoined(now, case.id, notice.source, case.closed))
            return None
        report = Report(
            notice.incident,
            now,
            notice.incident_hour,
            notice.zone,
            notice.place,
            notice.severity,
            notice.suspect_group,
            notice.suspect_side,
        )
        self._cases[report.id] = report
        self.rep.record(
            CaseOpened(
                now,
                report.id,
                report.incident_hour,
                report.zone,
                report.place,
                report.severity,
                report.suspect_group,
                report.suspect_side,
            )
        )
        return report

    def handle(self, report: Report) -> Process:
        """A desk's work, then a session of both sides."""
        with self.desks.request() as desk:
            yield desk
            yield self.rep.wait(self._handling(self.rep.uniform(report.id, "handling")))
        if self.sessions is not None:
            yield from self.sessions.consult(report)
        self.rep.record(ReportHandled(self.rep.now, report.id))

    def call(self, report: Report) -> Process:
        """Call the liaison officers of both sides; changes no intensity."""
        attempt = 0
        while True:
            length, dropped = self.rep.streams.pair(report.id, "call", attempt)
            with self.liaison.request() as officer:
                yield officer
                yield self.rep.wait(self._call(length) * self._factor("call_time", ALL))
            if dropped >= self.call_dropout_probability * self._factor("call_dropout", ALL):
                self.rep.record(LiaisonCalled(self.rep.now, report.id))
                return
            attempt += 1
            yield self.rep.wait(CALL_AGAIN_H)

    def by_liaison_officer(self, measure: Process) -> Process:
        """Have a liaison officer carry out a measure."""
        with self.liaison.request() as officer:
            yield officer
            yield from measure

    def log_only(self, report: Report) -> None:
        """File a report that the rule leaves alone."""
        report.closed = True
        self.rep.record(ReportLogged(self.rep.now, report.id))

    def close(self, report: Report, answer: str) -> None:
        """Close an answered report."""
        report.closed = True
        self.rep.record(ReportClosed(self.rep.now, report.id, answer))

    def expire(self, report: Report) -> None:
        """Give up a report that waited too long for a visit."""
        report.closed = True
        self.rep.record(ReportExpired(self.rep.now, report.id))
