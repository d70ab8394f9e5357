"""Expected numbers of incidents: by hand, and as runs have them on average."""

from __future__ import annotations

from collections import Counter
from math import exp, sqrt
from typing import Any

import numpy as np
import pytest
from conftest import compose, merge
from small_world import world

from sim.config import Scenario
from sim.events import ViolationOccurred
from sim.expected.incidents import expected_incidents, expected_violations
from sim.model.model import simulate

NO_ANSWER = {"fast": {"own": 0.0, "retaliation": 0.0}, "slow": {"own": 0.0, "retaliation": 0.0}}


def strip(days: int = 10, **over: Any) -> Scenario:
    """The small world of 9 violations a day, where nobody watches."""
    data = compose("lean", "record_only", days=days).model_dump(mode="json")
    data["world"] = world(**over).model_dump(mode="json")
    data["mission"] |= {"posts": {}, "checkpoints": {}, "actors": {}}
    staff = data["staffing"]["zones"]["eastern_ghouta"] | {"posts": 0, "checkpoints": 0}
    data["staffing"]["zones"] = {"strip": staff}
    return Scenario.model_validate(data)


def total(scenario: Scenario) -> float:
    return sum(expected_violations(scenario).values())


def test_the_background_alone_is_rate_times_days() -> None:
    rows = {row.group: row for row in expected_incidents(strip())}
    assert {name: row.number for name, row in rows.items()} == pytest.approx(
        {"army": 40.0, "few": 10.0, "militia": 10.0, "outlaws": 20.0, "rebels": 30.0}
    )
    assert not rows["outlaws"].covered
    assert expected_violations(strip()) == {("strip", "mortar"): pytest.approx(90.0)}


def test_a_group_that_leaves_and_a_dated_change() -> None:
    leaving = strip(groups={"army": {"until_day": 2.5}})
    assert total(leaving) == pytest.approx(50.0 + 10.0)
    shock = {"label": "s", "from_day": 2.0, "until_day": 5.0, "factor": 0.5, "groups": ["army"]}
    assert total(strip(violence={"shocks": {"lull": shock}})) == pytest.approx(90.0 - 6.0)


def test_a_truce_that_wears_off() -> None:
    """1 - depth exp(-t / tau), integrated; the hour's middle stands for the hour."""
    recovery = {"depth": 0.6, "time_days": 5.0, "renewed_day": 0.0}
    worn = 10.0 - 0.6 * 5.0 * (1.0 - exp(-2.0))
    assert total(strip(violence={"recovery": recovery})) == pytest.approx(9.0 * worn, rel=1e-4)


def test_offspring_until_the_end_of_the_term() -> None:
    """V10: mean n of offspring with rate beta from empty, and n/(1 - n) in the long run."""
    slow = {"mean_days": 2.0, "own": 0.4, "retaliation": 0.0}
    violence = NO_ANSWER | {"slow": slow}
    for days in (1, 10):
        decay = (1.0 - 0.4) / 2.0
        by_hand = days / 0.6 - 0.4 / 0.6 * (1.0 - exp(-decay * days)) / decay
        assert total(strip(days, violence=violence)) == pytest.approx(9.0 * by_hand, rel=1e-9)
    assert total(strip(400, violence=violence)) / 400 == pytest.approx(9.0 / 0.6, rel=0.02)


def test_air_strikes_that_nobody_flies_have_no_family() -> None:
    half = {"army": {"kinds": {"mortar": 0.5, "air_strike": 0.5}}}
    own = {"fast": {"half_life_h": 1.0, "own": 0.3, "retaliation": 0.0}}
    grounded = strip(groups=half, violence=own | {"air_strikes": {"side_a": False}})
    numbers = {row.group: row.number for row in expected_incidents(grounded)}
    kinds = grounded.world.violence.kinds
    flown = 0.5 * kinds["mortar"].productivity
    fertility = flown / (flown + 0.5 * kinds["air_strike"].productivity)
    alone = {row.group: row.number for row in expected_incidents(strip())}
    # the fast kernel's tail beyond ten days is nothing: 1 / (1 - n) to a hundredth
    assert numbers["army"] == pytest.approx(0.5 * alone["army"] / (1.0 - 0.3 * fertility), rel=0.01)
    assert {row.kind for row in expected_incidents(grounded)} == {"mortar"}


@pytest.mark.slow
def test_means_of_runs() -> None:
    """The shipped world with all that moves the background of its own: joins, calendar, recovery,
    answers; nobody watches and nothing is deterred."""
    data = compose("lean", "record_only", days=110).model_dump(mode="json")
    quiet = {"deterrence_by_presence": 0.0, "deterrence_by_rung": 0.0, "resentment_effect": 0.0}
    data["world"]["party_checkpoints"] = {}
    data["world"]["routes"] = data["world"]["supply"] = data["world"]["actors"] = {}
    data["mission"] |= {"posts": {}, "checkpoints": {}, "actors": {}}
    staff: dict[str, Any] = {"zones": {"eastern_ghouta": {"posts": 0, "checkpoints": 0}}}
    scenario = Scenario.model_validate(
        merge(data, {"world": {"violence": quiet}, "staffing": staff})
    )
    expected = expected_violations(scenario)
    runs = []
    for replication in range(60):
        rows = simulate(scenario, 20170506, replication).of(ViolationOccurred)
        runs.append(Counter((row.zone, row.kind) for row in rows if row.covered))
    for key, number in expected.items():
        assert_mean([run[key] for run in runs], number)
    assert assert_mean([run.total() for run in runs], sum(expected.values())) < 0.03


def assert_mean(counts: list[int], number: float) -> float:
    """Gives the standard error as a share of the number."""
    error = float(np.std(counts, ddof=1)) / sqrt(len(counts))
    assert abs(float(np.mean(counts)) - number) < 3.29 * error
    return error / number
