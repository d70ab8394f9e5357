"""KPIs of civilians at checkpoints: how long they wait, and whether they pass at all.

``mission_`` ones are over the checkpoints that the mission mans, the others over all checkpoints.
"""

from __future__ import annotations

from math import isnan

import numpy as np
import numpy.typing as npt

from sim.analysis.kpis.declaration import UNKNOWN, Pair, kpi
from sim.analysis.kpis.tables import Traffic
from sim.analysis.kpis.view import View
from sim.waits import quantile_h

MINUTES_PER_HOUR = 60.0

Rows = npt.NDArray[np.bool_]


def _mission(view: View) -> Rows:
    return view.traffic & view.joins.traffic.mission


def _mean_minutes(traffic: Traffic, rows: Rows) -> Pair:
    return MINUTES_PER_HOUR * traffic.wait_sum_h[rows].sum(), traffic.served[rows].sum()


def _p95_minutes(view: View, *, mission: bool) -> Pair:
    p95_h = quantile_h(view.wait_bins(mission=mission).tolist(), 0.95)
    return (0.0, 0.0) if isnan(p95_h) else (MINUTES_PER_HOUR * p95_h, 1.0)


def _served_share(traffic: Traffic, rows: Rows) -> Pair:
    return traffic.served[rows].sum(), (traffic.arrived + traffic.not_served)[rows].sum()


def _turned_away_share(traffic: Traffic, rows: Rows) -> Pair:
    return traffic.turned_away[rows].sum(), (traffic.arrived + traffic.not_served)[rows].sum()


@kpi("civilian wait, mean", "minutes", "lower", ratio=True, page_one=True)
def civilian_wait_mean_minutes(view: View) -> Pair:
    """Mean wait of the vehicles served."""
    return _mean_minutes(view.joins.traffic, view.traffic)


@kpi("civilian wait, 95th percentile", "minutes", "lower", page_one=True)
def civilian_wait_p95_minutes(view: View) -> Pair:
    """95th percentile of the wait of the vehicles served; the mean of replications is compared."""
    return _p95_minutes(view, mission=False)


@kpi("due traffic served", "share", "higher", ratio=True, page_one=True)
def civilian_served_share(view: View) -> Pair:
    """Vehicles served over vehicles due: arrived, or due while the checkpoint was unmanned."""
    return _served_share(view.joins.traffic, view.traffic)


@kpi("due traffic turned away", "share", "lower", ratio=True, page_one=True)
def civilian_turned_away_share(view: View) -> Pair:
    """Vehicles turned away, at closing time or as banned, over vehicles due."""
    return _turned_away_share(view.joins.traffic, view.traffic)


@kpi("wait at mission checkpoints, mean", "minutes", "lower", ratio=True, page_one=True)
def mission_wait_mean_minutes(view: View) -> Pair:
    """Mean wait of the vehicles served."""
    return _mean_minutes(view.joins.traffic, _mission(view))


@kpi("wait at mission checkpoints, 95th percentile", "minutes", "lower", page_one=True)
def mission_wait_p95_minutes(view: View) -> Pair:
    """95th percentile of the wait of the vehicles served."""
    return _p95_minutes(view, mission=True)


@kpi("due traffic served at mission checkpoints", "share", "higher", ratio=True, page_one=True)
def mission_served_share(view: View) -> Pair:
    """Vehicles served over vehicles due."""
    return _served_share(view.joins.traffic, _mission(view))


@kpi("due traffic turned away at mission checkpoints", "share", "lower", ratio=True, page_one=True)
def mission_turned_away_share(view: View) -> Pair:
    """Vehicles turned away at closing time over vehicles due."""
    return _turned_away_share(view.joins.traffic, _mission(view))


def _mean_minutes_by_checkpoint(view: View, *, mission: bool) -> dict[str, Pair]:
    traffic = view.joins.traffic
    rows = view.traffic & (traffic.mission == mission)
    of, number = traffic.checkpoint[rows], len(traffic.names)
    waits_h = np.bincount(of, traffic.wait_sum_h[rows], number).tolist()
    served = np.bincount(of, traffic.served[rows], number).tolist()
    return {
        traffic.names[at]: (MINUTES_PER_HOUR * waits_h[at], served[at])
        for at in np.unique(traffic.checkpoint[traffic.mission == mission]).tolist()
    }


@kpi("mean wait at the mission's checkpoint", "minutes", "lower", ratio=True, total=UNKNOWN)
def mission_wait_mean_minutes_at(view: View) -> dict[str, Pair]:
    """Mean wait of the vehicles served, by checkpoint that the mission mans."""
    return _mean_minutes_by_checkpoint(view, mission=True)


@kpi("mean wait at the party checkpoint", "minutes", "lower", ratio=True, total=UNKNOWN)
def party_wait_mean_minutes_at(view: View) -> dict[str, Pair]:
    """The same by checkpoint that a party to the conflict mans."""
    return _mean_minutes_by_checkpoint(view, mission=False)
