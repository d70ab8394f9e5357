"""Attribution: which group is blamed, rightly or not.

Belief differs from truth by two thresholds on one uniform number per incident, so a report is wrong
whenever a finding on the same incident would be. Errors fall when separation maps are approved.
"""

from __future__ import annotations

from math import exp

from sim import config
from sim.kernel.distributions import choose
from sim.kernel.replication import Replication
from sim.model.entities import Violation
from sim.model.terrain import distance_km


class Attribution:
    """Names the group that a report's assessed direction of fire, or a finding, points at."""

    __slots__ = ("_nearby", "rep", "settings", "world")

    def __init__(self, rep: Replication, world: config.World) -> None:
        self.rep = rep
        self.world = world
        self.settings = world.attribution
        self._nearby: dict[tuple[str, str, str], tuple[list[str], list[float]]] = {}

    def _error(self) -> config.AttributionError:
        approved = self.settings.maps_approved_day
        if approved is None or self.rep.now < 24.0 * approved:
            return self.settings.before_maps
        return self.settings.after_maps

    def suspect(self, violation: Violation) -> str:
        """The group that an assessed direction of fire points at."""
        return self._named(violation, self._error().report)

    def found(self, violation: Violation) -> str:
        """The group that a conclusive investigation names."""
        return self._named(violation, self._error().finding)

    def complained_of(self, violation: Violation) -> str:
        """The group that the side under fire names: at worst another group of the other side."""
        error = self._error()
        if not violation.covered:
            return self._named(violation, error.report)
        if self.rep.uniform(violation.id, "misattributed") >= error.report:
            return violation.group
        return self._pick(violation, violation.side) or violation.group

    def _named(self, violation: Violation, error: float) -> str:
        wrong = self.rep.uniform(violation.id, "misattributed")
        if not violation.covered:
            # fire of an excluded group is blamed on the covered groups of its side nearby
            if wrong >= self._error().excluded_fire_blamed_on_covered:
                return violation.group
            return self._pick(violation, violation.side) or violation.group
        if wrong >= error:
            return violation.group
        other = "side_b" if violation.side == "side_a" else "side_a"
        return self._pick(violation, other) or violation.group

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
        places = {name: p for zone in self.world.zones.values() for name, p in zone.places.items()}
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
        total = sum(weights.values())
        if total <= 0.0:
            return [], []
        cumulative, running = [], 0.0
        for weight in weights.values():
            running += weight / total
            cumulative.append(running)
        return list(weights), cumulative
