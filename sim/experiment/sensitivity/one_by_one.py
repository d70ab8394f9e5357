"""What each kept factor does by itself: at the ends of its range, with all else as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.statistics import Interval
from sim.experiment.sensitivity.factors import CLUSTERING, RULE, Factors
from sim.experiment.sensitivity.unknowns import Value
from sim.experiment.study_results import Changes
from sim.experiment.trials import Trials, fresh


@dataclass(frozen=True, slots=True)
class End:
    """A factor at one end of its range: what it is there, and the scenario's name."""

    factor: str
    value: Value
    scenario: str


@dataclass(frozen=True, slots=True)
class Ends:
    """Each factor at both ends; ``replications`` are those of every end and of what stands."""

    low: list[End]
    high: list[End]
    replications: range


def at_the_ends(trials: Trials, factors: Factors, kept: Sequence[str], replications: int) -> Ends:
    """Simulate each kept factor but the rule at its two ends, with replications that nothing was
    picked by."""
    low: list[End] = []
    high: list[End] = []
    points: dict[str, Changes] = {trials.results.baseline: {}}
    for factor in kept:
        if factor == RULE:
            continue
        for share, ends in ((0.0, low), (1.0, high)):
            if factor == CLUSTERING:
                share = 1.0  # contagion is what stands
            value = factors.by_name[factor].shown(share)
            name = f"{factor} = {value}"
            ends.append(End(factor, value, name))
            if name not in points:
                points[name] = factors.changes(name, {factor: share})
    numbers = fresh(replications)
    trials.need(points, numbers, f"{len(low)} factors one by one, at both ends")
    return Ends(low, high, numbers)


def at_standing(trials: Trials, output: str, numbers: Sequence[int]) -> float:
    """The output as the scenario stands."""
    return trials.mean(trials.results.baseline, output, numbers).estimate


def shifted(trials: Trials, end: str, output: str, numbers: Sequence[int]) -> Interval:
    """The output at an end: what stands plus the paired difference, with the 95 % interval of the
    difference, which holds for this end by itself. NaN where there is none."""
    apart = trials.difference(end, trials.results.baseline, output, numbers)
    stands = at_standing(trials, output, numbers)
    return Interval(*(stands + edge for edge in apart))
