"""How far each true incident got: noticed, located, recorded, visited, attributed, answered."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from sim.analysis.kpis.tables import Flags, Incidents
from sim.events import (
    FindingMade,
    LedgerEntered,
    PlaceVisited,
    ProtestMade,
    SanctionImposed,
    SilenceRegimeAgreed,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog

NOTICED = ("heard", "located")
COULD_NOTICE = ("missed", *NOTICED)
"""Outcomes of an incident within reach of somebody who was on watch."""


class Reached(NamedTuple):
    """Which incidents got how far by the horizon, in the order of `Incidents`.

    ``observable``, ``noticed`` and ``located`` hold one another, in this order. ``recorded`` does
    not lie within them: a complaint brings in what nobody on watch noticed. ``recorded_own`` are
    those of which a post, a patrol or a UAV gave notice, at once or from traces found later.
    """

    observable: Flags
    noticed: Flags
    located: Flags
    recorded: Flags
    recorded_own: Flags
    visited: Flags
    attributed: Flags
    rightly_attributed: Flags
    answered: Flags
    """A protest, a sanction or a silence regime followed."""
    rightly_answered: Flags
    """One of them was against the group that fired, or a silence regime, which is against none."""


def reached(
    log: EventLog, incidents: Incidents, violations: Mapping[int, ViolationOccurred]
) -> Reached:
    """What became of each incident of ``incidents``, which are among ``violations``."""
    names: list[int] = incidents.identity.tolist()

    def among(reports: Container[int]) -> Flags:
        return np.array([name in reports for name in names], dtype=np.bool_)

    own = {e.incident for e in log.of(LedgerEntered) if e.source != "complaint"}
    findings = [event for event in log.of(FindingMade) if event.outcome == "attributed"]
    against: list[ProtestMade | SanctionImposed] = [
        *log.of(ProtestMade),
        *log.of(SanctionImposed),
    ]
    silenced = {event.report for event in log.of(SilenceRegimeAgreed)}

    def right(named: Iterable[FindingMade | ProtestMade | SanctionImposed]) -> set[int]:
        return {
            event.report
            for event in named
            if event.report in violations and violations[event.report].group == event.group
        }

    return Reached(
        np.isin(incidents.outcome, COULD_NOTICE),
        np.isin(incidents.outcome, NOTICED),
        incidents.outcome == "located",
        incidents.recorded,
        incidents.recorded & among(own),
        among({event.report for event in log.of(PlaceVisited)}),
        among({event.report for event in findings}),
        among(right(findings)),
        among({event.report for event in against} | silenced),
        among(right(against) | silenced),
    )
