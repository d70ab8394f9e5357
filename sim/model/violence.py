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
        "_places",
        "_process",
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
        self._process = ClusterProcess(rep, clusters, self.intensity, self._occur)

    def run(self) -> Process:
        """Let incidents happen until the horizon."""
        return self._process.run()

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

    def _occur(self, birth: Birth) -> float | None:
        """Draw the marks of an incident and let it happen."""
        marks, about = self._marks[birth.group], self._groups[birth.group]
        which, lethal, killed, shots = self.rep.streams.uniforms(birth.id, "marks")
        kind_name = marks.kinds[choose(which, marks.cumulative)]
        if kind_name == "air_strike" and not self.settings.air_strikes.get(about.side, True):
            return None
        kind = self.settings.kinds[kind_name]
        deaths, severity = 0, kind.severity
        if lethal < kind.lethal_probability:
            deaths = marks.deaths(killed)
            severity = max(severity, self.settings.severity_if_deaths)
        violation = Violation(
            birth.id,
            birth.hour,
            self._process.clusters.groups[birth.group],
            about.side,
            about.covered,
            about.zone,
            self._places[birth.place],
            kind_name,
            geometric(shots, kind.rounds_mean),
            deaths,
            severity,
        )
        self.emit(violation, birth.parent)
        return marks.productivity[kind_name]


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
