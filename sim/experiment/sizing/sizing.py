"""The sizing of a scenario's force: the search over its trials, and what is asked around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from sim.analysis import kpis
from sim.analysis.quotients import sampled_difference
from sim.analysis.statistics import CONFIDENCE, Interval, simultaneous_confidence
from sim.analysis.targets import Reached, Target, reached
from sim.experiment.forces import Force, Lever, force_of
from sim.experiment.sizing.ground import changed
from sim.experiment.sizing.search import Found, Replications, search
from sim.experiment.sizing.trialled import Trialled, WorkedOut
from sim.experiment.study_results import Request
from sim.experiment.trials import Trials, fresh, searching

FOUND, LARGEST = "smallest force found", "largest force"
"""Names of scenarios that are reported beside the scenario as it stands."""
NEXT = 20
"""Fresh replications, at most, by which it is seen what one more of each would bring."""


class Next(NamedTuple):
    """What one more of a lever changes of a target's KPI, in the KPI's unit."""

    lever: Lever
    target: Target
    force: Force
    people_added: float
    change: Interval

    @property
    def per_ten_people(self) -> float:
        """The change by ten paid people, if more of the same did as much."""
        return 10.0 * self.change.estimate / self.people_added

    @property
    def gain_a_person(self) -> tuple[float, float]:
        """Ends of the interval, in the target's direction, by paid person added."""
        low, high = self.change.low, self.change.high
        ends = (low, high) if self.target.at_least else (-high, -low)
        return ends[0] / self.people_added, ends[1] / self.people_added

    @property
    def is_gain(self) -> bool:
        """Whether it is shown to help."""
        return self.change.low > 0.0 if self.target.at_least else self.change.high < 0.0


@dataclass(frozen=True, slots=True)
class Sized:
    """A search and what surrounds it."""

    ground: Trialled
    found: Found
    targets: Sequence[Target]
    standing: Force
    fresh: Sequence[int]
    """Replications of the last confirmation."""
    next_people: Sequence[Next]

    @property
    def beyond(self) -> list[Reached]:
        """The targets that weren't sought, as the last confirmation has them."""
        return [one for one in self.found.reached if one.target not in self.found.sought]

    @property
    def points(self) -> dict[str, Force]:
        """What is reported beside the scenario as it stands, by name."""
        largest = {LARGEST: self.ground.force(self.ground.most)}
        return {FOUND: self.found.force} | (largest if self.beyond else {})

    def best_next(self, target: Target) -> list[Next]:
        """What helps a target most by people added, of what is shown to help at all; with all that
        isn't told apart from the best by that."""
        helps = [one for one in self.next_people if one.target == target and one.is_gain]
        helps.sort(key=lambda one: -abs(one.per_ten_people))
        return [one for one in helps if one.gain_a_person[1] >= helps[0].gain_a_person[0]]

    def reached_by(self, name: str, trials: Trials) -> list[Reached]:
        """How a reported scenario reaches the targets, by the fresh replications."""
        confidence = self.found.confidence
        return [
            reached(target, trials.column(name, target.kpi, self.fresh), confidence)
            for target in self.targets
        ]


def size(
    trials: Trials,
    targets: Sequence[Target],
    limits: tuple[Mapping[Lever, int], Mapping[Lever, int]],
    few: int,
    confidence: float,
    worked_out: WorkedOut,
) -> Sized:
    """Search, and ask for what is reported. Raises Unknown."""
    ground = Trialled(trials, targets, *limits, worked_out)
    standing = force_of(trials.base, list(ground.most))
    count = trials.results.replications
    by = Replications(
        searching(few), searching(max(few, count)), lambda time: fresh(count, time), confidence
    )
    found = search(ground, targets, by, standing)
    numbers = by.fresh(len(found.confirmations) - 1)
    sized = Sized(ground, found, targets, standing, numbers, ())
    points = {name: force.changes() for name, force in sized.points.items()}
    trials.need({trials.results.baseline: {}, **points}, numbers, "simulating what is reported")
    nexts = _next_people(ground, found.force, targets, numbers[:NEXT])
    return Sized(ground, found, targets, standing, numbers, nexts)


def reported(sized: Sized, trials: Trials) -> list[Request]:
    """The scenario as it stands and the points, in the fresh replications."""
    names = [trials.results.baseline, *(n for n in sized.points if trials.is_possible(n))]
    return [(name, number) for number in sized.fresh for name in names]


def _next_people(
    ground: Trialled, force: Force, targets: Sequence[Target], numbers: Sequence[int]
) -> list[Next]:
    """What one more of each lever changes, all intervals at once; of what adds people."""
    people = ground.people(force)
    more = {
        lever: changed(force, {lever: 1})
        for lever, most in ground.most.items()
        if force.numbers[lever] < most
    }
    more = {lever: one for lever, one in more.items() if people < ground.people(one) < inf}
    ground.need(list(more.values()), numbers, "seeing what the next people would bring")
    each = simultaneous_confidence(CONFIDENCE, len(more) * len(targets))

    def change(one: Force, kpi: str) -> Interval:
        own, base = (ground.column(at, kpi, numbers) for at in (one, force))
        difference = sampled_difference(own, base, ratio=kpis.describe(kpi).ratio)
        return difference.estimated.interval(each)

    return [
        Next(lever, target, one, ground.people(one) - people, change(one, target.kpi))
        for lever, one in more.items()
        for target in targets
    ]
