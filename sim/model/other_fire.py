"""Other fire: incidents at random that are no violation, but drive posts and convoys off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import Annotated

from pydantic import Field

from sim import config
from sim.kernel.distributions import choose, cumulative_shares, lognormal_median
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process, Replication
from sim.kernel.streams import identity
from sim.model.entities import Disturbance
from sim.model.in_force import InForce
from sim.model.poisson_hours import poisson_hours

SHARE_TOLERANCE = 1e-6


class OtherFire(InForce):
    """When, where and how badly: a Poisson process over days and places."""

    per_day: config.PerDay
    places: Annotated[dict[str, config.Share], config.ByName] = Field(min_length=1)
    """Shares of where it falls."""
    severity: config.Severity
    """Of an incident without deaths; with deaths at least that of a violation with deaths."""
    lethal_probability: config.Probability
    deaths: config.Deaths | None = None
    """null: as in violations."""

    def contradictions(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Places that don't exist, and shares beside 1."""
        yield from unknown_names("places", self.places, "place", scenario.world.places())
        total = sum(self.places.values())
        if abs(total - 1.0) > SHARE_TOLERANCE:
            yield ("places",), f"shares must add up to 1 (they add up to {total:.6g})"

    def burn(
        self,
        rep: Replication,
        name: str,
        world: config.World,
        disturb: Callable[[Disturbance], None],
        until_h: float = inf,
    ) -> Process:
        """Let one incident after another happen under the name of who fires."""
        zone_of, names = world.zone_of(), list(self.places)
        cumulative = cumulative_shares(self.places.values())
        about_deaths = self.deaths or world.violence.deaths
        quantile = lognormal_median(about_deaths.median, about_deaths.log_sd)
        period = (self.from_h, min(self.until_h, until_h), self.per_day / 24.0)
        for number, hour in poisson_hours(rep, name, [period]):
            yield rep.wait_until(hour)
            fire = identity("other fire", name, number)
            where, lethal, killed, _ = rep.streams.uniforms(fire, "marks")
            place = names[choose(where, cumulative)]
            deaths, severity = 0, self.severity
            if lethal < self.lethal_probability:
                deaths = max(1, min(about_deaths.maximum, round(quantile(killed))))
                severity = max(severity, world.violence.severity_if_deaths)
            disturb(Disturbance(fire, name, zone_of[place], place, severity, deaths))
