"""An actor changes the world or sends entities into it; what it may reach is its surroundings.

It works through the situation, learns of the run by subscribing to the log, and meets the stations
only at the few doors that stand here.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sim import config
from sim.events import ActorActed
from sim.kernel.registry import Plugin, Problem
from sim.kernel.replication import Process, Replication
from sim.model.entities import Convoy, Disturbance
from sim.model.escorts import Uavs
from sim.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an actor may reach: ``name`` is its own, ``scenario`` what the files say."""

    name: str
    rep: Replication
    situation: Situation
    scenario: config.Scenario
    send: Callable[[Convoy], None]
    """Send a convoy on its journey."""
    disturb: Callable[[Disturbance], None]
    """Let fire happen that is no violation."""
    search: Callable[..., int]
    """Look for traces (``Network.search``); gives how many were found, and nothing else of them."""
    ask_to_pass: Callable[..., tuple[str, float]]
    """Ask whoever holds the ground (``Access.ask``): free, delayed, denied or suspended, and the
    delay in hours."""
    deliver: Callable[[str, float], None]
    """Bring tonnes to the stock that a place lives on, now."""
    uavs: Uavs
    """The mission's free UAVs, which convoys need too: put back what comes home, lose the rest."""
    employ: Callable[..., None]
    """Pay people (``people.positions``): role, unit, positions round the clock and by daylight,
    from an hour until an hour."""

    def acted(self, kind: str, action: str, target: str = "", amount: float = 1.0) -> None:
        """Write into the log what the actor did."""
        rep = self.rep
        rep.record(ActorActed(rep.now, self.name, kind, action, target, amount))

    def modify(
        self, quantity: str, target: str, factor: float, until_h: float = float("inf")
    ) -> None:
        """Put a factor on a quantity in this actor's name."""
        self.situation.modify(quantity, target, factor, until_h, by=self.name)

    def lift(self, quantity: str, target: str) -> None:
        """Take back the factors that this actor put on a quantity."""
        self.situation.lift(quantity, target, by=self.name)

    def subscribe(self, kind: type[Any], subscriber: Callable[[Any], None]) -> None:
        """Be told of every later event of a kind."""
        self.rep.log.subscribe(kind, subscriber)


class Actor(Plugin, family="actor"):
    """Base of the actors; a concrete one declares its ``kind`` and the keys it takes in YAML."""

    enabled: bool = True
    """Switched off, it is as if it weren't there."""
    stands_under: ClassVar[Literal["world", "mission"]] = "world"
    """``world.actors`` for what is given, ``mission.actors`` for what is decided."""
    offers: ClassVar[frozenset[str]] = frozenset()
    """Services it puts into the situation for measures to call on."""

    @abstractmethod
    def act(self, around: Surroundings) -> Process:
        """The actor's life, started at hour 0."""

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:  # noqa: ARG002
        """What in this actor contradicts the scenario: unknown places, impossible calendars."""
        yield from ()

    def pays_for(self, scenario: config.Scenario) -> frozenset[str]:  # noqa: ARG002
        """Sites of the mission whose people it pays itself (``around.employ``)."""
        return frozenset()

    def sends_convoys_to(self) -> str:
        """The place that it sends convoys to of its own accord; empty if it doesn't."""
        return ""

    def expected_requests(self, horizon_h: float) -> float:  # noqa: ARG002
        """Mean number of convoys that it asks for of its own accord until an hour: exactly, by what
        the files say."""
        return 0.0

    def raises_background(self) -> float:
        """The largest factor it may put on the background of a group at a place: the draws must
        allow for it beforehand."""
        return 1.0
