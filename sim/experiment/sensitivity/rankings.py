"""How the response rules rank as things stand, and whether they do at each guess of the unknowns.

At a guess another rule is better only if the paired difference says so: its interval, simultaneous
over the rules, lies wholly on the better side. So at most one guess in forty shows another rule as
better by chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from sim.analysis import kpis
from sim.analysis.quotients import sampled, sampled_difference
from sim.analysis.scenario_discovery import Box, discover
from sim.analysis.statistics import CONFIDENCE, Floats, Interval, simultaneous_confidence
from sim.experiment.sensitivity.factors import RULE, Factors, Shares
from sim.experiment.trials import Trials, fresh, searching

SAME, ANOTHER, NOT_TOLD = "same", "another", "not told apart"
BY_CHANCE = (1.0 - CONFIDENCE) / 2.0
"""Share of guesses that show another rule as better by chance alone, at most."""


@dataclass(frozen=True, slots=True)
class Order:
    """The rules under one set of numbers: means, and how each does against each other.

    ``better[a][b]``: a is shown to be better than b.
    """

    rules: Sequence[str]
    means: Mapping[str, Interval]
    better: Mapping[str, Mapping[str, bool]]
    lower_is_better: bool

    @property
    def first(self) -> str:
        """The rule with the best mean; empty where none has one."""
        known = [rule for rule in self.rules if isfinite(self.means[rule].estimate)]
        pick = min if self.lower_is_better else max
        return pick(known, key=lambda rule: self.means[rule].estimate, default="")

    def shown_best(self, rule: str) -> bool:
        """Whether a rule is shown to be better than every other."""
        return bool(rule) and all(self.better[rule].values())

    def beats(self, rule: str) -> list[str]:
        """The rules shown to be better than this one, the one with the best mean first."""
        shown = [other for other in self.rules if self.better[other].get(rule)]
        sign = 1.0 if self.lower_is_better else -1.0
        return sorted(shown, key=lambda other: sign * self.means[other].estimate)


@dataclass(frozen=True, slots=True)
class Rankings:
    """The order of the rules as things stand and at each guess."""

    standing: Order
    guesses: Sequence[Shares]
    orders: Sequence[Order]
    replications: int
    """Of each rule at a guess."""

    @property
    def verdicts(self) -> list[str]:
        """Of each guess, whether the rule that is best as things stand is so there, too."""
        first = self.standing.first
        return [
            ANOTHER if order.beats(first) else SAME if order.shown_best(first) else NOT_TOLD
            for order in self.orders
        ]

    def challengers(self) -> list[str]:
        """Of each guess the best of the rules shown to be better; empty: none is."""
        return [next(iter(order.beats(self.standing.first)), "") for order in self.orders]

    def boxes(self, factors: Factors, varied: Sequence[str]) -> list[tuple[Box, str]]:
        """Where another rule is better, and which one is so most often there."""
        if not (self.guesses and varied):
            return []
        points = self.points(factors, varied)
        hits = np.array([verdict == ANOTHER for verdict in self.verdicts])
        challengers = np.array(self.challengers())
        found = []
        for box in discover(points, hits, factors.digest("boxes")):
            there = challengers[box.holds(points) & hits].tolist()
            found.append((box, max(sorted(set(there)), key=there.count)))
        return found

    def points(self, factors: Factors, varied: Sequence[str]) -> Floats:
        """The guesses as numbers (guesses, factors)."""
        columns = [factors.numbers(f, [guess[f] for guess in self.guesses]) for f in varied]
        return np.column_stack(columns)


def need_rules(trials: Trials, names: Mapping[str, str], replications: int) -> None:
    """Have the rules (rule -> scenario) simulated with all else as it stands."""
    own = trials.results.baseline
    points = {name: {RULE: rule} for rule, name in names.items() if name != own}
    step = f"{len(names)} response rules as things stand"
    trials.need({own: {}, **points}, fresh(replications), step)


def need_guesses(
    trials: Trials, factors: Factors, guesses: Sequence[Shares], replications: int
) -> None:
    """Have the rules simulated at each guess, all with the same replications."""
    points = {
        name: factors.changes(name, guess, rule)
        for number, guess in enumerate(guesses)
        for rule, name in names_at(factors, number).items()
    }
    step = f"{len(factors.rules)} response rules at {len(guesses)} guesses"
    trials.need(points, searching(replications), step)


def names_at(factors: Factors, number: int) -> dict[str, str]:
    """Rule -> scenario at one of the guesses."""
    return {rule: f"guess {number + 1:03d}, {rule}" for rule in factors.rules}


def order_of(trials: Trials, names: Mapping[str, str], kpi: str, numbers: Sequence[int]) -> Order:
    """The order of scenarios (rule -> name) over these replications."""
    label = kpis.describe(kpi)
    columns = {rule: trials.column(name, kpi, numbers) for rule, name in names.items()}
    confidence = simultaneous_confidence(CONFIDENCE, len(names) - 1)
    sign = 1.0 if label.direction == "lower" else -1.0
    better: dict[str, dict[str, bool]] = {}
    for rule, own in columns.items():
        better[rule] = {}
        for other, against in columns.items():
            if other != rule:
                both = own.known & against.known
                found = sampled_difference(own.at(both), against.at(both), ratio=label.ratio)
                ends = [sign * end for end in found.estimated.interval(confidence)[1:]]
                better[rule][other] = max(ends) < 0.0
    means = {
        rule: sampled(own.at(own.known), ratio=label.ratio).estimated.interval()
        if own.known.any()
        else Interval(nan, nan, nan)
        for rule, own in columns.items()
    }
    return Order([*names], means, better, label.direction == "lower")
