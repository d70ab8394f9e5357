"""KPIs as tests write them down, by scenario and replication, as the columns that are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis import Pair
from sim.analysis.pairing import Found, Pairings

Table = Mapping[str, Mapping[int, Mapping[str, Pair]]]


class Beside:
    """A scenario beside the baseline, or without ``base`` beside itself: mean and difference."""

    def __init__(
        self,
        own: Mapping[int, Mapping[str, Pair]],
        base: Mapping[int, Mapping[str, Pair]] | None,
        controls: Sequence[str] = (),
    ) -> None:
        table = {"own": own} if base is None else {"own": own, "base": base}
        self.pairings = Pairings(columns(table), list(table)[-1], controls)

    def mean(self, kpi: str, ratio: bool) -> Found:
        return self.pairings.means(kpi, ratio)[0]

    def difference(self, kpi: str, ratio: bool) -> Found:
        return self.pairings.differences(kpi, ratio)[0]


def columns(table: Table, scenarios: Sequence[str] = (), kpis: Sequence[str] = ()) -> KpiColumns:
    """All KPIs of a table; ``scenarios`` may name some of which none finished."""
    found = dict.fromkeys(kpi for of in table.values() for pairs in of.values() for kpi in pairs)
    finished = [(name, number) for name, rows in table.items() for number in rows]
    return KpiColumns(
        list(scenarios or table),
        list(kpis or found),
        finished,
        lambda name, number: table[name][number],
    )
