"""The table of what each point of a sweep is: a row a scenario, a column a setting that varies."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sim.experiment.csv_files import write_rows
from sim.experiment.plan import Plan

TOLD_BY_NAMES = 2
"""Names and charts tell the points of so many factors apart."""


def write_points(path: Path, plan: Plan, scenarios: Collection[str]) -> None:
    """Write points.csv for the scenarios reported: none for few factors, whose names say it all."""
    factors = plan.factor_values()
    keys = list(next(iter(factors.values()), ()))
    if len(keys) <= TOLD_BY_NAMES and not plan.design.design:
        return
    rows = ((name, *factors[name].values()) for name in scenarios)
    write_rows(path, ["scenario", *keys], rows)
