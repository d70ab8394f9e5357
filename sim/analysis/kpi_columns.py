"""KPIs of many replications as columns of numbers: by scenario and replication, KPI after KPI.

A dictionary of all pairs of a replication takes about 30 KB, here they take 5: a comparison of a
sweep would not fit into memory otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain

import numpy as np

from sim.analysis.kpis import Pair, complete
from sim.analysis.quotients import Column
from sim.analysis.statistics import Bools, Floats

PairsOf = Callable[[str, int], Mapping[str, Pair]]
"""(scenario, replication) -> its KPIs."""

BYTES_PER_PAIR = 16


class KpiColumns:
    """Some KPIs of S scenarios in R replications; what didn't finish is NaN and not ``finished``.

    ``replications``: their numbers, in order; ``finished``: (S, R); ``cells``: (S, R, number of
    KPIs, 2), numerator and denominator.
    """

    def __init__(
        self,
        scenarios: Sequence[str],
        kpis: Sequence[str],
        finished: Collection[tuple[str, int]],
        pairs_of: PairsOf,
    ) -> None:
        """Asks for the KPIs of each (scenario, replication) that finished, one after another.

        What a replication doesn't hold of an open family counted zero in it.
        """
        self.scenarios = tuple(scenarios)
        self.replications = tuple(sorted({number for _, number in finished}))
        self._row = {name: at for at, name in enumerate(scenarios)}
        self._place = {kpi: at for at, kpi in enumerate(kpis)}
        shape = len(self._row), len(self.replications)
        self.finished: Bools = np.zeros(shape, dtype=np.bool_)
        self.cells: Floats = np.full((*shape, len(kpis), 2), np.nan)
        column = {number: at for at, number in enumerate(self.replications)}
        for scenario, number in finished:
            pairs = complete(pairs_of(scenario, number), kpis)
            flat = np.fromiter(chain.from_iterable(pairs.values()), np.float64, 2 * len(kpis))
            self.cells[self._row[scenario], column[number]] = flat.reshape(-1, 2)
            self.finished[self._row[scenario], column[number]] = True

    def __contains__(self, kpi: str) -> bool:
        return kpi in self._place

    def row_of(self, scenario: str) -> int:
        """Where a scenario stands on the first axis."""
        return self._row[scenario]

    def of(self, kpi: str) -> Column:
        """A KPI of all scenarios: both arrays (S, R)."""
        pairs = self.cells[:, :, self._place[kpi]]
        return Column(pairs[:, :, 0].copy(), pairs[:, :, 1].copy())

    def of_scenario(self, kpi: str, scenario: str) -> Column:
        """A KPI of one scenario: both arrays (R,)."""
        pairs = self.cells[self._row[scenario], :, self._place[kpi]]
        return Column(pairs[:, 0].copy(), pairs[:, 1].copy())

    def finished_by(self, scenario: str) -> Bools:
        """Which replications a scenario finished: (R,)."""
        of_scenario: Bools = self.finished[self._row[scenario]]
        return of_scenario
