"""KPIs of the funnel: how many of the incidents that truly happened got how far."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View, count

STAGES = {
    "observable": "within reach of somebody on watch",
    "noticed": "heard or seen",
    "located": "located",
    "recorded": "recorded in a ledger",
    "recorded_own": "recorded on the mission's own notice",
    "recorded_by_complaint": "recorded on complaints only",
    "visited": "visited by a team",
    "attributed": "attributed to a group by a finding",
    "rightly_attributed": "attributed to the group that fired",
    "answered": "answered by a protest, a sanction or a silence regime",
    "rightly_answered": "answered without being held against a group that didn't fire",
}


@kpi("of all true incidents", "share", ratio=True, by=STAGES)
def incidents_reaching_share(view: View) -> dict[str, Pair]:
    """Incidents of covered groups that got so far by the horizon, over those that happened.

    observable: neither in a blind spot nor unwatched; noticed: heard or seen as it happened;
    located: seen, or heard by two posts; recorded: in any ledger, and of these on the mission's own
    notice (a post, a patrol, a UAV, at once or from traces later) or on complaints only;
    visited: a team stood at the place of the case; attributed: a finding names a group, rightly:
    the one that fired; answered: a protest, a sanction or a silence regime followed, rightly: not
    only against groups that didn't fire. Stages from ``recorded`` on are no part of ``located``,
    nor answers of findings: some rules answer at once. Incidents shortly before the horizon had
    little time.
    """
    stages, window = view.joins.reached, view.incidents
    number = {
        name: count(window & reached) for name, reached in zip(stages._fields, stages, strict=True)
    }
    number["recorded_by_complaint"] = number["recorded"] - number["recorded_own"]
    committed = count(window)
    return {stage: (number[stage], committed) for stage in STAGES}
