"""KPIs of people: what a staffing level costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.timeline import hours_within
from sim.analysis.kpis.view import HOURS_PER_DAY, View
from sim.events import StaffEngaged, StaffReleased


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


def _by_role(view: View, amounts: Iterable[tuple[float, str, float]]) -> dict[str, Pair]:
    """Mean of (from hour, role, amount) over the window, by role; a blank in a role's name becomes
    an underscore."""
    found: defaultdict[str, float] = defaultdict(float)
    for from_h, role, amount in amounts:
        hours = max(view.until_h - max(from_h, view.since_h), 0.0)
        found[role.replace(" ", "_")] += hours * amount
    return {role: (hours, view.hours) for role, hours in sorted(found.items())}


@kpi("paid people, mean, as", "people", "lower", total="mean_paid_people")
def mean_paid_people_as(view: View) -> dict[str, Pair]:
    """Paid people on a mean day by role, with those who support them."""
    log = view.joins.log
    engaged = [(e.hour, e.role, e.paid_people) for e in log.of(StaffEngaged)]
    released = [(e.hour, e.role, -e.paid_people) for e in log.of(StaffReleased)]
    return _by_role(view, [*engaged, *released])


def _positions(view: View) -> list[tuple[float, str, float]]:
    """Positions from the hour they are filled, and as negative numbers once they are released; the
    same unit pays as many people for as many positions."""
    log = view.joins.log
    engaged = log.of(StaffEngaged)
    of = {(e.role, e.unit, e.paid_people): e.positions for e in engaged}
    released = log.of(StaffReleased)
    return [
        *((e.hour, e.role, e.positions) for e in engaged),
        *((e.hour, e.role, -of[e.role, e.unit, e.paid_people]) for e in released),
    ]


@kpi("positions filled, mean", "positions")
def mean_positions(view: View) -> Pair:
    """Positions on watch or on duty on a mean day of the window; each takes several people."""
    by_role = _by_role(view, _positions(view))
    return sum(hours for hours, _ in by_role.values()), view.hours


@kpi("positions filled, mean, as", "positions", total="mean_positions")
def mean_positions_as(view: View) -> dict[str, Pair]:
    """The same by role."""
    return _by_role(view, _positions(view))
