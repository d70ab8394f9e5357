"""What a check warns of, whom it counts as paid, and what it says comes into besieged places."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose, compose_in, merge

from sim.config import Scenario
from sim.expected.loads import pool_loads
from sim.expected.payroll import paid_roles, sites
from sim.expected.people import SHARED, paid_at_full_strength, paid_by_zone_and_role
from sim.expected.pitfalls import pitfalls
from sim.expected.supply import balances, requests

ZONE = "eastern_ghouta"


def changed(level: str = "planned", response: str = "investigate_first", **over: Any) -> Scenario:
    data = compose(level, response).model_dump(mode="json")
    return Scenario.model_validate(merge(data, over))


def zone(**over: Any) -> dict[str, Any]:
    return {"staffing": {"zones": {ZONE: over}}}


def told(scenario: Scenario) -> str:
    return "\n".join(pitfalls(scenario, pool_loads(scenario)))


# --- pitfalls -------------------------------------------------------------------------------------
def test_a_checkpoint_that_is_overloaded_at_its_peak_and_one_all_day() -> None:
    assert "at the peak" not in told(compose())
    assert told(compose("lean")).count("at the peak 1.2 times as many vehicles") == 2
    closed = told(changed(world={"party_checkpoints": {"gov_south": {"vehicles_per_day": 9000.0}}}))
    assert "Southern road: 2.9 times as many vehicles come in a day" in closed


def test_posts_that_see_nothing_open_late_or_are_missing() -> None:
    no_post = told(changed(**zone(posts=0)))
    assert "No post is manned in Eastern Ghouta" in no_post
    assert "The first post" not in no_post
    assert "day 79 of 184" in told(compose())
    away = {"op_wafidin": {"lat": 34.9}}
    assert "Al-Wafidin is out of reach" in told(changed(mission={"posts": away}))
    late = {"op_wafidin": {"opens_day": 184.0}}
    said = told(changed(mission={"posts": late}))
    assert "staff for 7 posts, and 1 of them would open after the end" in said


def test_watches_that_are_short() -> None:
    """Two planned with one in ten missing: 1 - .9 ^ 2; three: .1 ^ 3 + 3 x .9 x .1 ^ 2."""
    absent = {"mission": {"watches": {"absence_probability": 0.1}}}
    said = told(changed(**absent))
    assert (
        "Eastern Ghouta: 2 are planned on a watch by night, and a post needs 2: 1 absent is enough "
        "to close it, as in 19 % of these watches." in said
    )
    assert "a watch by day" not in said  # 2.8 %
    alone = told(changed(**zone(observers_night=1)))
    assert "1 on watch by night; with fewer than 2 a post is closed" in alone


def test_what_holds_of_several_zones_is_told_once() -> None:
    said = told(compose_in("four_zones", "four_zones"))
    assert said.count("a watch by night") == 1


def test_teams_below_their_load_none_and_idle_ones() -> None:
    assert "2.9 on average (before what sanctions are assumed to do to" in told(compose())
    assert "Investigation teams: there are 2, and the work takes 2.9" in told(compose())
    assert "Investigation teams" not in told(changed(staffing={"investigation_teams": 4}))
    assert "There are no investigation teams" in told(changed(staffing={"investigation_teams": 0}))
    assert "sends nobody to a first report" in told(compose(response="record_only"))
    assert "There are no escort groups" in told(changed(staffing={"escort_groups": 0}))


def test_places_that_trade_does_not_feed() -> None:
    besieged = compose_in("besieged_city", "besieged_city")
    assert "Neither trade nor tunnels bring anything to Deir ez-Zor" in told(besieged)
    assert "its stock lasts 41 days" in told(compose())
    fed = {"supply": {"douma": {"commercial_tonnes_per_day": 500.0}}}
    assert "stock lasts" not in told(changed(world=fed))


# --- people and sites -----------------------------------------------------------------------------
@pytest.mark.parametrize("level", ["lean", "planned", "surge"])
def test_the_manning_table_adds_up_to_what_is_paid(level: str) -> None:
    scenario = compose_in("four_zones", "four_zones", level)
    rows = paid_roles(scenario)
    by_key = {(row.zone, row.role): row.paid for row in rows}
    assert by_key == pytest.approx(paid_by_zone_and_role(scenario))
    assert sum(by_key.values()) == pytest.approx(paid_at_full_strength(scenario))
    assert rows[-1].zone == SHARED


def test_people_paid_on_average() -> None:
    """Posts of Ghouta from day 79 or later; the office from day 0."""
    rows = {row.role: row for row in paid_roles(compose())}
    assert rows["investigators"].paid_on_average == rows["investigators"].paid
    posts = [compose().mission.posts[name] for name in sites(compose())[0].manned]
    shares = [(184.0 - post.opens_day - post.late_days) / 184.0 for post in posts]
    each = rows["observers"].paid / len(posts)
    assert rows["observers"].paid_on_average == pytest.approx(each * sum(shares))
    assert rows["observers"].from_day == 79.0


def test_sites_by_what_becomes_of_them() -> None:
    idlib = next(
        one
        for one in sites(compose_in("four_zones", "four_zones"))
        if (one.zone, one.kind) == ("idlib", "posts")
    )
    assert (len(idlib.manned), len(idlib.late), len(idlib.closed)) == (6, 26, 4)
    assert sites(changed(mission={"checkpoints": {}}))[0].kind == "posts"


# --- supply ---------------------------------------------------------------------------------------
def test_need_and_what_comes_in_by_hand() -> None:
    closures = {"spring": {"from_day": 0.0, "until_day": 46.0}}
    supply = {
        "people": 100_000, "need_kg_per_person_day": 0.5, "commercial_tonnes_per_day": 40.0,
        "commercial_closures": closures, "tunnel_tonnes_per_day": 20.0, "tunnel_until_day": 18.4,
        "initial_stock_tonnes": 360.0, "capacity_tonnes": 5000.0,
    }  # fmt: skip
    data = compose().model_dump(mode="json")
    data["world"]["supply"]["douma"] |= supply
    (douma,) = balances(Scenario.model_validate(data))
    assert douma.need == pytest.approx(50.0)
    assert douma.trade == pytest.approx(30.0)
    assert douma.tunnels == pytest.approx(2.0)
    assert douma.lasts_days == pytest.approx(20.0)
    asked = requests(compose())
    assert douma.convoys == pytest.approx(sum(one.tonnes_per_day for one in asked))


def test_requests_by_hand() -> None:
    convoys = {
        "granted_probability": 0.5, "fewer_people_probability": 0.5, "fewer_people_share": 0.6,
        "items_removed_probability": 0.1, "items_removed_share": 0.7, "people_per_truck": 100.0,
        "tonnes_per_truck": 2.0,
    }  # fmt: skip
    agency = {"requests_per_week": 1.0, "people_per_request": 5000.0}
    scenario = changed(world={"convoys": convoys, "actors": {"aid_douma": agency}}, days=70)
    one = next(asked for asked in requests(scenario) if asked.by == "aid_douma")
    assert (one.asked, one.granted, one.has_route) == (
        pytest.approx(10.0),
        pytest.approx(5.0),
        True,
    )
    assert one.trucks == pytest.approx(40.0)
    assert one.tonnes_per_day == pytest.approx(5.0 * 40.0 * 2.0 * 0.93 / 70.0)
