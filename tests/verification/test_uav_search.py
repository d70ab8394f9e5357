"""UAVs against the theory of random search: 1 - exp(-n W v t / A), as a share of what is seen."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from actor_stand import ActorStand

from sim.model.entities import Violation
from verification.cases import CASES
from verification.measured import Verify, mean, share

ZONE = "eastern_ghouta"
UAVS: dict[str, Any] = {
    "kind": "uav_sorties",
    "label": "UAVs",
    "guarantor": "russia",
    "people": 0,
    "from_day": 0.0,
    "sorties_per_day": 1.0,
    "launch_hour": 0.0,
    "endurance_h": 16.0,
    "loss_probability": 0.0,
    "area_km2": {ZONE: 110.0},
    "sweep_width_km": 0.5,
    "speed_kmh": 90.0,
    "night_factor": 0.4,
    "visible_h": 0.75,
    "report_delay_h": 0.0,
}
INCIDENTS = 20_000


def delays(hour: float, **changes: Any) -> list[float]:
    """Hours until each incident of an hour that is seen at all was seen."""
    stand = ActorStand(days=2.0)
    stand.start(UAVS | changes, "uavs")
    found: list[float] = []

    def happen() -> None:
        (witness,) = stand.situation.witnesses
        for number in range(INCIDENTS):
            at = Violation(number, hour, "g", "side_a", True, ZONE, "douma", "mortar", 1, 0, 1)
            if seen := witness(at):
                found.append(seen.delay_h)

    stand.rep.at(hour, happen)
    stand.run()
    return found


@pytest.mark.parametrize(
    ("name", "hour", "changes", "uav_hours"),
    [
        ("S5 .75 h", 12.0, {}, 0.75),
        ("S5 2 h", 12.0, {"visible_h": 2.0}, 2.0),
        ("S5 going home", 15.75, {}, 0.25),  # home at 16
        ("S5 night", 3.0, {}, 0.4 * 0.75),  # the night leaves 0.4 of the sweep width
        ("S5 two", 13.0, {"sorties_per_day": 2.0}, 2 * 0.75),  # launched at 0 and 12
        # the first goes home in between
        ("S5 two, one going home", 15.75, {"sorties_per_day": 2.0}, 0.25 + 0.75),
    ],
)
def test_the_share_seen_is_that_of_random_search(
    name: str, hour: float, changes: dict[str, Any], uav_hours: float, verified: Verify
) -> None:
    expected = 1.0 - exp(-0.5 * 90.0 * uav_hours / 110.0)
    assert CASES[name].expected == pytest.approx(expected, rel=1e-4)
    verified(name, share(len(delays(hour, **changes)), INCIDENTS))


def test_the_hour_at_which_it_is_seen_is_a_truncated_exponential(verified: Verify) -> None:
    """Mean of an exponential of rate r that is known to be below t: 1/r - t / (exp(r t) - 1)."""
    rate, visible_h = 0.5 * 90.0 / 110.0, 2.0
    found = delays(12.0, visible_h=visible_h)
    expected = 1.0 / rate - visible_h / (exp(rate * visible_h) - 1.0)
    assert CASES["S5 delay"].expected == pytest.approx(expected, rel=1e-4)
    verified("S5 delay", mean(found))
