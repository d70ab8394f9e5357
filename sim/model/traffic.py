"""Civilian traffic: when vehicles come to a checkpoint on a day, and how long each takes.

Everything is drawn before anybody waits and depends on the checkpoint and the day alone, not on who
mans it, so scenarios of the same replication share the series.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr, pdtrik

from sim import config
from sim.kernel import distributions
from sim.kernel.compiled import compiled
from sim.kernel.replication import Replication
from sim.model.hourly_books import Floats

CELLS = 2048
"""Cells of a table of an inverse distribution; its last cell is a second such table."""
PROFILE_SLOTS = 96
"""Slots of constant rate in which opening hours are cut."""

Series = tuple[Floats, Floats]
"""Arrivals in hours since the start, ascending, and service times in hours."""


def poisson_count(u: float, mean: float) -> int:
    """The Poisson count with the given mean at quantile ``u``, for means up to a million."""
    if mean <= 0.0:
        return 0
    count = max(ceil(float(pdtrik(u, mean))), 0)
    return count - 1 if count > 0 and pdtr(count - 1, mean) >= u else count


@dataclass(frozen=True, slots=True, eq=False)
class DayProfile:
    """How a day's traffic is spread: ``cumulative`` share by ``edges_h`` (hours of the day).

    Within a slot arrivals are level.
    """

    edges_h: Floats
    cumulative: Floats

    @classmethod
    def from_rates(cls, rates: Sequence[float]) -> DayProfile:
        """Relative rates of equal slices of the day, 24 for an hourly profile."""
        if not len(rates) or min(rates) < 0.0 or sum(rates) <= 0.0:
            raise ValueError("rates of a day must be non-negative and not all zero")
        cumulative = np.concatenate(([0.0], np.cumsum(np.asarray(rates, dtype=np.float64))))
        return cls(np.linspace(0.0, 24.0, len(rates) + 1), cumulative / cumulative[-1])


@lru_cache(maxsize=64)
def two_peaks(
    opens_hour: float,
    closes_hour: float,
    peak_hours: tuple[float, ...],
    peak_width_h: float,
    peak_share: float,
) -> DayProfile:
    """Normal peaks (``peak_width_h`` is their standard deviation, cut to opening hours) with equal
    parts of ``peak_share`` of the traffic; the rest is level over opening hours."""
    if not 0.0 <= opens_hour < closes_hour <= 24.0:
        raise ValueError(f"opening hours {opens_hour:g} to {closes_hour:g} are not within a day")
    edges_h = np.linspace(opens_hour, closes_hour, PROFILE_SLOTS + 1)
    cumulative = (1.0 - peak_share) * np.linspace(0.0, 1.0, PROFILE_SLOTS + 1)
    normal = distributions.standard_normal_cdf
    for peak_hour in peak_hours:
        below = np.array([normal((float(edge) - peak_hour) / peak_width_h) for edge in edges_h])
        if below[-1] - below[0] < 1e-9:
            raise ValueError(f"the peak at {peak_hour:g} lies outside opening hours")
        cumulative += peak_share / len(peak_hours) * (below - below[0]) / (below[-1] - below[0])
    return DayProfile(edges_h, cumulative / cumulative[-1])


def inverse_table(quantile: Callable[[float], float], mean: float) -> Floats:
    """A distribution tabulated by its quantiles, exact in the mean: shape (2, ``CELLS`` + 1).

    Row 0 holds equal steps of probability, row 1 those of the last cell of row 0. A quantile
    function that falls is turned round, so that the long tail is in the fine cell.
    """
    falls = quantile(0.25) > quantile(0.75)
    table = np.empty((2, CELLS + 1))
    half = 0.5 / CELLS**2
    for row, (low, width) in enumerate(((0.0, 1.0), (1.0 - 1.0 / CELLS, 1.0 / CELLS))):
        for cell in range(CELLS + 1):
            share = min(max(low + width * cell / CELLS, half), 1.0 - half)
            table[row, cell] = quantile(1.0 - share if falls else share)
    middles = (table[:, 1:] + table[:, :-1]) / 2.0
    tabulated = float(middles[0, :-1].sum() + middles[1].mean()) / CELLS
    return table * (mean / tabulated) if tabulated > 0.0 else table


@lru_cache(maxsize=64)
def unit_lognormal_table(cv: float) -> Floats:
    """The log-normal with mean 1."""
    return inverse_table(distributions.lognormal(1.0, cv), 1.0)


def _spread_arrivals(
    words: npt.NDArray[np.uint64], day_start_h: float, edges_h: Floats, cumulative: Floats
) -> Floats:
    """Ordered arrivals through the profile: exponential spacings over their sum are the order
    statistics of uniforms (Devroye 1986, V.2), so nothing is sorted."""
    count = words.shape[0] // 2
    arrivals_h = np.empty(count)
    total = 0.0
    for index in range(count):
        total -= log(((words[2 * index] >> np.uint64(24)) + 0.5) * 2.0**-40)
        arrivals_h[index] = total
    total -= log(((words[2 * count] >> np.uint64(24)) + 0.5) * 2.0**-40)
    slot = 0
    for index in range(count):
        share = min(arrivals_h[index] / total, 1.0 - 2.0**-53)
        while cumulative[slot + 1] <= share:
            slot += 1
        part = (share - cumulative[slot]) / (cumulative[slot + 1] - cumulative[slot])
        arrivals_h[index] = day_start_h + (
            edges_h[slot] + part * (edges_h[slot + 1] - edges_h[slot])
        )
    return arrivals_h


def _service_times(
    words: npt.NDArray[np.uint64],
    table: Floats,
    plain_h: float,
    opened_h: float,
    opened_probability: float,
    false_alarm_h: float,
    false_alarm_probability: float,
) -> Floats:
    """Service times by inversion; an opened compartment or a false alarm is a mark on a vehicle."""
    count = words.shape[0] // 2
    cells = table.shape[1] - 1
    services_h = np.empty(count)
    low_bits = np.uint64(0xFFFFFF)
    for index in range(count):
        first, second = words[2 * index], words[2 * index + 1]
        step = ((second >> np.uint64(24)) + 0.5) * 2.0**-40 * cells
        row, cell = 0, int(step)
        if cell == cells - 1:
            row, step = 1, (step - cell) * cells
            cell = int(step)
        unit = table[row, cell] + (step - cell) * (table[row, cell + 1] - table[row, cell])
        opened = ((first & low_bits) + 0.5) * 2.0**-24 < opened_probability
        services_h[index] = unit * (opened_h if opened else plain_h)
        if ((second & low_bits) + 0.5) * 2.0**-24 < false_alarm_probability:
            services_h[index] += false_alarm_h
    return services_h


spread_arrivals = compiled(_spread_arrivals)
service_times = compiled(_service_times)


@dataclass(frozen=True, slots=True, eq=False)
class CivilianTraffic:
    """A day's vehicles at the checkpoint whose random numbers are named ``key``.

    ``service`` is a table with mean 1 (``inverse_table``); times are those with one inspector.
    """

    key: str
    profile: DayProfile
    service: Floats
    plain_h: float
    opened_h: float = 0.0
    opened_probability: float = 0.0
    false_alarm_h: float = 0.0
    false_alarm_probability: float = 0.0

    @classmethod
    def from_settings(cls, key: str, traffic: config.Traffic) -> CivilianTraffic:
        """As a world file describes it."""
        return cls(
            key=key,
            profile=two_peaks(
                traffic.opens_hour,
                traffic.closes_hour,
                (traffic.morning_peak_hour, traffic.evening_peak_hour),
                traffic.peak_width_h,
                traffic.peak_share,
            ),
            service=unit_lognormal_table(traffic.inspection_cv),
            plain_h=traffic.inspection_s / 3600.0,
            opened_h=traffic.opened_inspection_s / 3600.0,
            opened_probability=traffic.opened_probability,
            false_alarm_h=traffic.false_alarm_s / 3600.0,
            false_alarm_probability=traffic.false_alarm_probability,
        )

    def share_between(self, from_hour: float, until_hour: float) -> float:
        """Share of a day's traffic that is expected between two hours of the day."""
        edges_h, cumulative = self.profile.edges_h, self.profile.cumulative
        if from_hour <= edges_h[0] and until_hour >= edges_h[-1]:
            return 1.0
        before, later = np.interp((from_hour, until_hour), edges_h, cumulative)
        return float(later - before)

    def day(self, rep: Replication, day: int, vehicles: float) -> Series:
        """The arrivals and service times of a day with ``vehicles`` expected.

        The count is Poisson; vehicle i of a day keeps its service and marks whatever the count. A
        vehicle has two words of 64 bits: 40 for its spacing and 24 for whether a compartment is
        opened, 40 for its service and 24 for a false alarm.
        """
        count = poisson_count(rep.uniform(self.key, "vehicles", day), vehicles)
        if not count:
            return np.empty(0), np.empty(0)
        words = rep.streams.raw(2 * count + 1, self.key, day, "vehicles")
        arrivals_h = spread_arrivals(
            words, 24.0 * day, self.profile.edges_h, self.profile.cumulative
        )
        services_h = service_times(
            words, self.service, self.plain_h, self.opened_h, self.opened_probability,
            self.false_alarm_h, self.false_alarm_probability,
        )  # fmt: skip
        return arrivals_h, services_h

    def shared_days(self, rep: Replication) -> dict[tuple[int, float], Series]:
        """The series drawn so far in ``rep.shared`` by day and expected vehicles.

        Kept apart for every set of parameters: a scenario with another world draws its own.
        """
        parameters = (
            self.key, self.profile.edges_h.tobytes(), self.profile.cumulative.tobytes(),
            self.service.tobytes(), self.plain_h, self.opened_h, self.opened_probability,
            self.false_alarm_h, self.false_alarm_probability,
        )  # fmt: skip
        drawn: dict[tuple[int, float], Series] = rep.shared.setdefault(
            ("civilian traffic", *parameters), {}
        )
        return drawn
