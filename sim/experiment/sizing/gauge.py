"""How far a force is from its targets, told by few replications.

A few replications alone say little: stock-outs vary more from one to the next than any staffing
moves them. So a force is told apart from one reference by the few, which have the same random
numbers, and what is known of the reference by many is added. Aims lie beyond the targets by what
the confirmation will ask for (its one-sided bound) and by what the reference isn't known to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import isfinite, sqrt

import numpy as np

from sim.analysis import kpis
from sim.analysis.quotients import Column, mean_of
from sim.analysis.statistics import t_quantile
from sim.analysis.targets import Target, spread
from sim.experiment.forces import Force
from sim.experiment.sizing.ground import Ground, Key, Step, key_of

FAR_OFF = -10.0
"""Slack of a force of which a target's KPI has no value: far from it."""


class Gauge:
    """Estimates of forces, and their slack: by how much of a target's value they are beyond its
    aim (negative: short of it)."""

    def __init__(
        self,
        ground: Ground,
        targets: Sequence[Target],
        reference: Force,
        few: Sequence[int],
        many: Sequence[int],
    ) -> None:
        """``many`` replications of the reference hold the ``few``."""
        self.ground = ground
        self.targets = tuple(targets)
        self.reference = reference
        self.few, self.many = few, many
        self._slacks: dict[Key, tuple[float, ...]] = {}
        self._shift: dict[str, float] = {}
        ground.need([reference], many, "finding out what is within reach at all")
        self.aims = {target.kpi: target for target in targets}

    def leave_room(self, confidence: float, replications: int) -> None:
        """Set the aims so that the targets are likely to be shown by so many replications, with
        one-sided bounds of this confidence."""
        for target in self.targets:
            deviation = self._deviation(target)
            if isfinite(deviation) and replications > 1:
                error = t_quantile(confidence, replications - 1) / sqrt(replications)
                by = deviation * (error + 1.0 / sqrt(len(self.many)))
                self._aim(target, target.value + by if target.at_least else target.value - by)

    def aim_within_reach(self) -> list[Target]:
        """Aim halfway between the target and what the reference has, where it has less than the
        aim; gives the targets that it doesn't reach itself."""
        beyond = []
        for target in self.missed(self.reference):
            has = self.estimate(self.reference, target.kpi)
            if not target.margin(has) >= 0.0:
                beyond.append(target)
            self._aim(target, (target.value + has) / 2.0)
        return beyond

    def aim_above(self, force: Force, target: Target, short: float) -> bool:
        """Aim at so much more than this force is thought to have, at most (and if it isn't known
        how much more) at half of what the reference has more; gives whether it has any more."""
        has, most = (self.estimate(one, target.kpi) for one in (force, self.reference))
        if not target._replace(value=has).margin(most) > 0.0:
            return False
        middle = abs(most - has) / 2.0
        by = min(short, middle) if isfinite(short) else middle
        self._aim(target, has + by if target.at_least else has - by)
        return True

    def _deviation(self, target: Target) -> float:
        """Of one replication of the reference."""
        return spread(self.ground.column(self.reference, target.kpi, self.many), target.kpi)

    def _aim(self, target: Target, value: float) -> None:
        self.aims[target.kpi] = target._replace(value=value)
        self._slacks.clear()

    def leave_out(self, targets: Collection[Target]) -> None:
        """Leave targets out of the search."""
        self.targets = tuple(target for target in self.targets if target not in targets)
        self._slacks.clear()

    def hold(self, targets: Sequence[Target], standing: Force) -> list[Target]:
        """Take targets back into the search, of which a force is to be no worse than it is
        ``standing`` (or than the reference, if that is worse), as far as ``many`` replications can
        tell; gives those that have a value."""
        if not targets:
            return []
        self.ground.need([standing], self.few, "looking at the force as it is")
        held = []
        for target in targets:
            has = [self.estimate(force, target.kpi) for force in (standing, self.reference)]
            error = self._deviation(target) / sqrt(len(self.many))
            if all(map(isfinite, (*has, error))):
                worse = min(has, key=target.margin)
                self._aim(target, worse - error if target.at_least else worse + error)
                held.append(target)
        self.targets += tuple(held)
        return held

    def know(self, forces: Iterable[Force], step: str) -> None:
        """Go on only once the few replications of these forces are known."""
        possible = [force for force in forces if isfinite(self.ground.people(force))]
        if possible:
            self.ground.need(possible, self.few, step)

    def estimate(self, force: Force, kpi: str) -> float:
        """What the KPI is thought to be with a force that is known."""
        ratio = kpis.describe(kpi).ratio
        own = _mean(self.ground.column(force, kpi, self.few), ratio=ratio)
        if kpi not in self._shift:
            by_many = _mean(self.ground.column(self.reference, kpi, self.many), ratio=ratio)
            by_few = _mean(self.ground.column(self.reference, kpi, self.few), ratio=ratio)
            shift = by_many - by_few
            self._shift[kpi] = shift if isfinite(shift) else 0.0
        return own + self._shift[kpi]

    def slacks(self, force: Force) -> tuple[float, ...]:
        """Of each target, in its order."""
        key = key_of(force)
        if key not in self._slacks:
            self._slacks[key] = tuple(self._slack(force, target) for target in self.targets)
        return self._slacks[key]

    def meets(self, force: Force, but: Collection[Target] = ()) -> bool:
        """Whether it is thought to meet all targets ``but`` some."""
        return not self.missed(force, but)

    def missed(self, force: Force, but: Collection[Target] = ()) -> list[Target]:
        """The targets that it is thought to miss."""
        if not isfinite(self.ground.people(force)):
            return list(self.targets)
        slacks = zip(self.targets, self.slacks(force), strict=True)
        return [target for target, slack in slacks if slack < 0.0 and target not in but]

    def step(self, before: Force, force: Force) -> Step:
        """What there is to say of a step that was taken."""
        estimates = {target.kpi: self.estimate(force, target.kpi) for target in self.targets}
        return Step(before, force, self.ground.people(force), estimates)

    def _slack(self, force: Force, target: Target) -> float:
        margin = self.aims[target.kpi].margin(self.estimate(force, target.kpi))
        return margin / (abs(target.value) or 1.0) if isfinite(margin) else FAR_OFF


def _mean(column: Column, *, ratio: bool) -> float:
    known = np.isfinite(column.numerators)
    return mean_of(*column.at(known), ratio=ratio)
