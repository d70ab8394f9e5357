"""KPIs of safety: what befell the mission's people, over the days for which they were paid."""

from __future__ import annotations

from collections import Counter

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.people import paid_person_days
from sim.analysis.kpis.view import View
from sim.events import ConvoyEnded, PostUnmanned, SecurityIncident, ThreatInspected

PERSON_DAYS = 1000.0
CAUSES = {
    "shelter": "posts driven into shelter",
    "threat": "threats found at its checkpoints",
    "convoy": "convoys attacked",
}
"""Those that have events of their own; the others go by whom they befell and the cause."""


def _incidents(view: View) -> Counter[str]:
    """Security incidents of the window by cause."""
    log = view.joins.log
    found = {
        "shelter": [e.hour for e in log.of(PostUnmanned) if e.cause == "shelter"],
        "threat": [
            e.hour
            for e in log.of(ThreatInspected)
            if e.found and e.checkpoint in view.joins.mission_checkpoints
        ],
        "convoy": [e.hour for e in log.of(ConvoyEnded) if e.outcome == "attacked"],
    }
    for event in log.of(SecurityIncident):
        found.setdefault(f"{event.victim}_{event.cause}", []).append(event.hour)
    return Counter(
        {
            cause: sum(view.since_h <= hour < view.until_h for hour in hours)
            for cause, hours in found.items()
        }
    )


@kpi("security incidents in a run", "incidents", "lower")
def security_incidents(view: View) -> Pair:
    """Posts driven into shelter, threats found at the mission's checkpoints, convoys attacked, and
    harm to or attacks on patrols, teams and UAVs."""
    return _incidents(view).total(), 1.0


@kpi(
    "security incidents per 1,000 paid person-days",
    "per 1,000 person-days",
    "neither",
    ratio=True,
    page_one=True,
)
def security_incidents_per_1000_person_days(view: View) -> Pair:
    """The same over the days for which people were paid: it falls as a mission grows, even where
    more people are harmed, so neither direction is better."""
    return PERSON_DAYS * _incidents(view).total(), paid_person_days(view)[0]


@kpi(
    "security incidents per 1,000 paid person-days",
    "per 1,000 person-days",
    "neither",
    ratio=True,
    by=CAUSES,
    total="security_incidents_per_1000_person_days",
)
def security_incidents_per_1000_person_days_of(view: View) -> dict[str, Pair]:
    """The same by cause."""
    person_days = paid_person_days(view)[0]
    return {
        cause: (PERSON_DAYS * number, person_days) for cause, number in _incidents(view).items()
    }
