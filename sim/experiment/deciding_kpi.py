"""The KPI by which a design decides what to simulate next: read off what is known, and told."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan
from typing import Annotated

from pydantic import AfterValidator

from sim.analysis import kpis
from sim.analysis.quotients import Column
from sim.analysis.verdict import SHARES
from sim.experiment.designs.base import Results
from sim.kernel.names import did_you_mean


def _declared(name: str) -> str:
    try:
        kpis.describe(name)
    except KeyError:
        hint = did_you_mean(name, kpis.names())
        message = f"no KPI is called so{hint} (the columns of a run's kpis.csv are KPIs)"
        raise ValueError(message) from None
    return name


DecidingKpi = Annotated[str, AfterValidator(_declared)]
"""A KPI's name as a setting of a design: one that nobody computes is refused beforehand."""


def with_a_direction(name: str) -> str:
    """The KPI's name, if less or more of it is better. Raises ValueError."""
    if kpis.describe(name).direction == "neither":
        message = (
            "neither less nor more of it is better, so no scenario is best by it "
            "(true_incidents_per_day has a direction)"
        )
        raise ValueError(message)
    return name


KpiWithDirection = Annotated[DecidingKpi, AfterValidator(with_a_direction)]
"""A KPI by which one scenario is better than another."""


def column_of(results: Results, scenario: str, kpi: str, replications: Iterable[int]) -> Column:
    """The KPI of a scenario in these replications, in their order.

    NaN for a replication that failed or isn't known.
    """
    found = []
    for replication in replications:
        row = results.known.get((scenario, replication))
        found.append((nan, nan) if row is None else kpis.complete(row, [kpi])[kpi])
    return Column.of(found)


def in_its_unit(number: float, kpi: str) -> str:
    """A difference in a KPI with its unit, of shares in percentage points: ``2 percentage points``
    is 0.02 of a share."""
    unit = kpis.describe(kpi).unit
    return f"{100.0 * number:.3g} percentage points" if unit in SHARES else f"{number:.3g} {unit}"
