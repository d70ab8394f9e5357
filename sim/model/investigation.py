"""Investigation: a team visits the place of a report by daylight and comes back with a finding.

Truth enters belief here for the second and last time. Evidence decays, access is refused, cases
that nobody came to look at expire.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from typing import Any, Literal

from simpy import PriorityResource

from sim.events import (
    FindingMade,
    InvestigationQueued,
    PlaceVisited,
    TeamReleased,
    TeamSeized,
)
from sim.kernel.distributions import Distribution
from sim.kernel.replication import Process, Replication
from sim.model.attribution import Attribution
from sim.model.entities import Finding, Report, Violation

MOVEMENT_ATTEMPTS = 2
"""A team refused twice (on two days) gives up."""

Movement = Callable[[Report, Violation | None, int], tuple[str, float]]
"""Asks whoever holds the ground: (answer, delay in hours) for a report's place, by attempt."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How long things take, in hours, and how evidence keeps.

    ``travel_h(place)`` one way. ``daylight``: hours of the day between which places may be visited,
    None for any time (a team then makes as many visits as it can; with daylight, one a day).
    """

    work: Distribution
    travel_h: Callable[[str], float] = lambda _place: 0.0
    preparation: Distribution | None = None
    patience: Distribution | None = None
    daylight: tuple[float, float] | None = None
    discipline: Literal["fifo", "severity"] = "fifo"
    conclusive_probability: float = 1.0
    evidence_time_h: float = float("inf")


class Office:
    """The investigation office: ``teams`` teams and a queue."""

    __slots__ = ("attribution", "fieldwork", "movement", "rep", "teams")

    def __init__(
        self,
        rep: Replication,
        teams: int,
        fieldwork: Fieldwork,
        attribution: Attribution | None = None,
        movement: Movement | None = None,
    ) -> None:
        self.rep = rep
        self.teams = PriorityResource(rep.env, teams) if teams else None
        self.fieldwork = fieldwork
        self.attribution = attribution
        self.movement = movement

    def investigate(self, report: Report, violation: Violation | None) -> Process:
        """Returns the Finding; waits in the queue no longer than patience lasts."""
        rep, fieldwork = self.rep, self.fieldwork
        if fieldwork.preparation is not None:
            yield rep.wait(fieldwork.preparation(rep.uniform(report.id, "preparation")))
        if not report.place:  # it was only heard, and nobody told more of it since
            return self._conclude(report, "not_located", "")
        rep.record(InvestigationQueued(rep.now, report.id))
        deadline_h = float("inf")
        if fieldwork.patience is not None:
            deadline_h = rep.now + fieldwork.patience(rep.uniform(report.id, "patience"))
        if self.teams is None:
            if deadline_h == float("inf"):
                yield rep.env.event()
            yield rep.wait_until(deadline_h)
            return self._conclude(report, "expired", "")
        priority: Any = (0, 0.0)  # SimPy takes whatever sorts
        if fieldwork.discipline == "severity":
            priority = (-report.severity, report.incident_hour)
        with self.teams.request(priority) as team:
            if deadline_h == float("inf"):
                yield team
            else:
                yield team | rep.wait_until(deadline_h)
                if not team.triggered:
                    return self._conclude(report, "expired", "")
            rep.record(TeamSeized(rep.now, report.id))
            finding = yield from self._visit(report, violation)
            rep.record(TeamReleased(rep.now, report.id))
        return finding

    def _visit(self, report: Report, violation: Violation | None) -> Process:
        rep, fieldwork = self.rep, self.fieldwork
        travel_h = fieldwork.travel_h(report.place)
        work_h = fieldwork.work(rep.uniform(report.id, "work"))
        for attempt in range(MOVEMENT_ATTEMPTS):
            yield from self._wait_for_light(travel_h, work_h)
            answer, delay_h = "free", 0.0
            if self.movement is not None:
                answer, delay_h = self.movement(report, violation, attempt)
            if answer in ("denied", "suspended"):
                yield from self._end_of_day()
                continue
            yield rep.wait(travel_h + delay_h)
            rep.record(PlaceVisited(rep.now, report.id, report.place))
            visited_h = rep.now
            yield rep.wait(work_h)
            outcome, group = self._weigh_evidence(report, violation, visited_h)
            finding = self._conclude(report, outcome, group)
            yield rep.wait(travel_h)
            yield from self._end_of_day()
            return finding
        return self._conclude(report, "refused", "")

    def _wait_for_light(self, travel_h: float, work_h: float) -> Process:
        """Leave at once if the work can be begun and mostly done by daylight, else at next dawn."""
        if self.fieldwork.daylight is None:
            return
        dawn, dusk = self.fieldwork.daylight
        hour = self.rep.now % 24.0
        midnight = self.rep.now - hour
        if hour < dawn:
            yield self.rep.wait_until(midnight + dawn)
        elif hour + travel_h + min(work_h, dusk - dawn - travel_h) > dusk:
            yield self.rep.wait_until(midnight + 24.0 + dawn)

    def _end_of_day(self) -> Process:
        """One visit a day: the team is free again at dusk."""
        if self.fieldwork.daylight is None:
            return
        hour = self.rep.now % 24.0
        dusk = self.fieldwork.daylight[1]
        if hour < dusk:
            yield self.rep.wait(dusk - hour)

    def _weigh_evidence(
        self, report: Report, violation: Violation | None, visited_h: float
    ) -> tuple[str, str]:
        fieldwork = self.fieldwork
        kept = exp(-(visited_h - report.incident_hour) / fieldwork.evidence_time_h)
        conclusive = self.rep.uniform(report.id, "conclusive")
        if conclusive >= fieldwork.conclusive_probability * kept:
            return "inconclusive", ""
        if violation is None:
            return "no_violation", ""
        if self.attribution is None:
            return "attributed", violation.group
        return "attributed", self.attribution.found(violation)

    def _conclude(self, report: Report, outcome: str, group: str) -> Finding:
        side = ""
        if group and self.attribution is not None:
            side = self.attribution.world.groups[group].side
        now = self.rep.now
        self.rep.record(FindingMade(now, report.id, outcome, group, side))
        return Finding(report.id, now, outcome, group, side, report.place, report.severity)
