"""Two sides that are alike in every respect are treated alike, within Monte Carlo error."""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import Any

import numpy as np
import pytest
from conftest import compose

from sim.analysis.kpis import compute
from sim.analysis.kpis.joins import Joins
from sim.config import Scenario
from sim.model.model import simulate

REPLICATIONS = 40
SIDES = ("side_a", "side_b")
RATES = (
    "located_given_equal_conduct_share",
    "found_given_equal_conduct_share",
    "sanctioned_given_equal_conduct_share",
    "sanctions_wrong_group_share_against",
    "findings_wrong_side_share_against",
)


def alike(data: Any) -> Any:
    """Plain data in which whatever is given by side is side A's for both."""
    if isinstance(data, dict):
        if data.keys() == set(SIDES) and not isinstance(data["side_a"], str):
            return dict.fromkeys(SIDES, alike(data["side_a"]))
        return {key: alike(value) for key, value in data.items()}
    return data


@cache
def scenario() -> Scenario:
    """Eastern Ghouta with one group a side, both firing the same mix at the same places."""
    data = compose("planned", "investigate_first", days=60).model_dump(mode="json")
    about = data["world"]["groups"]["government"] | {
        "background_per_day": 4.0,
        "zone": "eastern_ghouta",
    }
    sides = data["world"].pop("sides")
    data = alike(data)
    data["world"]["sides"] = sides
    data["world"]["groups"] = {
        name: about | {"label": name, "side": side}
        for name, side in zip(("first", "second"), SIDES, strict=True)
    }
    data["world"]["violence"] |= {"shocks": {}}
    data["world"]["violence"]["deterrence_by_rung"] = 0.1
    error = {"report": 0.25, "finding": 0.15, "excluded_fire_blamed_on_covered": 0.0}
    data["world"]["attribution"] |= {"maps_approved_day": None, "before_maps": error}
    for site in (*data["mission"]["posts"].values(), *data["mission"]["checkpoints"].values()):
        site["opens_day"] = 2.0
    data["staffing"]["investigation_teams"] = 6
    return Scenario.model_validate(data)


@cache
def rates() -> dict[str, np.ndarray]:
    """By rate, a row a replication: above and below the line for side A, then for side B."""
    found: dict[str, list[list[float]]] = {name: [] for name in RATES}
    for replication in range(REPLICATIONS):
        log = simulate(scenario(), 20170506, replication)
        counted = compute(log, Joins(log))
        for name in RATES:
            pairs = [counted[f"{name}_{side}"] for side in SIDES]
            found[name].append([number for pair in pairs for number in pair])
    return {name: np.array(rows) for name, rows in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", RATES)
def test_equal_sides_are_treated_equally(name: str) -> None:
    """The difference of two ratios of sums is 0 within 3.29 standard errors (delta method)."""
    above_a, below_a, above_b, below_b = rates()[name].T
    assert min(below_a.sum(), below_b.sum()) > 200, "there was something to treat"
    rate_a, rate_b = above_a.sum() / below_a.sum(), above_b.sum() / below_b.sum()
    assert min(rate_a, rate_b) > 0.02
    assert max(rate_a, rate_b) < 0.98
    errors = (above_a - rate_a * below_a) / below_a.mean()
    errors -= (above_b - rate_b * below_b) / below_b.mean()
    error = float(errors.std(ddof=1)) / sqrt(REPLICATIONS)
    assert error < 0.03, "close enough to see a bias of a tenth"
    assert rate_a == pytest.approx(rate_b, abs=3.29 * error)
