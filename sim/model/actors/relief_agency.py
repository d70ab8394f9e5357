"""A relief agency that asks, again and again, to send a convoy to a besieged place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.kernel import distributions
from sim.kernel.replication import Process
from sim.kernel.streams import identity
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Convoy
from sim.model.in_force import InForce
from sim.model.weekly_steps import HOURS_PER_WEEK


class ReliefAgency(InForce, Actor):
    """Requests come as a Poisson process; the number of people is log-normal, at least one."""

    kind: Literal["relief_agency"]
    label: str
    destination: str
    """A place of the world with a route to it."""
    requests_per_week: Annotated[
        float, Field(ge=0.0, le=100.0, json_schema_extra={"unit": "per week"})
    ]
    people_per_request: Annotated[
        float, Field(ge=1.0, le=10_000_000.0, json_schema_extra={"unit": "people"})
    ]
    people_cv: Annotated[float, Field(ge=0.0, le=10.0, json_schema_extra={"unit": "sd over mean"})]

    def sends_convoys_to(self) -> str:
        """Its destination."""
        return self.destination

    def expected_requests(self, horizon_h: float) -> float:
        """Rate times the hours between its first day and its last."""
        hours = max(min(self.until_h, horizon_h) - self.from_h, 0.0)
        return self.requests_per_week / HOURS_PER_WEEK * hours

    def act(self, around: Surroundings) -> Process:
        """Send one request after another; the n-th draws its gap and its people by its number.

        Those before its first day and after its last are left out, and the others stay the same.
        """
        if self.requests_per_week == 0.0:
            return
        rep, name = around.rep, around.name
        gap_h = distributions.exponential(HOURS_PER_WEEK / self.requests_per_week)
        people = distributions.lognormal(self.people_per_request, self.people_cv)
        number, hour = 0, gap_h(rep.uniform(name, 0, "gap"))
        while hour < self.until_h:
            yield rep.wait_until(hour)
            if hour >= self.from_h:
                self._ask(around, number, people(rep.uniform(name, number, "people")))
            number += 1
            hour += gap_h(rep.uniform(name, number, "gap"))

    def _ask(self, around: Surroundings, number: int, people: float) -> None:
        around.send(
            Convoy(
                id=identity("convoy", around.name, number),
                hour=around.rep.now,
                agency=around.name,
                destination=self.destination,
                people=max(1, round(people)),
            )
        )
