"""Fire that comes in clusters for a common cause looks, day by day, like fire that brings fire."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from conftest import compose
from small_world import world

from sim.config import Scenario, World
from sim.expected.without_contagion import NO_OFFSPRING, common_cause
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.clusters import Birth, ClusterProcess, Floats
from sim.points.changed_scenario import Variants, find_setting

DAYS, BEGUN, REPLICATIONS = 60, 20, 120
CONTAGIOUS = {
    "violence": {
        "fast": {"own": 0.1, "retaliation": 0.1},
        "slow": {"own": 0.1, "retaliation": 0.2},
        "day_factor": {"ceiling": 3.0, "variance": 0.2},
        "background_ceiling": 3.0,
    }
}


def contagious() -> Scenario:
    """The small world, in which one incident brings half another one."""
    scenario = compose()
    return scenario.model_copy(update={"world": world(**CONTAGIOUS), "days": DAYS})


def changed(scenario: Scenario) -> World:
    """Its world of a common cause."""
    keys = {find_setting(scenario, key).key: v for key, v in common_cause(scenario).items()}
    return Variants(scenario).at("common cause", keys).world


def per_day(made: World, seed: int) -> Floats:
    """Incidents a day: replications x days."""
    found = np.zeros((REPLICATIONS, DAYS))
    for replication in range(REPLICATIONS):
        rep = Replication(seed, replication, 24.0 * DAYS)
        days = found[replication]

        def occur(birth: Birth, days: Floats = days) -> float:
            days[int(birth.hour // 24.0)] += 1.0
            return 1.0

        process = ClusterProcess(
            rep, background.clusters(made, rep), lambda _group, _place: 1.0, occur
        )
        rep.start(process.run())
        rep.run()
    return found


@pytest.mark.slow
def test_mean_and_spread_of_daily_counts_are_those_of_contagion() -> None:
    """Within 3.29 standard errors of 120 replications."""
    scenario = contagious()
    one, other = per_day(scenario.world, 3), per_day(changed(scenario), 4)
    assert fano(one)[0] > 3.0, "there is something to match"
    totals = one.sum(axis=1), other.sum(axis=1)
    error = sqrt(sum(float(of.var(ddof=1)) for of in totals) / REPLICATIONS)
    assert abs(totals[0].mean() - totals[1].mean()) < 3.29 * error
    assert error < 0.03 * totals[0].mean()
    (of_one, error_one), (of_other, error_other) = fano(one), fano(other)
    assert abs(of_one - of_other) < 3.29 * sqrt(error_one**2 + error_other**2)
    assert error_one < 0.1 * of_one


def fano(counts: Floats) -> tuple[float, float]:
    """Variance of a day's count over its mean once the beginning is over, and its error."""
    later = counts[:, BEGUN:]
    mean = later.mean()
    of_each = ((later - mean) ** 2).mean(axis=1) / mean
    return float(of_each.mean()), float(of_each.std(ddof=1)) / sqrt(len(later))


def test_without_offspring_nothing_changes() -> None:
    scenario = compose().model_copy(update={"world": world(), "days": DAYS})
    changes = common_cause(scenario)
    for name, group in scenario.world.groups.items():
        key = f"world.groups.{name}.background_per_day"
        assert changes[key] == pytest.approx(group.background_per_day)
    assert changes["world.violence.day_factor.variance"] == pytest.approx(0.0, abs=1e-12)


def test_the_background_stands_in_for_all_offspring() -> None:
    """(I - N)^-1 times the background, but for what the end of the time cuts off."""
    scenario = contagious()
    changes = common_cause(scenario)
    assert {key: changes[key] for key in NO_OFFSPRING} == NO_OFFSPRING
    raised = sum(v for key, v in changes.items() if key.endswith("background_per_day"))
    before = sum(group.background_per_day for group in scenario.world.groups.values())
    assert 0.93 * 2.0 < raised / before < 2.0
    assert background.day_factor_problem(changed(scenario)) is None


def test_a_day_factor_of_its_own_is_kept_within_the_new_one() -> None:
    """The more good and bad days differ beforehand, the more they do in the other world."""
    found = []
    for variance in (0.0, 0.5):
        own = {**CONTAGIOUS["violence"], "day_factor": {"ceiling": 3.0, "variance": variance}}
        made = compose().model_copy(update={"world": world(violence=own), "days": DAYS})
        found.append(common_cause(made)["world.violence.day_factor.variance"])
    assert 0.0 < found[0] < found[1]
