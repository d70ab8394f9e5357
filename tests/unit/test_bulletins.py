"""Bulletins publish each ledger's own count once a day, and hardly anything is confirmed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import ActorActed, LedgerEntered
from sim.kernel.eventlog import EventLog
from sim.settings.contradictions import contradictions

EXAMPLE = {"kind": "bulletins", "hour_of_day": 18.0, "confirmation_probability": 0.1}
EXAMPLE_IN = "world"
PROVINCES = {"north": ["douma", "harasta"], "south": ["ain_terma"]}


def entry(hour: float, incident: int, **over: Any) -> LedgerEntered:
    row = LedgerEntered(
        hour, "russia", incident, "matched", "complaint", "eastern_ghouta", "douma", "mortar",
        "side_b", "jaysh_al_islam",
    )  # fmt: skip
    return row._replace(**over)


def published(*entries: LedgerEntered, days: float = 3.0, **over: Any) -> EventLog:
    stand = ActorStand(days=days)
    stand.start(EXAMPLE | over)
    for row in entries:
        stand.rep.at(row.hour, lambda row=row: stand.rep.record(row))
    return stand.run()


def counts(log: EventLog) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for event in log.of(ActorActed):
        if event.action == "count":
            found[event.target].append(event.amount)
    return dict(found)


def amount(log: EventLog, action: str) -> float:
    return sum(event.amount for event in log.of(ActorActed) if event.action == action)


def test_each_ledger_publishes_its_own_count_and_zero_is_published_too() -> None:
    log = published(entry(1.0, 1), entry(17.9, 2), entry(18.1, 3), entry(30.0, 1, ledger="turkey"))
    assert counts(log) == {
        "russia:eastern_ghouta": [2.0, 1.0, 0.0],
        "turkey:eastern_ghouta": [0.0, 1.0, 0.0],
    }
    assert {event.hour % 24.0 for event in log.of(ActorActed)} == {18.0}


def test_counts_go_by_province_and_what_lies_in_none_by_zone() -> None:
    log = published(
        entry(1.0, 1),
        entry(2.0, 2, place="harasta"),
        entry(3.0, 3, place="ain_terma"),
        entry(4.0, 4, place="saqba"),
        entry(5.0, 5, place=""),
        days=1.0,
        provinces=PROVINCES,
    )
    russia = {k: v for k, v in counts(log).items() if k.startswith("russia")}
    assert russia == {"russia:north": [2.0], "russia:south": [1.0], "russia:eastern_ghouta": [2.0]}


def test_what_an_excluded_group_is_blamed_for_is_in_no_bulletin() -> None:
    log = published(entry(1.0, 1, blamed_group="excluded_group"), entry(2.0, 2, blamed_group=""))
    assert counts(log)["russia:eastern_ghouta"] == [1.0, 0.0, 0.0]


def test_reports_are_confirmed_with_their_probability() -> None:
    many = [entry(1.0 + n / 1000.0, n) for n in range(2000)]
    log = published(*many, confirmation_probability=0.3)
    assert amount(log, "asked_to_confirm") == 2000
    assert amount(log, "confirmed") == pytest.approx(600, abs=3.29 * (2000 * 0.3 * 0.7) ** 0.5)
    assert amount(published(*many, confirmation_probability=0.0), "confirmed") == 0
    alone = published(*many, guarantors=["russia"])
    assert amount(alone, "asked_to_confirm") == 0, "there is nobody to ask"
    assert set(counts(alone)) == {"russia:eastern_ghouta"}


@pytest.mark.parametrize(
    ("over", "message"),
    [
        (
            {"provinces": {"north": ["duma"]}},
            "no place called 'duma' - did you mean 'douma'? (there are: ain_terma, arbin",
        ),
        ({"provinces": {"a": ["douma"], "b": ["douma"]}}, "'douma' lies in 'a' already"),
        (
            {"guarantors": ["rusia"]},
            "no guarantor called 'rusia' - did you mean 'russia'? (there are: russia, turkey)",
        ),
    ],
)
def test_contradictions(over: dict[str, Any], message: str) -> None:
    found = contradictions(compose(world={"actors": {"bulletins": EXAMPLE | over}}))
    assert [text[: len(message)] for _, text in found] == [message]
