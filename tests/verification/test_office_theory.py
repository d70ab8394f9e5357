"""The investigation office and the joint centre against queueing theory (V1, V5, V6).

The cases are settings of the project's own stations: exponential work, no travel, no daylight, no
sessions. 3,000 cases after 500.
"""

from __future__ import annotations

from itertools import count
from math import exp, inf
from typing import NamedTuple

import numpy as np
import pytest

from sim.events import FindingMade, InvestigationQueued, TeamReleased, TeamSeized
from sim.kernel.distributions import exponential
from sim.kernel.eventlog import EventLog
from sim.kernel.replication import Process, Replication
from sim.model.entities import Report, Violation
from sim.model.investigation import Fieldwork, Office
from sim.model.joint_centre import JointCentre
from verification.measured import Verify, mean

REPLICATIONS, WARM_UP, CASES = 30, 500, 3000
EVIDENCE_TIME_H = 48.0


def report(number: int, hour: float) -> Report:
    return Report(number, hour, hour, "zone", "place", 2, "group", "side_a")


def fired(number: int, hour: float) -> Violation:
    return Violation(number, hour, "group", "side_a", True, "zone", "place", "mortar", 1, 0, 2)


class Run(NamedTuple):
    """The log of one replication, and the hour at which each case arrived."""

    log: EventLog
    arrived_h: dict[int, float]

    def counted(self, kind: type) -> dict[int, float]:
        """Hour of an event of each case that counts (the first 500 don't)."""
        return {e.report: e.hour for e in self.log.of(kind) if e.report >= WARM_UP}


def run(
    replication: int,
    cases_per_day: float,
    patience_h: float | None = None,
    desks: int = 0,
) -> Run:
    """Cases to three teams of 12 hours a case; by way of ``desks`` desks of 6 hours, if any."""
    rep = Replication(1, replication, inf)
    work = Fieldwork(
        work=exponential(12.0),
        patience=None if patience_h is None else exponential(patience_h),
        evidence_time_h=EVIDENCE_TIME_H,
    )
    office = Office(rep, 3, work)
    centre = None
    if desks:
        centre = JointCentre(
            rep,
            desks=desks,
            liaison_officers=1,
            handling=exponential(6.0),
            call=exponential(1.0),
            sessions=None,
        )
    arrived_h = {}

    def life(number: int) -> Process:
        case = report(number, rep.now)
        if centre is not None:
            yield from centre.handle(case)
        yield from office.investigate(case, fired(number, case.hour))

    def arrive() -> Process:
        gap_h = exponential(24.0 / cases_per_day)
        for number in count():
            if number == WARM_UP + CASES:
                return
            yield rep.wait(gap_h(rep.uniform("case", number)))
            arrived_h[number] = rep.now
            rep.start(life(number))

    rep.start(arrive())
    rep.env.run()
    return Run(rep.log, arrived_h)


@pytest.mark.slow
def test_v1_three_teams(verified: Verify) -> None:
    """M/M/3: share that waits, mean wait, and what is left of the evidence when a team comes."""
    waiting, mean_wait_days, kept, conclusive = [], [], [], []
    for replication in range(REPLICATIONS):
        made = run(replication, 5.0)
        queued_h, seized_h = made.counted(InvestigationQueued), made.counted(TeamSeized)
        waits_h = np.array([seized_h[number] - queued_h[number] for number in queued_h])
        assert len(waits_h) == CASES
        waiting.append((waits_h > 0.0).mean())
        mean_wait_days.append(waits_h.mean() / 24.0)
        kept.append(np.exp(-waits_h / EVIDENCE_TIME_H).mean())
        outcomes = [e.outcome for e in made.log.of(FindingMade) if e.report >= WARM_UP]
        conclusive.append(outcomes.count("attributed") / CASES)
    verified("V1 waits", mean(waiting))
    verified("V1 wait", mean(mean_wait_days))
    verified("V1 evidence", mean(kept))
    verified("V1 findings", mean(conclusive))


@pytest.mark.slow
def test_v5_cases_that_wait_no_longer_than_patience_lasts(verified: Verify) -> None:
    """M/M/3+M (Erlang-A): 6 cases a day, patience exponential of mean 2 days."""
    expired = []
    for replication in range(REPLICATIONS):
        made = run(replication, 6.0, patience_h=48.0)
        outcomes = [e.outcome for e in made.log.of(FindingMade) if e.report >= WARM_UP]
        assert len(outcomes) == CASES
        expired.append(outcomes.count("expired") / CASES)
    verified("V5 expired", mean(expired))


@pytest.mark.slow
def test_v6_centre_then_office(verified: Verify) -> None:
    """M/M/2 desks, then M/M/3 teams: a Jackson network, 1.6125 days in all."""
    days_in_all = []
    for replication in range(REPLICATIONS):
        made = run(replication, 5.0, desks=2)
        released_h = made.counted(TeamReleased)
        assert len(released_h) == CASES
        days_in_all.append(np.mean([h - made.arrived_h[n] for n, h in released_h.items()]) / 24.0)
    verified("V6 days", mean(days_in_all))


def test_evidence_decays_from_the_incident_on_not_from_the_report() -> None:
    """Two days after the incident exp(-1) of it is left, wherever the report was in between."""
    rep = Replication(1, 0, inf)
    office = Office(rep, 1000, Fieldwork(work=exponential(1.0), evidence_time_h=48.0))
    for number in range(1000):
        case = report(number, 0.0)
        case.incident_hour = -48.0
        rep.start(office.investigate(case, fired(number, -48.0)))
    rep.env.run()
    share = sum(event.outcome == "attributed" for event in rep.log.of(FindingMade)) / 1000.0
    assert share == pytest.approx(exp(-1.0), abs=3.29 * (0.3679 * 0.6321 / 1000.0) ** 0.5)
