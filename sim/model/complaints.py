"""Complaints: what the sides tell the guarantor near them, founded or not, sometimes twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log

from sim import config
from sim.kernel.distributions import choose, cumulative_shares
from sim.kernel.replication import Process, Replication
from sim.kernel.streams import identity
from sim.model.attribution import Attribution
from sim.model.entities import OTHER, Complaint, Notice, Violation


class Complainants:
    """Both sides of the ceasefire, as those who complain."""

    __slots__ = (
        "_delay",
        "_guarantor_of",
        "_zone_factor",
        "attribution",
        "rep",
        "situation",
        "world",
    )

    def __init__(self, rep: Replication, world: config.World, attribution: Attribution) -> None:
        self.rep = rep
        self.situation = attribution.situation
        self._zone_factor = {name: zone.complaint_factor for name, zone in world.zones.items()}
        self.world = world
        self.attribution = attribution
        self._delay = world.complaints.delay.quantile()
        self._guarantor_of: dict[str, str] = {
            guarantor.hears_complaints_of: name
            for name, guarantor in world.guarantors.items()
            if guarantor.hears_complaints_of is not None
        }

    def complain(self, violation: Violation) -> list[Notice]:
        """The side under fire may complain to the guarantor near it, and some complain twice."""
        side, rep, settings = OTHER[violation.side], self.rep, self.world.complaints
        guarantor = self._guarantor_of.get(side)
        chances = settings.probability_if_deaths if violation.deaths else settings.probability
        chance: float = getattr(chances, side) * self._zone_factor[violation.zone]
        chance *= self.situation.factor("complaints", side)
        chance *= self.situation.factor("complaints", violation.zone)
        complained, twice, delay, second_delay = rep.streams.uniforms(violation.id, "complaint")
        if guarantor is None or complained >= chance:
            return []
        suspect = self.attribution.complained_of(violation)
        fired = self.world.groups[violation.group]
        standing = standing_of(violation, suspect, excluded_group=not fired.covered)
        hour = violation.hour
        notices: list[Notice] = []
        delays = [delay, second_delay] if twice < settings.double_probability else [delay]
        for again, draw in enumerate(delays):
            hour += self._delay(draw)
            notices.append(
                Complaint(
                    violation.id,
                    hour,
                    violation.hour,
                    guarantor,
                    violation.zone,
                    violation.place,
                    violation.kind,
                    violation.severity,
                    suspect,
                    self.world.groups[suspect].side,
                    double=bool(again),
                    standing=standing,
                )
            )
        return notices

    def without_cause(self, side: str, zone: str, notify: Callable[[Notice], None]) -> Process:
        """Unfounded complaints of a side about a zone: a Poisson process, shared among zones."""
        settings, rep = self.world.complaints, self.rep
        rate_per_h = getattr(settings.unfounded_per_day, side) * self._share(zone) / 24.0
        guarantor = self._guarantor_of.get(side)
        blamed = {
            name: group
            for name, group in self.world.groups.items()
            if group.side == OTHER[side] and group.covered and group.zone == zone
        }
        if rate_per_h <= 0.0 or guarantor is None:
            return
        number = 0
        while True:
            name = identity("unfounded", side, zone, number)
            number += 1
            yield rep.wait(-log(rep.uniform(name, "gap")) / rate_per_h)
            rates = {
                group: about.background_per_day
                for group, about in blamed.items()
                if about.until_day is None or rep.now < 24.0 * about.until_day
            }
            if sum(rates.values()) <= 0.0:
                return
            fades = self.situation.factor("complaints", side)
            if fades < 1.0 and rep.uniform(name, "still complains") >= fades:
                continue
            group = _pick(rep.uniform(name, "group"), rates)
            place = _pick(rep.uniform(name, "place"), blamed[group].places)
            kind = _pick(rep.uniform(name, "kind"), blamed[group].kinds)
            notify(
                Complaint(
                    name,
                    rep.now,
                    rep.now,
                    guarantor,
                    zone,
                    place,
                    kind,
                    self.world.violence.kinds[kind].severity,
                    group,
                    OTHER[side],
                    standing="unfounded",
                )
            )

    def _share(self, zone: str) -> float:
        """A zone's share of the unfounded complaints: as its usual incidents complained of."""
        usual = self.world.usual_incidents_per_day()
        weights = {name: usual[name] * self._zone_factor[name] for name in usual}
        total = sum(weights.values())
        return weights[zone] / total if total > 0.0 else 0.0


def standing_of(violation: Violation, suspect: str, *, excluded_group: bool) -> str:
    """For the log's reader only: an entry that doesn't name the excluded group that fired, or names
    a covered one, is unfounded; fire in a zone that isn't covered yet is no violation, whoever is
    named."""
    if violation.covered:
        return "founded"
    return "unfounded" if excluded_group and suspect != violation.group else "excluded"


def _pick(u: float, weights: Mapping[str, float]) -> str:
    """A name by its weight."""
    return list(weights)[choose(u, cumulative_shares(weights.values()))]
