"""Runs a design over made-up KPIs, for tests of designs that ask again and again."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from sim.analysis.kpis import Pair
from sim.experiment.designs.base import Design, Request, Results

Made = Callable[[str, int], Mapping[str, Pair] | None]
"""(scenario, replication) -> KPIs, None for one that fails."""


def drive(
    design: Design,
    made: Made,
    scenarios: tuple[str, ...],
    *,
    replications: int = 30,
    shuffled: int | None = None,
) -> tuple[Results, list[list[Request]]]:
    """Do what the design asks until it asks nothing; gives what is known, and each request.

    ``shuffled`` is a seed by which replications finish in another order.
    """
    results = Results(scenarios, scenarios[0], replications)
    asked = []
    while requests := design.ask(results):
        assert len(set(requests)) == len(requests)
        assert not set(requests) & results.known.keys()
        asked.append(requests)
        done = list(requests)
        if shuffled is not None:
            random.Random(shuffled + len(asked)).shuffle(done)
        for request in done:
            results.known[request] = made(*request)
        assert len(asked) < 1_000, "asks on and on"
    return results, asked


def numbers_of(results: Results, scenario: str) -> list[int]:
    """The replications simulated of a scenario."""
    return sorted(number for name, number in results.known if name == scenario)
