"""Violence: all groups' incidents, and everything that moves their rate.

The one place where the past bears on the future: sanctions, resentment, presence of observers and
earlier incidents (MODEL.md section 2). Deterrence and resentment are assumptions.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from sim import config
from sim.events import IntensityBounded, ViolationOccurred
from sim.kernel.distributions import choose, cumulative_shares, geometric, lognormal_median
from sim.kernel.replication import Process, Replication
from sim.model.clusters import Birth, ClusterProcess, Clusters
from sim.model.entities import Violation
from sim.model.situation import Situation


class Violence:
    """The source of all violations; ``emit`` sends each on its journey."""

    __slots__ = (
        "_bound",
        "_deterred",
        "_groups",
        "_marks",
        "_moved",
        "_places",
        "_process",
        "_rise",
        "_targets",
        "emit",
        "rep",
        "settings",
        "situation",
        "world",
    )

    def __init__(
        self,
        rep: Replication,
        world: config.World,
        clusters: Clusters,
        situation: Situation,
        emit: Callable[[Violation, int], None],
    ) -> None:
        self.rep = rep
        self.world = world
        self.settings = world.violence
        self.situation = situation
        self.emit = emit
        self._groups = [world.groups[name] for name in clusters.groups]
        self._places = list(clusters.places)
        self._marks = [_Marks(world, group) for group in self._groups]
        self._deterred = [exp(-self.settings.deterrence_by_rung * rung) for rung in range(4)]
        self._bound = ["none"] * len(self._groups)
        self._moved: dict[int, Violation] = {}
        self._rise = clusters.background_rise
        self._targets = [
            [(name, about.zone, place, f"{name}@{place}") for place in clusters.places]
            for name, about in zip(clusters.groups, self._groups, strict=True)
        ]
        self._process = ClusterProcess(
            rep, clusters, self.intensity, self._occur, self.background_factor
        )

    def run(self) -> Process:
        """Let incidents happen until the horizon."""
        return self._process.run()

    def offered_by_background(self) -> tuple[int, float]:
        """How many incidents the background offered covered groups as long as nobody moved its
        rate, and the exact mean of that."""
        process = self._process
        expected = process.clusters.expected_at_one
        covered = [group for group, about in enumerate(self._groups) if about.covered]
        return (
            sum(process.kept_at_one[group] for group in covered),
            sum(expected[group] for group in covered) if expected else 0.0,
        )

    def intensity(self, group: int, place: int) -> float:
        """D of MODEL.md section 2 for a group at a place now; 0 for a group that left."""
        settings, situation = self.settings, self.situation
        about, name = self._groups[group], self._process.clusters.groups[group]
        if about.until_day is not None and self.rep.now >= 24.0 * about.until_day:
            return 0.0
        level = self._deterred[situation.rung(name)]
        if settings.deterrence_by_presence != 0.0:
            presence = situation.presence.get(self._places[place], 0.0)
            level *= exp(-settings.deterrence_by_presence * presence)
        if settings.resentment_effect != 0.0:
            level *= 1.0 + settings.resentment_effect * situation.resentment(name)
        bound = "none"
        if level < settings.intensity_floor:
            bound, level = "floor", settings.intensity_floor
        elif level > settings.intensity_ceiling:
            bound, level = "ceiling", settings.intensity_ceiling
        if bound != self._bound[group]:
            self._bound[group] = bound
            self.rep.record(IntensityBounded(self.rep.now, name, bound))
        return level

    def background_factor(self, group: int, place: int) -> float:
        """What actors put on the background of a group at a place now, and what a truce renewed in
        the run leaves of it; never above what the draws allow for."""
        situation, factor = self.situation, 1.0
        if situation.touched("background"):
            for target in self._targets[group][place]:
                factor *= situation.factor("background", target)
        about = self._groups[group]
        renewed_h = situation.renewed_h.get(about.zone)
        if renewed_h is not None and about.covered:
            recovery, now = self.settings.recovery, self.rep.now
            first_h = 24.0 * recovery.renewed_day
            factor *= worn(now - renewed_h, recovery) / (
                worn(now - first_h, recovery) if now >= first_h else 1.0
            )
        if factor > self._rise * (1.0 + 1e-9):
            self.rep.record(
                IntensityBounded(
                    self.rep.now, self._process.clusters.groups[group], "background_ceiling"
                )
            )
            return self._rise
        return factor

    def _occur(self, birth: Birth) -> float | None:
        """Draw the marks of an incident and let it happen, here and now unless habits changed."""
        violation = self._moved.pop(birth.id, None)
        if violation is None:
            violation = self._marked(birth)
            if violation is None:
                return None
            for habit in self.situation.habits:
                violation = habit(violation)
            place = self._places.index(violation.place)
            if violation.hour > birth.hour or place != birth.place:
                self._moved[birth.id] = violation
                elsewhere = birth._replace(hour=violation.hour, place=place)
                self.rep.at(violation.hour, lambda: self._process.happen(elsewhere))
                return None
        self.emit(violation, birth.parent)
        return self._marks[birth.group].productivity[violation.kind]

    def _marked(self, birth: Birth) -> Violation | None:
        """An incident with its marks; None if it is held back."""
        marks, about = self._marks[birth.group], self._groups[birth.group]
        which, lethal, killed, shots = self.rep.streams.uniforms(birth.id, "marks")
        kind_name = marks.kinds[choose(which, marks.cumulative)]
        if kind_name == config.AIR_STRIKE and not self._may_fly(birth, about.side):
            return None
        kind = self.settings.kinds[kind_name]
        deaths, severity = 0, kind.severity
        if lethal < kind.lethal_probability:
            deaths = marks.deaths(killed)
            severity = max(severity, self.settings.severity_if_deaths)
        return Violation(
            birth.id,
            birth.hour,
            self._process.clusters.groups[birth.group],
            about.side,
            about.covered and self.situation.factor("covered", about.zone) > 0.0,
            about.zone,
            self._places[birth.place],
            kind_name,
            geometric(shots, kind.rounds_mean),
            deaths,
            severity,
        )

    def _may_fly(self, birth: Birth, side: config.Side) -> bool:
        """Whether an air strike is flown: no side flies if switched off, and a no-fly rule leaves
        a share of them."""
        if not self.settings.flies(side):
            return False
        left = self.situation.factor("air_strikes", side)
        return left >= 1.0 or self.rep.uniform(birth.id, "flown") < left


def worn(hours: float, recovery: config.Recovery) -> float:
    """Share of its worn level that the background has so long after the truce was renewed."""
    return 1.0 - recovery.depth * exp(-hours / (24.0 * recovery.time_days))


class _Marks:
    """How to draw the marks of one group's incidents."""

    __slots__ = ("cumulative", "deaths", "kinds", "productivity")

    def __init__(self, world: config.World, group: config.Group) -> None:
        settings = world.violence
        self.kinds = list(group.kinds)
        self.cumulative = cumulative_shares(group.kinds.values())
        mean = sum(share * settings.kinds[kind].productivity for kind, share in group.kinds.items())
        self.productivity = {
            kind: settings.kinds[kind].productivity / mean if mean > 0.0 else 0.0
            for kind in group.kinds
        }
        quantile = lognormal_median(settings.deaths.median, settings.deaths.log_sd)
        most = settings.deaths.maximum
        self.deaths: Callable[[float], int] = lambda u: max(1, min(most, round(quantile(u))))


def occurred(violation: Violation, parent: int) -> ViolationOccurred:
    """The log's row for a violation."""
    return ViolationOccurred(
        violation.hour,
        violation.id,
        violation.group,
        violation.side,
        violation.covered,
        violation.zone,
        violation.place,
        violation.kind,
        violation.rounds,
        violation.deaths,
        violation.severity,
        parent,
    )
