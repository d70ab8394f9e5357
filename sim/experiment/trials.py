"""What a study has tried so far, and what it asks to be tried next.

A study (`sim.experiment.designs.study`) is written as if everything were known: it asks for the
KPIs of scenarios it thought of and goes on with them. Where some aren't known yet, `Unknown` ends
it with what to simulate; once that is done the study is carried out anew, from the beginning, and
comes one step further. So it depends on nothing but what is known, and a study broken off goes on
where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.analysis import kpis
from sim.analysis.quotients import Column, sampled, sampled_difference
from sim.analysis.statistics import CONFIDENCE, Interval
from sim.config import Scenario
from sim.experiment.deciding_kpi import column_of
from sim.experiment.study_results import FRESH_FROM, Changes, Request, Results


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

    def mean(
        self,
        name: str,
        kpi: str,
        replications: Sequence[int],
        confidence: float = CONFIDENCE,
    ) -> Interval:
        """A KPI of a scenario with its interval, over those of these replications that are
        known."""
        column = self.column(name, kpi, replications)
        return sampled(column, ratio=kpis.describe(kpi).ratio).estimated.interval(confidence)

    def difference(
        self,
        name: str,
        other: str,
        kpi: str,
        replications: Sequence[int],
        confidence: float = CONFIDENCE,
    ) -> Interval:
        """A KPI of a scenario less that of another, paired, over those of these replications that
        are known of both."""
        own, against = (self.column(one, kpi, replications) for one in (name, other))
        found = sampled_difference(own, against, ratio=kpis.describe(kpi).ratio)
        return found.estimated.interval(confidence)


def searching(count: int) -> range:
    """The numbers of so many replications to search by."""
    return range(1, count + 1)


def fresh(count: int, time: int = 0) -> range:
    """The numbers of so many replications to confirm by; each ``time`` has numbers of its own."""
    first = FRESH_FROM * (1 + time)
    return range(first, first + count)
