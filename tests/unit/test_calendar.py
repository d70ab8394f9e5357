"""Closures and bans of a planner's calendar, and what of the traffic that was due shows it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim import events
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "calendar",
    "label": "Closures and bans by date",
    "entries": {
        "closed": {
            "label": "The zone is closed",
            "traffic": ["civilians", "trade", "aid"],
            "targets": ["eastern_ghouta"],
            "from_day": 3.0,
            "until_day": 5.0,
        }
    },
}
CHECKPOINTS = {
    "gov_wafidin", "gov_harasta", "gov_qabun", "gov_jobar", "gov_ain_terma", "gov_mleha",
    "gov_south", "gov_east",
}  # fmt: skip
DAYS = 8


def calendar(**entry: Any) -> dict[str, Any]:
    return EXAMPLE | {"entries": {"closed": EXAMPLE["entries"]["closed"] | entry}}


@cache
def closed(traffic: str = "", share: float = 0.0, target: str = "eastern_ghouta") -> EventLog:
    """Eight days; one class of traffic may be banned from the zone on two of them."""
    actors: dict[str, Any] = {
        agency: {"requests_per_week": 40.0} for agency in ("aid_douma", "aid_kafr_batna")
    }
    if traffic:
        actors["calendar"] = calendar(traffic=[traffic], share_let_in=share, targets=[target])
    at_once = {"answer_delay": {"distribution": "constant", "mean_h": 0.0}}
    always = {"granted_probability": 1.0, "violence_exponent": 0.0}
    supply = {"douma": {"commercial_closures": {"spring": {"from_day": 7, "until_day": 8}}}}
    world = {"actors": actors, "convoys": at_once | always, "supply": supply}
    return simulate(compose("planned", "record_only", days=DAYS, world=world), 3, 0)


def by_day(log: EventLog, column: str, checkpoint: str | None = None) -> list[int]:
    """Vehicles of each day, over the parties' checkpoints."""
    found = [0] * DAYS
    for row in log.of(events.CheckpointHour):
        if row.checkpoint in ({checkpoint} if checkpoint else CHECKPOINTS):
            found[int(row.from_h // 24)] += getattr(row, column)
    return found


def rest(log: EventLog, *kinds: type) -> list[Any]:
    own = (events.ActorActed, events.SituationChanged)
    return [row for row in log if not isinstance(row, own + kinds)]


def test_entries_reach_what_lies_in_the_zone_until_their_last_day() -> None:
    stand = ActorStand(days=20)
    stand.start(EXAMPLE, "calendar")
    log = stand.run()
    changes = log.of(events.SituationChanged)
    assert {change[0::3] for change in changes} == {(72.0, 0.0)}
    assert {change.until_h for change in changes} == {120.0}
    reached: dict[str, set[str]] = {}
    for change in changes:
        reached.setdefault(change.quantity, set()).add(change.target)
    assert reached["let_through"] > CHECKPOINTS, "the parties' checkpoints and the mission's"
    assert reached["trade"] == {"douma"}
    assert reached["aid"] == {"douma", "kafr_batna"}
    assert [(e.action, e.target, e.amount) for e in log.of(events.ActorActed)] == [
        (f"{traffic}_kept_out_days", "closed", 2.0) for traffic in ("civilians", "trade", "aid")
    ]


def test_civilians_due_are_turned_away_on_the_days_of_a_ban_and_only_then() -> None:
    free, banned = closed(), closed("civilians")
    due = by_day(free, "arrived")
    assert by_day(banned, "arrived") == due
    assert by_day(banned, "turned_away")[3:5] == due[3:5]
    assert by_day(banned, "served")[3:5] == [0, 0]
    others = [day for day in range(DAYS) if day not in (3, 4)]
    assert [by_day(banned, "served")[day] for day in others] == [
        by_day(free, "served")[day] for day in others
    ]
    assert all(row.inside >= 0 for row in banned.of(events.CheckpointHour))
    assert rest(free, events.CheckpointHour) == rest(banned, events.CheckpointHour)


def test_the_more_are_let_in_the_more_are_served() -> None:
    served = [sum(by_day(closed("civilians", share), "served")) for share in (0.0, 0.5, 1.0)]
    all_of_them = sum(by_day(closed(), "served"))
    assert served[0] < served[1] < served[2] == all_of_them
    half = by_day(closed("civilians", 0.5), "turned_away")[3]
    due = by_day(closed(), "arrived")[3]
    assert half == pytest.approx(due / 2, abs=3.29 * (due / 4) ** 0.5)


def test_a_ban_at_one_checkpoint_leaves_the_others_alone() -> None:
    free, banned = closed(), closed("civilians", target="gov_jobar")
    for checkpoint in CHECKPOINTS:
        days = slice(3, 5) if checkpoint == "gov_jobar" else slice(0, 0)
        away = by_day(banned, "turned_away", checkpoint)
        assert away[days] == by_day(free, "arrived", checkpoint)[days]
        assert sum(away) - sum(away[days]) == sum(by_day(free, "turned_away", checkpoint)) - sum(
            by_day(free, "turned_away", checkpoint)[days]
        )


@pytest.mark.parametrize("from_day", [0.0, 1.0, 2.0])
def test_a_ban_comes_before_what_is_settled_in_its_first_hour(from_day: float) -> None:
    """Also when another entry has begun in the middle of the day before."""
    entry = EXAMPLE["entries"]["closed"]
    entries = {
        "trade": entry | {"traffic": ["trade"], "from_day": from_day, "until_day": from_day + 1.0},
        "aid": entry | {"traffic": ["aid"], "from_day": max(from_day - 0.5, 0.0)},
    }
    supply = {"douma": {"commercial_closures": {"spring": {"from_day": 7, "until_day": 8}}}}
    over = {"actors": {"calendar": EXAMPLE | {"entries": entries}}, "supply": supply}
    log = simulate(compose(days=4, world=over), 3, 0)
    traded = [row.commercial_tonnes > 0.0 for row in log.of(events.StockDay)]
    assert traded == [day != from_day for day in range(4)]


def test_trade_stops_on_the_days_of_a_ban() -> None:
    free, banned = (
        [row.commercial_tonnes for row in log.of(events.StockDay)]
        for log in (closed(), closed("trade"))
    )
    assert banned[3:5] == [0.0, 0.0] != free[3:5]
    assert banned[:3] + banned[5:] == free[:3] + free[5:]


def test_requests_for_aid_are_not_granted_while_it_is_banned() -> None:
    def granted(log: EventLog) -> dict[float, bool]:
        return {e.hour: e.answer == "granted" for e in log.of(events.ConvoyAnswered)}

    free, banned = granted(closed()), granted(closed("aid"))
    assert all(free.values())
    assert banned == {hour: not 72.0 <= hour < 120.0 for hour in free}
    assert not all(banned.values())
    asked = [log.of(events.ConvoyRequested) for log in (closed(), closed("aid"))]
    assert asked[0] == asked[1], "they are asked for all the same"


def test_an_agency_can_be_banned_alone() -> None:
    log = closed("aid", target="aid_douma")
    agency = {e.convoy: e.agency for e in log.of(events.ConvoyRequested)}
    refused = {agency[e.convoy] for e in log.of(events.ConvoyAnswered) if e.answer != "granted"}
    assert refused == {"aid_douma"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"until_day": 3.0}, r"until_day\n.*must be after from_day"),
        ({"traffic": []}, "traffic"),
        ({"traffic": ["tanks"]}, "traffic"),
        ({"targets": []}, "targets"),
        ({"share_let_in": 1.5}, "share_let_in"),
    ],
)
def test_entries_that_make_no_sense_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        resolve("actor", calendar(**change))


@pytest.mark.parametrize(
    ("traffic", "target", "there_are"),
    [
        ("civilians", "duma", "all, cp_ain_terma"),
        ("trade", "gov_jobar", "all, douma, eastern_ghouta)"),
        ("aid", "harasta", "aid_douma, aid_kafr_batna, all, douma, eastern_ghouta, kafr_batna)"),
    ],
)
def test_a_target_without_such_traffic_is_a_contradiction(
    traffic: str, target: str, there_are: str
) -> None:
    actor = resolve("actor", calendar(traffic=[traffic], targets=[target]))
    ((key, message),) = actor.problems(compose())
    assert key == ("entries", "closed", "targets", 0)
    assert message.startswith(f"'{target}' has no such traffic: {traffic} (there are: ")
    assert there_are in message
    assert not list(resolve("actor", EXAMPLE).problems(compose()))
