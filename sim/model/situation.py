"""The situation: declared quantities that actors modify and stations read.

It also remembers the last days of violence, because access, convoys and trade depend on them.
"""

from __future__ import annotations

from collections import defaultdict, deque
from math import exp, inf

from sim.events import SituationChanged, ViolationOccurred
from sim.kernel.replication import Replication

MEMORY_H = 48.0
"""How long single incidents at a place are remembered."""


class Situation:
    """Modifiers in force by (quantity, target), and the violence of the last days."""

    __slots__ = (
        "_modifiers",
        "_places",
        "_recent",
        "_resentment",
        "memory_h",
        "presence",
        "rep",
        "resentment_h",
        "rungs",
    )

    def __init__(self, rep: Replication, memory_h: float, resentment_h: float = 720.0) -> None:
        self.rep = rep
        self.memory_h = memory_h
        self._modifiers: dict[tuple[str, str], list[tuple[float, float]]] = {}
        self._recent: dict[str, tuple[float, float]] = {}
        self._places: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self.rungs: dict[str, int] = {}
        """Rung of the sanction ladder by group."""
        self.presence: dict[str, float] = {}
        """Observers on watch near each place, weighted by distance."""
        self.resentment_h = resentment_h
        self._resentment: dict[str, tuple[float, float]] = {}
        rep.log.subscribe(ViolationOccurred, self._remember)

    def modify(self, quantity: str, target: str, factor: float, until_h: float = inf) -> None:
        """Put ``factor`` on a quantity of a target until an hour."""
        self._modifiers.setdefault((quantity, target), []).append((factor, until_h))
        self.rep.record(SituationChanged(self.rep.now, quantity, target, factor, until_h))

    def factor(self, quantity: str, target: str) -> float:
        """The product of the modifiers in force on a quantity of a target; 1 without any."""
        modifiers = self._modifiers.get((quantity, target))
        if not modifiers:
            return 1.0
        now, product = self.rep.now, 1.0
        for factor, until_h in modifiers:
            if now < until_h:
                product *= factor
        return product

    def _remember(self, event: ViolationOccurred) -> None:
        level, since = self._recent.get(event.zone, (0.0, 0.0))
        level = level * exp(-(event.hour - since) / self.memory_h) + 1.0
        self._recent[event.zone] = (level, event.hour)
        here = self._places[event.place]
        here.append((event.hour, event.violation))
        while here[0][0] < event.hour - MEMORY_H:
            here.popleft()

    def recent_incidents_per_day(self, zone: str) -> float:
        """Incidents a day in a zone lately: an exponentially fading mean with the access memory."""
        level, since = self._recent.get(zone, (0.0, 0.0))
        return level * exp(-(self.rep.now - since) / self.memory_h) * 24.0 / self.memory_h

    def incidents_at(self, place: str, since_h: float) -> list[int]:
        """Identities of the incidents at a place since an hour (at most 48 hours back)."""
        return [violation for hour, violation in self._places.get(place, ()) if hour >= since_h]

    def rung(self, group: str) -> int:
        """Rung of the sanction ladder a group stands on."""
        return self.rungs.get(group, 0)

    def resentment(self, group: str) -> float:
        """Sanctions a group suffered for what it didn't do, fading exponentially."""
        level, since = self._resentment.get(group, (0.0, 0.0))
        return level * exp(-(self.rep.now - since) / self.resentment_h) if level else 0.0

    def resent(self, group: str) -> None:
        """A group was sanctioned for what it didn't do."""
        self._resentment[group] = (self.resentment(group) + 1.0, self.rep.now)
