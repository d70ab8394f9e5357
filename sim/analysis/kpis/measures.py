"""KPIs of measures: sanctions that came to nothing and why, how long one takes, silence regimes."""

from __future__ import annotations

from math import inf
from typing import TypeVar

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import HOURS_PER_DAY, View
from sim.events import (
    FindingMade,
    SanctionDropped,
    SanctionImposed,
    SilenceRegimeAgreed,
    SilenceRegimeAsked,
)

Row = TypeVar("Row", SanctionDropped, SanctionImposed, SilenceRegimeAgreed, SilenceRegimeAsked)
REASONS = {
    "excluded_group": "the group is excluded by the memorandum",
    "zone_not_covered": "the zone was not covered then",
    "vetoed": "vetoed by a guarantor",
    "lapsed": "not agreed to in time",
}


@kpi("sanctions not imposed:", "sanctions", by=REASONS)
def sanctions_dropped(view: View) -> dict[str, Pair]:
    """Sanctions that a rule asked for and that came to nothing, by reason."""
    reasons = [event.reason for event in view.events(SanctionDropped)]
    return {reason: (reasons.count(reason), 1) for reason in REASONS}


@kpi("days from finding to sanction", "days", "lower", ratio=True)
def finding_to_sanction_mean_days(view: View) -> Pair:
    """Mean over the sanctions that follow a finding; a rule that sanctions on a report has none."""
    found_h = {event.report: event.hour for event in view.joins.log.of(FindingMade)}
    taken_h = [
        event.hour - found_h[event.report]
        for event in view.events(SanctionImposed)
        if found_h.get(event.report, inf) <= event.hour
    ]
    return sum(taken_h) / HOURS_PER_DAY, len(taken_h)


@kpi("silence regimes asked for", "regimes")
def silence_regimes_asked(view: View) -> Pair:
    """Local silence regimes that a response rule had mediators ask for."""
    return len(view.events(SilenceRegimeAsked)), 1


@kpi("share of silence regimes agreed", "share", "higher", ratio=True)
def silence_regimes_agreed_share(view: View) -> Pair:
    """Of those asked for, how many were agreed by the horizon."""
    asked = {event.report for event in view.events(SilenceRegimeAsked)}
    agreed = sum(event.report in asked for event in view.joins.log.of(SilenceRegimeAgreed))
    return agreed, len(asked)
