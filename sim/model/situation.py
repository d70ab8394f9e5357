"""The situation: declared quantities that actors modify and stations read.

It also remembers the last days of violence, because access, convoys and trade depend on them, and
holds what actors lend to stations: witnesses, habits of fire, services that measures call on.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from math import exp, inf
from typing import NamedTuple

from sim.events import DisturbanceOccurred, SituationChanged, ViolationOccurred
from sim.kernel.replication import Process, Replication
from sim.model.entities import Violation

MEMORY_H = 48.0
"""How long single incidents at a place are remembered."""

ALL = "all"
"""The target of a quantity that there is only one of."""


class Witnessed(NamedTuple):
    """That a witness beside the posts saw an incident: its place and the direction of fire."""

    guarantor: str
    source: str
    delay_h: float


Witness = Callable[[Violation], Witnessed | None]
Habit = Callable[[Violation], Violation]
"""Moves an incident that is about to happen: to another place, kind or later hour."""


class Situation:
    """Modifiers in force by (quantity, target), and the violence of the last days.

    ``usual_per_day``: incidents a day in each zone from which its memory starts.
    """

    __slots__ = (
        "_lifted_h",
        "_listeners",
        "_modifiers",
        "_places",
        "_quantities",
        "_recent",
        "_resentment",
        "_usual_per_day",
        "habits",
        "memory_h",
        "presence",
        "renewed_h",
        "rep",
        "resentment_h",
        "rungs",
        "services",
        "silences",
        "witnesses",
    )

    def __init__(
        self,
        rep: Replication,
        memory_h: float,
        resentment_h: float = 720.0,
        usual_per_day: Mapping[str, float] | None = None,
    ) -> None:
        self.rep = rep
        self.memory_h = memory_h
        self._modifiers: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
        self._quantities: set[str] = set()
        self._lifted_h: dict[tuple[str, str], float] = {}
        self._listeners: dict[tuple[str, str], list[Callable[[SituationChanged], None]]] = {}
        self._usual_per_day = usual_per_day or {}
        self._recent: dict[str, tuple[float, float]] = {}
        self._places: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self.rungs: dict[str, int] = {}
        """Rung of the sanction ladder by group."""
        self.presence: dict[str, float] = {}
        """Observers on watch near each place, weighted by distance."""
        self.renewed_h: dict[str, float] = {}
        """Hour at which the truce was last renewed in a zone during the run."""
        self.witnesses: list[Witness] = []
        self.habits: list[Habit] = []
        self.services: dict[str, Callable[..., Process]] = {}
        """What actors can be asked to do by a measure, by name."""
        self.silences: dict[str, float] = {}
        """Hour until which the silence regime lasts that was agreed for a place."""
        self.resentment_h = resentment_h
        self._resentment: dict[str, tuple[float, float]] = {}
        rep.log.subscribe(ViolationOccurred, self._remember)
        rep.log.subscribe(DisturbanceOccurred, self._remember_disturbance)

    # --- declared quantities ----------------------------------------------------------------------
    def modify(
        self, quantity: str, target: str, factor: float, until_h: float = inf, *, by: str = ""
    ) -> None:
        """Put ``factor`` on a quantity of a target until an hour."""
        now = self.rep.now
        held = [entry for entry in self._modifiers.get((quantity, target), []) if entry[1] > now]
        self._modifiers[quantity, target] = [*held, (factor, until_h, by)]
        self._quantities.add(quantity)
        self._tell(SituationChanged(now, quantity, target, factor, until_h, by))

    def lift(self, quantity: str, target: str, *, by: str) -> None:
        """Take back whatever ``by`` put on a quantity of a target: what no further factor could do
        after a factor of 0. In the log it is a factor of 1 that ends at once."""
        held = self._modifiers.get((quantity, target), [])
        self._modifiers[quantity, target] = [entry for entry in held if entry[2] != by]
        self._lifted_h[quantity, target] = self.rep.now
        self._tell(SituationChanged(self.rep.now, quantity, target, 1.0, self.rep.now, by))

    def _tell(self, change: SituationChanged) -> None:
        self.rep.record(change)
        for listener in self._listeners.get((change.quantity, change.target), ()):
            listener(change)

    def factor(self, quantity: str, target: str) -> float:
        """The product of the modifiers in force on a quantity of a target; 1 without any."""
        modifiers = self._modifiers.get((quantity, target))
        if not modifiers:
            return 1.0
        now, product = self.rep.now, 1.0
        for factor, until_h, _ in modifiers:
            if now < until_h:
                product *= factor
        return product

    def covers(self, zone: str, hour: float) -> bool:
        """Whether the memorandum covers a zone now and did so at an earlier hour."""
        opened_h = self._lifted_h.get(("covered", zone), -inf)
        return hour >= opened_h and self.factor("covered", zone) > 0.0

    def touched(self, quantity: str) -> bool:
        """Whether anything ever modified a quantity: spares the readers of busy ones."""
        return quantity in self._quantities

    def listen(
        self, quantity: str, target: str, listener: Callable[[SituationChanged], None]
    ) -> None:
        """Call ``listener(change)`` at every later change of a quantity of a target."""
        self._listeners.setdefault((quantity, target), []).append(listener)

    def declare(self, what: str, target: str = ALL, *, by: str = "") -> None:
        """Make known, for good, that something has come about (separation maps approved)."""
        self.modify(what, target, 1.0, by=by)

    def declared(self, what: str, target: str) -> bool:
        """Whether something has come about everywhere, or for this target."""
        return any(self._modifiers.get((what, of)) for of in (ALL, target))

    def renew_truce(self, zone: str, *, by: str = "") -> None:
        """The truce is renewed in a zone: its background falls and recovers once more."""
        self.renewed_h[zone] = self.rep.now
        self.rep.record(SituationChanged(self.rep.now, "truce_renewed", zone, 1.0, inf, by))

    # --- the violence of the last days ------------------------------------------------------------
    def _level(self, zone: str) -> tuple[float, float]:
        usual = self._usual_per_day.get(zone, 0.0)
        return self._recent.get(zone, (usual * self.memory_h / 24.0, 0.0))

    def _remember(self, event: ViolationOccurred) -> None:
        level, since = self._level(event.zone)
        level = level * exp(-(event.hour - since) / self.memory_h) + 1.0
        self._recent[event.zone] = (level, event.hour)
        self._remember_at(event.place, event.hour, event.violation)

    def _remember_disturbance(self, event: DisturbanceOccurred) -> None:
        self._remember_at(event.place, event.hour, event.disturbance)

    def _remember_at(self, place: str, hour: float, incident: int) -> None:
        here = self._places[place]
        here.append((hour, incident))
        while here[0][0] < hour - MEMORY_H:
            here.popleft()

    def recent_incidents_per_day(self, zone: str) -> float:
        """Incidents a day in a zone lately: an exponentially fading mean with the access memory,
        which begins at the usual number."""
        level, since = self._level(zone)
        return level * exp(-(self.rep.now - since) / self.memory_h) * 24.0 / self.memory_h

    def incidents_at(self, place: str, since_h: float) -> list[int]:
        """Identities of the incidents and disturbances at a place since an hour (at most 48 hours
        back)."""
        return [incident for hour, incident in self._places.get(place, ()) if hour >= since_h]

    # --- sanctions and what they leave behind -----------------------------------------------------
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

    def reconcile(self, group: str, factor: float, *, by: str = "") -> None:
        """Leave ``factor`` of a group's resentment."""
        self._resentment[group] = (self.resentment(group) * factor, self.rep.now)
        self.rep.record(SituationChanged(self.rep.now, "resentment", group, factor, inf, by))
