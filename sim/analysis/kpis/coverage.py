"""KPIs of coverage: hours that posts were watched over hours due, and why they were not."""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.posts import WATCHED
from sim.analysis.kpis.timeline import Floats, hours_within, integral_at
from sim.analysis.kpis.view import HOURS_PER_DAY, View, count

CAUSES = {
    "level": "the staffing level",
    "late_opening": "late opening",
    "short_watch": "too few on watch",
    "shelter": "shelter",
    "closed": "closure",
}
COVERED_DAY_SHARE = 0.5
"""A day counts as covered when at least this share of its due post-hours was watched."""


def _post_hours(view: View) -> Floats:
    posts = view.joins.posts
    return hours_within(posts.from_h, posts.until_h, view.since_h, view.until_h)


@kpi("post-hours watched over due", "share", "higher", ratio=True, page_one=True)
def coverage_share(view: View) -> Pair:
    """Post-hours watched over post-hours that the mission's plan asked for."""
    hours = _post_hours(view)
    return hours[view.joins.posts.watched].sum(), hours.sum()


@kpi(
    "due post-hours lost to",
    "share",
    "lower",
    ratio=True,
    page_one=True,
    by=CAUSES,
    total="coverage_lost_share_in_all",
)
def coverage_lost_share(view: View) -> dict[str, Pair]:
    """Post-hours not watched, by cause, over post-hours due; an actor that keeps people away is a
    cause of its own name."""
    hours, state = _post_hours(view), view.joins.posts.state
    causes = [*CAUSES, *sorted({*state.tolist()} - {*CAUSES, WATCHED})]
    return {cause: (hours[state == cause].sum(), hours.sum()) for cause in causes}


@kpi("due post-hours lost to any cause", "share", "lower", ratio=True)
def coverage_lost_share_in_all(view: View) -> Pair:
    """Post-hours not watched over post-hours due: whatever the cause, known here or not."""
    hours = _post_hours(view)
    return hours[view.joins.posts.state != WATCHED].sum(), hours.sum()


@kpi("quiet days with coverage", "share of days", "higher", page_one=True)
def quiet_covered_days_share(view: View) -> Pair:
    """Quiet and covered days over the whole days of the window.

    Quiet: no true incident of a covered group in any zone. Covered: at least half of the due
    post-hours were watched, and some were due; silence that nobody could hear broken isn't counted.
    """
    first = int(np.ceil(view.since_h / HOURS_PER_DAY))
    last = int(np.floor(view.until_h / HOURS_PER_DAY))
    if last <= first:
        return 0, 0
    grid = np.arange(first, last + 1, dtype=np.float64) * HOURS_PER_DAY
    posts = view.joins.posts
    due = np.diff(integral_at(grid, posts.from_h, posts.until_h, np.ones(len(posts.from_h))))
    watched = np.diff(
        integral_at(grid, posts.from_h, posts.until_h, posts.watched.astype(np.float64))
    )
    incidents, _ = np.histogram(view.joins.incidents.hour, bins=grid)
    # a millionth of an hour: sums of hours carry rounding errors
    covered = (due > 1e-6) & (watched >= COVERED_DAY_SHARE * due - 1e-6)
    return count(covered & (incidents == 0)), last - first
