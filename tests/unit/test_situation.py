"""The situation: modifiers in force, and how the last days of violence fade."""

from __future__ import annotations

from math import exp, inf

import pytest
from small_world import fire, post, world

from sim.events import PostManned, PostUnmanned, SituationChanged
from sim.kernel.replication import Replication
from sim.model.presence import Presence
from sim.model.situation import Situation


def stand(memory_h: float = 48.0) -> tuple[Replication, Situation]:
    rep = Replication(1, 0, 1000.0)
    return rep, Situation(rep, memory_h, resentment_h=240.0)


def test_modifiers_multiply_until_their_hour() -> None:
    rep, situation = stand()
    situation.modify("access_refusal", "side_a", 2.0, 10.0)
    situation.modify("access_refusal", "side_a", 1.5)
    situation.modify("access_refusal", "side_b", 7.0)
    seen = {}
    for hour in (0.0, 9.9, 10.0, 500.0):
        rep.at(hour, lambda h=hour: seen.update({h: situation.factor("access_refusal", "side_a")}))
    rep.run()
    assert seen == {0.0: 3.0, 9.9: 3.0, 10.0: 1.5, 500.0: 1.5}
    assert situation.factor("access_refusal", "side_b") == 7.0
    assert situation.factor("mine_risk", "side_a") == 1.0
    assert rep.log.of(SituationChanged) == [
        (0.0, "access_refusal", "side_a", 2.0, 10.0, ""),
        (0.0, "access_refusal", "side_a", 1.5, inf, ""),
        (0.0, "access_refusal", "side_b", 7.0, inf, ""),
    ]


def test_recent_violence_of_a_zone_fades() -> None:
    """Two incidents two days apart, memory two days: (1 + exp(-1)) / 2 a day when the second."""
    rep, situation = stand()
    fire(rep, 0.0, "town", 1)
    fire(rep, 48.0, "village", 2)
    rep.env.run(until=49.0)
    level = (1.0 + exp(-1.0)) * exp(-1.0 / 48.0)
    assert situation.recent_incidents_per_day("strip") == pytest.approx(level / 2.0)
    assert situation.recent_incidents_per_day("elsewhere") == 0.0


def test_a_steady_rate_is_what_is_remembered() -> None:
    """One incident an hour for long: 24 a day, halfway between two of them."""
    rep, situation = stand()
    for hour in range(600):
        fire(rep, float(hour), number=hour)
    rep.env.run(until=599.5)
    assert situation.recent_incidents_per_day("strip") == pytest.approx(24.0, rel=1e-4)


def test_incidents_at_a_place_are_remembered_for_two_days() -> None:
    rep, situation = stand()
    for number, hour in enumerate([0.0, 10.0, 20.0, 58.0]):
        fire(rep, hour, "town", number)
    fire(rep, 30.0, "village", 9)
    rep.run()
    assert situation.incidents_at("town", 0.0) == [1, 2, 3], "10 h is exactly 48 h before the last"
    assert situation.incidents_at("town", 20.0) == [2, 3]
    assert situation.incidents_at("town", 20.1) == [3]
    assert situation.incidents_at("village", 0.0) == [9]
    assert situation.incidents_at("camp", 0.0) == []


def test_resentment_adds_up_and_fades() -> None:
    rep, situation = stand()
    situation.resent("army")
    rep.at(240.0, lambda: situation.resent("army"))
    rep.env.run(until=480.0)
    assert situation.resentment("army") == pytest.approx((1.0 + exp(-1.0)) * exp(-1.0))
    assert situation.resentment("rebels") == 0.0


def test_a_group_begins_on_no_rung() -> None:
    _, situation = stand()
    situation.rungs["army"] = 2
    assert (situation.rung("army"), situation.rung("rebels")) == (2, 0)


def test_presence_is_people_on_watch_weighted_by_distance() -> None:
    """Scale 3 km; posts at 10 and 13 km, so the second counts exp(-1/2) at the town."""
    rep, situation = stand()
    about = world(violence={"presence_scale_km": 3.0})
    posts = [post(rep, "near", 10.0), post(rep, "off", 13.0)]
    Presence(rep, situation, about.zones["strip"].places, posts, about.violence)
    rep.record(PostManned(0.0, "near", 3, "day"))
    rep.record(PostManned(0.0, "off", 2, "day"))
    assert situation.presence["town"] == pytest.approx(3.0 + 2.0 * exp(-0.5))
    rep.record(PostUnmanned(1.0, "near", "shelter"))
    assert situation.presence["town"] == pytest.approx(2.0 * exp(-0.5))
    assert situation.presence["camp"] == pytest.approx(2.0 * exp(-(13.0**2) / 18.0))


def test_who_listens_is_told_of_changes_of_that_target_only() -> None:
    _, situation = stand()
    told: list[SituationChanged] = []
    situation.listen("manning", "op_1", told.append)
    situation.modify("manning", "op_2", 0.0, by="pool")
    situation.modify("manning", "op_1", 0.0, 5.0, by="pool")
    assert told == [(0.0, "manning", "op_1", 0.0, 5.0, "pool")]
    assert situation.touched("manning")
    assert not situation.touched("flow")


def test_what_is_declared_stays_so_and_stands_in_the_log() -> None:
    rep, situation = stand()
    assert not situation.touched("maps_approved")
    situation.declare("maps_approved", by="group")
    assert situation.touched("maps_approved")
    assert rep.log.of(SituationChanged) == [(0.0, "maps_approved", "all", 1.0, inf, "group")]


def test_memory_begins_at_what_is_usual() -> None:
    rep = Replication(1, 0, 1000.0)
    situation = Situation(rep, 48.0, usual_per_day={"strip": 6.0})
    assert situation.recent_incidents_per_day("strip") == pytest.approx(6.0)
    fire(rep, 48.0, "town", 1)
    rep.env.run(until=48.0 + 1e-9)
    assert situation.recent_incidents_per_day("strip") == pytest.approx(6.0 * exp(-1.0) + 0.5)


def test_reconciliation_leaves_a_part_of_resentment() -> None:
    rep, situation = stand()
    situation.resent("army")
    situation.resent("army")
    situation.reconcile("army", 0.25, by="exchange")
    assert situation.resentment("army") == pytest.approx(0.5)
    assert rep.log.of(SituationChanged)[-1].by == "exchange"


def test_what_an_actor_put_on_a_quantity_it_can_take_back() -> None:
    """Even a factor of 0; what others put there stays, and listeners are told."""
    rep, situation = stand()
    told: list[SituationChanged] = []
    situation.listen("covered", "strip", told.append)
    situation.modify("covered", "strip", 0.0, by="one")
    situation.modify("covered", "strip", 0.5, by="other")
    assert situation.factor("covered", "strip") == 0.0
    situation.lift("covered", "strip", by="one")
    assert situation.factor("covered", "strip") == 0.5
    situation.lift("covered", "village", by="one")
    assert situation.factor("covered", "village") == 1.0
    assert told == rep.log.of(SituationChanged)[:3]
    assert told[-1] == (0.0, "covered", "strip", 1.0, 0.0, "one")
