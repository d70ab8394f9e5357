"""Upwards: the fewest that could do of each number, then the best moves until targets are met."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from sim.analysis.targets import Target
from sim.experiment.forces import Force, Lever
from sim.experiment.sizing.gauge import Gauge
from sim.experiment.sizing.ground import Step, changed
from sim.experiment.sizing.words import counted

Numbers = dict[Lever, int]
MOVES_AT_ONCE = 3
"""Moves looked at together for each target that isn't met: those that promised most before."""
MUCH_BETTER = 2.0
"""A move that gains so many times what the next best does is made several times at once."""


def fewest(gauge: Gauge) -> tuple[Numbers, dict[Lever, set[Target]]]:
    """Of each lever the smallest number with which all targets are met when all others are at their
    most; and which targets are worse off, then, with its least.

    Where more makes nothing worse, no force with fewer meets the targets.
    """
    ground, most = gauge.ground, dict(gauge.ground.most)
    low = {lever: ground.least[lever] for lever in most}
    high = dict(most)
    at_most = ground.force(most)
    step = "looking for the fewest that could do of each number"
    without = {lever: at_most.but(lever, low[lever]) for lever in most}
    gauge.know(without.values(), step)
    matters = {lever: _worse_off(gauge, at_most, force) for lever, force in without.items()}
    for lever, force in without.items():
        if gauge.meets(force):
            high[lever] = low[lever]
    while wide := [lever for lever in most if high[lever] - low[lever] > 1]:
        middle = {lever: (low[lever] + high[lever]) // 2 for lever in wide}
        tried = {lever: at_most.but(lever, number) for lever, number in middle.items()}
        gauge.know(tried.values(), step)
        for lever, force in tried.items():
            (high if gauge.meets(force) else low)[lever] = middle[lever]
    return high, matters


def _worse_off(gauge: Gauge, force: Force, other: Force) -> set[Target]:
    if not isfinite(gauge.ground.people(other)):
        return set(gauge.targets)
    slacks = zip(gauge.targets, gauge.slacks(force), gauge.slacks(other), strict=True)
    return {target for target, own, others in slacks if others < own - 1e-9}


class Climb:
    """The way up from a force that misses targets: one more of what gains most a person, in turn
    for each target that isn't met.

    What a move gained when it was last looked at orders the moves; only those that promise most are
    looked at anew, until the best of these beats what all others promised (Minoux 1978).
    """

    def __init__(self, gauge: Gauge, matters: Mapping[Lever, set[Target]]) -> None:
        self.gauge = gauge
        self.ground = gauge.ground
        self.matters = matters
        self._promised: dict[tuple[Lever, Target], float] = {}

    def from_(self, force: Force) -> list[Step]:
        """The steps until all targets are met, or nothing is left to add."""
        gauge, taken = self.gauge, []
        force = self._possible(force)
        gauge.know([force], "trying the fewest of everything together")
        while missed := gauge.missed(force):
            moves: Numbers = {}
            short = dict(zip(gauge.targets, gauge.slacks(force), strict=True))
            for target in sorted(missed, key=lambda one: short[one]):
                helped = {of for lever in moves for of in self._gained(force, lever)}
                if target not in helped:
                    moves |= self._moves_for(force, target)
            if not moves:
                break
            before, force = force, changed(force, moves)
            gauge.know([force], "adding what gains most")
            taken.append(gauge.step(before, force))
        return taken

    def _possible(self, force: Force) -> Force:
        """The force, with one more of everything until it can be at all."""
        most = self.ground.most
        while not isfinite(self.ground.people(force)):
            more = [lever for lever in most if force.numbers[lever] < most[lever]]
            if not more:
                break
            force = changed(force, dict.fromkeys(more, 1))
        return force

    def _moves_for(self, force: Force, target: Target) -> Numbers:
        """The best move for a target; one more of everything that matters to it when no single
        move helps; nothing when nothing is left."""
        pool = [lever for lever in self._room(force) if target in self.matters[lever]]
        pool = pool or self._room(force)
        fresh: dict[Lever, float] = {}
        while waiting := [lever for lever in pool if lever not in fresh]:
            promised = {at: self._promised.get((at, target), float("inf")) for at in waiting}
            if fresh and max(fresh.values()) >= max(promised.values()) and max(fresh.values()) > 0:
                break
            waiting.sort(key=lambda lever: -promised[lever])
            looked_at = waiting[:MOVES_AT_ONCE]
            moves = [changed(force, {lever: 1}) for lever in looked_at]
            self.gauge.know(moves, f"trying {counted(len(moves), 'way', 'ways')} to add people")
            for lever in looked_at:
                self._look_at(force, lever)
                fresh[lever] = self._promised[lever, target]
        best = max(fresh, key=lambda lever: fresh[lever], default=None)
        if best is None:
            return {}
        if fresh[best] <= 0.0:
            return dict.fromkeys(pool, 1)
        return {best: self._how_many(force, best, target, fresh)}

    def _room(self, force: Force) -> list[Lever]:
        most = self.ground.most
        return [
            lever
            for lever, number in force.numbers.items()
            if lever in most
            and number < most[lever]
            and isfinite(self.ground.people(changed(force, {lever: 1})))
        ]

    def _gained(self, force: Force, lever: Lever) -> dict[Target, float]:
        """What one more gains of each target, up to its aim."""
        gauge = self.gauge
        more = changed(force, {lever: 1})
        return {
            target: min(after, 0.0) - min(before, 0.0)
            for target, before, after in zip(
                gauge.targets, gauge.slacks(force), gauge.slacks(more), strict=True
            )
            if min(after, 0.0) > min(before, 0.0)
        }

    def _look_at(self, force: Force, lever: Lever) -> None:
        """Note what one more gains a person."""
        more = changed(force, {lever: 1})
        people = self.ground.people(more) - self.ground.people(force)
        gained = self._gained(force, lever)
        for target in self.gauge.targets:
            self._promised[lever, target] = gained.get(target, 0.0) / max(people, 1.0)

    def _how_many(
        self, force: Force, lever: Lever, target: Target, fresh: Mapping[Lever, float]
    ) -> int:
        """One, or several while the target is far off and nothing else gains nearly as much: half
        as many as it would take if each gained as much as the first."""
        others = [rate for other, rate in fresh.items() if other != lever]
        others += [
            rate
            for (other, of), rate in self._promised.items()
            if of == target and other not in fresh
        ]
        if fresh[lever] < MUCH_BETTER * max(others, default=0.0):
            return 1
        short = -dict(zip(self.gauge.targets, self.gauge.slacks(force), strict=True))[target]
        steps = int(short / self._gained(force, lever)[target] / 2.0)
        return max(1, min(steps, self.ground.most[lever] - force.numbers[lever]))
