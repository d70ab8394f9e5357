"""An alternative carrier: "if you cannot transport, we shall transport for you"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim import config
from sim.events import ConvoyAnswered, ConvoyEnded, ConvoyRequested
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.kernel.streams import identity
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Convoy


class AlternativeCarrier(Actor):
    """Asks once more for convoys of agencies that were not granted or had to turn back.

    It asks after a delay, for the same people and the same place, and travels the same road with
    the same escorts. What it may not take there either is not taken over by anybody again.
    """

    kind: Literal["alternative_carrier"]
    label: str
    agencies: list[str] = []
    """For whom it carries; empty: for all."""
    from_day: config.Day = 0.0
    taken_over_share: config.Share
    """Of the convoys that didn't get there."""
    delay: config.Duration
    """From the refusal, the missing answer or the return until it asks."""
    grant_factor: config.Factor
    """On the probability that its requests are granted, against an agency's."""

    def act(self, around: Surroundings) -> Process:
        """Listen to what becomes of the agencies' convoys."""
        rep, name, delay_h = around.rep, around.name, self.delay.quantile()
        yield rep.wait_until(24.0 * self.from_day, urgent=True)
        around.modify("aid", name, self.grant_factor)
        asked: dict[int, ConvoyRequested] = {}

        def remember(event: ConvoyRequested) -> None:
            if not event.instead_of and event.agency in (self.agencies or [event.agency]):
                asked[event.convoy] = event

        def take_over(convoy: int) -> None:
            first = asked.pop(convoy, None)
            own = identity("convoy", name, convoy)
            if first is not None and rep.uniform(own, "taken over") < self.taken_over_share:
                rep.start(self._carry(around, first, own, delay_h(rep.uniform(own, "delay"))))

        def answered(event: ConvoyAnswered) -> None:
            if event.answer != "granted":
                take_over(event.convoy)

        def ended(event: ConvoyEnded) -> None:
            if event.outcome == "turned_back":
                take_over(event.convoy)

        around.subscribe(ConvoyRequested, remember)
        around.subscribe(ConvoyAnswered, answered)
        around.subscribe(ConvoyEnded, ended)

    def _carry(
        self, around: Surroundings, first: ConvoyRequested, own: int, delay_h: float
    ) -> Process:
        rep, name = around.rep, around.name
        yield rep.wait(delay_h)
        around.acted(self.kind, "taken_over", first.agency)
        around.send(Convoy(own, rep.now, name, first.destination, first.people, first.convoy))

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown agencies, and two carriers for one."""
        actors = scenario.actors()
        known = [name for name, actor in actors.items() if actor.sends_convoys_to()]
        yield from unknown_names("agencies", self.agencies, "agency", known)
        mine = set(self.agencies or known)
        for name, other in actors.items():
            if isinstance(other, AlternativeCarrier) and other is not self and other.enabled:
                shared = sorted(mine & set(other.agencies or known))
                if shared:
                    yield ("agencies",), f"'{name}' carries for '{shared[0]}' already"
