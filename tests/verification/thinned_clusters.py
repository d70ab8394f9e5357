"""A stand-in for the model whose counts are known: clusters of incidents, thinned by two ledgers.

Clusters begin as a Poisson process that grows after a renewal; each has one incident and a Poisson
number of further ones, days later. Each ledger enters an incident with its own probability. So all
that a calibration needs takes a tenth of a millisecond, and its intervals can be tried on many
sets of data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from conftest import compose

from sim.analysis.series import Point, entries_by_day
from sim.config import Scenario
from sim.experiment.designs.base import Conclusion, NotPossible, Results
from sim.experiment.designs.calibrate import Calibrate
from sim.kernel.streams import Streams

DAYS = 140
ZONE = "eastern_ghouta"
PER_DAY = 8.0
FURTHER_PER_SETTING = 10.0
"""The stand-in's mean number of further incidents, over the setting that stands for it."""
LATER_DAYS = 2.0
OVER: dict[str, dict[str, Any]] = {
    "level": {
        "words": "level",
        "factor_on": ["world.groups.*.background_per_day"],
        "from": 0.4,
        "to": 2.2,
        "scale": "log",
    },
    "further": {
        "words": "further incidents",
        "setting": "world.violence.slow.own",
        "from": 0.0,
        "to": 0.2,
    },
    "depth": {
        "words": "fall",
        "setting": "world.violence.recovery.depth",
        "from": 0.28,
        "to": 0.98,
    },
    "side_a": {
        "words": "complaints of side A",
        "setting": "world.complaints.probability.side_a",
        "from": 0.1,
        "to": 0.8,
    },
}
SIDE_B = {
    "words": "complaints of side B",
    "setting": "world.complaints.probability.side_b",
    "from": 0.1,
    "to": 0.8,
}


@cache
def base() -> Scenario:
    """The scenario whose settings the stand-in reads."""
    return compose(days=DAYS)


def counts(changes: Mapping[str, Any], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Daily counts of both ledgers in one realisation."""
    world = base().world
    group = "world.groups.government.background_per_day"
    level = changes.get(group, 3.6) / world.groups["government"].background_per_day
    further = FURTHER_PER_SETTING * changes.get("world.violence.slow.own", 0.1)
    depth = changes.get("world.violence.recovery.depth", 0.69)
    day = np.arange(DAYS)
    rate = PER_DAY * level * (1.0 - depth * np.exp(-day / 69.0))
    born = np.repeat(day, rng.poisson(rate))
    later = np.repeat(born, rng.poisson(further, len(born)))
    later = later + rng.exponential(LATER_DAYS, len(later)).astype(int)
    days = np.concatenate([born, later[later < DAYS]])
    chances = {"russia": ("side_a", 0.38), "turkey": ("side_b", 0.40)}
    return {
        ledger: np.bincount(
            days[
                rng.random(len(days)) < changes.get(f"world.complaints.probability.{side}", usual)
            ],
            minlength=DAYS,
        )
        for ledger, (side, usual) in chances.items()
    }


def data(values: Mapping[str, Any], number: int) -> dict[tuple[str, str], dict[int, int]]:
    """A planner's counts, were these the values: another set for each number."""
    made = counts(values, np.random.default_rng([20170506, number]))
    return {
        (ledger, ZONE): {day: int(count) for day, count in enumerate(own)}
        for ledger, own in made.items()
    }


def calibrated(
    daily: Mapping[tuple[str, str], Mapping[int, int]],
    *,
    seed: int = 1,
    more: Mapping[str, Any] | None = None,
    replications: int = 10,
    **sizes: int,
) -> tuple[Conclusion, Results]:
    """The conclusion of the whole study over the stand-in; ``more``: further parameters."""
    usual = {"wide_points": 100, "wide_replications": 2, "near_points": 120, "near_replications": 3}
    design = Calibrate.model_validate(
        {"kind": "calibrate", "name": "test", "over": {**OVER, **(more or {})}, **usual, **sizes}
    ).taking(daily, "counts.csv", base(), "ghouta_as_announced", seed, {})
    results = Results((base().name,), base().name, replications, base=base())

    def make(name: str, _changes: Mapping[str, Any]) -> Scenario:
        raise NotPossible(name)

    def series(scenario: str, replication: int) -> list[Point]:
        rng = np.random.default_rng([Streams(seed, replication).digest("stand-in"), replication])
        made = counts(results.further.get(scenario, {}), rng)
        return [
            Point(entries_by_day(ledger, ZONE), day, float(count))
            for ledger, own in made.items()
            for day, count in enumerate(own)
            if count
        ]

    results.make, results.series = make, series
    while requests := design.ask(results):
        results.known |= {request: {} for request in requests}
    conclusion = design.conclude(results)
    assert conclusion is not None
    return conclusion, results
