"""KPIs of repair: how long people went without water or power."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import HOURS_PER_DAY, View
from sim.events import ActorActed

CUT_OFF, RESTORED = "out_of_service_people", "restored_people"


def _people_days(view: View) -> dict[str, float]:
    """People-days without a service in the window, by service: the word before the colon of the
    target. From the hour they were cut off up to the hour the works ran again."""
    found: dict[str, float] = {}
    for event in view.joins.log.of(ActorActed):
        if event.action not in (CUT_OFF, RESTORED) or event.kind != "repair":
            continue
        hours = max(view.until_h - max(event.hour, view.since_h), 0.0)
        people_days = event.amount * hours / HOURS_PER_DAY
        service = event.target.partition(":")[0]
        sign = 1.0 if event.action == CUT_OFF else -1.0
        found[service] = found.get(service, 0.0) + sign * people_days
    return found


@kpi("people-days without a service", "people-days", "lower")
def people_days_without_service(view: View) -> Pair:
    """Over all works that are out of service; not a number where none are modelled."""
    found = _people_days(view)
    return sum(found.values()), bool(found)


@kpi("people-days without", "people-days", "lower", total="people_days_without_service")
def people_days_without(view: View) -> dict[str, Pair]:
    """The same by service: water, power."""
    return {name: (amount, 1) for name, amount in sorted(_people_days(view).items())}
