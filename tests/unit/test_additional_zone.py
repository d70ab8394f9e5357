"""An additional zone opens on the record's word, and is no part of the memorandum before."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import (
    ActorActed,
    LedgerEntered,
    PostManned,
    PostUnmanned,
    SituationChanged,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

ZONE = "eastern_ghouta"
EXAMPLE: dict[str, Any] = {
    "kind": "additional_zone",
    "zone": ZONE,
    "window_days": 10.0,
    "latest_day": 20.0,
    "sites_after_days": 5.0,
    "before_opening_factor": 1.5,
}
EXAMPLE_IN = "world"


def entries(*hours: float, **over: Any) -> list[LedgerEntered]:
    return [
        LedgerEntered(
            hour, "russia", number, "excluded", "complaint", ZONE, "douma", "mortar", "side_a",
            "government",
        )._replace(**over)
        for number, hour in enumerate(hours)
    ]  # fmt: skip


def opened(rows: list[LedgerEntered], **over: Any) -> float | None:
    """The day on which the zone opens."""
    stand = ActorStand(days=60.0)
    stand.start(EXAMPLE | {"latest_day": None} | over, "zone")
    for row in rows:
        stand.rep.at(row.hour, lambda row=row: stand.rep.record(row))
    days = [e.hour / 24.0 for e in stand.run().of(ActorActed) if e.action == "opened"]
    assert len(days) <= 1
    return days[0] if days else None


def test_it_opens_on_its_day_if_nothing_triggers() -> None:
    assert opened([], latest_day=20.0) == 20.0
    assert opened([], latest_day=0.0) == 0.0


def test_it_opens_when_more_are_recorded_in_a_window() -> None:
    three = entries(30.0, 100.0, 200.0)
    assert opened(three, recorded_above=2) == 9.0
    assert opened(three, recorded_above=3) is None
    assert opened(entries(30.0, 200.0, 320.0), recorded_above=2) is None, "over 12 days"
    again = [row._replace(incident=7) for row in three]
    assert opened(again, recorded_above=2) is None, "one incident is one, however often entered"
    assert opened(entries(1.0, 2.0, 3.0, zone="idlib"), recorded_above=2) is None
    blamed = entries(1.0, 2.0, 3.0, blamed_group="excluded_group")
    assert opened(blamed, recorded_above=2) is None


def test_it_opens_when_fewer_are_recorded_in_a_whole_window() -> None:
    assert opened([], recorded_below=1) == 10.0
    assert opened(entries(30.0, 100.0), recorded_below=2) == 12.0, "the first is 10 days old then"


def run(**over: Any) -> EventLog:
    """Two months in which posts open on day 10."""
    data = {
        "days": 40,
        "world": {
            "actors": {"zone": EXAMPLE | over} if over.get("enabled", True) else {},
            "violence": {"background_ceiling": 40.0},
        },
        "mission": {"posts": {name: {"opens_day": 10.0} for name in compose().mission.posts}},
    }
    return simulate(compose(**data), 1, 0)


def test_until_it_opens_fire_is_no_violation_and_posts_are_empty_in_its_name() -> None:
    log = run()
    covered = [e for e in log.of(ViolationOccurred) if e.covered]
    before = [e for e in log.of(ViolationOccurred) if e.hour < 480.0]
    assert len(before) > 30
    assert len(covered) > 30
    assert min(e.hour for e in covered) > 480.0
    assert all(e.covered for e in log.of(ViolationOccurred) if e.hour > 480.0)
    assert min(e.hour for e in log.of(PostManned)) == 600.0, "day 20 and five days"
    away = [e for e in log.of(PostUnmanned) if e.hour < 600.0]
    assert away
    assert {e.cause for e in away} - {"level"} == {"zone"}
    renewed = [e for e in log.of(SituationChanged) if e.quantity == "truce_renewed"]
    assert [(e.hour, e.target, e.by) for e in renewed] == [(480.0, ZONE, "zone")]


def test_more_is_fired_before_and_less_once_the_truce_is_renewed() -> None:
    with_zone, without = run(), run(enabled=False)

    def fired(log: EventLog, since_h: float, until_h: float) -> int:
        return sum(since_h <= e.hour < until_h for e in log.of(ViolationOccurred))

    assert fired(with_zone, 0.0, 480.0) > fired(without, 0.0, 480.0)
    assert fired(with_zone, 480.0, 960.0) < fired(without, 480.0, 960.0)


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({"zone": "ghuta"}, "no zone called 'ghuta' (there are: eastern_ghouta)"),
        ({"latest_day": None}, "give recorded_above, recorded_below or latest_day"),
        ({"recorded_above": 3, "recorded_below": 5}, "any number triggers"),
    ],
)
def test_contradictions(over: dict[str, Any], message: str) -> None:
    found = contradictions(compose(world={"actors": {"zone": EXAMPLE | over}}))
    assert [text[: len(message)] for _, text in found] == [message]
