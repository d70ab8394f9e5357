"""Three scenarios of a few days in which every station takes part, for results kept on file."""

from __future__ import annotations

from typing import Any

from conftest import compose, compose_in, merge

from sim.config import Scenario
from sim.experiment.batch import Batch, run_batch

SEED, REPLICATIONS, DAYS = 6, 2, 6
BUSY: dict[str, Any] = {
    "world": {
        "access": {"refusal_probability": {"side_a": 0.3, "side_b": 0.3}},
        "traffic": {"threats_per_day": 1.0},
        "convoys": {
            "answer_delay": {"mean_h": 24.0},
            "granted_probability": 0.9,
            "attack_probability": 0.2,
        },
    },
    "mission": {"watches": {"absence_probability": 0.2, "shelter_severity": 1}},
}
"""What would be rare in so few days: refusals, threats, convoys under way, posts given up."""


def scenarios() -> dict[str, Scenario]:
    """By name: few people, many people in trouble, and four zones with every side actor on."""
    lean = compose("lean", "sanction_first", days=DAYS).model_dump(mode="json")
    surge = compose("surge", "graduated", days=DAYS).model_dump(mode="json")
    zones = compose_in("four_zones", "four_zones", days=DAYS).model_dump(mode="json")
    for part in ("world", "mission"):
        for actor in zones[part]["actors"].values():
            actor["enabled"] = True
            if "from_day" in actor and actor["from_day"] is not None:
                actor["from_day"] = min(actor["from_day"], 2.0)
    zones["world"]["violence"]["background_ceiling"] = 100.0  # room for all of them together
    merge(surge, BUSY)
    merge(zones, BUSY)
    made = {"lean": lean, "surge": surge, "four_zones": zones}
    return {name: Scenario.model_validate(_opened(data)) for name, data in made.items()}


def _opened(data: dict[str, Any]) -> dict[str, Any]:
    """With sites open on the second day, and agencies that ask for convoys every day."""
    for sites in (data["mission"]["posts"], data["mission"]["checkpoints"]):
        for site in sites.values():
            site["opens_day"] = 1.0
    for actor in data["world"]["actors"].values():
        if actor["kind"] == "relief_agency":
            actor["requests_per_week"] = 7.0
    return data


def kpis() -> dict[str, dict[str, tuple[float, float]]]:
    """Numerator and denominator by KPI and by run, a run being a scenario and a replication."""
    table: dict[str, dict[str, tuple[float, float]]] = {}
    for replication in range(REPLICATIONS):
        for row in run_batch(Batch.of(SEED, replication, scenarios().items())):
            assert not row.failed, row.traceback
            for kpi, pair in row.pairs().items():
                table.setdefault(kpi, {})[f"{row.key} {replication}"] = pair
    return table
