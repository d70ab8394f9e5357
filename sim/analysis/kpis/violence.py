"""KPIs of what truly happened: incidents of covered groups, and those they killed."""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View, count

SIDES = {"side_a": "by side A", "side_b": "by side B"}


@kpi("true incidents a day", "incidents/day", "lower", page_one=True)
def true_incidents_per_day(view: View) -> Pair:
    """Incidents of covered groups over the days of the window."""
    return count(view.incidents), view.days


@kpi("true incidents a day", "incidents/day", "lower", page_one=True, by=SIDES)
def true_incidents_per_day_by(view: View) -> dict[str, Pair]:
    """The same by the side that fired."""
    side = view.joins.incidents.side[view.incidents]
    return {name: (count(side == name), view.days) for name in SIDES}


@kpi(
    "true incidents a day, kind",
    "incidents/day",
    "lower",
    page_one=True,
    total="true_incidents_per_day",
)
def true_incidents_per_day_of(view: View) -> dict[str, Pair]:
    """The same by kind of incident."""
    kinds, counts = np.unique(view.joins.incidents.kind[view.incidents], return_counts=True)
    return {
        str(kind): (count, view.days) for kind, count in zip(kinds, counts.tolist(), strict=True)
    }


@kpi("deaths a month", "deaths/month", "lower", page_one=True)
def deaths_per_month(view: View) -> Pair:
    """Deaths in incidents of covered groups over mean months of 30.44 days."""
    return view.joins.incidents.deaths[view.incidents].sum(), view.months
