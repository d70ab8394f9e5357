"""A test stand for convoys: a road of three legs, one besieged place, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actor_stand import ActorStand

from sim import config
from sim.events import ViolationOccurred
from sim.kernel.replication import Process, Replication
from sim.kernel.streams import identity
from sim.model.access import Access
from sim.model.actors.base import Surroundings
from sim.model.convoys import Ground, Road
from sim.model.entities import Convoy
from sim.model.escorts import EscortPool
from sim.model.situation import Situation
from sim.model.supply import Stock
from sim.model.trajectories import convoy_trajectory

QUIET = {
    "answer_delay": {"distribution": "constant", "mean_h": 24.0},
    "granted_probability": 1.0,
    "refused_share": 0.5,
    "violence_exponent": 1.0,
    "fewer_people_probability": 0.0,
    "fewer_people_share": 0.5,
    "people_per_truck": 500.0,
    "tonnes_per_truck": 5.0,
    "loading": {"distribution": "constant", "mean_h": 5.0},
    "items_removed_probability": 0.0,
    "items_removed_share": 0.1,
    "speed_kmh": 20.0,
    "departure_hour": 8.0,
    "unloading_h_per_truck": 0.25,
    "fire_halts_probability": 0.0,
    "fire_stops_unloading_probability": 0.0,
    "attack_probability": 0.0,
    "uav_attack_factor": 0.5,
}
"""Every request is granted, and nothing ever goes wrong."""

OPEN = {
    "refusal_probability": {"side_a": 0.0, "side_b": 0.0},
    "delay_probability": {"side_a": 0.0, "side_b": 0.0},
    "guilty_factor": 1.0,
    "violence_exponent": 0.0,
    "usual_incidents_per_day": 2.0,
    "memory_days": 3.0,
    "short_delay_min": 60.0,
    "long_delay_min": 120.0,
    "long_delay_share": 0.0,
    "suspended_above_incidents_per_day": 1000.0,
}
"""Everybody may pass."""

LEGS: list[dict[str, Any]] = [
    {"to": "gate", "km": 10.0, "checkpoint": "gate"},
    {"to": "suburb", "km": 4.0, "exposed_to": "suburb"},
    {"to": "town", "km": 2.0},
]

GROUND = {
    "gate": Ground("pocket", "side_a"),
    "suburb": Ground("pocket", "side_a"),
    "town": Ground("pocket", "side_b"),
}

SUPPLY = {
    "people": 100_000,
    "need_kg_per_person_day": 0.5,
    "initial_stock_tonnes": 100.0,
    "capacity_tonnes": 1000.0,
    "commercial_tonnes_per_day": 0.0,
    "commercial_delivery_cv": 0.0,
    "tunnel_tonnes_per_day": 0.0,
    "tunnel_until_day": 0.0,
}


class Gate:
    """Stands in for a checkpoint: every convoy takes ``hours``."""

    def __init__(self, rep: Replication, hours: float) -> None:
        self.rep = rep
        self.hours = hours
        self.inspected: list[tuple[float, int, int]] = []

    def inspect(self, convoy: int, trucks: int) -> Process:
        self.inspected.append((self.rep.now, convoy, trucks))
        yield self.rep.wait(self.hours)
        return 0.0, self.hours


class Stand:
    """One replication of the road; settings are changed by keyword."""

    def __init__(
        self,
        *,
        seed: int = 1,
        days: float = 60.0,
        convoys: dict[str, Any] | None = None,
        access: dict[str, Any] | None = None,
        legs: list[dict[str, Any]] | None = None,
        supply: dict[str, Any] | None = None,
        gate_h: float = 0.0,
        opens_day: float = 0.0,
        **escorts: Any,
    ) -> None:
        self.rep = Replication(seed, 0, 24.0 * days)
        self.situation = Situation(self.rep, 72.0)
        self.road = Road(
            self.rep,
            config.ConvoyWorld.model_validate(QUIET | (convoys or {})),
            {"road": config.Route(destination="town", opens_day=opens_day, legs=legs or LEGS)},
            GROUND,
            EscortPool(
                self.rep, **({"escort_groups": 2, "uavs": 4, "uavs_per_convoy": 2} | escorts)
            ),
            Access(self.rep, config.Access.model_validate(OPEN | (access or {})), self.situation),
            self.situation,
        )
        self.gate = Gate(self.rep, gate_h)
        self.checkpoints = {"gate": self.gate}
        settings = config.Supply.model_validate(SUPPLY | (supply or {}))
        self.stock = Stock(self.rep, "town", "pocket", settings, self.situation)
        self.stocks = {"town": self.stock}
        self.rep.start(self.stock.run())

    def around(self, name: str) -> Surroundings:
        """The surroundings of an agency whose convoys travel this road."""
        return replace(ActorStand().around(name), rep=self.rep, send=self.emit)

    def emit(self, convoy: Convoy) -> None:
        """Start a convoy's journey."""
        self.rep.start(convoy_trajectory(self, convoy))

    def request(self, hour: float, people: int = 10_000, number: int = 0) -> int:
        """Have a convoy requested at an hour; gives its identity."""
        convoy = Convoy(identity("convoy", "test", number), hour, "test", "town", people)
        self.rep.at(hour, lambda: self.emit(convoy))
        return convoy.id

    def fire(self, hour: float, place: str, number: int = 0) -> None:
        """Have an incident happen at a place."""
        incident = identity("fire", place, number)
        self.rep.at(
            hour,
            lambda: self.rep.record(
                ViolationOccurred(
                    hour, incident, "g", "side_a", True, "pocket", place, "mortar", 1, 0, 1, 0
                )
            ),
        )

    def run(self) -> Any:
        """Run to the horizon, close the books, give the log."""
        log = self.rep.run()
        self.stock.close_books()
        return log
