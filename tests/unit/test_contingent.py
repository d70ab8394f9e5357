"""Contingents: who has people for which site, row by row, and what can't be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose, load
from pydantic import ValidationError

from sim import config, events
from sim.analysis.kpis import compute, value
from sim.kernel.registry import resolve
from sim.kernel.replication import Replication
from sim.model import assembly
from sim.model.actors.contingent import Contingent, Spell
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "mission"
EXAMPLE: dict[str, Any] = {
    "kind": "contingent",
    "label": "Military police of one guarantor",
    "guarantor": "russia",
    "people": 60,
    "changes": {"second_wave": {"day": 20, "people": 40}, "withdrawal": {"day": 50, "people": -30}},
}
DAYS = 5.0
# a post takes 2 round the clock and 1 by daylight, a checkpoint 4 by daylight
OF_A_POST, OF_A_CHECKPOINT = (2 * 5.0 + 2.0) * 1.4, 4 * 2.0 * 1.4


def site(priority: int, opens_day: float, **more: Any) -> dict[str, Any]:
    about = {"label": "a site", "zone": "eastern_ghouta", "guarantor": "russia"}
    return {**about, "lat": 33.57, "lon": 36.40, "near": "douma", "priority": priority,
            "opens_day": opens_day, **more}  # fmt: skip


def small(*contingents: dict[str, Any], days: int = 5, **sites: Any) -> config.Scenario:
    """Three posts from day 1 and a checkpoint of the second rank, with contingents."""
    data = json.loads(compose().model_dump_json())
    data["days"] = days
    data["mission"]["posts"] = {
        "first": site(1, 1.0), "second": site(2, 1.0), "third": site(3, 1.0),
    } | sites  # fmt: skip
    gate = site(2, 1.0, vehicles_per_day=300.0)
    data["mission"]["checkpoints"] = {"gate": gate}
    data["staffing"]["zones"]["eastern_ghouta"] |= {
        "posts": 3, "checkpoints": 1, "observers_day": 3, "observers_night": 2,
        "lanes": 1, "second_shift_lanes": None, "inspectors_per_lane": 4,
    }  # fmt: skip
    names = ("pool", "another")
    data["mission"]["actors"] = dict(zip(names, contingents, strict=False))
    return config.Scenario.model_validate(data)


def pool(people: int, **more: Any) -> dict[str, Any]:
    return {"kind": "contingent", "label": "a pool", "guarantor": "russia", "people": people} | more


def spells(scenario: config.Scenario) -> list[Spell]:
    contingent = scenario.mission.actors["pool"]
    assert isinstance(contingent, Contingent)
    return contingent.spells(scenario, 24.0 * scenario.days)


def manned(scenario: config.Scenario, hour: float) -> set[str]:
    return {s.site for s in spells(scenario) if s.manned and s.from_h <= hour < s.until_h}


def test_sites_are_manned_in_order_of_rank_until_the_people_end() -> None:
    """In order: first, second, gate (posts before checkpoints of a rank), third."""
    for people, expected in [
        (0, set()), (17, {"first"}), (33, {"first"}), (34, {"first", "second"}),
        (44, {"first", "second"}), (45, {"first", "second", "gate"}),
        (61, {"first", "second", "gate"}), (62, {"first", "second", "gate", "third"}),
    ]:  # fmt: skip
        assert manned(small(pool(people)), 30.0) == expected, people
    assert pytest.approx(61.6) == 3 * OF_A_POST + OF_A_CHECKPOINT


def test_a_small_site_is_not_manned_past_a_larger_one_that_stays_empty() -> None:
    """Else more people could man the larger one and give the smaller one up."""
    scenario = small(pool(30))
    assert manned(scenario, 30.0) == {"first"}
    assert scenario.mission.checkpoints["gate"].priority == 2


def test_people_come_and_go_by_calendar_and_sites_follow() -> None:
    changes = {"wave": {"day": 2, "people": 40}, "leave": {"day": 4, "people": -50}}
    scenario = small(pool(30, changes=changes), days=6)
    assert spells(scenario) == [
        Spell("first", 24.0, float("inf"), True),
        Spell("second", 24.0, 48.0, False),
        Spell("second", 48.0, 96.0, True),
        Spell("second", 96.0, float("inf"), False),
        Spell("gate", 24.0, 48.0, False),
        Spell("gate", 48.0, 96.0, True),
        Spell("gate", 96.0, float("inf"), False),
        Spell("third", 24.0, 48.0, False),
        Spell("third", 48.0, 96.0, True),
        Spell("third", 96.0, float("inf"), False),
    ]


def test_a_site_that_closes_gives_its_people_to_the_next() -> None:
    scenario = small(pool(17), first=site(1, 1.0, closes_day=3.0), days=5)
    assert manned(scenario, 71.9) == {"first"}
    assert manned(scenario, 72.0) == {"second"}


def test_a_site_of_higher_rank_that_opens_takes_them() -> None:
    scenario = small(pool(17), first=site(1, 2.0))
    assert manned(scenario, 47.9) == {"second"}
    assert manned(scenario, 48.0) == {"first"}


def test_a_third_party_comes_on_the_day_of_its_agreement() -> None:
    scenario = small(pool(100, by_agreement_day=3.0))
    assert manned(scenario, 71.9) == set()
    assert manned(scenario, 72.0) == {"first", "second", "third", "gate"}
    stand = ActorStand(days=DAYS, scenario=scenario)
    stand.start(scenario.mission.actors["pool"], "pool")
    acted = stand.run().of(events.ActorActed)
    assert [(e.hour, e.action, e.target, e.amount) for e in acted] == [
        (72.0, "came_people", "russia", 100.0)
    ]


def test_sites_of_others_are_left_alone() -> None:
    scenario = small(pool(0), second=site(2, 1.0, guarantor="iran"))
    assert {spell.site for spell in spells(scenario)} == {"first", "third", "gate"}


def rows(scenario: config.Scenario, *kinds: type, of: str = "") -> list[tuple[Any, ...]]:
    log = simulate(scenario, seed=1, replication=0)
    return [
        (type(row).__name__, *row) for row in log if isinstance(row, kinds) and of in ("", row[1])
    ]


def test_an_empty_post_is_lost_to_the_contingent_and_never_manned_for_an_instant() -> None:
    late = {"wave": {"day": 2, "people": 40}}
    found = rows(small(pool(30, changes=late)), events.PostManned, events.PostUnmanned, of="second")
    assert found[0][:4] == ("PostUnmanned", 24.0, "second", "pool")
    first_manned = next(row for row in found if row[0] == "PostManned")
    assert first_manned[1] == 48.0
    assert {row[3] for row in found if row[1] < 48.0} == {"pool"}


def test_an_empty_checkpoint_serves_nobody_and_pays_nobody() -> None:
    changes = {"wave": {"day": 2, "people": 40}, "leave": {"day": 4.4, "people": -50}}
    scenario = small(pool(30, changes=changes))
    log = simulate(scenario, seed=1, replication=0)
    books = [row for row in log.of(events.CheckpointHour) if row.checkpoint == "gate"]
    empty = [row for row in books if row.from_h < 48.0 or row.from_h > 105.6]
    assert {row.arrived + row.served for row in empty} == {0}
    assert sum(row.not_served for row in empty) > 300
    assert sum(row.served for row in books) > 500
    staff = [
        (type(row).__name__, row.hour, row.paid_people)
        for row in log
        if isinstance(row, events.StaffEngaged | events.StaffReleased) and row.unit == "gate"
    ]
    assert staff == [
        ("StaffEngaged", 48.0, pytest.approx(OF_A_CHECKPOINT)),
        ("StaffReleased", pytest.approx(105.6), pytest.approx(OF_A_CHECKPOINT)),
    ]


def test_enough_people_for_all_change_nothing_but_what_is_written_of_them() -> None:
    with_pool = simulate(small(pool(1000)), seed=1, replication=0)
    without = simulate(small(), seed=1, replication=0)
    own = [row for row in with_pool if not isinstance(row, events.ActorActed)]
    assert sorted(map(repr, own)) == sorted(map(repr, without))


def test_more_people_watch_more_and_cost_more() -> None:
    """Coverage and cost rise with the pool; who comes to the checkpoint doesn't change."""
    logs = [simulate(small(pool(people)), seed=2, replication=0) for people in (17, 34, 45, 62)]
    kpis = [{name: value(pair) for name, pair in compute(log).items()} for log in logs]
    coverage = [kpi["coverage_share"] for kpi in kpis]
    assert coverage == sorted(coverage)
    assert coverage[0] < coverage[1] == coverage[2] < coverage[3]
    assert [kpi["coverage_lost_share_pool"] for kpi in kpis[:2]] == pytest.approx([2 / 3, 1 / 3])
    paid = [kpi["mean_paid_people"] for kpi in kpis]
    assert paid == sorted(paid)
    assert kpis[0]["mission_served_share"] == 0.0
    assert kpis[2]["mission_served_share"] > 0.9
    due = [
        sum(row.arrived + row.not_served for row in log.of(events.CheckpointHour)
            if row.checkpoint == "gate")
        for log in logs
    ]  # fmt: skip
    assert len(set(due)) == 1


def messages(*contingents: dict[str, Any]) -> list[str]:
    found = contradictions(small(*contingents))
    return [f"{key[-1]}: {message}" for key, message in found if "actors" in key]


def test_contradictions_in_one_sentence() -> None:
    assert messages(pool(100)) == []
    (said,) = messages(pool(100, guarantor="jordan"))
    assert said.startswith("guarantor: no guarantor called 'jordan' (there are: ")
    assert messages(pool(10)) == [
        "people: never more than 10, but its first site 'first' alone takes 16.8 paid people"
    ]
    assert messages(pool(10, changes={"wave": {"day": 3, "people": 10}})) == []
    assert messages(pool(100), pool(100)) == [
        "guarantor: 'pool' mans the sites of this guarantor already"
    ]
    assert messages(pool(100, enabled=False), pool(100)) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"changes": {"a": {"day": 5, "people": 1}, "b": {"day": 3, "people": 1}}},
            "'b' (day 3) must not be before day 5",
        ),
        (
            {"by_agreement_day": 9.0, "changes": {"a": {"day": 5, "people": 1}}},
            "'a' (day 5) must not be before day 9",
        ),
        (
            {"changes": {"a": {"day": 5, "people": -101}}},
            "'a' takes 101 people away, but there are 100",
        ),
        ({"people": -1}, "greater than or equal to 0"),
    ],
)
def test_impossible_calendars_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        resolve("actor", pool(100) | settings)
    assert said in str(refused.value)


# --- build-up by calendar -------------------------------------------------------------------------
REPORTED = {
    # day of the Idlib world (from 6 May 2017): posts that the press counted by then
    274: 5,  # 4 February 2018
    285: 6,  # 15 February
    336: 9,  # 7 April
    372: 10,  # 13 May
    373: 11,  # 14 May
    384: 12,  # 25 May
}
"""Turkish posts in Idlib after the deployment began on 12 October 2017 (day 159)."""


def idlib(days: int, **pools: Any) -> config.Scenario:
    over = {"days": days, "name": "idlib", "response": load("response", "record_only")}
    data = {"world": load("world", "idlib"), "mission": load("mission", "idlib"),
            "staffing": load("staffing", "lean")}  # fmt: skip
    data["staffing"]["zones"] = {"idlib": data["staffing"]["zones"]["idlib"]}
    data["mission"]["actors"] = pools
    return config.Scenario.model_validate(data | over)


def test_the_real_calendar_gives_twelve_turkish_posts_in_about_seven_months() -> None:
    scenario = idlib(400)
    rep = Replication(1, 0, 24.0 * scenario.days)
    for post in assembly.posts(rep, scenario):
        rep.start(post.live())
    first: dict[str, float] = {}
    of = {name: post.guarantor for name, post in scenario.mission.posts.items()}
    for row in rep.run().of(events.PostManned):
        if of[row.post] == "turkey":
            first.setdefault(row.post, row.hour / 24.0)
    for day, posts in REPORTED.items():
        assert sum(opened <= day for opened in first.values()) == posts, day
        assert sum(opened < day for opened in first.values()) < posts, day
    assert len(first) == 12
    months = (max(first.values()) - 159) / 30.44
    assert 7.0 <= months <= 7.5
    assert min(first.values()) > 159


def test_a_contingent_that_grows_too_slowly_puts_the_build_up_off() -> None:
    """With people for six posts until day 320 the seventh post waits, though its day has come."""
    waves = {"wave": {"day": 320, "people": 84}}
    turkey = pool(6 * 14, guarantor="turkey", changes=waves)  # 2 round the clock: 2 x 5 x 1.4
    scenario = idlib(400, pool=turkey)
    posts = [name for name, post in scenario.mission.posts.items() if post.guarantor == "turkey"]
    assert len(manned(scenario, 24.0 * 301)) == 6
    assert len(manned(scenario, 24.0 * 310)) == 6
    assert len(manned(scenario, 24.0 * 321)) == 8
    assert len(manned(scenario, 24.0 * 390)) == 12
    assert manned(scenario, 24.0 * 390) < set(posts)
