"""The whole search: what is within reach, the way up, the way down, the confirmation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from sim.analysis.targets import MET, Reached, Target, reached
from sim.experiment.forces import Force, Lever
from sim.experiment.sizing.climb import Climb, fewest
from sim.experiment.sizing.descent import Descent
from sim.experiment.sizing.gauge import Gauge
from sim.experiment.sizing.ground import Ground, Key, Step, changed

CONFIRMATIONS = 3
"""Times that a force is confirmed by numbers of its own each time, at most."""


@dataclass(frozen=True, slots=True)
class Replications:
    """By which replications a search goes, and how sure its answer is to be.

    ``few`` tell forces apart, ``many`` (they hold the few) say where the largest force stands;
    ``fresh``: time -> those of that confirmation. ``confidence``: of all targets at once.
    """

    few: Sequence[int]
    many: Sequence[int]
    fresh: Callable[[int], Sequence[int]]
    confidence: float = 0.95

    def each(self, targets: int, time: int) -> float:
        """Confidence of the bound of one of so many targets in a confirmation: whatever is left to
        err is halved each time, so that all confirmations together err no more often."""
        return 1.0 - (1.0 - self.confidence) / targets / 2.0 ** (1 + time)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    force: Force
    people: float
    sought: Sequence[Target]
    """The targets that the largest force was thought to meet."""
    held: Sequence[Target]
    """Those it was not, of which the force was to be no worse than the force as it is."""
    steps: Sequence[Step]
    """From the fewest of everything (the first step's ``before``) to the force."""
    needed_for: Mapping[Lever, Sequence[Target]]
    """Targets that one fewer is thought to miss."""
    saved: Mapping[Target, float]
    """Target -> people who could go if it were dropped, at least, as it is thought."""
    exchanges: int
    """Exchanges and other sites that were tried."""
    confirmations: Sequence[Sequence[Reached]]
    """What each confirmation said of every target, those not sought too."""
    confidence: float
    """Of each bound of the last confirmation."""

    @property
    def reached(self) -> Sequence[Reached]:
        """By the last confirmation."""
        return self.confirmations[-1]

    def binds(self, target: Target) -> bool:
        """Whether a number of the force is as large as it is because of a target."""
        return any(target in missed for missed in self.needed_for.values())


def search(ground: Ground, targets: Sequence[Target], by: Replications, standing: Force) -> Found:
    """The smallest force found that meets the targets within reach of the largest; ``standing``:
    the force as it is now."""
    largest = ground.force(ground.most)
    gauge = Gauge(ground, targets, largest, by.few, by.many)
    gauge.leave_room(by.each(len(targets), 0), len(by.fresh(0)))
    beyond = gauge.aim_within_reach()
    gauge.leave_out(beyond)
    sought = gauge.targets
    held = gauge.hold(beyond, standing) if sought else []
    way = _Way(gauge, standing) if sought else None
    force = way.force if way else largest
    confirmations: list[list[Reached]] = []
    while True:
        time = len(confirmations)
        fresh, each = by.fresh(time), by.each(len(targets), time)
        ground.need([force], fresh, "confirming the force found by fresh replications")
        told = [reached(one, ground.column(force, one.kpi, fresh), each) for one in targets]
        confirmations.append(told)
        short = [one for one in told if one.target in sought and one.verdict != MET]
        if way is None or not short or len(confirmations) == CONFIRMATIONS:
            break
        raised = [
            gauge.aim_above(force, one.target, -one.target.margin(one.bound)) for one in short
        ]
        if not any(raised):
            break
        force = way.further()
    return Found(
        force,
        ground.people(force),
        sought,
        held,
        way.steps if way else [],
        way.needed_for() if way else {},
        way.saved() if way else {},
        len(way.tried) if way else 0,
        confirmations,
        each,
    )


class _Way:
    """The way up and down to a force that is thought to meet the targets."""

    def __init__(self, gauge: Gauge, standing: Force) -> None:
        self.gauge, self.ground = gauge, gauge.ground
        self.standing = standing
        least, matters = fewest(gauge)
        self._descent = Descent(gauge, least)
        self._climb = Climb(gauge, matters)
        self.force = self._start(least, matters)
        self.steps: list[Step] = []
        self._on()

    def further(self) -> Force:
        """On from where it was, for aims that lie further."""
        self._on()
        return self.force

    @property
    def tried(self) -> Collection[Key]:
        """Exchanges and other sites that were tried."""
        return self._descent.tried

    def needed_for(self) -> dict[Lever, list[Target]]:
        """The targets that the force misses with one fewer of each, where fewer are allowed; none
        where that would save nobody."""
        fewer = {
            lever: changed(self.force, {lever: -1})
            for lever, floor in self.ground.least.items()
            if self.force.numbers[lever] > floor
        }
        fewer = {at: one for at, one in fewer.items() if isfinite(self.ground.people(one))}
        self.gauge.know(fewer.values(), "making sure that nobody is there in vain")
        return {lever: self.gauge.missed(less) for lever, less in fewer.items()}

    def saved(self) -> dict[Target, float]:
        """How many people could go for each target that is dropped; with none dropped nobody
        could."""
        found = {}
        for target in self.gauge.targets:
            steps = Descent(self.gauge, self.ground.least, [target]).fewer(self.force)
            left = steps[-1].people if steps else self.ground.people(self.force)
            found[target] = self.ground.people(self.force) - left
        return found

    def _start(self, least: Mapping[Lever, int], matters: Mapping[Lever, set[Target]]) -> Force:
        """The fewest of everything, or as many as formulas ask for where that isn't enough."""
        force = self.ground.force(least)
        self.gauge.know([force], "trying the fewest of everything together")
        missed = set(self.gauge.missed(force))
        likely = self.ground.likely(force) if missed else {}
        more = {
            lever: min(likely[lever], self.ground.most[lever]) - number
            for lever, number in least.items()
            if likely.get(lever, 0) > number and matters[lever] & missed
        }
        return changed(force, more)

    def _on(self) -> None:
        """Up until all aims are met, then down; or down from the force as it is, if that is
        smaller and meets them."""
        self._take(self._climb.from_(self.force))
        self._take(self._descent.from_(self.force))
        self.gauge.know([self.standing], "looking at the force as it is")
        smaller = self.ground.people(self.standing) < self.ground.people(self.force)
        if smaller and self._allowed(self.standing) and self.gauge.meets(self.standing):
            self._take([self.gauge.step(self.force, self.standing)])
            self._take(self._descent.from_(self.force))
        # what seemed needed beside the most of all else need not be beside this force
        while steps := Descent(self.gauge, self.ground.least).fewer(self.force):
            self._take(steps)

    def _allowed(self, force: Force) -> bool:
        return all(force.numbers[at] >= floor for at, floor in self.ground.least.items())

    def _take(self, steps: Sequence[Step]) -> None:
        self.steps += steps
        self.force = steps[-1].force if steps else self.force
