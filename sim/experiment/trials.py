"""What a study has tried so far, and what it asks to be tried next.

A study is written as if everything were known: it asks for the KPIs of scenarios it thought of and
goes on with them. Where some aren't known yet, `Unknown` ends it with what to simulate; once that
is done the study is carried out anew, from the beginning, and comes one step further. So it depends
on nothing but what is known, and a study broken off goes on where it was.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sim.analysis.quotients import Column
from sim.config import Scenario
from sim.experiment.deciding_kpi import column_of
from sim.experiment.designs.base import (
    FRESH_FROM,
    Changes,
    Conclusion,
    Design,
    NotPossible,
    Request,
    Results,
)

F = TypeVar("F")


class Unknown(Exception):
    """Replications that a study needs to go on, and what for."""

    def __init__(self, requests: list[Request], step: str) -> None:
        super().__init__(f"{len(requests)} replications")
        self.requests = requests
        self.step = step


@dataclass(slots=True)
class Trials:
    """What is known of the scenarios of a study.

    A search uses the replications of ``searching``, a confirmation those of ``fresh``: figures by
    which something was picked flatter it. Replication 0 is in neither: of what is reported it is
    simulated for its log.
    """

    results: Results
    _made: dict[str, Scenario] = field(default_factory=dict)

    @property
    def base(self) -> Scenario:
        """The scenario that the study starts from."""
        assert self.results.base is not None
        return self.results.base

    def scenario(self, name: str, changes: Changes) -> Scenario:
        """The scenario with these changes, checked. Raises NotPossible with one line."""
        if name not in self._made:
            self._made[name] = self.results.make(name, changes)
        return self._made[name]

    def need(self, points: Mapping[str, Changes], replications: Sequence[int], step: str) -> None:
        """Go on only once these replications of these scenarios are known. Raises Unknown.

        ``points``: name -> changes; the baseline's are empty. ``step``: what they are for, in a few
        words for who waits. What can't be simulated (`is_possible`) or failed counts as known.
        """
        results = self.results
        for name, changes in points.items():
            if name not in results.scenarios:
                results.further.setdefault(name, changes)
        missing = [
            (name, number)
            for number in replications
            for name in points
            if (name, number) not in results.known and name not in results.impossible
        ]
        if missing:
            raise Unknown(missing, step)

    def is_possible(self, name: str) -> bool:
        """Whether a scenario asked for could be simulated at all."""
        return name not in self.results.impossible

    def column(self, name: str, kpi: str, replications: Sequence[int]) -> Column:
        """A KPI of a scenario in these replications, NaN where it failed or isn't known."""
        return column_of(self.results, name, kpi, replications)


def searching(count: int) -> range:
    """The numbers of so many replications to search by."""
    return range(1, count + 1)


def fresh(count: int, time: int = 0) -> range:
    """The numbers of so many replications to confirm by; each ``time`` has numbers of its own."""
    first = FRESH_FROM * (1 + time)
    return range(first, first + count)


class Study(Design, Generic[F]):
    """Base of the designs that think of scenarios as they go: they are carried out over `Trials`.

    What ``carry_out`` finds is told by ``report_of`` (which replications are reported) and
    ``conclusion_of``.
    """

    @abstractmethod
    def carry_out(self, trials: Trials) -> F:
        """The whole study, over what is known. Raises Unknown (by `Trials.need`)."""

    @abstractmethod
    def report_of(self, found: F, trials: Trials) -> list[Request]:
        """The replications that are reported, all of them known by then; the baseline's among
        them."""

    @abstractmethod
    def conclusion_of(self, found: F, trials: Trials) -> Conclusion:
        """What the study found."""

    def ask(self, results: Results) -> list[Request]:
        """What the study needs next; in the end the logs of what is reported."""
        trials = Trials(results)
        try:
            found = self.carry_out(trials)
        except Unknown as unknown:
            results.step = unknown.step
            return unknown.requests
        names = dict.fromkeys(name for name, _ in self.report_of(found, trials))
        logged = [(name, 0) for name in names]
        return [request for request in logged if request not in results.known]

    def reported(self, results: Results) -> list[Request]:
        """The replications that ``report_of`` names."""
        trials = Trials(results)
        return self.report_of(self.carry_out(trials), trials)

    def conclude(self, results: Results) -> Conclusion:
        """What ``conclusion_of`` says."""
        trials = Trials(results)
        return self.conclusion_of(self.carry_out(trials), trials)


__all__ = [
    "Changes",
    "Conclusion",
    "NotPossible",
    "Study",
    "Trials",
    "Unknown",
    "fresh",
    "searching",
]
