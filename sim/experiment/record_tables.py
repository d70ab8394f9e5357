"""Rows of the two tables on recorded and true, from the KPI table and what the store keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.comparison import Table
from sim.analysis.record_power import PowerRow, power_rows
from sim.analysis.recorded_and_true import PairRow, contrasts, pair_rows
from sim.experiment.plan import Plan
from sim.experiment.store import Store

WOULD_BE: Any = {
    "days": True,
    "world": {"start": True, "zones": {"__all__": {"places"}}, "groups": True, "violence": True},
}
"""Settings that decide which would-be incidents there are."""
REACTIONS: Any = {
    "world": {
        "violence": {
            "intensity_floor",
            "deterrence_by_presence",
            "presence_scale_km",
            "deterrence_by_rung",
            "resentment_effect",
            "resentment_time_days",
            "deaths",
            "severity_if_deaths",
        }
    }
}
"""Of these, settings that decide which of them happen and how bad they are."""


def recorded_and_true(
    plan: Plan, scenarios: Sequence[str], table: Table, keys: Mapping[str, str], store: Store
) -> list[PairRow]:
    """Rows of recorded_and_true.csv: pairs of the scenarios whose figures are reported."""

    def incidents_of(scenario: str, replication: int) -> bytes:
        return store.incidents(keys[scenario], replication)

    pairs = contrasts(scenarios, plan.baseline, table, plan.factor_values())
    would_be = {
        scenario.name: scenario.model_dump(include=WOULD_BE, exclude=REACTIONS)
        for scenario in plan.scenarios
    }
    other = {pair[:2] for pair in pairs if would_be[pair.scenario] != would_be[pair.against]}
    return pair_rows(pairs, table, incidents_of, other)


def record_power(
    scenarios: Sequence[str], table: Table, keys: Mapping[str, str], store: Store
) -> list[PowerRow]:
    """Rows of record_power.csv."""
    return power_rows(scenarios, table, lambda name, number: store.series(keys[name], number))
