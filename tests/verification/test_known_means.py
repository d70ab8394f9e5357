"""The means of the control variates are what scenarios say: exactly 1, over many replications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest
from conftest import compose, compose_in

from sim.config import Scenario
from sim.events import ControlObserved
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.clusters import ClusterProcess
from sim.model.model import simulate

SCENARIOS: dict[str, Callable[[], Scenario]] = {
    "eastern_ghouta": lambda: compose("lean", "record_only"),
    "four_zones": lambda: compose_in("four_zones", "four_zones", "lean", "record_only"),
}


def assert_mean_is_one(values: list[float]) -> None:
    error = float(np.std(values, ddof=1)) / sqrt(len(values))
    assert abs(float(np.mean(values)) - 1.0) < 3.29 * error
    assert error < 0.06, "too few replications to tell"


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_immigrants_of_the_whole_term(name: str) -> None:
    """Drawn by the model's own source, without the run; groups join, leave and recover."""
    scenario = SCENARIOS[name]()
    observed = []
    for replication in range(60):
        rep = Replication(20170506, replication, 24.0 * scenario.days)
        clusters = background.clusters(scenario.world, rep)
        process = ClusterProcess(rep, clusters, lambda _g, _k: 1.0, lambda _birth: None)
        process.immigrants()
        observed.append(sum(process.kept_at_one) / sum(clusters.expected_at_one))
    assert_mean_is_one(observed)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_runs_write(name: str) -> None:
    """Whole runs of three weeks, sanctions and all: no measure moves a control's mean."""
    data = SCENARIOS[name]().model_dump(mode="json")
    graduated = compose("lean", "graduated").model_dump(mode="json")["response"]
    scenario = Scenario.model_validate(data | {"days": 21, "response": graduated})
    found: dict[str, list[float]] = defaultdict(list)
    for replication in range(40):
        for row in simulate(scenario, 20170506, replication).of(ControlObserved):
            found[row.name].append(row.observed / row.expected)
    assert set(found) == {"immigrants", "requests", "arrivals"}
    for values in found.values():
        assert len(values) == 40
        error = float(np.std(values, ddof=1)) / sqrt(len(values))
        assert abs(float(np.mean(values)) - 1.0) < 3.29 * error
