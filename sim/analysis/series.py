"""Series behind the charts over time: by week, by hour of the day, by hours since the incident.

A point for which nothing can be said (a week in which no post was due) is absent, never zero; in
the series by day of a ledger in a zone a day without a point had no entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.analysis.kpis.joins import Joins, floats
from sim.analysis.kpis.posts import WATCHED
from sim.analysis.kpis.timeline import Floats, integral_at
from sim.events import ReachNoted, StockDay

HOURS_PER_WEEK = 168.0
LOST = "lost_post_hours_by_week__"
BY_DAY = "recorded_entries_by_day__"
"""Begins the series of a ledger in a zone: kept in the store only, where a calibration reads them;
among the files of a folder they would be as long as all others."""
HOURS_SINCE_INCIDENT = (0, 1, 2, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336)


class Point(NamedTuple):
    """One value of a series; ``position`` is a week, a day or an hour."""

    series: str
    position: int
    value: float


def compute_series(joins: Joins) -> list[Point]:
    """Every series of a log, in a fixed order."""
    return [
        *_incidents_by_week(joins),
        *_coverage_by_week(joins),
        *_posts_by_week(joins),
        *_background_under_watch_by_week(joins),
        *_paid_people_by_week(joins),
        *_waits_by_hour_of_day(joins),
        *_cases_by_hours(joins),
        *_stocks_by_day(joins),
        *_entries_by_day(joins),
    ]


def week_edges_h(horizon_h: float) -> Floats:
    """Edges of the whole weeks; of the one short week of a run that is shorter than a week.

    The days after the last whole week are left out: counts of a short week would look like a fall.
    """
    weeks = int(horizon_h // HOURS_PER_WEEK)
    if not weeks:
        return np.array([0.0, horizon_h])
    return np.arange(weeks + 1, dtype=np.float64) * HOURS_PER_WEEK


def _points(series: str, values: npt.NDArray[np.generic]) -> Iterator[Point]:
    for index, value in enumerate(values.tolist()):
        yield Point(series, index, float(value))


def _incidents_by_week(joins: Joins) -> Iterator[Point]:
    edges = week_edges_h(joins.horizon_h)

    def counts(hours: Floats) -> npt.NDArray[np.generic]:
        # half-open weeks throughout: numpy's last bin would hold the hour of its end too
        return np.diff(np.searchsorted(np.sort(hours), edges, side="left"))

    entries = joins.entries
    yield from _points("true_incidents_by_week", counts(joins.incidents.hour))
    matched = entries.hour[entries.entry == "matched"]
    yield from _points("recorded_matched_by_week", counts(matched))
    for ledger in np.unique(entries.ledger).tolist():
        of_ledger = entries.hour[entries.ledger == ledger]
        yield from _points(f"recorded_entries_by_week__{ledger}", counts(of_ledger))


def _coverage_by_week(joins: Joins) -> Iterator[Point]:
    """Shares of the post-hours due that were watched, and that were lost to each cause."""
    edges, posts = week_edges_h(joins.horizon_h), joins.posts

    def hours(chosen: npt.NDArray[np.bool_]) -> Floats:
        level = chosen.astype(np.float64)
        return np.diff(integral_at(edges, posts.from_h, posts.until_h, level))

    due = hours(np.ones(len(posts.from_h), dtype=np.bool_))
    for state in [WATCHED, *sorted({*posts.state.tolist()} - {WATCHED})]:
        series = "coverage_by_week" if state == WATCHED else f"{LOST}{state}"
        in_state = hours(posts.state == state)
        for week in np.flatnonzero(due > 1e-6).tolist():  # sums of hours carry rounding errors
            share = float(in_state[week] / due[week])
            yield Point(series, week, min(max(share, 0.0), 1.0))


def _posts_by_week(joins: Joins) -> Iterator[Point]:
    """Posts due, and posts watched, on a mean hour of the week."""
    edges, posts = week_edges_h(joins.horizon_h), joins.posts
    for series, level in (
        ("posts_due_by_week", np.ones(len(posts.from_h))),
        ("posts_manned_by_week", posts.watched.astype(np.float64)),
    ):
        hours = np.diff(integral_at(edges, posts.from_h, posts.until_h, level))
        yield from _points(series, np.maximum(hours, 0.0) / np.diff(edges))


def _background_under_watch_by_week(joins: Joins) -> Iterator[Point]:
    """Mean of the notes of a week; absent where no post was due."""
    edges, noted = week_edges_h(joins.horizon_h), joins.log.of(ReachNoted)
    week = np.searchsorted(edges, floats([event.hour for event in noted]), side="right") - 1
    share = floats([event.share for event in noted])
    for index in range(len(edges) - 1):
        of_week = share[week == index]
        if len(of_week):
            yield Point("background_under_watch_by_week", index, float(of_week.mean()))


def _paid_people_by_week(joins: Joins) -> Iterator[Point]:
    edges, pay = week_edges_h(joins.horizon_h), joins.pay
    person_hours = np.diff(integral_at(edges, pay.from_h, pay.until_h, pay.people))
    yield from _points("paid_people_by_week", person_hours / np.diff(edges))


def _waits_by_hour_of_day(joins: Joins) -> Iterator[Point]:
    """Sums by hour of arrival; those served are counted from the waits, so that sum over count is
    the mean wait of those who arrived in that hour."""
    traffic = joins.traffic
    if not len(traffic.from_h):
        return
    hour = (np.floor(traffic.from_h).astype(np.int64)) % 24
    served = traffic.waits.sum(axis=1, dtype=np.int64)
    for prefix, rows in (("", traffic.mission), ("party_", ~traffic.mission)):
        if rows.any():
            wait_sum = np.bincount(hour[rows], traffic.wait_sum_h[rows], minlength=24)
            yield from _points(f"{prefix}wait_sum_by_hour_of_day_h", wait_sum)
            counts = np.bincount(hour[rows], served[rows], minlength=24)
            yield from _points(f"{prefix}served_by_hour_of_day", counts)


def _cases_by_hours(joins: Joins) -> Iterator[Point]:
    """Shares done so many hours after the incident, of the cases that could be followed so long
    before the horizon. Every case is called about, so calls are over all cases; visits and answers
    are over the cases taken up."""
    cases = joins.cases
    everyone = np.ones(len(cases.logged), dtype=np.bool_)
    for series, done_h, among in (
        ("cases_called_share_by_hours", cases.called_h, everyone),
        ("cases_visited_share_by_hours", cases.visited_h, cases.taken_up),
        ("cases_answered_share_by_hours", cases.answered_h, cases.taken_up),
    ):
        for since in HOURS_SINCE_INCIDENT:
            followed = among & (cases.incident_h + since <= joins.horizon_h)
            if followed.any():
                share = np.mean((done_h - cases.incident_h)[followed] <= since)
                yield Point(series, since, float(share))


def _stocks_by_day(joins: Joins) -> Iterator[Point]:
    rows = joins.log.of(StockDay)
    for place in sorted({event.place for event in rows}):
        for event in rows:
            if event.place == place:
                # written at the day's end: hour 24 closes day 0
                day = max(round(event.hour / 24.0) - 1, 0)
                yield Point(f"stock_tonnes_by_day__{place}", day, float(event.stock_tonnes))
                yield Point(f"stock_out_by_day__{place}", day, float(event.unmet_tonnes > 0.0))


def entries_by_day(ledger: str, zone: str) -> str:
    """What the series of a ledger's entries in a zone is called."""
    return f"{BY_DAY}{ledger}__{zone}"


def _entries_by_day(joins: Joins) -> Iterator[Point]:
    """Entries by the day on which they were made; those that count as no violation left out."""
    entries = joins.entries
    day = np.floor(entries.hour / 24.0).astype(np.int64)
    cells = zip(entries.ledger.tolist(), entries.zone.tolist(), day.tolist(), strict=True)
    for (ledger, zone, number), count in sorted(Counter(cells).items()):
        yield Point(entries_by_day(ledger, zone), number, float(count))
