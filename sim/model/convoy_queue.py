"""Convoy queue: relief convoys that wait to be inspected at one checkpoint, before civilians."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import simpy

from sim import config
from sim.events import ConvoyInspected
from sim.kernel import distributions
from sim.kernel.replication import Process, Replication
from sim.model.lanes import LaneGroup

INSTANT_H = 1e-9
"""Times nearer than this (4 microseconds) are the same: sums of hours round."""


class ConvoyQueue:
    """Convoys at the checkpoint ``key``: each takes a lane of those that serve civilians.

    ``in_service()``: whether anybody is on duty there in these days. ``closes_h``: the end of the
    plan. ``pace`` multiplies the time an inspection takes with one inspector.
    """

    def __init__(
        self,
        rep: Replication,
        key: str,
        traffic: config.Traffic,
        lanes: LaneGroup,
        in_service: Callable[[], bool],
        pace: float,
        closes_h: float,
    ) -> None:
        self.rep = rep
        self.key = key
        self.lanes = lanes
        self.in_service = in_service
        self.closes_h = closes_h
        self._size_exponent = traffic.convoy_size_exponent
        self._pace = pace
        self._truck_quantile = distributions.lognormal(
            traffic.truck_inspection_min / 60.0, traffic.truck_inspection_cv
        )
        self._waiting = 0
        self._touched = rep.env.event()
        self._dispersed_h = -inf

    def inspect(self, convoy: int, trucks: int) -> Process:
        """Wait for a lane and be inspected; gives (wait_h, service_h).

        A convoy takes one lane. Its inspectors look at the trucks in parallel, so the time, drawn
        for (convoy, checkpoint), grows with a power of the number of trucks and falls with the
        inspectors as for cars. It waits outside closing hours and closures. Where nobody is on duty
        in these days, or no longer, it passes at once.
        """
        rep = self.rep
        if not self.in_service():
            return 0.0, 0.0
        service_h = self._truck_quantile(rep.uniform(convoy, self.key, "inspection"))
        service_h *= max(trucks, 1) ** self._size_exponent * self._pace
        arrived_h = rep.now
        self.lanes.advance(arrived_h)
        ticket = self.lanes.offer_priority(arrived_h, service_h)
        self._waiting += 1
        start_h = self.lanes.expected_start_h(ticket)
        while start_h + service_h - rep.now > INSTANT_H:
            if start_h == inf:
                yield self._touched
            else:
                yield rep.wait(start_h + service_h - rep.now) | self._touched
            left_alone = arrived_h <= self._dispersed_h <= start_h
            if not left_alone:
                start_h = self.lanes.expected_start_h(ticket)
            if left_alone or (start_h >= self.closes_h and not self.in_service()):
                self._waiting -= 1
                return rep.now - arrived_h, 0.0
        self._waiting -= 1
        rep.record(ConvoyInspected(rep.now, convoy, self.key, start_h - arrived_h, service_h))
        return start_h - arrived_h, service_h

    def touch(self) -> None:
        """Let waiting convoys look again when they will be served."""
        if self._waiting:
            touched, self._touched = self._touched, simpy.Event(self.rep.env)
            touched.succeed()

    def disperse(self) -> None:
        """Nobody is on duty any more: those whose turn hasn't come pass."""
        self._dispersed_h = self.rep.now
        self.touch()
