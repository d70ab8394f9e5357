"""The replications whose figures are reported and compared, read one after another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis import Label, Pair, describe, order
from sim.analysis.missing import NotCompared
from sim.analysis.series import Point
from sim.experiment.problems import StoreProblem
from sim.experiment.store import Store
from sim.experiment.study_results import Request, Results


class Replications(ABC):
    """Replications that finished, scenario by scenario, and those of them that are compared.

    Nothing is held but the KPIs asked for last, 16 bytes each.
    """

    def __init__(
        self, scenarios: Sequence[str], finished: Iterable[Request], refused: NotCompared
    ) -> None:
        self.scenarios = tuple(scenarios)
        rank = {scenario: at for at, scenario in enumerate(scenarios)}
        self.finished = sorted(finished, key=lambda request: (rank[request[0]], request[1]))
        self.compared = [one for one in self.finished if one[0] not in refused.left_out]
        self._columns: KpiColumns | None = None

    @property
    def replications(self) -> int:
        """Different numbers of replications among those compared."""
        return len({number for _, number in self.compared})

    @abstractmethod
    def pairs_of(self, scenario: str, replication: int) -> dict[str, Pair]:
        """KPIs of a replication."""

    def labels(self) -> dict[str, Label]:
        """Every KPI of any of them, in the order of tables."""
        names: set[str] = set()
        for request in self.finished:
            names.update(self.pairs_of(*request))
        return {name: describe(name) for name in order(names)}

    def columns(self, kpis: Sequence[str]) -> KpiColumns:
        """At least these KPIs of those compared."""
        if self._columns is None or not all(kpi in self._columns for kpi in kpis):
            self._columns = None  # the one before needn't be held while the next is filled
            self._columns = KpiColumns(self.scenarios, kpis, self.compared, self.pairs_of)
        return self._columns

    def finished_of(self, scenarios: Sequence[str]) -> Iterator[Request]:
        """Replications that finished of these scenarios."""
        wanted = set(scenarios)
        return (request for request in self.finished if request[0] in wanted)


class Reported(Replications):
    """Replications of a run, as the store keeps them."""

    def __init__(
        self, results: Results, keys: Mapping[str, str], refused: NotCompared, store: Store
    ) -> None:
        done = [request for request, pairs in results.known.items() if pairs is not None]
        super().__init__(results.scenarios, done, refused)
        self.keys = keys
        self.store = store

    def pairs_of(self, scenario: str, replication: int) -> dict[str, Pair]:
        """KPIs of a replication. Raises StoreProblem when the store lost it."""
        row = self.store.find(self.keys[scenario], replication)
        if row is None or row.failed:
            raise StoreProblem(f"{self.store.path}: lost replication {replication} of {scenario}")
        return row.pairs()

    def series(self, scenario: str, replication: int) -> list[Point]:
        """Series of a replication."""
        return self.store.series(self.keys[scenario], replication)

    def incidents(self, scenario: str, replication: int) -> bytes:
        """Packed incidents of a replication."""
        return self.store.incidents(self.keys[scenario], replication)
