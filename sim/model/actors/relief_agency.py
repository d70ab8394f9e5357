"""A relief agency that asks, again and again, to send a convoy to a besieged place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from sim.events import ConvoyRequested
from sim.kernel import distributions
from sim.kernel.replication import Process, Replication
from sim.kernel.streams import identity
from sim.model.actors.base import Actor
from sim.model.entities import Convoy
from sim.model.situation import Situation

HOURS_PER_WEEK = 168.0


class ReliefAgency(Actor):
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

    def act(
        self,
        name: str,
        rep: Replication,
        situation: Situation,  # noqa: ARG002 - an agency asks whatever happens
        emit: Callable[[Convoy], None],
    ) -> Process:
        """Send one request after another; the n-th draws its gap and its people by its number."""
        if self.requests_per_week == 0.0:
            return
        gap_h = distributions.exponential(HOURS_PER_WEEK / self.requests_per_week)
        people = distributions.lognormal(self.people_per_request, self.people_cv)
        number, hour = 0, 0.0
        while True:
            hour += gap_h(rep.uniform(name, number, "gap"))
            yield rep.wait_until(hour)
            convoy = Convoy(
                id=identity("convoy", name, number),
                hour=rep.now,
                agency=name,
                destination=self.destination,
                people=max(1, round(people(rep.uniform(name, number, "people")))),
            )
            rep.record(ConvoyRequested(rep.now, convoy.id, name, self.destination, convoy.people))
            emit(convoy)
            number += 1
