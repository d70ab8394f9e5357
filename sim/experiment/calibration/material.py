"""What a calibration is given: the counts, what stands, and how simulated counts are summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.analysis.moments import ALL, Counts, Floats, MomentsOf
from sim.analysis.series import Point, entries_by_day

DailyCounts = Mapping[tuple[str, str], Mapping[int, int]]
"""Ledger and zone -> day from the scenario's start -> count; a day without data is absent."""


@dataclass(frozen=True)
class Material:
    """The planner's counts and the world that they are about."""

    daily: DailyCounts
    file: str
    """As the planner typed it."""
    world: str
    """Name of the world's file."""
    start: date
    days: int
    zones: Sequence[str]
    renewed_day: float
    seed: int
    """Of the run."""

    @cached_property
    def counts(self) -> Counts:
        """The counts by day, NaN where there is no data."""
        found = {}
        for cell, by_day in self.daily.items():
            found[cell] = np.full(self.days, np.nan)
            found[cell][list(by_day)] = list(by_day.values())
        return found

    @cached_property
    def moments(self) -> MomentsOf:
        """The figures that the counts allow."""
        return MomentsOf.of_data(self.counts, self.renewed_day)

    @cached_property
    def data(self) -> Floats:
        """The figures of the counts."""
        return self.moments(self.counts)

    def simulated(self, series: Sequence[Point]) -> Counts:
        """The same cells of a replication's series, on all days."""
        by_name: dict[str, Floats] = {}
        for point in series:
            if point.position < self.days:  # an entry at the very end is of no day
                if point.series not in by_name:
                    by_name[point.series] = np.zeros(self.days)
                by_name[point.series][point.position] = point.value
        none = np.zeros(self.days)
        return {
            (ledger, zone): np.sum(
                [
                    by_name.get(entries_by_day(ledger, one), none)
                    for one in (self.zones if zone == ALL else [zone])
                ],
                axis=0,
            )
            for ledger, zone in self.daily
        }

    @cached_property
    def first_and_last(self) -> tuple[date, date]:
        """Dates of the first and the last count."""
        days = [day for by_day in self.daily.values() for day in by_day]
        return self.start + timedelta(days=min(days)), self.start + timedelta(days=max(days))

    @cached_property
    def gaps(self) -> dict[tuple[str, str], int]:
        """Days without data between the first and the last count, by ledger and zone."""
        first, last = ((day - self.start).days for day in self.first_and_last)
        return {cell: last - first + 1 - len(by_day) for cell, by_day in self.daily.items()}
