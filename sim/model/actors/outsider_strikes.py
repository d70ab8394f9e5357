"""Strikes by outsiders of the ceasefire: no violation, but posts and convoys suffer from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim import config
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Disturbance
from sim.model.other_fire import OtherFire


class OutsiderStrikes(OtherFire, Actor):
    """Strikes come as a Poisson process; whoever strikes signed nothing and is sanctioned never."""

    kind: Literal["outsider_strikes"]

    def act(self, around: Surroundings) -> Process:
        """Strike after strike, each with an identity of its own."""

        def strike(disturbance: Disturbance) -> None:
            around.acted(self.kind, "strikes", disturbance.place)
            around.disturb(disturbance)

        yield from self.burn(around.rep, around.name, around.scenario.world, strike)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown places, and shares beside 1."""
        yield from self.contradictions(scenario)
