"""Rows of the two tables on recorded and true, from KPIs and what the store keeps beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.record_power import READ as POWER_READ
from sim.analysis.record_power import PowerRow, power_rows
from sim.analysis.recorded_and_true import READ, PairRow, contrasts, pair_rows
from sim.experiment.plan import Plan
from sim.experiment.reported import Reported

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


BOTH_READ = tuple(dict.fromkeys((*READ, *POWER_READ)))
"""KPIs that the two tables read: taken from the store together, in one pass over its rows."""
PAIRS_UP_TO = 200
"""Scenarios of which every pair is told; of more, pairs of those shown."""


def recorded_and_true(plan: Plan, reported: Reported, scenarios: Sequence[str]) -> list[PairRow]:
    """Rows of recorded_and_true.csv: pairs of ``scenarios``.

    When they are a choice by what came out, intervals hold for all pairs they were chosen from.
    """
    columns = reported.columns(BOTH_READ)
    everything = contrasts(columns, plan.baseline, plan.factor_values())
    wanted = set(scenarios)
    pairs = [pair for pair in everything if wanted.issuperset(pair[:2])]
    named = {name for pair in pairs for name in pair[:2]}
    would_be = {
        scenario.name: scenario.model_dump(include=WOULD_BE, exclude=REACTIONS)
        for scenario in plan.scenarios
        if scenario.name in named
    }
    other = {pair[:2] for pair in pairs if would_be[pair.scenario] != would_be[pair.against]}
    return pair_rows(pairs, columns, reported.incidents, other, chosen_from=everything)


def record_power(reported: Reported, scenarios: Sequence[str]) -> list[PowerRow]:
    """Rows of record_power.csv: of ``scenarios``."""
    return power_rows(scenarios, reported.columns(BOTH_READ), reported.series)
