"""Checkpoints: where vehicles are inspected, through days, shifts and closures.

A checkpoint is a process; so are those who carry arms or explosives through it, and the convoys
that come to be inspected. Civilian vehicles wait in its lanes, which are advanced to the present
only when one of these touches them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import ceil, floor, inf, log

import numpy as np
import simpy

from sim import config
from sim.events import (
    CheckpointClosed,
    CheckpointOpened,
    ConvoyInspected,
    ThreatInspected,
)
from sim.kernel import distributions
from sim.kernel.replication import Process, Replication
from sim.kernel.streams import identity
from sim.model.hourly_books import Books, hour_rows, not_served
from sim.model.lanes import LaneGroup
from sim.model.traffic import CivilianTraffic, Series

FRIDAY = 4
INSTANT_H = 1e-9
"""Times nearer than this (4 microseconds) are the same: sums of hours round."""


class Checkpoint:
    """A checkpoint of a side or of the mission, from ``opens_h`` to ``closes_h`` of the run.

    ``key``: its name, and that of its random numbers. ``operator``: a side or a guarantor.
    ``staffed``: false if the mission plans it but can't man it; its traffic is then not served.
    ``start_weekday``: of the run's first day, 0 for Monday. ``lanes_at(hour)``: open lanes, asked
    at opening and at each full hour, if they change with the shifts. ``flow_factor(day)``: on the
    day's traffic. Before ``opens_h`` nothing stands there and nothing is written.
    """

    def __init__(
        self,
        rep: Replication,
        key: str,
        operator: str,
        traffic: config.Traffic,
        vehicles_per_day: float,
        lanes: int,
        inspectors_per_lane: int,
        *,
        opens_h: float = 0.0,
        closes_h: float | None = None,
        staffed: bool = True,
        start_weekday: int = 0,
        lanes_at: Callable[[float], int] | None = None,
        flow_factor: Callable[[int], float] | None = None,
    ) -> None:
        self.rep = rep
        self.key = key
        self.operator = operator
        self.traffic = traffic
        self.vehicles_per_day = vehicles_per_day
        self.inspectors_per_lane = inspectors_per_lane
        self.opens_h = opens_h
        self.closes_h = inf if closes_h is None else closes_h
        self.staffed = staffed
        self.start_weekday = start_weekday
        self._lanes = lanes
        self._lanes_at = lanes_at
        self._flow_factor = flow_factor
        self._civilians = CivilianTraffic.from_settings(key, traffic)
        self._drawn = self._civilians.shared_days(rep)
        self._pace = inspectors_per_lane**-traffic.inspector_speedup_exponent
        self._truck_quantile = distributions.lognormal(
            traffic.truck_inspection_min / 60.0, traffic.truck_inspection_cv
        )
        first_day = floor(opens_h / 24.0)
        if self._hours_of(first_day)[0] >= 24 * first_day + traffic.closes_hour:
            first_day += 1
        self._first_day = first_day
        self.lanes = LaneGroup(lanes, pace=self._pace, start_h=self._hours_of(first_day)[0])
        self._today: Series = (np.empty(0), np.empty(0))
        self._books_from_h = 0
        self._is_open = False
        self._closed_for_security_until_h = -inf
        self._announced_lanes = 0
        self._convoys_waiting = 0
        self._touched = rep.env.event()

    @property
    def in_service(self) -> bool:
        """Whether it is manned in these days (though it may be closed for the night)."""
        return self.staffed and self.opens_h <= self.rep.now < self.closes_h

    @property
    def never_closes(self) -> bool:
        """Whether it works round the clock."""
        return self.traffic.opens_hour == 0.0 and self.traffic.closes_hour == 24.0

    # --- days -------------------------------------------------------------------------------------
    def run(self) -> Process:
        """Live through the days: open, change lanes, close, write the books."""
        rep = self.rep
        if self.staffed and self.traffic.threats_per_day > 0.0:
            rep.start(self._meet_threats())
        for day in count(self._first_day):
            opens_h, closes_h = self._hours_of(day)
            if opens_h >= self.closes_h:
                break
            yield rep.wait_until(opens_h, urgent=True)
            self._open(day, opens_h, closes_h)
            if self.staffed and self._lanes_at is not None:
                for hour in range(floor(opens_h) + 1, ceil(closes_h)):
                    yield rep.wait_until(hour, urgent=True)
                    self._change_lanes(hour, self._lanes_at(hour))
            yield rep.wait_until(closes_h, urgent=True)
            self._close(day, closes_h)
        if self.staffed:
            yield rep.wait_until(self.closes_h, urgent=True)
            rep.record(CheckpointClosed(rep.now, self.key, "closed"))
            self._touch()

    def _hours_of(self, day: int) -> tuple[float, float]:
        """Opening and closing time on a day; the first and the last day may be cut."""
        opens_h = max(24.0 * day + self.traffic.opens_hour, self.opens_h)
        return opens_h, min(24.0 * day + self.traffic.closes_hour, self.closes_h)

    def _open(self, day: int, opens_h: float, closes_h: float) -> None:
        self._is_open = True
        arrivals_h, services_h = self._vehicles_of(day)
        first = int(np.searchsorted(arrivals_h, opens_h)) if self.opens_h == opens_h else 0
        end = len(arrivals_h)
        if self.closes_h == closes_h:
            end = int(np.searchsorted(arrivals_h, closes_h))
        self._today = arrivals_h[first:end], services_h[first:end]
        if not self.staffed:
            self._books_from_h = floor(opens_h)
            return
        if day == self._first_day:
            self.lanes.books.begin(floor(opens_h))
        self.lanes.offer(*self._today)
        lanes = self._lanes if self._lanes_at is None else self._lanes_at(opens_h)
        self._change_lanes(opens_h, lanes)

    def _vehicles_of(self, day: int) -> Series:
        vehicles = self.vehicles_per_day
        if (self.start_weekday + day) % 7 == FRIDAY:
            vehicles *= self.traffic.friday_factor
        if self._flow_factor is not None:
            vehicles *= self._flow_factor(day)
        series = self._drawn.get((day, vehicles))
        if series is None:
            series = self._civilians.day(self.rep, day, vehicles)
            self._drawn[day, vehicles] = series
        return series

    def _change_lanes(self, hour: float, lanes: int) -> None:
        if lanes != self.lanes.open_lanes:
            self.lanes.set_lanes(hour, lanes)
            self._touch()
        self._announce()

    def _announce(self) -> None:
        """Record the lanes now open, if that is news."""
        closed = not self._is_open or self._closed_for_security_until_h > self.rep.now
        if not closed and self.lanes.open_lanes != self._announced_lanes:
            self._announced_lanes = self.lanes.open_lanes
            self.rep.record(CheckpointOpened(self.rep.now, self.key, self.lanes.open_lanes))

    def _close(self, day: int, closes_h: float) -> None:
        self._is_open = False
        if not self.staffed:
            self._write(not_served(self._today[0], self._books_from_h, closes_h), manned=False)
        elif self.never_closes and closes_h < self.closes_h:
            self._write(self.lanes.roll_books(closes_h))
        else:
            next_opens_h = self._hours_of(day + 1)[0]
            self._write(self.lanes.finish_books(closes_h, floor(next_opens_h)))
            self.lanes.hold(closes_h, next_opens_h)
            self._announced_lanes = 0
            if closes_h < self.closes_h:
                self.rep.record(CheckpointClosed(self.rep.now, self.key, "night"))
            self._touch()

    # --- threats ----------------------------------------------------------------------------------
    def _meet_threats(self) -> Process:
        """Inspect those who carry arms or explosives; whoever is found closes the checkpoint.

        They come in opening hours at a constant rate. More inspectors find a superset.
        """
        rep, traffic = self.rep, self.traffic
        open_h_per_day = traffic.closes_hour - traffic.opens_hour
        missed = (1.0 - traffic.threat_detection_probability) ** self.inspectors_per_lane
        tried_h = 0.0
        for number in count():
            gap = -log(rep.uniform(self.key, "threat", number, "gap"))
            tried_h += gap * open_h_per_day / traffic.threats_per_day
            day, within_h = divmod(tried_h, open_h_per_day)
            hour = 24.0 * day + traffic.opens_hour + within_h
            if hour >= self.closes_h:
                return
            if hour < self.opens_h:
                continue
            yield rep.wait_until(hour)
            found = rep.uniform(self.key, "threat", number, "found") < 1.0 - missed
            threat = identity(self.key, "threat", number)
            rep.record(ThreatInspected(rep.now, self.key, threat, found))
            if found and traffic.threat_closure_h > 0.0:
                self._close_for_security()

    def _close_for_security(self) -> None:
        """Serve nobody for a while; vehicles and convoys keep queueing outside."""
        rep = self.rep
        already_closed = self._closed_for_security_until_h > rep.now
        self._closed_for_security_until_h = rep.now + self.traffic.threat_closure_h
        self.lanes.hold(rep.now, self._closed_for_security_until_h)
        if not already_closed:
            self._announced_lanes = 0
            rep.record(CheckpointClosed(rep.now, self.key, "security"))
            rep.start(self._reopen())
        self._touch()

    def _reopen(self) -> Process:
        while self._closed_for_security_until_h - self.rep.now > INSTANT_H:
            yield self.rep.wait_until(self._closed_for_security_until_h)
        self._closed_for_security_until_h = -inf
        self._announce()

    # --- convoys ----------------------------------------------------------------------------------
    def inspect(self, convoy: int, trucks: int) -> Process:
        """Wait for a lane, before all civilians, and be inspected; gives (wait_h, service_h).

        A convoy takes one lane. Its inspectors look at the trucks in parallel, so the time, drawn
        for (convoy, checkpoint), grows with a power of the number of trucks and falls with the
        inspectors as for cars. It waits outside closing hours and closures. Where nobody is on duty
        in these days it passes at once.
        """
        rep = self.rep
        if not self.in_service:
            return 0.0, 0.0
        service_h = self._truck_quantile(rep.uniform(convoy, self.key, "inspection"))
        service_h *= max(trucks, 1) ** self.traffic.convoy_size_exponent * self._pace
        arrived_h = rep.now
        self.lanes.advance(arrived_h)
        ticket = self.lanes.offer_priority(arrived_h, service_h)
        self._convoys_waiting += 1
        start_h = self.lanes.expected_start_h(ticket)
        while start_h + service_h - rep.now > INSTANT_H:
            if start_h == inf:
                yield self._touched
            else:
                yield rep.wait(start_h + service_h - rep.now) | self._touched
            start_h = self.lanes.expected_start_h(ticket)
            if start_h >= self.closes_h and not self.in_service:
                self._convoys_waiting -= 1
                return rep.now - arrived_h, 0.0
        self._convoys_waiting -= 1
        rep.record(ConvoyInspected(rep.now, convoy, self.key, start_h - arrived_h, service_h))
        return start_h - arrived_h, service_h

    def _touch(self) -> None:
        """Let waiting convoys look again when they will be served."""
        if self._convoys_waiting:
            touched, self._touched = self._touched, simpy.Event(self.rep.env)
            touched.succeed()

    # --- books ------------------------------------------------------------------------------------
    def close_books(self) -> None:
        """At the horizon, write the day that it cuts; vehicles that are inside stay inside."""
        if not self._is_open:
            return
        self._is_open = False
        if self.staffed:
            self._write(self.lanes.roll_books(self.rep.now))
        else:
            self._write(not_served(self._today[0], self._books_from_h, self.rep.now), manned=False)

    def _write(self, books: Books, *, manned: bool = True) -> None:
        for row in hour_rows(books, self.rep.now, self.key, self.operator, manned=manned):
            self.rep.record(row)
