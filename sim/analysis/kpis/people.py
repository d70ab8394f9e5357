"""KPIs of people: what a staffing level costs."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.timeline import hours_within
from sim.analysis.kpis.view import HOURS_PER_DAY, View


def _person_days(view: View) -> float:
    pay = view.joins.pay
    hours = hours_within(pay.from_h, pay.until_h, view.since_h, view.until_h)
    return float((hours * pay.people).sum()) / HOURS_PER_DAY


@kpi("paid person-days", "person-days", "lower", page_one=True)
def paid_person_days(view: View) -> Pair:
    """Paid people integrated over the window."""
    return _person_days(view), 1


@kpi("paid people, mean", "people", "lower", page_one=True)
def mean_paid_people(view: View) -> Pair:
    """Paid people on a mean day of the window."""
    return _person_days(view), view.days
