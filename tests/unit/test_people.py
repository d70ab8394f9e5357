"""People: which sites a level can man, whom it pays, and from when."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose, compose_in, merge

from sim.config import Scenario
from sim.events import StaffEngaged, StaffReleased
from sim.kernel.replication import Replication
from sim.model.people import (
    Engagement,
    employ,
    engagements,
    sites_in_order,
    staffed_sites,
)

ZONE = "eastern_ghouta"


def changed(level: str = "planned", /, **over: Any) -> Scenario:
    data = compose(level).model_dump(mode="json")
    return Scenario.model_validate(merge(data, over))


def zone(**over: Any) -> dict[str, Any]:
    return {"staffing": {"zones": {ZONE: over}}}


def paid(scenario: Scenario, role: str) -> dict[str, float]:
    return {e.unit: e.paid_people for e in engagements(scenario) if e.role == role}


@pytest.mark.parametrize(
    ("staffing", "low", "high"), [("lean", 120, 160), ("planned", 300, 400), ("surge", 600, 720)]
)
def test_paid_people_of_each_level(staffing: str, low: float, high: float) -> None:
    everybody = engagements(compose(staffing))
    assert low <= sum(engagement.paid_people for engagement in everybody) <= high


def test_paid_people_of_each_role_by_hand() -> None:
    """5 a 24-hour position, 2 a daylight one, and .4 in support: 7 and 2.8."""
    scenario = compose("planned")
    assert paid(scenario, "observers")["op_wafidin"] == pytest.approx(2 * 7.0 + 1 * 2.8)
    assert paid(scenario, "inspectors")["cp_wafidin"] == pytest.approx(2 * 4 * 2.8)
    assert paid(scenario, "investigators") == {"office": pytest.approx(2 * 5 * 2.8)}
    assert paid(scenario, "escorts") == {"road": pytest.approx(2 * 10 * 2.8)}
    assert paid(scenario, "centre officers") == {"joint centre": pytest.approx(4 * 7.0)}
    assert paid(scenario, "liaison officers") == {"joint centre": pytest.approx(4 * 7.0)}
    assert {e.role: e.positions for e in engagements(scenario)}["inspectors"] == 8.0


POOLS = {"investigators": "investigation_teams", "escorts": "escort_groups"}
POOLS |= {"centre officers": "centre_officers", "liaison officers": "liaison_officers"}


@pytest.mark.parametrize("role", POOLS)
def test_zones_share_pools_to_which_each_adds(role: str) -> None:
    """The people of four zones at once are those of each zone by itself, added up."""
    alone = ["north_homs", "idlib", "south"]
    missions = [compose_in(zone, zone) for zone in alone] + [compose()]
    together = compose_in("four_zones", "four_zones")
    pool: Any = POOLS[role]
    assert together.staffing.in_all(pool) == sum(each.staffing.in_all(pool) for each in missions)
    (people,) = paid(together, role).values()
    assert people == pytest.approx(sum(sum(paid(each, role).values()) for each in missions))


@pytest.mark.parametrize("number", [0, 5])
def test_a_number_given_for_a_pool_is_that_of_all_zones(number: int) -> None:
    data = compose_in("four_zones", "four_zones").model_dump(mode="json")
    data["staffing"]["investigation_teams"] = number
    together = Scenario.model_validate(data)
    assert together.staffing.in_all("investigation_teams") == number
    assert sum(paid(together, "investigators").values()) == pytest.approx(5 * 2.8 * number)


def test_posts_are_manned_zone_by_zone() -> None:
    """Each zone has its own order of priority and its own number of posts."""
    together = compose_in("four_zones", "four_zones", "lean")
    posts, checkpoints = staffed_sites(together)
    by_zone = {name: together.mission.posts[name].zone for name in posts}
    counts = {zone: list(by_zone.values()).count(zone) for zone in together.world.zones}
    assert counts == {"eastern_ghouta": 4, "north_homs": 3, "idlib": 29, "south": 10}
    assert {"cp_wafidin", "cp_homs_talbiseh", "cp_sw_daraa"} <= checkpoints
    assert len(checkpoints) == 6


def test_more_observers_by_night_than_by_day_are_as_dear_as_the_other_way_round() -> None:
    night = changed(**zone(observers_day=2, observers_night=3))
    assert paid(night, "observers") == paid(compose("planned"), "observers")


def test_a_second_shift_without_half_of_the_lanes_saves_a_quarter_of_the_inspectors() -> None:
    """Two lanes in the first shift and one in the second are one and a half."""
    whole = paid(changed(**zone(second_shift_lanes=None)), "inspectors")
    fewer = paid(changed(**zone(second_shift_lanes=1)), "inspectors")
    assert whole == paid(changed(**zone(second_shift_lanes=2)), "inspectors")
    assert {name: people / whole[name] for name, people in fewer.items()} == {
        name: pytest.approx(0.75) for name in whole
    }


def test_sites_are_manned_in_order_of_priority_then_of_name() -> None:
    priorities = {"op_south": 0 + 1, "op_east": 9, "op_wafidin": 9}
    posts = {name: {"priority": rank} for name, rank in priorities.items()}
    scenario = changed(mission={"posts": posts}, **zone(posts=2, checkpoints=1))
    order = sites_in_order(scenario.mission.posts, ZONE)
    assert order[:3] == ["op_south", "op_harasta", "op_ain_terma"]
    assert order.index("op_east") + 2 == order.index("op_wafidin"), "op_misraba in between"
    assert sites_in_order(scenario.mission.posts, "another zone") == []
    assert staffed_sites(scenario) == ({"op_south", "op_harasta"}, {"cp_wafidin"})
    assert set(paid(scenario, "observers")) == {"op_south", "op_harasta"}
    assert set(paid(scenario, "inspectors")) == {"cp_wafidin"}


def test_people_are_paid_from_when_a_post_is_really_manned_until_it_closes() -> None:
    about = {"opens_day": 10.0, "late_days": 2.5, "closes_day": 20.0}
    site = {"opens_day": 11.0, "closes_day": 21.0}
    mission = {"posts": {"op_wafidin": about}, "checkpoints": {"cp_wafidin": site}}
    scenario = changed(mission=mission | {"staff_from_day": 3.0})
    spells = {e.unit: (e.from_h, e.until_h) for e in engagements(scenario)}
    assert spells["op_wafidin"] == (300.0, 480.0)
    assert spells["cp_wafidin"] == (264.0, 504.0)
    assert spells["office"] == spells["road"] == spells["joint centre"] == (72.0, float("inf"))


def test_nobody_is_paid_for_no_positions() -> None:
    none = {"investigation_teams": 0, "escort_groups": 0}
    scenario = changed(staffing=none | zone(posts=0, checkpoints=0)["staffing"])
    assert {e.role for e in engagements(scenario)} == {"centre officers", "liaison officers"}


@pytest.mark.parametrize(("until_h", "released"), [(20.0, True), (48.0, False)])
def test_employ(until_h: float, released: bool) -> None:
    rep = Replication(1, 0, 48.0)
    rep.start(employ(rep, Engagement("observers", "post", 2.0, 14.0, 6.0, until_h)))
    rows: list[Any] = [StaffEngaged(6.0, "observers", "post", 2.0, 14.0)]
    if released:
        rows.append(StaffReleased(20.0, "observers", "post", 14.0))
    assert list(rep.run()) == rows
