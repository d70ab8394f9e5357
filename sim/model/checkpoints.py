"""Checkpoints: where vehicles are inspected, through days, shifts and closures.

A checkpoint is a process; so are those who carry arms or explosives through it, and the convoys
that come to be inspected. Civilian vehicles wait in its lanes, which are advanced to the present
only when one of these touches them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import ceil, floor, inf

from sim import config
from sim.events import CheckpointClosed, CheckpointOpened, SituationChanged, ThreatInspected
from sim.kernel.replication import Process, Replication
from sim.model.convoy_queue import INSTANT_H, ConvoyQueue
from sim.model.due_traffic import DueTraffic
from sim.model.hourly_books import Books, hour_rows, not_served
from sim.model.lanes import LaneGroup
from sim.model.threats import threats
from sim.model.withheld import Withheld


class Checkpoint:
    """A checkpoint of a side or of the mission, from ``opens_h`` to ``closes_h`` of the run.

    ``key``: its name, and that of its random numbers. ``operator``: a side or a guarantor.
    ``staffed``: false if the mission plans it but can't man it; its traffic is then not served.
    ``start_weekday``: of the run's first day, 0 for Monday. ``lanes_at(hour)``: open lanes, asked
    at opening and at each full hour, if they change with the shifts. ``flow_factor(day)``: on the
    day's traffic. ``let_through(day)``: share of it that no ban turns away as it comes. Before
    ``opens_h`` nothing stands there and nothing is written. While an actor withholds its people it
    serves nobody.
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
        let_through: Callable[[int], float] | None = None,
    ) -> None:
        self.rep = rep
        self.key = key
        self.operator = operator
        self.traffic = traffic
        self.inspectors_per_lane = inspectors_per_lane
        self.opens_h = opens_h
        self.closes_h = inf if closes_h is None else closes_h
        self.staffed = staffed
        self._lanes = lanes
        self._lanes_at = lanes_at
        self._due = DueTraffic(
            rep, key, traffic, vehicles_per_day, start_weekday, flow_factor, let_through
        )
        self._pace = inspectors_per_lane**-traffic.inspector_speedup_exponent
        first_day = floor(opens_h / 24.0)
        if self._hours_of(first_day)[0] >= 24 * first_day + traffic.closes_hour:
            first_day += 1
        self._first_day = first_day
        self.lanes = LaneGroup(lanes, pace=self._pace, start_h=self._hours_of(first_day)[0])
        self._convoys = ConvoyQueue(
            rep, key, traffic, self.lanes, lambda: self.in_service, self._pace, self.closes_h
        )
        self._withheld = Withheld()
        self._is_away = False
        self._unserved_from_h = 0
        self._books_begun = False
        self._is_open = False
        self._closed_for_security_until_h = -inf
        self._announced_lanes = 0

    @property
    def in_service(self) -> bool:
        """Whether it is manned in these days (though it may be closed for the night)."""
        return self._manned and self._in_plan

    @property
    def _manned(self) -> bool:
        return self.staffed and not self._is_away

    @property
    def _in_plan(self) -> bool:
        return self.opens_h <= self.rep.now < self.closes_h

    @property
    def never_closes(self) -> bool:
        """Whether it works round the clock."""
        return self.traffic.opens_hour == 0.0 and self.traffic.closes_hour == 24.0

    @property
    def due(self) -> DueTraffic:
        """The civilian vehicles that come, whoever serves them."""
        return self._due

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
                    self._change_lanes(hour)
            yield rep.wait_until(closes_h, urgent=True)
            self._close(day, closes_h)
        if self.staffed:
            yield rep.wait_until(self.closes_h, urgent=True)
            rep.record(CheckpointClosed(rep.now, self.key, "closed"))
            self._convoys.touch()

    def _hours_of(self, day: int) -> tuple[float, float]:
        """Opening and closing time on a day; the first and the last day may be cut."""
        opens_h = max(24.0 * day + self.traffic.opens_hour, self.opens_h)
        return opens_h, min(24.0 * day + self.traffic.closes_hour, self.closes_h)

    def _open(self, day: int, opens_h: float, closes_h: float) -> None:
        self._look()
        self._is_open = True
        self._due.begin(
            day,
            opens_h if self.opens_h == opens_h else 0.0,
            closes_h if self.closes_h == closes_h else inf,
        )
        self._unserved_from_h = floor(opens_h)
        if self._manned:
            self._serve(opens_h)

    def _serve(self, hour: float) -> None:
        """Serve those of today who come from now on."""
        if not self._books_begun:
            self._books_begun = True
            self.lanes.books.begin(floor(hour))
        self.lanes.offer(*self._due.to_be_served())
        self._change_lanes(hour)

    def _change_lanes(self, hour: float) -> None:
        if not self._manned:
            return
        lanes = self._lanes if self._lanes_at is None else self._lanes_at(hour)
        if lanes != self.lanes.open_lanes:
            self.lanes.set_lanes(hour, lanes)
            self._convoys.touch()
        self._announce()

    def _announce(self) -> None:
        """Record the lanes now open, if that is news."""
        closed = not self._is_open or self._closed_for_security_until_h > self.rep.now
        if self._manned and not closed and self.lanes.open_lanes != self._announced_lanes:
            self._announced_lanes = self.lanes.open_lanes
            self.rep.record(CheckpointOpened(self.rep.now, self.key, self.lanes.open_lanes))

    def _close(self, day: int, closes_h: float) -> None:
        self._is_open = False
        if not self._manned:
            self._write_unserved(closes_h)
            return
        self.lanes.books.count_refused(self._due.refused_until(closes_h))
        if self.never_closes and closes_h < self.closes_h:
            self._write(self.lanes.roll_books(closes_h))
        else:
            next_opens_h = self._hours_of(day + 1)[0]
            self._write(self.lanes.finish_books(closes_h, floor(next_opens_h)))
            self.lanes.hold(closes_h, next_opens_h)
            self._announced_lanes = 0
            if closes_h < self.closes_h:
                self.rep.record(CheckpointClosed(self.rep.now, self.key, "night"))
            self._convoys.touch()

    # --- people withheld --------------------------------------------------------------------------
    def withhold(self, change: SituationChanged) -> None:
        """Serve nobody while an actor keeps the people away (``manning`` at 0).

        Who waits is turned away, who comes isn't served, convoys pass at once. A factor above 0
        gives the checkpoint back.
        """
        self._withheld.note(change)
        self._look()
        if self.rep.now < change.until_h < self.rep.horizon_h:
            self.rep.at(change.until_h, self._look)

    def _look(self) -> None:
        """See whether an actor keeps the people away now."""
        if not (self.staffed and self._in_plan):
            return
        keeper = self._withheld.by(self.rep.now)
        if keeper and not self._is_away:
            self._leave(keeper)
        elif self._is_away and not keeper:
            self._come_back()

    def _leave(self, keeper: str) -> None:
        now = self.rep.now
        self._is_away = True
        if self._is_open:
            self.lanes.books.count_refused(self._due.refused_until(now))
            self._write(self.lanes.finish_books(now, floor(now)))
            self._unserved_from_h = floor(now)
            self._due.nobody_serves_from(now)
        self._books_begun = False
        self.lanes.disperse(now)
        self._announced_lanes = 0
        self.rep.record(CheckpointClosed(now, self.key, keeper))
        self._convoys.disperse()

    def _come_back(self) -> None:
        now = self.rep.now
        self._is_away = False
        if self._is_open:
            self._write_unserved(now)
            self._serve(now)
        else:
            days = (floor(now / 24.0), floor(now / 24.0) + 1)
            openings_h = [self._hours_of(day)[0] for day in days]
            self.lanes.hold(now, min(hour for hour in openings_h if hour >= now))

    def _write_unserved(self, until_h: float) -> None:
        """Book those of today who came while nobody was there."""
        due_h = self._due.unserved_until(until_h)
        self._write(not_served(due_h, self._unserved_from_h, until_h), manned=False)

    # --- threats ----------------------------------------------------------------------------------
    def _meet_threats(self) -> Process:
        """Inspect those who carry arms or explosives; whoever is found closes the checkpoint."""
        rep = self.rep
        for threat in threats(rep, self.key, self.traffic, self.inspectors_per_lane):
            if threat.hour >= self.closes_h:
                return
            if threat.hour < self.opens_h:
                continue
            yield rep.wait_until(threat.hour)
            if not self._manned:
                continue
            rep.record(ThreatInspected(rep.now, self.key, threat.id, threat.found))
            if threat.found and self.traffic.threat_closure_h > 0.0:
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
        self._convoys.touch()

    def _reopen(self) -> Process:
        while self._closed_for_security_until_h - self.rep.now > INSTANT_H:
            yield self.rep.wait_until(self._closed_for_security_until_h)
        self._closed_for_security_until_h = -inf
        self._announce()

    def inspect(self, convoy: int, trucks: int) -> Process:
        """Inspect a convoy (``ConvoyQueue.inspect``); gives (wait_h, service_h)."""
        return self._convoys.inspect(convoy, trucks)

    # --- books ------------------------------------------------------------------------------------
    def close_books(self) -> None:
        """At the horizon, write the day that it cuts; vehicles that are inside stay inside."""
        if not self._is_open:
            return
        self._is_open = False
        if self._manned:
            self.lanes.books.count_refused(self._due.refused_until(self.rep.now))
            self._write(self.lanes.roll_books(self.rep.now))
        else:
            self._write_unserved(self.rep.now)

    def _write(self, books: Books, *, manned: bool = True) -> None:
        for row in hour_rows(books, self.rep.now, self.key, self.operator, manned=manned):
            self.rep.record(row)
