"""What the record of each scenario can show of a true fall, once its first post is manned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np

from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis import FROM_FIRST_POST
from sim.analysis.power import FALL, weeks_until_shown
from sim.analysis.quotients import Column
from sim.analysis.recorded_and_true import RECORDED
from sim.analysis.series import Point
from sim.analysis.statistics import Floats

UNFOUNDED = "recorded_unfounded_per_day"
ENTRIES_BY_WEEK = "recorded_entries_by_week__"
DAYS_PER_WEEK = 7.0

READ = tuple(f"{kpi}{since}" for kpi in (RECORDED, UNFOUNDED) for since in ("", FROM_FIRST_POST))
"""The KPIs that columns must hold."""
SeriesOf = Callable[[str, int], Sequence[Point]]
"""(scenario, replication) -> its series."""


class PowerRow(NamedTuple):
    """A row of record_power.csv."""

    scenario: str
    entries_per_week: float
    share_with_truth: float
    """Share of the entries that an incident is behind: those fall with the truth."""
    fall: float
    weeks: float
    """Weeks before, and as many after, until such a fall shows; empty when more than
    ``longest_weeks``, or unknown."""
    longest_weeks: int
    smallest_fall_in_longest: float
    """Smallest fall that shows in windows of ``longest_weeks``; above 1 not even an end would."""
    smallest_fall_low: float
    smallest_fall_high: float


def power_rows(
    scenarios: Sequence[str], columns: KpiColumns, series_of: SeriesOf
) -> list[PowerRow]:
    """A row a scenario; from the first whole week in which every replication's first post is
    manned, or over the whole run when none ever is."""
    return [_row(name, columns, series_of) for name in scenarios]


def _row(name: str, columns: KpiColumns, series_of: SeriesOf) -> PowerRow:
    finished = columns.finished_by(name)
    of = {kpi: columns.of_scenario(kpi, name).at(finished) for kpi in READ}
    first = max(_first_manned_weeks(of[RECORDED], of[RECORDED + FROM_FIRST_POST]), default=0)
    numbers = [number for number, one in zip(columns.replications, finished, strict=True) if one]
    weekly = [_entries_by_week(series_of(name, number))[first:] for number in numbers]
    manned = bool(of[RECORDED + FROM_FIRST_POST].denominators.any())
    share = _share_with_truth(of, FROM_FIRST_POST if manned else "")
    weeks = len(weekly[0]) if weekly else 0
    array = np.array(weekly, dtype=np.float64).reshape(len(weekly), weeks)
    found = weeks_until_shown(array, share)
    return PowerRow(
        name,
        found.entries_per_week,
        share,
        FALL,
        found.weeks,
        found.longest,
        found.smallest_fall,
        found.smallest_low,
        found.smallest_high,
    )


def _first_manned_weeks(whole: Column, later: Column) -> list[int]:
    """Whole weeks that have to pass until each replication's first post is manned; 0 when none
    ever is."""
    days = zip(whole.denominators.tolist(), later.denominators.tolist(), strict=True)
    return [
        ceil((of_run - from_first_post) / DAYS_PER_WEEK) if from_first_post > 0.0 else 0
        for of_run, from_first_post in days
    ]


def _entries_by_week(series: Iterable[Point]) -> Floats:
    """Entries of all ledgers in each whole week; a ledger without entries has no series."""
    by_week: dict[int, float] = {}
    for point in series:
        if point.series.startswith(ENTRIES_BY_WEEK):
            by_week[point.position] = by_week.get(point.position, 0.0) + point.value
        elif point.series == "true_incidents_by_week":  # every whole week has one
            by_week.setdefault(point.position, 0.0)
    return np.array([by_week[week] for week in sorted(by_week)], dtype=np.float64)


def _share_with_truth(of: Mapping[str, Column], since: str) -> float:
    """Of the entries since then, those that an incident of covered groups is behind."""
    entries = float(of[RECORDED + since].numerators.sum())
    unfounded = float(of[UNFOUNDED + since].numerators.sum())
    return 1.0 - unfounded / entries if entries else 0.0
