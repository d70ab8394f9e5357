"""An actor changes the world or sends entities into it, and reaches nothing but the situation."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from sim.kernel.registry import Plugin
from sim.kernel.replication import Process, Replication
from sim.model.entities import Convoy
from sim.model.situation import Situation


class Actor(Plugin, family="actor"):
    """Base of the actors; a concrete one declares its ``kind`` and the keys it takes in YAML."""

    @abstractmethod
    def act(
        self, name: str, rep: Replication, situation: Situation, emit: Callable[[Convoy], None]
    ) -> Process:
        """The actor's life, started at hour 0; ``emit`` sends a convoy on its journey."""
