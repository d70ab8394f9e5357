"""Attribution: which group is blamed, rightly or not.

Belief differs from truth by two thresholds on one uniform number per incident, so a report is wrong
whenever a finding on the same incident would be. Errors fall when separation maps are approved.
"""

from __future__ import annotations

from math import exp

from sim import config
from sim.kernel.distance import distance_km
from sim.kernel.distributions import choose, cumulative_shares
from sim.kernel.replication import Replication
from sim.model.entities import OTHER, Violation
from sim.model.situation import Situation


class Attribution:
    """Names the group that a report's assessed direction of fire, or a finding, points at."""

    __slots__ = ("_nearby", "rep", "settings", "situation", "world")

    def __init__(self, rep: Replication, world: config.World, situation: Situation) -> None:
        self.rep = rep
        self.situation = situation
        self.world = world
        self.settings = world.attribution
        self._nearby: dict[tuple[str, str, str], tuple[list[str], list[float]]] = {}

    def _error(self, zone: str) -> config.AttributionError:
        approved = self.settings.maps_approved_day
        if self.situation.declared("maps_approved", zone) or (
            approved is not None and self.rep.now >= 24.0 * approved
        ):
            return self.settings.after_maps
        return self.settings.before_maps

    def suspect(self, violation: Violation) -> str:
        """The group that an assessed direction of fire points at."""
        return self._named(violation, self._error(violation.zone).report, OTHER[violation.side])

    def found(self, violation: Violation) -> str:
        """The group that a conclusive investigation names."""
        return self._named(violation, self._error(violation.zone).finding, OTHER[violation.side])

    def complained_of(self, violation: Violation) -> str:
        """The group that the side under fire names: at worst another group of the other side."""
        return self._named(violation, self._error(violation.zone).report, violation.side)

    def _named(self, violation: Violation, error: float, wrong_side: str) -> str:
        """The group that fired, or with probability ``error`` another one of ``wrong_side``."""
        factor = self.situation.factor
        if not self.world.groups[violation.group].covered:
            # fire of an excluded group is blamed on the covered groups of its side nearby
            error = self._error(violation.zone).excluded_fire_blamed_on_covered
            error *= factor("excluded_fire_blamed_on_covered", violation.zone)
            wrong_side = violation.side
        error *= factor("attribution_error", violation.zone)
        error *= factor("attribution_error", violation.kind)
        if self.rep.uniform(violation.id, "misattributed") >= error:
            return violation.group
        return self._pick(violation, wrong_side) or violation.group

    def _pick(self, violation: Violation, side: str) -> str | None:
        """A covered group of a side, other than the guilty one, by its fire near the place."""
        key = (violation.group, side, violation.place)
        if key not in self._nearby:
            self._nearby[key] = self._weigh(*key)
        names, cumulative = self._nearby[key]
        if not names:
            return None
        return names[choose(self.rep.uniform(violation.id, "blamed"), cumulative)]

    def _weigh(self, guilty: str, side: str, place: str) -> tuple[list[str], list[float]]:
        places = self.world.places()
        here, scale = places[place], self.world.violence.spread_km
        weights = {
            name: sum(
                group.background_per_day
                * share
                * exp(
                    -distance_km(here.lat, here.lon, places[at].lat, places[at].lon)
                    / max(scale, 1e-9)
                )
                for at, share in group.places.items()
            )
            for name, group in self.world.groups.items()
            if group.side == side and group.covered and name != guilty
        }
        if sum(weights.values()) <= 0.0:
            return [], []
        return list(weights), cumulative_shares(weights.values())
