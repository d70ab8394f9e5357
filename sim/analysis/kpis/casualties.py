"""KPIs of casualties: who dies in the model's incidents, and harm to the mission and to convoys."""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ConvoyEnded, SecurityIncident, ViolationOccurred

SIDES = {"side_a": "in incidents that side A fired", "side_b": "in incidents that side B fired"}


@kpi("deaths a month", "deaths/month", "lower", by=SIDES)
def deaths_per_month_by(view: View) -> dict[str, Pair]:
    """Deaths in incidents of covered groups by the side that fired, not the side that died."""
    incidents, window = view.joins.incidents, view.incidents
    return {
        side: (incidents.deaths[window & (incidents.side == side)].sum(), view.months)
        for side in SIDES
    }


@kpi("deaths a month, kind of incident", "deaths/month", "lower", total="deaths_per_month")
def deaths_per_month_of(view: View) -> dict[str, Pair]:
    """The same by kind of incident."""
    incidents, window = view.joins.incidents, view.incidents
    return {
        kind: (incidents.deaths[window & (incidents.kind == kind)].sum(), view.months)
        for kind in np.unique(incidents.kind[window]).tolist()
    }


@kpi("deaths a month in incidents that the ceasefire doesn't cover", "deaths/month")
def uncovered_deaths_per_month(view: View) -> Pair:
    """Deaths in incidents of excluded groups, and in zones that aren't covered yet."""
    fired = view.events(ViolationOccurred)
    return sum(event.deaths for event in fired if not event.covered), view.months


@kpi("the mission's own casualties a month", "people/month", "lower")
def mission_casualties_per_month(view: View) -> Pair:
    """People of patrols and teams who came to harm; posts under fire are left, and lose nobody."""
    return sum(event.casualties for event in view.events(SecurityIncident)), view.months


@kpi("aid convoys attacked a month", "convoys/month", "lower")
def convoys_attacked_per_month(view: View) -> Pair:
    """Convoys attacked while unloading, by the hour of the attack; the log knows no casualties."""
    ends = view.events(ConvoyEnded)
    return sum(event.outcome == "attacked" for event in ends), view.months
