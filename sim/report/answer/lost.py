"""What a scenario is shown to lose against the baseline, beside the figure that decides."""

from __future__ import annotations

from sim.analysis.recorded_and_true import PEOPLE, TRUE
from sim.report.answer.standing import worth_seeing
from sim.report.answer.ways import WRONG
from sim.report.folder.read import Results
from sim.report.words.wording import Wording, number

AIMS = (TRUE, "deaths_per_month", "people_reached_share", WRONG)
"""What somebody might weigh more than what was asked."""
NAMED_FROM = 0.005
"""Shares that differ by less than half a percentage point are not named as a loss."""
TOLD_FIRST = (
    *AIMS,
    "security_incidents",
    "convoys_completed_share",
    "request_to_arrival_mean_days",
    "need_met_share",
    "visited_within_72_h_share",
    "answer_mean_hours",
    "civilian_wait_mean_minutes",
    "mission_wait_mean_minutes",
    "findings_wrong_side_share",
    "movements_denied_or_delayed_share",
    "cases_not_handled_share",
)
"""What must not get worse unnoticed; the other figures of the first page follow."""


def watched(results: Results, but: str) -> list[str]:
    """What else must not get worse, beside the KPI that decides, parts of others, and people."""
    page_one = results.page_one_kpis()
    found = dict.fromkeys([*results.about, *TOLD_FIRST, *page_one])
    whole = [kpi for kpi in found if not any(kpi.startswith(f"{one}_") for one in page_one)]
    others = (but, PEOPLE, "paid_person_days")
    return [kpi for kpi in whole if results.has(kpi) and kpi not in others]


def worse(wording: Wording, name: str, but: str, at_most: int = 3) -> str:
    """``true incidents a day (1 to 3 more); ...; and in two more``: so many figures are named;
    empty where in nothing, or in nothing that would matter."""
    lost = [
        kpi
        for kpi in watched(wording.results, but)
        if wording.kind(kpi, name) == "worse" and _matters(wording.results, kpi, name)
    ]
    named = [f"{wording.label(kpi)} ({wording.shown_difference(kpi, name)})" for kpi in lost]
    more = f"; and in {number(len(named) - at_most)} more" if len(named) > at_most else ""
    return "; ".join(named[:at_most]) + more


def _matters(results: Results, kpi: str, name: str) -> bool:
    found = results.estimate(kpi, name)
    if results.unit_of(kpi).startswith("share"):
        return abs(found.difference) >= NAMED_FROM
    base = results.estimate(kpi, results.baseline).mean
    return abs(found.difference) >= worth_seeing(results) * abs(base)
