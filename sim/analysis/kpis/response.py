"""KPIs of the response: how soon a case is called about, visited and answered, how many wait."""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.declaration import UNKNOWN, Pair, kpi
from sim.analysis.kpis.tables import Flags
from sim.analysis.kpis.view import View, count
from sim.events import FindingMade, ProtestMade, SanctionImposed

VISIT_WITHIN_H = 72.0


@kpi("cases opened a day", "cases/day")
def cases_per_day(view: View) -> Pair:
    """Cases that the joint centre opened a day."""
    return count(view.cases), view.days


@kpi("share of cases only logged", "share", ratio=True)
def cases_logged_only_share(view: View) -> Pair:
    """Cases below the rule's threshold, or left alone by it, over all cases."""
    return count(view.joins.cases.logged[view.cases]), count(view.cases)


@kpi("share of cases not handled yet", "share", "lower", ratio=True)
def cases_not_handled_share(view: View) -> Pair:
    """Cases that still wait for a desk or a session at the horizon, over all cases."""
    return count(view.cases & ~view.joins.cases.handled), count(view.cases)


@kpi("reports visited within 72 hours", "share", "higher", ratio=True, page_one=True)
def visited_within_72_h_share(view: View) -> Pair:
    """Cases whose place a team reached within 72 hours of the incident, over the cases taken up
    (not only logged) of which the 72 hours lie before the horizon.

    A rule that takes up nothing has no value here; one that answers without a visit has 0.
    """
    due, soon = _visits_due(view)
    return count(due & soon), count(due)


@kpi("reports visited within 72 hours in", "share", "higher", ratio=True, total=UNKNOWN)
def visited_within_72_h_share_in(view: View) -> dict[str, Pair]:
    """The same by zone; unknown, not zero, for a zone of which no case is due."""
    due, soon = _visits_due(view)
    zones = view.joins.cases.zone
    return {
        zone: (count(due & soon & (zones == zone)), count(due & (zones == zone)))
        for zone in np.unique(zones[due]).tolist()
    }


def _visits_due(view: View) -> tuple[Flags, Flags]:
    """Which cases should have been visited in time, and which cases were."""
    cases = view.joins.cases
    due = view.cases & cases.taken_up & (cases.incident_h + VISIT_WITHIN_H <= view.joins.horizon_h)
    return due, cases.visited_h <= cases.incident_h + VISIT_WITHIN_H


@kpi("hours from incident to first liaison call", "hours", "lower", ratio=True, page_one=True)
def call_mean_hours(view: View) -> Pair:
    """Mean over the cases called before the horizon; read it beside `call_open_share`."""
    cases = view.joins.cases
    done = view.cases & np.isfinite(cases.called_h)
    return (cases.called_h[done] - cases.incident_h[done]).sum(), count(done)


@kpi("share of cases without a liaison call yet", "share", "lower", ratio=True, page_one=True)
def call_open_share(view: View) -> Pair:
    """Cases not called before the horizon over all cases."""
    cases = view.joins.cases
    return count(view.cases & np.isinf(cases.called_h)), count(view.cases)


@kpi("hours from incident to the conclusion", "hours", "lower", ratio=True, page_one=True)
def answer_mean_hours(view: View) -> Pair:
    """Mean over the cases answered (finding, protest or sanction) before the horizon.

    Read it beside `answer_open_share`: slow cases are the ones still open.
    """
    cases = view.joins.cases
    done = view.cases & cases.taken_up & np.isfinite(cases.answered_h)
    return (cases.answered_h[done] - cases.incident_h[done]).sum(), count(done)


@kpi("share of cases taken up still open", "share", "lower", ratio=True, page_one=True)
def answer_open_share(view: View) -> Pair:
    """Cases neither answered nor given up by the horizon, over cases taken up.

    Taken up: handled at a desk and in a session, and not only logged; see
    `cases_not_handled_share` for those that got no further.
    """
    cases = view.joins.cases
    taken_up = view.cases & cases.taken_up
    still_open = taken_up & np.isinf(cases.answered_h) & np.isinf(cases.given_up_h)
    return count(still_open), count(taken_up)


@kpi("share of cases taken up that were given up", "share", "lower", ratio=True, page_one=True)
def answer_given_up_share(view: View) -> Pair:
    """Cases closed without an answer, or expired, over cases taken up."""
    cases = view.joins.cases
    taken_up = view.cases & cases.taken_up
    given_up = taken_up & np.isinf(cases.answered_h) & np.isfinite(cases.given_up_h)
    return count(given_up), count(taken_up)


@kpi("share of findings that name a group", "share", "higher", ratio=True)
def findings_attributed_share(view: View) -> Pair:
    """Attributed findings over all findings."""
    findings = view.events(FindingMade)
    return sum(event.outcome == "attributed" for event in findings), len(findings)


@kpi("protests made", "protests")
def protests_made(view: View) -> Pair:
    """Protests in the window."""
    return len(view.events(ProtestMade)), 1


@kpi("sanctions imposed", "sanctions")
def sanctions_imposed(view: View) -> Pair:
    """Sanctions in the window."""
    return len(view.events(SanctionImposed)), 1
