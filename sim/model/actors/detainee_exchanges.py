"""Exchanges of detainees between the sides, after which a wrongful sanction rankles less."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim import config
from sim.kernel import distributions
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings

SIDES = ("side_a", "side_b")


class Exchange(config.Settings):
    """An exchange on a known day."""

    day: config.Day
    detainees: Annotated[int, Field(ge=1, le=100_000, json_schema_extra={"unit": "people"})]


class DetaineeExchanges(Actor):
    """Dated exchanges, and others at random: exponential gaps, a geometric number of detainees.

    An exchange of n leaves 2^(-n / ``detainees_that_halve_resentment``) of each group's resentment.
    Where resentment has no effect on violence (``resentment_effect`` 0), exchanges have none.
    """

    kind: Literal["detainee_exchanges"]
    label: str
    groups: list[str]
    """Who takes part: groups of both sides."""
    dated: dict[str, Exchange] = {}
    mean_interval_days: config.Days | None = None
    """Between exchanges at random; null: there are none."""
    detainees_mean: (
        Annotated[float, Field(ge=1.0, le=10_000.0, json_schema_extra={"unit": "people"})] | None
    ) = None
    """In an exchange at random."""
    detainees_that_halve_resentment: Annotated[
        float, Field(gt=0.0, le=1e6, json_schema_extra={"unit": "people"})
    ]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.mean_interval_days is None) != (self.detainees_mean is None):
            raise ValueError("give both mean_interval_days and detainees_mean, or neither")
        if not self.dated and self.mean_interval_days is None:
            raise ValueError("give dated exchanges, or mean_interval_days and detainees_mean")
        return self

    def act(self, around: Surroundings) -> Process:
        """Exchange on the known days and at random."""
        rep, name = around.rep, around.name
        for exchange in self.dated.values():
            rep.at(24.0 * exchange.day, partial(self._exchange, around, exchange.detainees))
        if self.mean_interval_days is None or self.detainees_mean is None:
            return
        gap_h = distributions.exponential(24.0 * self.mean_interval_days)
        number, hour = 0, 0.0
        while True:
            hour += gap_h(rep.uniform(name, number, "gap"))
            yield rep.wait_until(hour)
            level = rep.uniform(name, number, "detainees")
            self._exchange(around, distributions.geometric(level, self.detainees_mean))
            number += 1

    def _exchange(self, around: Surroundings, detainees: int) -> None:
        left = 0.5 ** (detainees / self.detainees_that_halve_resentment)
        for group in self.groups:
            around.situation.reconcile(group, left, by=around.name)
        around.acted(self.kind, "detainees", amount=detainees)

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown groups, and an exchange with oneself."""
        groups = scenario.world.groups
        yield from unknown_names("groups", self.groups, "group", groups)
        sides = {groups[name].side for name in self.groups if name in groups}
        missing = [side for side in SIDES if side not in sides]
        if missing and all(name in groups for name in self.groups):
            yield ("groups",), f"an exchange takes two sides: name a group of {missing[0]} too"
