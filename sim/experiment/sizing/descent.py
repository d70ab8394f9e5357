"""Downwards: whoever isn't needed goes, then a few are exchanged for fewer of something else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from math import isfinite

from sim.analysis.targets import Target
from sim.experiment.forces import Force, Lever
from sim.experiment.sizing.gauge import Gauge
from sim.experiment.sizing.ground import Key, Step, changed, key_of
from sim.experiment.sizing.words import counted

EXCHANGES_AT_ONCE = 8
"""Exchanges tried together."""
EXCHANGES = 24
"""Exchanges tried from one force, at most: those that save most people first."""
DOUBT = 0.5
"""Share of what an exchange takes away by which the sum of its parts may misjudge it."""
A_PERSON = 0.5
"""People saved below this are no saving."""


class Descent:
    """The way down from a force that meets its targets."""

    def __init__(
        self, gauge: Gauge, least: Mapping[Lever, int], dropped: Collection[Target] = ()
    ) -> None:
        """``least``: numbers below which no force meets the targets; those ``dropped`` need not be
        met."""
        self.gauge = gauge
        self.ground = gauge.ground
        self.least = least
        self.dropped = dropped
        self.tried: set[Key] = set()
        """Exchanges and other sites that were looked at."""

    def from_(self, force: Force) -> list[Step]:
        """The steps to a force with which neither one fewer nor any of the exchanges tried is
        smaller."""
        steps = self.fewer(force)
        while True:
            force = steps[-1].force if steps else force
            further = self._exchanged(force) or self._elsewhere(force)
            if not further:
                return steps
            steps += further

    # --- fewer ------------------------------------------------------------------------------------
    def fewer(self, force: Force) -> list[Step]:
        """The steps until no single number can be smaller without missing a target. A number found
        too small stays so: all others only become smaller."""
        stride = dict.fromkeys(self.least, 1)
        needed: set[Lever] = set()
        steps = []
        while fewer := self._fewer(force, stride, needed):
            self.gauge.know(
                fewer.values(), f"trying {counted(len(fewer), 'way', 'ways')} to take people away"
            )
            good = [lever for lever, less in fewer.items() if self._meets(less)]
            needed |= {at for at in fewer if at not in good and stride[at] == 1}
            stride |= {at: 1 for at in fewer if at not in good}
            if good:
                before, force = force, self._together(force, fewer, good)
                steps.append(self.gauge.step(before, force))
                gone = [at for at in good if force.numbers[at] < before.numbers[at]]
                stride |= {at: 2 * stride[at] for at in gone}
        return steps

    def _fewer(
        self, force: Force, stride: Mapping[Lever, int], needed: Collection[Lever]
    ) -> dict[Lever, Force]:
        found = {}
        for lever, floor in self.least.items():
            number = max(force.numbers[lever] - stride[lever], floor)
            if lever not in needed and number < force.numbers[lever]:
                less = force.but(lever, number)
                if self._saving(force, less) > A_PERSON:
                    found[lever] = less
        return found

    def _together(
        self, force: Force, fewer: Mapping[Lever, Force], good: Collection[Lever]
    ) -> Force:
        """All that may go one by one, at once if that meets the targets, else what saves most."""
        best = max(good, key=lambda lever: self._saving(force, fewer[lever]))
        if len(good) > 1:
            less = {lever: fewer[lever].numbers[lever] - force.numbers[lever] for lever in good}
            together = changed(force, less)
            self.gauge.know([together], "trying all of these at once")
            if self._meets(together):
                return together
        return fewer[best]

    def _meets(self, force: Force) -> bool:
        return self.gauge.meets(force, self.dropped)

    # --- instead ----------------------------------------------------------------------------------
    def _exchanged(self, force: Force) -> list[Step]:
        """The exchange that saves most of those tried that meet the targets, a few at a time, and
        the way down from there."""
        options = self._exchanges(force)
        for at in range(0, len(options), EXCHANGES_AT_ONCE):
            some = options[at : at + EXCHANGES_AT_ONCE]
            self.gauge.know(some, f"trying {counted(len(some), 'exchange', 'exchanges')}")
            self.tried |= {key_of(option) for option in some}
            good = [option for option in some if self._meets(option)]
            if good:
                best = max(good, key=lambda option: self._saving(force, option))
                return [self.gauge.step(force, best), *self.fewer(best)]
        return []

    def _exchanges(self, force: Force) -> list[Force]:
        """One or two fewer of something, up to three more of something else: those that should meet
        the targets if effects add up, and save people; the largest saving first."""
        most = self.ground.most
        less = [at for at in most if force.numbers[at] > self.least[at]]
        more = [at for at in most if force.numbers[at] < most[at]]
        fewer = self._possible({at: changed(force, {at: -1}) for at in less})
        further = self._possible({at: changed(force, {at: 1}) for at in more})
        self.gauge.know(
            [*fewer.values(), *further.values()], "looking at what each number is worth"
        )
        found: dict[Key, Force] = {}
        for gone, added, times in product(fewer, further, (1, 2)):
            for instead in (1, 2, 3):
                if gone != added and self._may_do(
                    force, fewer[gone], further[added], times, instead
                ):
                    option = changed(force, {gone: -times, added: instead})
                    found.setdefault(key_of(option), option)
                    break
        options = [
            option
            for key, option in found.items()
            if key not in self.tried
            and self._within(option)
            and self._saving(force, option) > A_PERSON
        ]
        options.sort(key=lambda option: (-self._saving(force, option), key_of(option)))
        return options[:EXCHANGES]

    def _possible(self, forces: Mapping[Lever, Force]) -> dict[Lever, Force]:
        return {at: one for at, one in forces.items() if isfinite(self.ground.people(one))}

    def _may_do(
        self, force: Force, without: Force, with_more: Force, times: int, instead: int
    ) -> bool:
        now, less, more = map(self.gauge.slacks, (force, without, with_more))
        return all(
            own + instead * (gains - own) >= times * (own - loses) * (1.0 - DOUBT)
            for own, loses, gains in zip(now, less, more, strict=True)
        )

    def _within(self, force: Force) -> bool:
        most = self.ground.most
        return all(self.least[at] <= force.numbers[at] <= most[at] for at in most)

    def _elsewhere(self, force: Force) -> list[Step]:
        """Another site for one, if with that something can go."""
        swaps = [swap for swap in self.ground.swaps(force) if key_of(swap) not in self.tried]
        self.gauge.know(swaps, f"trying {counted(len(swaps), 'other site', 'other sites')}")
        self.tried |= {key_of(swap) for swap in swaps}
        for swap in swaps:
            further = self.fewer(swap) if self._meets(swap) else []
            if further:
                return [self.gauge.step(force, further[0].force), *further[1:]]
        return []

    def _saving(self, force: Force, other: Force) -> float:
        people = self.ground.people(other)
        return self.ground.people(force) - people if isfinite(people) else float("-inf")
