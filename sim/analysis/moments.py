"""Figures that sum up daily counts of ledgers, so that data and simulated counts can be compared.

They are taken over the days that the data have: a gap is no data, not zero, and is left out of the
simulated counts too. Each is also given on a scale on which it varies about as a normal variable:
means and Fano factors (variance over mean) as logarithms, correlations by Fisher's transformation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import atanh, exp, log, tanh
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Cell = tuple[str, str]
"""Ledger and zone; the zone `ALL` is all of them together."""
Counts = Mapping[Cell, Floats]
"""Counts of each cell by day from the start; NaN where there is no data."""
ALL = "all"
DAYS_OF_A_WEEK = 7
WEEKS_TOGETHER = 4
EARLY = ("weeks_1_4", "weeks_5_8", "weeks_9_12")
"""Spans of four weeks from the renewal of the truce."""
LEAST_DAYS = 7
"""A span with fewer counted days has no mean."""
LEAST_WEEKS = 4
"""Fewer whole weeks show nothing of their variance."""
FLOOR = 0.05
"""Of a Fano factor: counts that are all alike have zero, and no logarithm."""
NEARLY_ONE = 0.99
ADDED = 0.5
"""Added to a sum, so that no count at all has a logarithm."""


class Moment(NamedTuple):
    """What a figure is of; ``zone`` is empty where all zones of the data are added up."""

    moment: str
    words: str
    unit: str
    ledger: str
    zone: str
    is_correlation: bool

    def natural(self, value: float) -> float:
        """The figure in its unit, from the scale on which it is compared."""
        return tanh(value) if self.is_correlation else exp(value)


Figure = Callable[[Counts], float]


@dataclass(frozen=True)
class MomentsOf:
    """The figures that the days of some data allow; made once, then taken of many counts."""

    moments: tuple[Moment, ...]
    _figures: tuple[Figure, ...]

    @classmethod
    def of_data(cls, data: Counts, renewed_day: float) -> MomentsOf:
        """The means of each cell; of each ledger over all its zones the variance, the memory and
        the weeks after ``renewed_day``; of each two ledgers their correlation."""
        found: list[tuple[Moment, Figure]] = []
        zones: dict[str, list[str]] = {}
        for ledger, zone in data:
            zones.setdefault(ledger, []).append(zone)
        counted: dict[str, npt.NDArray[np.bool_]] = {}
        for ledger, own in zones.items():
            for zone in own:
                known = np.flatnonzero(np.isfinite(data[ledger, zone]))
                found.append(_mean(ledger, zone, known))
            counted[ledger] = np.isfinite(sum(data[ledger, zone] for zone in own))
            found += _of_ledger(ledger, own, counted[ledger], renewed_day)
        for one, other in combinations(zones, 2):
            both = np.flatnonzero(counted[one] & counted[other])
            if len(both) >= WEEKS_TOGETHER * DAYS_OF_A_WEEK:
                found.append(_correlation(one, other, zones, both))
        return cls(tuple(moment for moment, _ in found), tuple(figure for _, figure in found))

    def __call__(self, counts: Counts) -> Floats:
        """The figures of such counts, on the scale on which they are compared."""
        return np.array([figure(counts) for figure in self._figures])

    def natural(self, values: Floats) -> list[float]:
        """Figures in their units."""
        return [m.natural(float(v)) for m, v in zip(self.moments, values, strict=True)]


def together(counts: Counts, ledger: str, zones: list[str]) -> Floats:
    """A ledger's counts over all these zones; NaN on days without one of them."""
    total: Floats = np.sum([counts[ledger, zone] for zone in zones], axis=0)
    return total


# --- one figure -----------------------------------------------------------------------------------
def fano(values: Floats) -> float:
    """Variance over mean; 1, as of a Poisson variable, where nothing was counted."""
    mean = float(values.mean())
    return float(values.var(ddof=1)) / mean if mean > 0.0 else 1.0


def lag_1(values: Floats, first: npt.NDArray[np.intp]) -> float:
    """Correlation of days with the days after them; ``first``: those whose next day is counted
    too. 0 where nothing varies."""
    return _correlated(values[first], values[first + 1])


def whole_weeks(counted: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """The days of each week from the start that is counted on every day, a row a week."""
    weeks = len(counted) // DAYS_OF_A_WEEK
    days = np.arange(weeks * DAYS_OF_A_WEEK).reshape(weeks, DAYS_OF_A_WEEK)
    chosen: npt.NDArray[np.intp] = days[counted[days].all(axis=1)]
    return chosen


def _correlated(one: Floats, other: Floats) -> float:
    a, b = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0.0 else 0.0


def _log_mean(values: Floats) -> float:
    return log((float(values.sum()) + ADDED) / len(values))


def _log_fano(values: Floats) -> float:
    return log(max(fano(values), FLOOR))


def _fisher(correlation: float) -> float:
    return atanh(min(max(correlation, -NEARLY_ONE), NEARLY_ONE))


# --- which figures there are ----------------------------------------------------------------------
def _mean(ledger: str, zone: str, days: npt.NDArray[np.intp]) -> tuple[Moment, Figure]:
    shown = "" if zone == ALL else zone
    moment = Moment("mean", "entries a day", "per day", ledger, shown, False)
    return moment, lambda counts: _log_mean(counts[ledger, zone][days])


def _of_ledger(
    ledger: str, zones: list[str], counted: npt.NDArray[np.bool_], renewed_day: float
) -> list[tuple[Moment, Figure]]:
    found: list[tuple[Moment, Figure]] = []

    def add(name: str, words: str, unit: str, figure: Callable[[Floats], float]) -> None:
        moment = Moment(name, words, unit, ledger, "", name == "lag_1")
        found.append((moment, lambda counts: figure(together(counts, ledger, zones))))

    days = np.flatnonzero(counted)
    if len(days) < WEEKS_TOGETHER * DAYS_OF_A_WEEK:
        return found
    add(
        "fano_1_day",
        "how bunched daily counts are (variance over mean)",
        "ratio",
        lambda values: _log_fano(values[days]),
    )
    weeks = whole_weeks(counted)
    if len(weeks) >= LEAST_WEEKS:
        add(
            "fano_7_days",
            "how bunched weekly counts are (variance over mean)",
            "ratio",
            lambda values: _log_fano(values[weeks].sum(axis=1)),
        )
    first = np.flatnonzero(counted[:-1] & counted[1:])
    if len(first) >= WEEKS_TOGETHER * DAYS_OF_A_WEEK // 2:
        add(
            "lag_1",
            "how alike a day and the day after are (correlation)",
            "correlation",
            lambda values: _fisher(lag_1(values, first)),
        )
    span = WEEKS_TOGETHER * DAYS_OF_A_WEEK
    since = days - renewed_day
    spans = {
        name: days[(since >= number * span) & (since < (number + 1) * span)]
        for number, name in enumerate(EARLY)
    }
    spans = {name: own for name, own in spans.items() if len(own) >= LEAST_DAYS}
    if sum(map(len, spans.values())) > len(days) - LEAST_DAYS:
        spans.popitem()  # the mean of all days tells of the last span
    for name, own in spans.items():
        words = f"entries a day, weeks {name[6:].replace('_', '-')} after the renewal"
        add(name, words, "per day", lambda values, own=own: _log_mean(values[own]))  # type: ignore[misc]
    return found


def _correlation(
    one: str, other: str, zones: dict[str, list[str]], days: npt.NDArray[np.intp]
) -> tuple[Moment, Figure]:
    words = "how alike the days of the two ledgers are (correlation)"
    moment = Moment("correlation", words, "correlation", f"{one} and {other}", "", True)

    def figure(counts: Counts) -> float:
        a, b = (together(counts, ledger, zones[ledger])[days] for ledger in (one, other))
        return _fisher(_correlated(a, b))

    return moment, figure
