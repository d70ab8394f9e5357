"""Runs a study over made-up KPIs of the scenarios that it thinks of, for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.analysis.kpis import Pair
from sim.config import Scenario
from sim.experiment.designs.base import Changes, Design, NotPossible, Results
from sim.points.changed_scenario import Variants, WrongSettings, find_setting

Made = Callable[[Scenario, int], Mapping[str, Pair] | None]
"""(scenario, replication) -> KPIs, None for one that fails."""


def study(
    design: Design, base: Scenario, made: Made, *, replications: int = 20
) -> tuple[Results, dict[str, Scenario]]:
    """Do what the design asks until it asks nothing; gives what is known, and the scenarios."""
    variants = Variants(base)

    def make(name: str, changes: Changes) -> Scenario:
        places = {find_setting(base, key).key: value for key, value in changes.items()}
        try:
            return variants.at(name, places)
        except WrongSettings as error:
            raise NotPossible(f"{name}: {error.faults[0].message}") from None

    results = Results((base.name,), base.name, replications, base=base, make=make)
    scenarios = {base.name: base}
    for _ in range(100):
        requests = design.ask(results)
        if not requests:
            return results, scenarios
        assert len(set(requests)) == len(requests)
        for name, number in requests:
            assert (name, number) not in results.known
            if name not in scenarios and name not in results.impossible:
                try:
                    scenarios[name] = make(name, results.further[name])
                except NotPossible as reason:
                    results.impossible[name] = str(reason)
            if name in scenarios:
                results.known[name, number] = made(scenarios[name], number)
    raise AssertionError("asks on and on")
