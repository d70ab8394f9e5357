"""The share of the background under watch, against figures worked out on the ruler."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from conftest import compose
from small_world import post, violation, watches, world

from sim.events import PostDue, PostManned, PostNoLongerDue, ReachNoted
from sim.kernel.replication import Replication
from sim.model.attribution import Attribution
from sim.model.model import simulate
from sim.model.network import Network
from sim.model.posts import Post
from sim.model.situation import Situation
from sim.model.under_watch import UnderWatch, background

AT_2_KM = exp(-0.5)  # sigma is half the range of 4 km


class Stand:
    """Posts given as (kilometre, people) in the small world; they see to 4 km and hear as far."""

    def __init__(self, *posts: tuple[float, int], until_h: float = 25.0, **over: Any) -> None:
        self.rep = Replication(1, 0, until_h)
        self.world = world(**over)
        self.posts = [
            post(self.rep, f"post {n}", km, people=people) for n, (km, people) in enumerate(posts)
        ]
        self.network = self._network(self.posts)
        self.station = UnderWatch(self.rep, self.world, self.posts, self.network.reaches)

    def _network(self, posts: list[Post]) -> Network:
        attribution = Attribution(self.rep, self.world, Situation(self.rep, 72.0))
        return Network(self.rep, self.world, watches(), posts, attribution)

    def share(self) -> float:
        return self.station.share("strip")


def test_the_background_is_that_of_covered_groups_by_place_and_kind() -> None:
    assert background(world(), "strip") == {
        ("town", "mortar"): 3.0, ("village", "mortar"): 2.0, ("camp", "mortar"): 4.0,
    }  # fmt: skip
    flying = {"army": {"kinds": {"mortar": 0.5, "air_strike": 0.5}}}
    assert background(world(groups=flying), "strip")["village", "air_strike"] == 1.0
    grounded = world(groups=flying, violence={"air_strikes": {"side_a": False}})
    assert ("village", "air_strike") not in background(grounded, "strip")


def test_one_post_sees_its_town_surely_and_hears_or_sees_the_village() -> None:
    at_village = 1.0 - (1.0 - AT_2_KM) ** 2
    assert Stand((10.0, 2)).share() == pytest.approx((3.0 + 2.0 * at_village) / 9.0)


def test_a_further_post_notices_what_the_first_misses() -> None:
    both = 1.0 - (1.0 - AT_2_KM) ** 4
    assert Stand((10.0, 2), (14.0, 2)).share() == pytest.approx((3.0 + 2.0 * both) / 9.0)
    assert Stand((10.0, 2), (0.0, 2)).share() > Stand((10.0, 2), (14.0, 2)).share()


def test_more_people_notice_more_and_one_alone_nothing() -> None:
    eyes = {"observation": {"seen_by_one_probability": 0.3, "heard_by_one_probability": 0.0}}
    shares = [Stand((10.0, people), **eyes).share() for people in (0, 1, 2, 3)]
    assert shares[:2] == [0.0, 0.0]
    town, village = 1.0 - 0.7**1.5, (1.0 - 0.7**1.5) * AT_2_KM
    assert shares[2] == pytest.approx((3.0 * town + 2.0 * village) / 9.0)
    assert shares[3] > shares[2]


def test_it_is_the_share_of_incidents_that_the_network_notices() -> None:
    """Incidents drawn from the background are noticed as often as the share says."""
    eyes = {"observation": {"seen_by_one_probability": 0.4, "heard_by_one_probability": 0.3}}
    stand = Stand((10.0, 3), (1.5, 2), **eyes)
    places = ["town"] * 3 + ["village"] * 2 + ["camp"] * 4
    number = 4500
    noticed = sum(
        bool(stand.network.watch(violation(n, place=places[n % 9]))) for n in range(number)
    )
    share = stand.share()
    assert noticed / number == pytest.approx(
        share, abs=3.29 * (share * (1 - share) / number) ** 0.5
    )


def test_it_is_noted_four_times_a_day_while_a_post_is_due() -> None:
    rep = Replication(1, 0, 60.0)
    due = [
        post(rep, "early", 10.0, opens_day=0.5, closes_day=1.0),
        post(rep, "late", 10.0, opens_day=1.6, late_days=0.2),
        post(rep, "unstaffed", 10.0, opens_day=2.0, staffed=False),
    ]
    attribution = Attribution(rep, world(), Situation(rep, 72.0))
    network = Network(rep, world(), watches(), due, attribution)
    for one in due:
        rep.start(one.live())
    rep.start(UnderWatch(rep, world(), due, network.reaches).run())
    noted = [(row.hour, row.share > 0.0) for row in rep.run().of(ReachNoted)]
    assert noted == [(12.0, True), (18.0, True), (42.0, False), (48.0, True), (54.0, True)]


def test_notes_of_a_whole_run_follow_the_people_on_watch() -> None:
    scenario = compose(days=84)
    log = simulate(scenario, seed=1, replication=0)
    noted = log.of(ReachNoted)
    first_due = min(row.hour for row in log.of(PostDue))
    assert noted[0].hour == first_due
    assert [row.hour for row in noted] == list(np.arange(first_due, 24.0 * 84, 6.0))
    assert all(0.0 <= row.share <= 1.0 for row in noted)
    assert max(row.share for row in noted) > 0.2
    assert not log.of(PostNoLongerDue)
    assert len(log.of(PostManned)) > len(noted)


def test_more_observers_watch_more_of_the_background() -> None:
    zone = {"observers_day": 6, "observers_night": 4}
    few = simulate(compose(days=84), seed=1, replication=0)
    many = simulate(_with_observers(zone), seed=1, replication=0)
    pairs = list(zip(few.of(ReachNoted), many.of(ReachNoted), strict=True))
    mean = [sum(row.share for row in rows) / len(pairs) for rows in zip(*pairs, strict=True)]
    assert mean[1] > mean[0]


def _with_observers(zone: dict[str, int]) -> Any:
    made = compose(days=84)
    zones = made.staffing.zones
    changed = {"eastern_ghouta": zones["eastern_ghouta"].model_copy(update=zone)}
    staffing = made.staffing.model_copy(update={"zones": changed})
    return made.model_copy(update={"staffing": staffing})
