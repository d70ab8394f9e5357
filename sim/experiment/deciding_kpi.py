"""KPIs by which a design decides what to simulate next: read off what is known, and told."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, nan
from typing import Annotated

import numpy as np
from pydantic import AfterValidator

from sim.analysis import kpis
from sim.analysis.quotients import Column
from sim.analysis.verdict import SHARES
from sim.experiment.study_results import Results
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


def figure(number: float, kpi: str) -> str:
    """A value of a KPI with its unit, a share in per cent: ``62 %``, ``2,085 tonnes``; ``no
    value`` of one that isn't known."""
    unit = kpis.describe(kpi).unit
    if not isfinite(number):
        return "no value"
    return f"{plain(100.0 * number)} %" if unit in SHARES else f"{plain(number)} {unit}"


def in_its_unit(number: float, kpi: str) -> str:
    """A difference in a KPI with its unit, of shares in percentage points: ``2 percentage points``
    is 0.02 of a share. A value itself is told by `figure`."""
    unit = kpis.describe(kpi).unit
    if unit not in SHARES:
        return figure(number, kpi)
    if not isfinite(number):
        return "no value"
    points = plain(100.0 * number)
    return f"{points} percentage {'point' if points in ('1', '-1') else 'points'}"


def plain(number: float) -> str:
    """A number with three digits that count, or all before the point: ``0.0523``, ``2,085``.

    Never with an exponent; below a millionth it is ``0``.
    """
    if abs(number) >= 999.5:
        return f"{number:,.0f}"
    if abs(number) < 1e-6:
        return "0"
    return np.format_float_positional(number, precision=3, fractional=False, trim="-")
