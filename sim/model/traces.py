"""Traces: what incidents leave behind at their place, for patrols that come by later."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from math import exp

from sim.kernel.replication import Replication
from sim.model.entities import Sighting, Violation

LONGEST_H = 240.0
"""How long an incident can leave traces at all."""

Seen = Callable[..., Sighting]
"""Makes a sighting: (violation, guarantor, hour, source, located=True)."""


class Traces:
    """What lies about at each place."""

    __slots__ = ("_at", "rep", "seen")

    def __init__(self, rep: Replication, seen: Seen) -> None:
        self.rep = rep
        self.seen = seen
        self._at: dict[str, deque[Violation]] = defaultdict(deque)

    def leave(self, violation: Violation) -> None:
        """An incident leaves traces at its place."""
        here = self._at[violation.place]
        here.append(violation)
        while here[0].hour < violation.hour - LONGEST_H:
            here.popleft()

    def search(
        self,
        place: str,
        by: str,
        guarantor: str,
        notify: Callable[[Sighting, Violation], None],
        *,
        probability: float,
        fading_h: float,
    ) -> int:
        """Have a patrol look for traces at a place now; gives how many incidents it found.

        Traces are found with ``probability`` exp(-age / ``fading_h``): a threshold on one number
        for each incident, patrol ``by`` and day, so that a patrol which looks better finds a
        superset. What is found again is nothing new to the ledger that holds it.
        """
        now, found = self.rep.now, 0
        for violation in list(self._at.get(place, ())):
            chance = probability * exp(-(now - violation.hour) / fading_h)
            if self.rep.uniform(violation.id, by, int(now // 24.0), "traces") < chance:
                found += 1
                notify(self.seen(violation, guarantor, now, "patrol", located=True), violation)
        return found
