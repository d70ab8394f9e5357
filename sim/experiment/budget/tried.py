"""The candidates of a budget as scenarios: their names, and what is known of them so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from string import ascii_lowercase

from sim.analysis.pareto import Gains, gains, with_values
from sim.analysis.quotients import Column
from sim.experiment.budget.space import Candidate, Space
from sim.experiment.trials import Trials, searching

LETTERS = ascii_lowercase[1:]
"""Behind the names of further candidates that take as many people."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A KPI that counts, beside staff."""

    kpi: str
    ratio: bool
    lower_is_better: bool


@dataclass(slots=True)
class Tried:
    """What is known of the candidates of a space."""

    trials: Trials
    space: Space
    axes: Sequence[Axis]
    searched: dict[Candidate, int] = field(default_factory=dict)
    """Candidate -> in how many replications to search by it was tried."""
    _names: dict[Candidate, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def name(self, candidate: Candidate) -> str:
        """The scenario's: ``246 people``; further ones of as many ``246 people b``.

        They are given in the order in which candidates come up, which is the same every time.
        """
        if candidate not in self._names:
            name = self.trials.results.baseline
            if candidate != self.space.standing:
                name = self._free(f"{self.space.price(candidate):.0f} people")
            self._taken.add(name)
            self._names[candidate] = name
        return self._names[candidate]

    def _free(self, plain: str) -> str:
        taken = self._taken | {self.trials.results.baseline}
        letters = ("".join(word) for n in (1, 2, 3) for word in product(LETTERS, repeat=n))
        names = chain([plain], (f"{plain} {more}" for more in letters))
        return next(name for name in names if name not in taken)

    def column(self, candidate: Candidate, axis: Axis, replications: Sequence[int]) -> Column:
        """An axis of a candidate in these replications."""
        return self.trials.column(self.name(candidate), axis.kpi, replications)

    def search(self, candidates: Sequence[Candidate], count: int, words: str) -> list[Candidate]:
        """Have so many replications of each to search by; gives those that are possible."""
        possible = self.need(candidates, searching(count), words)
        self.searched |= dict.fromkeys(possible, count)
        return possible

    def need(
        self, candidates: Sequence[Candidate], replications: Sequence[int], words: str
    ) -> list[Candidate]:
        """Have these replications of each known; gives those that are possible."""
        points = {self.name(one): self.space.changes(one) for one in candidates}
        self.trials.need(points, replications, words)
        return [one for one in candidates if self.trials.is_possible(self.name(one))]

    def compared(
        self, candidates: Sequence[Candidate], replications: Sequence[int]
    ) -> tuple[list[Candidate], list[Gains]]:
        """Those that finished most of the replications, with their gains on each axis."""
        first = [self.column(one, self.axes[0], replications) for one in candidates]
        enough, common = with_values(first)
        named = [candidates[at] for at in enough]
        found = []
        for axis in self.axes:
            columns = [self.column(one, axis, replications).at(common) for one in named]
            found.append(gains(columns, ratio=axis.ratio, lower_is_better=axis.lower_is_better))
        return named, found
