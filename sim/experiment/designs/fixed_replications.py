"""The same number of replications of every scenario."""

from __future__ import annotations

from typing import Literal

from sim.experiment.designs.base import Design, Request, Results


class FixedReplications(Design):
    """Asks once for everything, replication by replication."""

    kind: Literal["fixed_replications"] = "fixed_replications"

    def ask(self, results: Results) -> list[Request]:
        """All replications that aren't known yet."""
        return unknown_replications(results)


def unknown_replications(results: Results) -> list[Request]:
    """What the planner asked for and isn't known yet, replication by replication."""
    return [
        (scenario, replication)
        for replication in range(results.replications)
        for scenario in results.scenarios
        if (scenario, replication) not in results.known
    ]
