"""Expected coverage: by hand on the ruler, as the network notices, as runs note it."""

from __future__ import annotations

from itertools import combinations
from math import exp, isnan
from typing import Any

import pytest
from conftest import compose, compose_in
from small_world import at, violation, world

from sim.config import Scenario
from sim.events import ReachNoted
from sim.expected.coverage import Coverage, What
from sim.expected.people import sites_by_priority
from sim.kernel.replication import Replication
from sim.model import assembly
from sim.model.attribution import Attribution
from sim.model.model import simulate
from sim.model.network import Network
from sim.model.situation import Situation

AT_2_KM = exp(-0.5)  # sigma is half the range of 4 km
CLEAR = {"observation": {"seen_by_one_probability": 1.0, "heard_by_one_probability": 0.0}}
"""Sure to be seen at no distance; nothing is heard."""
STARTS = [6.0, 18.0]


def strip(
    posts_km: dict[str, float], day: int = 2, night: int = 2, posts: int = 99, **over: Any
) -> Scenario:
    """Posts on the ruler of the small world: 3 incidents a day in the town at 10 km, 2 in the
    village at 12, 4 in the camp at 0."""
    data = compose("lean", "record_only", days=5).model_dump(mode="json")
    pattern = data["mission"]["posts"]["op_wafidin"]
    pattern |= {"zone": "strip", "near": "town", "opens_day": 0.0, "late_days": 0.0}
    data["mission"]["posts"] = {
        name: pattern | at(km) | {"label": name, "priority": number}
        for number, (name, km) in enumerate(posts_km.items(), 1)
    }
    data["mission"] |= {"checkpoints": {}, "actors": {}}
    calm = {"starts_hours": STARTS, "absence_probability": 0.0, "shelter_severity": 3}
    data["mission"]["watches"] |= calm
    data["world"] = world(**over).model_dump(mode="json")
    watch = {"posts": posts, "observers_day": day, "observers_night": night, "checkpoints": 0}
    data["staffing"]["zones"] = {"strip": data["staffing"]["zones"]["eastern_ghouta"] | watch}
    return Scenario.model_validate(data)


def expected_share(scenario: Scenario, what: What, **of: Any) -> float:
    return Coverage(scenario, "strip").share(what, **of)


def test_a_post_and_what_a_further_one_adds_by_hand() -> None:
    town, village = 3.0, 2.0
    one = strip({"a": 10.0}, **CLEAR)
    assert expected_share(one, "seen") == pytest.approx((town + village * AT_2_KM) / 9.0)
    assert expected_share(one, "located") == expected_share(one, "seen")
    two = strip({"a": 10.0, "b": 14.0}, **CLEAR)
    both = 1.0 - (1.0 - AT_2_KM) ** 2
    assert expected_share(two, "noticed") == pytest.approx((town + village * both) / 9.0)
    assert expected_share(two, "noticed", posts=["a"]) == pytest.approx(
        (town + village * AT_2_KM) / 9.0
    )
    assert Coverage(two, "strip").blind() == pytest.approx(4.0 / 9.0)
    assert Coverage(two, "strip").blind(posts=[]) == 1.0


def test_what_two_posts_hear_is_located_and_what_one_hears_is_not() -> None:
    ears = {"observation": {"seen_by_one_probability": 0.0, "heard_by_one_probability": 1.0}}
    town, village = 3.0, 2.0
    one = strip({"a": 10.0}, **ears)
    assert expected_share(one, "located") == expected_share(one, "seen") == 0.0
    assert expected_share(one, "noticed") == pytest.approx((town + village * AT_2_KM) / 9.0)
    at_once = strip({"a": 10.0, "b": 10.0}, **ears)
    assert expected_share(at_once, "located") == pytest.approx((town + village * AT_2_KM**2) / 9.0)


def test_nights_have_their_own_range_their_own_watch_and_their_share_of_incidents() -> None:
    """A quarter of the background falls from 0 to 6; night is from 22 to 4, watches go by 6 and 18:
    of the hours from 18 to 22, without fire, nothing counts."""
    profile = [1.0] * 6 + [1.5] * 12 + [0.0] * 6
    hours = {
        "violence": {
            "hour_profile": profile,
            "kinds": {"mortar": {"seen_night_km": 0.0}},
        },
        "observation": CLEAR["observation"] | {"night_from_hour": 22.0, "night_until_hour": 4.0},
    }
    scenario = strip({"a": 10.0}, day=2, night=1, **hours)
    coverage = Coverage(scenario, "strip")
    by_day = (3.0 + 2.0 * AT_2_KM) / 9.0
    # 18 of 24 parts by the day watch; 2 of 24 in daylight with a night watch of one, which closes
    assert coverage.share("seen", light="day") == pytest.approx(by_day * 18.0 / 20.0)
    assert coverage.share("seen", light="night") == 0.0
    assert coverage.share("seen") == pytest.approx(by_day * 18.0 / 24.0)
    assert coverage.blind(light="night") == 1.0


def test_no_such_fire_and_no_such_post() -> None:
    scenario = strip({"a": 10.0})
    assert isnan(expected_share(scenario, "noticed", kind="artillery"))
    with pytest.raises(KeyError, match="no such posts: b"):
        expected_share(scenario, "noticed", posts=["b"])
    assert expected_share(strip({}), "noticed") == 0.0
    assert Coverage(strip({}), "strip").by_gain("noticed") == []


def test_it_is_what_the_network_notices_and_locates() -> None:
    """Incidents drawn from the background; three posts with overlapping eyes and ears."""
    eyes = {"observation": {"seen_by_one_probability": 0.4, "heard_by_one_probability": 0.3}}
    scenario = strip({"a": 10.0, "b": 12.5, "c": 1.0}, day=3, night=3, **eyes)
    rep = Replication(1, 0, 24.0)
    posts = assembly.posts(rep, scenario)
    for post in posts:
        post.people = 3
    attribution = Attribution(rep, scenario.world, Situation(rep, 72.0))
    network = Network(rep, scenario.world, scenario.mission.watches, posts, attribution)
    places, number = ["town"] * 3 + ["village"] * 2 + ["camp"] * 4, 4500
    noticed = located = 0
    for n in range(number):
        notices = network.watch(violation(n, place=places[n % 9]))
        noticed += bool(notices)
        located += any(notice.place for notice in notices)
    of: tuple[tuple[float, What], ...]
    of = (noticed / number, "noticed"), (located / number, "located")
    for share, what in of:
        expected = expected_share(scenario, what)
        error = (expected * (1.0 - expected) / number) ** 0.5
        assert share == pytest.approx(expected, abs=3.29 * error)
    assert located < noticed


def test_runs_note_the_same_share_once_every_post_is_manned() -> None:
    """Nobody absent, nothing to shelter from: four notes a day, here of equal weight."""
    level = {"violence": {"hour_profile": [1.0] * 24}}
    scenario = strip({"a": 10.0, "b": 1.0}, day=3, night=2, **level)
    # at midnight it is night, at 6, 12 and 18 h it isn't; the day watch ends at 18
    noted = {
        row.hour % 24.0: row.share
        for row in simulate(scenario, 1, 0).of(ReachNoted)
        if row.hour >= 24.0
    }
    coverage = Coverage(scenario, "strip")
    # night 20 to 6 with the night watch; day 6 to 18 with the day watch, 18 to 20 with the other
    assert coverage.share("noticed", light="night") == pytest.approx(noted[0.0])
    by_day = (12.0 * noted[12.0] + 2.0 * noted[18.0]) / 14.0
    assert coverage.share("noticed", light="day") == pytest.approx(by_day)


def test_greedy_order_of_posts_on_a_line_is_that_of_full_enumeration() -> None:
    """The first by gain is the best single post, and each next one the best that is left."""
    posts_km = {"a": 13.0, "b": 11.0, "c": 10.0, "d": 0.5, "e": 2.0}
    scenario = strip(posts_km, posts=1, **CLEAR)
    order = Coverage(scenario, "strip").by_gain("seen")
    assert {name for name, _ in order} == set(posts_km)
    chosen: list[str] = []
    for name, share in order:
        left = [one for one in posts_km if one not in chosen]
        best = max(expected_share(scenario, "seen", posts=[*chosen, one]) for one in left)
        chosen.append(name)
        assert share == pytest.approx(expected_share(scenario, "seen", posts=chosen))
        assert share == pytest.approx(best)
    for number in (1, 2, 3):
        best_of_all = max(
            expected_share(scenario, "seen", posts=names)
            for names in combinations(posts_km, number)
        )
        assert order[number - 1][1] >= (1.0 - exp(-1.0)) * best_of_all


def test_posts_that_add_nothing_keep_the_order_of_the_mission() -> None:
    scenario = strip({"z": 500.0, "y": 600.0, "x": 10.0}, **CLEAR)
    assert [name for name, _ in Coverage(scenario, "strip").by_gain("seen")] == ["x", "z", "y"]


def test_posts_count_from_their_opening_until_their_end() -> None:
    """Of five days: the first opens at the end of day 1, the second closes with day 4, the third
    would open after the term."""
    scenario = strip({"a": 10.0, "b": 0.0, "c": 12.0}, **CLEAR)
    times: dict[str, dict[str, float]] = {
        "a": {"opens_day": 0.5, "late_days": 0.5}, "b": {"closes_day": 4.0}, "c": {"opens_day": 5.0}
    }  # fmt: skip
    posts = {
        name: post.model_copy(update=times[name]) for name, post in scenario.mission.posts.items()
    }
    mission = scenario.mission.model_copy(update={"posts": posts})
    coverage = Coverage(scenario.model_copy(update={"mission": mission}), "strip")
    at_a, at_b = (3.0 + 2.0 * AT_2_KM) / 9.0, 4.0 / 9.0
    assert coverage.staffed == ["a", "b"]
    assert coverage.share("seen") == pytest.approx(at_a + at_b)
    assert coverage.share("seen", posts=["c"]) == 0.0
    assert coverage.over_term("seen") == pytest.approx(at_a * 4.0 / 5.0 + at_b * 4.0 / 5.0)
    assert [name for name, _ in coverage.by_gain("seen")] == ["a", "b", "c"]


def test_four_zones() -> None:
    """Every candidate of every zone stands in the order once; shares only grow."""
    scenario = compose_in("four_zones", "four_zones")
    for zone in scenario.world.zones:
        order = Coverage(scenario, zone).by_gain("located", "artillery")
        names = [name for name, _ in order]
        assert sorted(names) == sorted(sites_by_priority(scenario, zone, "posts"))
        assert [share for _, share in order] == sorted(share for _, share in order)
    lean = compose_in("four_zones", "four_zones", "lean")
    surge = compose_in("four_zones", "four_zones", "surge")
    for zone in scenario.world.zones:
        shares = [Coverage(one, zone).share("located") for one in (lean, scenario, surge)]
        assert 0.0 <= shares[0] <= shares[1] <= shares[2] < 1.0
        assert shares[0] < shares[2]
