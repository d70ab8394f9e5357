"""A stand for one actor: a world of its own, the doors it may use, and a book of what it used."""

from __future__ import annotations

from typing import Any

from conftest import compose

from sim import config
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.kernel.replication import Replication
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Convoy, Disturbance
from sim.model.escorts import Uavs
from sim.model.situation import Situation


class ActorStand:
    """One actor beside nothing else; what it does stands in the lists and in the log.

    ``answers`` of whoever holds the ground are (answer, delay in hours); ``finds`` is how many
    traces every search finds.
    """

    def __init__(
        self,
        *,
        days: float = 60.0,
        seed: int = 1,
        replication: int = 0,
        scenario: config.Scenario | None = None,
        uavs: int = 4,
        answer: tuple[str, float] = ("free", 0.0),
        finds: int = 0,
    ) -> None:
        self.rep = Replication(seed, replication, 24.0 * days)
        self.situation = Situation(self.rep, 72.0)
        self.scenario = scenario or compose()
        self.sent: list[Convoy] = []
        self.disturbances: list[tuple[float, Disturbance]] = []
        self.searches: list[tuple[Any, ...]] = []
        self.asked: list[tuple[Any, ...]] = []
        self.delivered: list[tuple[float, str, float]] = []
        self.employed: list[tuple[Any, ...]] = []
        self.uavs = Uavs(self.rep.env, uavs, free=uavs)
        self._answer = answer
        self._finds = finds

    def around(self, name: str = "actor") -> Surroundings:
        """The surroundings that an actor of this name is given."""
        return Surroundings(
            name,
            self.rep,
            self.situation,
            self.scenario,
            send=self.sent.append,
            disturb=lambda disturbance: self.disturbances.append((self.rep.now, disturbance)),
            search=self._search,
            ask_to_pass=self._ask,
            deliver=self._deliver,
            uavs=self.uavs,
            employ=lambda *role, **positions: self.employed.append((*role, positions)),
        )

    def _search(self, place: str, by: str, guarantor: str, **how: float) -> int:
        self.searches.append((self.rep.now, place, by, guarantor, how))
        return self._finds

    def _ask(self, *request: Any, **more: Any) -> tuple[str, float]:
        self.asked.append((self.rep.now, *request, more))
        return self._answer

    def _deliver(self, place: str, tonnes: float) -> None:
        self.delivered.append((self.rep.now, place, tonnes))

    def start(self, settings: dict[str, Any] | Actor, name: str = "actor") -> None:
        """Start an actor of these settings."""
        actor = settings if isinstance(settings, Actor) else resolve("actor", settings)
        assert isinstance(actor, Actor)
        self.rep.start(actor.act(self.around(name)))

    def run(self) -> EventLog:
        """Run to the horizon and give the log."""
        return self.rep.run()
