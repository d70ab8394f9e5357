"""KPIs of aid convoys, over all convoys requested in the window; pending ones count as not done.

A convoy that another carrier sends in an agency's stead is a second try at the same request, never
a further request: its people and its outcome count with the first.
"""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import HOURS_PER_DAY, View, count


def _count(view: View, outcome: str) -> int:
    return count(view.joins.convoys.outcome[view.convoys] == outcome)


@kpi("convoys requested", "convoys")
def convoys_requested(view: View) -> Pair:
    """Convoys that relief agencies asked for."""
    return count(view.convoys), 1


@kpi("convoys granted", "convoys", "higher")
def convoys_granted(view: View) -> Pair:
    """Convoys that were granted, perhaps for fewer people."""
    return count(view.joins.convoys.answer[view.convoys] == "granted"), 1


@kpi("convoys completed", "convoys", "higher")
def convoys_completed(view: View) -> Pair:
    """Convoys that delivered all they had loaded."""
    return _count(view, "delivered"), 1


@kpi("convoys granted over requested", "share", "higher", ratio=True)
def convoys_granted_share(view: View) -> Pair:
    """Convoys granted over convoys requested."""
    return convoys_granted(view)[0], count(view.convoys)


@kpi("convoys completed over requested", "share", "higher", ratio=True, page_one=True)
def convoys_completed_share(view: View) -> Pair:
    """Convoys that delivered all they had loaded over convoys requested."""
    return _count(view, "delivered"), count(view.convoys)


@kpi("convoys partly delivered over requested", "share", ratio=True)
def convoys_partly_delivered_share(view: View) -> Pair:
    """Convoys that delivered part of their load over convoys requested."""
    return _count(view, "partly_delivered"), count(view.convoys)


@kpi("convoys turned back or attacked over requested", "share", "lower", ratio=True)
def convoys_failed_share(view: View) -> Pair:
    """Convoys that ended without full delivery, turned back or attacked, over convoys requested."""
    failed = _count(view, "turned_back") + _count(view, "attacked")
    return failed, count(view.convoys)


@kpi("people requested for", "people")
def people_requested(view: View) -> Pair:
    """People for whom convoys were requested."""
    return view.joins.convoys.people[view.convoys].sum(), 1


@kpi("people reached", "people", "higher")
def people_reached(view: View) -> Pair:
    """People whose share of aid was delivered."""
    return view.joins.convoys.people_reached[view.convoys].sum(), 1


@kpi("people reached over requested", "share", "higher", ratio=True, page_one=True)
def people_reached_share(view: View) -> Pair:
    """People reached over people for whom convoys were requested."""
    return people_reached(view)[0], people_requested(view)[0]


@kpi("convoys taken over by another carrier", "convoys")
def convoys_taken_over(view: View) -> Pair:
    """Requests that didn't get there and for which an alternative carrier asked once more."""
    return count(view.joins.convoys.taken_over[view.convoys]), 1


@kpi("days from request to arrival", "days", "lower", ratio=True, page_one=True)
def request_to_arrival_mean_days(view: View) -> Pair:
    """Mean over the requests for which a convoy arrived before the horizon; the first request
    counts where another carrier took over."""
    convoys = view.joins.convoys
    arrived = view.convoys & np.isfinite(convoys.arrived_h)
    hours = (convoys.arrived_h[arrived] - convoys.requested_h[arrived]).sum()
    return hours / HOURS_PER_DAY, count(arrived)


@kpi("aid delivered", "tonnes", "higher")
def delivered_tonnes(view: View) -> Pair:
    """Tonnes that convoys delivered."""
    return view.joins.convoys.delivered_tonnes[view.convoys].sum(), 1


@kpi("approved aid delivered", "share", "higher", ratio=True)
def approved_tonnes_delivered_share(view: View) -> Pair:
    """Tonnes delivered over tonnes approved: those for the people approved, before inspectors
    removed some; what isn't loaded yet doesn't count as approved."""
    return delivered_tonnes(view)[0], view.joins.convoys.approved_tonnes[view.convoys].sum()
