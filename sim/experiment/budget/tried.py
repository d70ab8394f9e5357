"""The candidates of a budget as scenarios: their names, and what is known of them so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from string import ascii_uppercase

from sim.analysis.pareto import Gains, gains, with_values
from sim.analysis.quotients import Column
from sim.experiment.budget.space import Candidate, Space
from sim.experiment.trials import Trials, searching


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

    def name(self, candidate: Candidate) -> str:
        """The scenario's: ``tried 17`` by the order in which candidates come up, which is the same
        every time; of a finalist ``force B``."""
        if candidate == self.space.standing:
            return self.trials.results.baseline
        return self._names.setdefault(candidate, f"tried {len(self._names) + 1}")

    def name_finalists(self, finalists: Sequence[Candidate]) -> None:
        """Call them ``force A``, ``force B`` and so on from now on; no number, for one of people
        would be taken for those paid on average."""
        letters = ("".join(word) for n in (1, 2) for word in product(ascii_uppercase, repeat=n))
        lettered = (one for one in finalists if one != self.space.standing)
        self._names |= {
            one: f"force {letter}" for one, letter in zip(lettered, letters, strict=False)
        }

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


def forces(count: int) -> str:
    """``1 force``, ``3 forces``."""
    return "1 force" if count == 1 else f"{count} forces"
