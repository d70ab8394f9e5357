"""Daily counts made by the simulator itself: data whose parameters are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from sim.analysis.kpis.joins import Joins
from sim.analysis.series import BY_DAY, compute_series
from sim.config import Scenario
from sim.experiment.calibration.parameters import Parameter, standing
from sim.model.model import simulate
from sim.points.changed_scenario import Variants, find_setting


def with_values(
    scenario: Scenario, over: Mapping[str, Parameter], values: Mapping[str, float]
) -> Scenario:
    """The scenario in which the parameters have these values."""
    changes: dict[str, Any] = {}
    for own in standing({name: over[name] for name in values}, scenario):
        changes |= own.changes(values[own.name])
    places = {find_setting(scenario, key).key: value for key, value in changes.items()}
    return Variants(scenario).at(scenario.name, places)


def counts_as_csv(scenario: Scenario, seed: int, replication: int = 0) -> str:
    """Every ledger's and zone's counts of one replication, zeros written out."""
    log = simulate(scenario, seed, replication, {})
    counts = {
        (ledger, zone): np.zeros(scenario.days, dtype=int)
        for ledger in scenario.world.guarantors
        for zone in scenario.world.zones
    }
    for point in compute_series(Joins(log)):
        if point.series.startswith(BY_DAY) and point.position < scenario.days:
            ledger, _, zone = point.series.removeprefix(BY_DAY).partition("__")
            counts[ledger, zone][point.position] = int(point.value)
    lines = ["date,ledger,zone,count"]
    for day in range(scenario.days):
        date = scenario.world.start + timedelta(days=day)
        lines += [f"{date},{ledger},{zone},{own[day]}" for (ledger, zone), own in counts.items()]
    return "\n".join(lines) + "\n"
