"""Estimators and recorded counts against theory: Chapman from independent lists (V17), and the
planner's trap, in which more posts record more while less happens (V16)."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from conftest import compose

from sim import config
from sim.analysis.estimators import Lists, chapman, log_normal_interval, wald_interval
from sim.events import LedgerEntered, ViolationOccurred
from sim.model.model import simulate
from verification.cases import CASES
from verification.measured import Measured, Verify, around, mean, share

INCIDENTS, FIRST, SECOND, RUNS = 200, 0.4, 0.3, 20_000


@pytest.fixture(scope="module")
def chapmans() -> dict[str, Measured]:
    """Chapman's estimate of 200 incidents, of which two lists hold .4 and .3 each for itself."""
    rng = np.random.default_rng(17)
    both = rng.binomial(INCIDENTS, FIRST * SECOND, RUNS)
    only_first = rng.binomial(INCIDENTS - both, FIRST * (1 - SECOND) / (1 - FIRST * SECOND))
    left = INCIDENTS - both - only_first
    only_second = rng.binomial(left, SECOND)
    found = [
        chapman(Lists(one + shared, two + shared, shared))
        for one, two, shared in np.stack([only_first, only_second, both], axis=1).tolist()
    ]
    return {
        "number": mean([estimate.number for estimate in found]),
        "squared error": mean([(estimate.number - INCIDENTS) ** 2 for estimate in found]),
        "wald": share(sum(wald_interval(e).covers(INCIDENTS) for e in found), RUNS),
        "log-normal": share(sum(log_normal_interval(e).covers(INCIDENTS) for e in found), RUNS),
    }


def test_v17_chapman_is_unbiased_where_lists_are_independent(
    chapmans: dict[str, Measured], verified: Verify
) -> None:
    verified("V17 mean", chapmans["number"])
    squared = chapmans["squared error"]
    deviation = sqrt(squared.got)
    verified("V17 deviation", around(deviation, squared.error / (2 * deviation), RUNS))


@pytest.mark.parametrize("interval", ["wald", "log-normal"])
def test_v17_intervals_cover_as_often_as_they_should(
    interval: str, chapmans: dict[str, Measured], verified: Verify
) -> None:
    verified(f"V17 {interval}", chapmans[interval])


# --- the planner's trap ---------------------------------------------------------------------------
DAYS, REPLICATIONS = 90, 100
POSTS = (4, 8, 12, 20, 30)


def trap(posts: int) -> config.Scenario:
    """10 incidents a day at one place without observers, and so many posts there, always manned by
    two: each post deters by exp(-.03) and sees 1 - exp(-.15) of what happens, each for itself."""
    scenario = compose(response="record_only")
    data = scenario.model_dump(mode="json")
    world, mission = data["world"], data["mission"]
    for part in ("party_checkpoints", "routes", "supply", "actors"):
        world[part] = {}
    world["groups"] = {
        "government": world["groups"]["government"]
        | {"background_per_day": 10.0, "kinds": {"small_arms": 1.0}, "places": {"douma": 1.0}}
    }
    zone = world["zones"]["eastern_ghouta"]
    place = zone["places"]["douma"]
    zone["places"] = {"douma": place}
    world["violence"] |= {
        "recovery": {"depth": 0.0, "time_days": 69.0, "renewed_day": 0.0},
        "day_factor": {"ceiling": 3.0, "variance": 0.0},
        "friday_factor": 1.0,
        "night_share": None,
        "hour_profile": [1.0] * 24,
        "fast": {"half_life_h": 1.0, "own": 0.0, "retaliation": 0.0},
        "slow": {"mean_days": 1.0, "own": 0.0, "retaliation": 0.0},
        "background_ceiling": 1.0,
        "intensity_ceiling": 1.0,
        "intensity_floor": 0.0,
        "shocks": {},
        "deterrence_by_presence": 0.03 / 2,
    }
    world["violence"]["kinds"]["small_arms"] |= {"lethal_probability": 0.0, "seen_night_km": 5.0}
    world["violence"]["kinds"]["small_arms"] |= {"heard_km": 0.0, "severity": 0}
    world["observation"] |= {
        "seen_by_one_probability": 1.0 - exp(-0.15),
        "further_observer_weight": 0.0,
        "sighting_delay": {"distribution": "constant", "mean_h": 0.0},
    }
    nobody = {"side_a": 0.0, "side_b": 0.0}
    world["complaints"] |= {"probability": nobody, "unfounded_per_day": nobody}
    here = {"lat": place["lat"], "lon": place["lon"], "near": "douma", "opens_day": 0.0}
    post = mission["posts"]["op_wafidin"] | here
    mission |= {"posts": {f"op_{n}": post | {"priority": n + 1} for n in range(posts)}}
    mission |= {"checkpoints": {}, "actors": {}}
    mission["watches"] |= {"absence_probability": 0.0, "starts_hours": [0.0], "shelter_km": 0.0}
    mission["watches"] |= {"shelter_severity": 3}
    watch = {"posts": posts, "observers_day": 2, "observers_night": 2, "checkpoints": 0}
    data["staffing"]["zones"]["eastern_ghouta"] |= watch
    return config.Scenario.model_validate(data | {"days": DAYS})


def counts(posts: int, replications: int) -> tuple[Measured, Measured]:
    """True and recorded incidents a day."""
    scenario = trap(posts)
    logs = (simulate(scenario, 16, number) for number in range(replications))
    pairs = [(len(log.of(ViolationOccurred)), len(log.of(LedgerEntered))) for log in logs]
    true, recorded = np.array(pairs).T / DAYS
    return mean(true), mean(recorded)


@pytest.mark.slow
@pytest.mark.parametrize("posts", POSTS)
def test_v16_recorded_counts_rise_with_posts_while_true_ones_fall(
    posts: int, verified: Verify
) -> None:
    """True 10 exp(-.03 s) a day, recorded that times 1 - exp(-.15 s): the record is highest at 12
    posts (11.945), where the truth has long been falling."""
    true, recorded = counts(posts, REPLICATIONS)
    per_day = 10.0 * exp(-0.03 * posts)
    expected = CASES[f"V16 {posts}"].expected
    assert expected == pytest.approx(per_day * (1 - exp(-0.15 * posts)), abs=5e-5)
    verified(f"V16 {posts}", recorded)
    assert true.got == pytest.approx(per_day, abs=3.29 * sqrt(per_day / DAYS / REPLICATIONS))
