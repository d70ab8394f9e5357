"""KPIs of estimates: how far from the truth a mission would be that estimated it from its ledgers.

The truth is the number of incidents of covered groups in the window. They serve to judge the
estimators, never to compare missions: a mission can't know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from sim.analysis.estimators import (
    bounds_from_totals,
    chapman,
    effort_adjusted,
    lincoln_petersen,
    log_normal_interval,
    stratified,
    wald_interval,
)
from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.timeline import hours_within
from sim.analysis.kpis.view import View, count

ESTIMATES = {
    "raw_count": "raw count",
    "effort_adjusted": "count for equal effort",
    "totals_at_least": "largest of the ledgers' totals",
    "totals_at_most": "sum of the ledgers' totals",
    "lincoln_petersen": "Lincoln and Petersen",
    "chapman": "Chapman",
    "chapman_by_side": "Chapman by side",
    "chapman_by_window": "Chapman, matched by place, kind and hour",
}
"""Estimate -> its words. All but the last of Chapman's match by incident, without an error."""
INTERVALS = {
    "totals": "between the largest and the sum of the ledgers' totals",
    "chapman_wald": "Chapman, Wald interval",
    "chapman": "Chapman",
    "chapman_by_side": "Chapman by side",
    "chapman_by_window": "Chapman, matched by place, kind and hour",
}
"""Interval -> its words; log-normal where nothing else is said."""


@kpi("estimated over true incidents,", "ratio", ratio=True, by=ESTIMATES)
def estimate_over_truth(view: View) -> Mapping[str, Pair]:
    """Each estimate, and the true number; nothing over nothing where there is no estimate."""
    lists, posts = view.lists, view.joins.posts
    due_h = hours_within(posts.from_h, posts.until_h, view.since_h, view.until_h)
    by_posts, otherwise = lists.recorded_by_posts, lists.recorded_otherwise
    watched_h = float(due_h[posts.watched].sum())
    totals = bounds_from_totals(lists.totals)
    estimates = {
        "raw_count": by_posts + otherwise,
        "effort_adjusted": effort_adjusted(by_posts, otherwise, watched_h, float(due_h.sum())),
        "totals_at_least": totals.low,
        "totals_at_most": totals.high,
        "lincoln_petersen": lincoln_petersen(lists.matched),
        "chapman": chapman(lists.matched).number,
        "chapman_by_side": stratified(lists.by_side).number,
        "chapman_by_window": chapman(lists.by_window).number,
    }
    truth = count(view.incidents)
    return {
        name: (estimate, truth) if isfinite(estimate) else (0.0, 0.0)
        for name, estimate in estimates.items()
    }


@kpi("95 % interval covers the truth,", "share", by=INTERVALS)
def interval_covers_truth(view: View) -> Mapping[str, Pair]:
    """1 where the true number lies in the interval, else 0; its mean is the interval's coverage."""
    lists, truth = view.lists, count(view.incidents)
    intervals = {
        "totals": bounds_from_totals(lists.totals),
        "chapman_wald": wald_interval(chapman(lists.matched)),
        "chapman": log_normal_interval(chapman(lists.matched)),
        "chapman_by_side": log_normal_interval(stratified(lists.by_side)),
        "chapman_by_window": log_normal_interval(chapman(lists.by_window)),
    }
    return {name: (interval.covers(truth), 1.0) for name, interval in intervals.items()}
