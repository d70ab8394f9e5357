"""How the response rules rank as things stand, and whether they do at each guess of the unknowns.

At a guess another rule is better only if the paired difference says so: its interval, simultaneous
over the rules, lies wholly on the better side. So chance alone shows another rule as better at no
more than one guess in forty on average; as guesses have different replications, how many it is
follows a binomial distribution.

Where another rule is better is looked for at one half of the guesses and counted at the other: at
those by which a box was found it would hold more than it does elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.special import bdtrc

from sim.analysis import kpis
from sim.analysis.scenario_discovery import Box, counted_at, discover
from sim.analysis.statistics import CONFIDENCE, Bools, Floats, Interval, simultaneous_confidence
from sim.experiment.sensitivity.factors import RULE, Factors, Shares
from sim.experiment.trials import Trials, fresh

SAME, ANOTHER, NOT_TOLD = "same", "another", "not told apart"
BY_CHANCE = (1.0 - CONFIDENCE) / 2.0
"""Share of guesses that show another rule as better by chance alone, on average, at most."""
SELDOM = 0.05


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

    @property
    def by_chance(self) -> tuple[float, int]:
        """Guesses at which chance alone shows another rule as better: on average, and the number
        that it exceeds in one study of twenty at most."""
        count = len(self.guesses)
        at_most = next(k for k in range(count + 1) if bdtrc(k, count, BY_CHANCE) <= SELDOM)
        return BY_CHANCE * count, at_most

    def boxes(self, factors: Factors, varied: Sequence[str]) -> list[tuple[Box, str]]:
        """Where another rule is better, and which one is so most often there.

        Found at the first guess of each block, counted at the last.
        """
        if not (self.guesses and varied):
            return []
        points = self.points(factors, varied)
        hits = np.array([verdict == ANOTHER for verdict in self.verdicts])
        seek, count = self.sought, ~self.sought
        challengers = np.array(self.challengers())[count]
        boxes = discover(points[seek], hits[seek], factors.digest("boxes"))
        found = []
        for box in counted_at(boxes, points[count], hits[count]):
            there = challengers[box.holds(points[count]) & hits[count]].tolist()
            found.append((box, max(sorted(set(there)), key=there.count)))
        return found

    @property
    def sought(self) -> Bools:
        """Which guesses boxes are looked for at; at the others they are counted."""
        first_of_a_block: Bools = np.arange(len(self.guesses)) % 2 == 0
        return first_of_a_block

    def outside(
        self, boxes: Sequence[tuple[Box, str]], factors: Factors, varied: Sequence[str]
    ) -> Counter[str]:
        """Verdicts of the guesses at which boxes are counted, as far as they lie in none."""
        points = self.points(factors, varied)
        which = ~self.sought
        for box, _ in boxes:
            which &= ~box.holds(points)
        return Counter(v for v, is_in in zip(self.verdicts, which, strict=True) if is_in)

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


def order_of(trials: Trials, names: Mapping[str, str], kpi: str, numbers: Sequence[int]) -> Order:
    """The order of scenarios (rule -> name) over these replications."""
    lower_is_better = kpis.describe(kpi).direction == "lower"
    confidence = simultaneous_confidence(CONFIDENCE, len(names) - 1)
    sign = 1.0 if lower_is_better else -1.0
    better: dict[str, dict[str, bool]] = {}
    for rule, own in names.items():
        better[rule] = {}
        for other, against in names.items():
            if other != rule:
                apart = trials.difference(own, against, kpi, numbers, confidence)
                better[rule][other] = max(sign * apart.low, sign * apart.high) < 0.0
    means = {rule: trials.mean(own, kpi, numbers) for rule, own in names.items()}
    return Order([*names], means, better, lower_is_better)
