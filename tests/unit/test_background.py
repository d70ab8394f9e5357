"""What a world file says of violence, turned into rates: checks, calendar, hours, who answers."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from small_world import world

from sim.kernel.replication import Replication
from sim.model import background, day_profile, excitation

HOURS_PER_DAY, BINS = 24.0, 1440


def violence(**over: Any) -> dict[str, Any]:
    return {"violence": over}


ANSWERS = {"fast": {"own": 0.1, "retaliation": 0.2}, "slow": {"own": 0.15, "retaliation": 0.3}}


def test_a_group_continues_and_the_covered_groups_of_the_other_side_answer() -> None:
    """Columns: army, few, militia, outlaws, rebels (by name); rows: who fires then."""
    about = world(**violence(**ANSWERS))
    assert list(about.groups) == ["army", "few", "militia", "outlaws", "rebels"]
    fast, slow = excitation.kernels(about)
    matrix = np.array(fast.offspring)
    assert matrix.sum(axis=0) == pytest.approx([0.3] * 5)
    assert np.array(slow.offspring).sum(axis=0) == pytest.approx([0.45] * 5)
    assert matrix[:, 0] == pytest.approx([0.1, 0.2 / 4, 0.0, 0.0, 0.2 * 3 / 4])
    # nobody answers for the outlaws, but their fire is answered: army 4 a day, militia 1
    assert matrix[:, 3] == pytest.approx([0.2 * 4 / 5, 0.0, 0.2 / 5, 0.1, 0.0])
    assert fast.mean_h == pytest.approx(about.violence.fast.half_life_h / log(2.0))
    assert slow.mean_h == 24.0 * about.violence.slow.mean_days


def test_who_has_nobody_to_answer_only_continues() -> None:
    alone = {name: {"background_per_day": 0.0} for name in ("rebels", "few")}
    [fast, _] = excitation.kernels(world(groups=alone, **violence(**ANSWERS)))
    assert np.array(fast.offspring)[:, 0] == pytest.approx([0.1, 0.0, 0.0, 0.0, 0.0])


def test_an_unstable_process_is_refused_with_its_number() -> None:
    """Columns sum to .75, and each side answers the other: 1.3 * .75 = .975, 1.4 * .75 = 1.05."""
    stable = world(**violence(intensity_ceiling=1.3, **ANSWERS))
    assert excitation.stability_problem(stable) is None
    unstable = world(**violence(intensity_ceiling=1.4, **ANSWERS))
    problem = excitation.stability_problem(unstable)
    assert problem is not None
    assert "one incident brings 1.05 further ones" in problem


SHOCK = {"label": "s", "from_day": 10.0, "until_day": 20.0, "factor": 3.0, "groups": ["army"]}


@pytest.mark.parametrize(
    ("over", "highest"),
    [
        ({}, 1.0),
        ({"shocks": {"s": SHOCK}}, 3.0),
        ({"shocks": {"s": SHOCK, "t": SHOCK | {"from_day": 19.0, "until_day": 21.0}}}, 9.0),
        ({"shocks": {"s": SHOCK, "t": SHOCK | {"from_day": 20.0, "until_day": 21.0}}}, 3.0),
        ({"shocks": {"s": SHOCK, "t": SHOCK | {"groups": ["rebels"]}}}, 3.0),
        ({"shocks": {"s": SHOCK | {"places": ["camp"]}}}, 1.0),
        ({"day_factor": {"ceiling": 2.5, "variance": 0.3}}, 2.5),
        ({"day_factor": {"ceiling": 2.5, "variance": 0.3}, "shocks": {"s": SHOCK}}, 7.5),
    ],
)
def test_a_ceiling_too_low_for_the_calendar_is_refused(
    over: dict[str, Any], highest: float
) -> None:
    enough = world(**violence(background_ceiling=highest, **over))
    assert background.ceiling_problem(enough) is None
    if highest > 1.0:
        short = world(**violence(background_ceiling=highest * 0.99, **over))
        assert f"must be at least {highest:g}" in (background.ceiling_problem(short) or "")


def test_a_group_not_yet_joined_counts_for_the_ceiling_too() -> None:
    late = {"groups": {"army": {"joins_day": 30.0, "before_joining_factor": 1.5}}}
    assert "at least 1.5" in (background.ceiling_problem(world(**late)) or "")


def test_day_factors_that_no_beta_variable_has_are_refused() -> None:
    about = world(**violence(day_factor={"ceiling": 3.0, "variance": 2.0}))
    assert background.day_factor_problem(about) == "must be below ceiling - 1 = 2"
    assert background.day_factor_problem(world()) is None


def night_share(own: float, mean_h: float, profile: np.ndarray) -> float:
    """Share of all incidents at night by generations: each shifts the one before by its delay."""
    hours = (np.arange(BINS) + 0.5) * HOURS_PER_DAY / BINS
    generation = profile[(hours // 1.0).astype(int)] / BINS
    width = HOURS_PER_DAY / BINS
    delay = np.exp(-np.arange(BINS) * width / mean_h)
    delay /= delay.sum()
    total = np.zeros(BINS)
    for _ in range(30):
        total += generation
        shifted = np.fft.ifft(np.fft.fft(generation) * np.fft.fft(delay)).real
        generation = own * shifted
    night = (hours >= 20.0) | (hours < 6.0)
    return float(total[night].sum() / total.sum())


def test_the_target_night_share_holds_for_all_incidents() -> None:
    """A kernel of 2.6 hours' mean: the background's own share is lower than the target."""
    hourly = {"night_share": 0.3, "hour_profile": None}
    follow = {"fast": {"own": 0.5, "retaliation": 0.0, "half_life_h": 2.6 * log(2.0)}}
    profile = day_profile.hour_profile(world(**violence(**hourly, **follow)))
    assert profile.mean() == pytest.approx(1.0)
    assert len(set(profile.round(12))) == 2, "one level by day, one by night"
    assert night_share(0.5, 2.6, profile) == pytest.approx(0.3, abs=2e-3)
    assert night_share(0.0, 2.6, profile) < 0.29
    alone = day_profile.hour_profile(world(**violence(**hourly)))
    assert alone[[0, 5, 6, 19, 20]] == pytest.approx([0.72, 0.72, 1.2, 1.2, 0.72])


@pytest.mark.parametrize("target", [0.01, 0.99])
def test_a_night_share_out_of_reach_is_refused_with_the_range(target: float) -> None:
    slow = {"slow": {"own": 0.5, "retaliation": 0.0}, "night_share": target, "hour_profile": None}
    problem = day_profile.hour_problem(world(**violence(**slow)))
    assert problem is not None
    low, high = (float(word) for word in problem.split(":")[0].split()[3::2])
    assert 0.15 < low < 0.25, "half of the incidents, spread over the day, of which 10 h are night"
    assert 0.65 < high < 0.75
    assert day_profile.hour_problem(world()) is None


def test_hours_that_are_given_stand_as_they_are_and_fridays_are_quieter() -> None:
    given = [2.0] * 12 + [6.0] * 12
    about = world(**violence(hour_profile=given, friday_factor=0.5))
    assert day_profile.hour_profile(about).tolist() == [0.5] * 12 + [1.5] * 12
    made = background.clusters(about, Replication(1, 0, 24.0 * 14))
    hours = np.arange(24.0 * 14) + 0.5
    rate = made.modifier(0, 1, hours)
    assert rate.mean() == pytest.approx(1.0)
    days = rate.reshape(14, 24).mean(axis=1)
    # day 0 is a Saturday, so days 6 and 13 are Fridays
    assert days == pytest.approx([14 / 13 * (0.5 if day in (6, 13) else 1.0) for day in range(14)])
    assert made.background_ceiling == pytest.approx(1.5 * 14 / 13)


def test_shocks_joining_leaving_and_recovery_multiply() -> None:
    about = world(
        groups={
            "army": {"joins_day": 5.0, "before_joining_factor": 2.0},
            "outlaws": {"until_day": 9.0},
        },
        **violence(
            background_ceiling=6.0,
            shocks={"s": SHOCK | {"places": ["town"], "groups": ["army", "outlaws"]}},
            recovery={"depth": 0.5, "time_days": 10.0, "renewed_day": 2.0},
        ),
    )
    made = background.clusters(about, Replication(1, 0, 24.0 * 30))
    army, outlaws = 0, 3
    days = np.array([1.0, 2.0, 4.999, 5.0, 9.999, 10.0, 19.999, 20.0])
    worn = np.where(days < 2.0, 1.0, 1.0 - 0.5 * np.exp(-(days - 2.0) / 10.0))
    joined = np.array([2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    shock = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 1.0])
    camp, town, village = range(3)
    assert made.modifier(army, town, days * 24.0) == pytest.approx(worn * joined * shock)
    assert made.modifier(army, village, days * 24.0) == pytest.approx(worn * joined)
    # excluded groups know no truce, and these are gone on day 9
    assert made.modifier(outlaws, camp, days * 24.0).tolist() == [1.0] * 4 + [0.0] * 4


def test_a_group_fires_by_its_shares_and_its_children_by_nearness_too() -> None:
    made = background.clusters(world(**violence(spread_km=4.0)), Replication(1, 0, 48.0))
    assert list(made.places) == ["camp", "town", "village"]
    rates = np.array(made.background_per_h)
    assert rates.sum(axis=1) * 24.0 == pytest.approx([4.0, 1.0, 1.0, 2.0, 3.0])
    assert rates[0] * 24.0 == pytest.approx([0.0, 2.0, 2.0])
    spread = np.array(made.spread)
    assert spread[:, :, -1] == pytest.approx(np.ones((5, 3)))
    shares = np.diff(spread, axis=2, prepend=0.0)
    near = 1.0 / (1.0 + exp(-2.0 / 4.0))  # town to village is 2 km
    assert shares[0, 1] == pytest.approx([0.0, near, 1.0 - near])
    assert shares[0, 2] == pytest.approx([0.0, 1.0 - near, near])
    assert shares[0, 0] == pytest.approx([0.0, near, 1.0 - near]), "10 and 12 km away"
    tight = background.clusters(world(**violence(spread_km=0.001)), Replication(1, 0, 48.0))
    assert tight.spread[0][0] == [0.0, 1.0, 1.0], "all on the nearest place, however far it is"


def test_day_factors_have_mean_one_and_the_variance_and_ceiling_given() -> None:
    settings = {"day_factor": {"ceiling": 3.0, "variance": 0.3}, "background_ceiling": 3.0}
    about = world(**violence(**settings))
    shared: dict[Any, Any] = {}
    days = np.arange(3000) + 0.5

    def factors() -> np.ndarray:
        rep = Replication(1, 0, 24.0 * 3000, shared)
        return background.clusters(about, rep).modifier(0, 1, days * 24.0)

    made = factors()
    assert made.mean() == pytest.approx(1.0, abs=3.9 * (0.3 / 3000) ** 0.5)
    assert made.var() == pytest.approx(0.3, rel=0.1)
    assert 0.0 < made.min() < made.max() < 3.0
    assert len(shared) == 1
    assert (factors() == made).all()
