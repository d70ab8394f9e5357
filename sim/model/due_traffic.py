"""Due traffic: a checkpoint's civilian vehicles, day by day, and who of today is yet to come.

Who is due depends on the day alone, not on whether anybody is there to serve them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np

from sim import config
from sim.kernel.replication import Replication
from sim.model.hourly_books import Floats
from sim.model.traffic import CivilianTraffic, Series

ByDay = Callable[[int], float]
NOBODY: Series = (np.empty(0), np.empty(0))


class DueTraffic:
    """Vehicles of the checkpoint ``key``, whose random numbers have its name.

    ``flow_factor(day)`` is on the day's traffic, ``let_through(day)`` the share of it that no ban
    turns away as it comes; None is 1.
    """

    def __init__(
        self,
        rep: Replication,
        key: str,
        traffic: config.Traffic,
        vehicles_per_day: float,
        start_weekday: int = 0,
        flow_factor: ByDay | None = None,
        let_through: ByDay | None = None,
    ) -> None:
        self.rep = rep
        self.key = key
        self.vehicles_per_day = vehicles_per_day
        self.start_weekday = start_weekday
        self.traffic = traffic
        self._flow_factor = flow_factor
        self._let_through = let_through
        self._civilians = CivilianTraffic.from_settings(key, traffic)
        self._drawn = self._civilians.shared_days(rep)
        self._due: Series = NOBODY
        self._is_refused = np.empty(0, dtype=np.bool_)
        self._next = 0
        """The first of today who neither was served nor counted as not served."""
        self._refused_h = np.empty(0)
        self.observed = 0
        self.expected = 0.0
        """Vehicles that the days so far brought, and the mean of that by what the files say."""
        self.is_as_planned = True
        """Whether no actor has modified the flow so far: only then the mean is exact."""

    def begin(self, day: int, from_h: float = 0.0, until_h: float = inf) -> None:
        """Today's vehicles are those of a day; of a cut day, those between two hours."""
        arrivals_h, services_h = self._vehicles_of(day)
        share = 1.0 if self._let_through is None else self._let_through(day)
        is_refused = np.zeros(len(arrivals_h), dtype=np.bool_)
        if share < 1.0:  # a threshold on one number for each vehicle
            numbers = self.rep.generator(self.key, day, "let through").random(len(arrivals_h))
            is_refused = numbers >= share
        first, end = np.searchsorted(arrivals_h, (from_h, until_h))
        self.observed += int(end - first)
        self.expected += self._planned(day) * self._civilians.share_between(
            from_h - 24.0 * day, until_h - 24.0 * day
        )
        self._due = arrivals_h[first:end], services_h[first:end]
        self._is_refused = is_refused[first:end]
        self._next = 0

    def _vehicles_of(self, day: int) -> Series:
        vehicles = self._planned(day)
        if self._flow_factor is not None:
            factor = self._flow_factor(day)
            vehicles *= factor
            self.is_as_planned = self.is_as_planned and factor == 1.0
        series = self._drawn.get((day, vehicles))
        if series is None:
            series = self._civilians.day(self.rep, day, vehicles)
            self._drawn[day, vehicles] = series
        return series

    def _planned(self, day: int) -> float:
        weekday = (self.start_weekday + day) % 7
        return self.traffic.due_on(weekday, self.vehicles_per_day)

    def to_be_served(self) -> Series:
        """Those of today who are yet to come and whom no ban turns away."""
        arrivals_h, services_h = (column[self._next :] for column in self._due)
        if not self._is_refused.any():
            return arrivals_h, services_h
        refused = self._is_refused[self._next :]
        self._refused_h = arrivals_h[refused]
        return arrivals_h[~refused], services_h[~refused]

    def refused_until(self, hour: float) -> Floats:
        """When those came whom a ban turned away, up to an hour; each is given once."""
        end = int(np.searchsorted(self._refused_h, hour))
        refused_h, self._refused_h = self._refused_h[:end], np.empty(0)
        return refused_h

    def nobody_serves_from(self, hour: float) -> None:
        """Those of today who come after an hour are not served."""
        self._next = int(np.searchsorted(self._due[0], hour, side="right"))

    def unserved_until(self, hour: float) -> Floats:
        """When those came, up to an hour, whom nobody was there to serve; each is given once."""
        end = max(int(np.searchsorted(self._due[0], hour)), self._next)
        unserved_h = self._due[0][self._next : end]
        self._next = end
        return unserved_h
