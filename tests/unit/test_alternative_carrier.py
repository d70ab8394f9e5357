"""An alternative carrier tries again what agencies couldn't, and nobody is counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.analysis.kpis import FROM_FIRST_POST, compute, value
from sim.events import (
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyEnded,
    ConvoyRequested,
    PostManned,
    RunStarted,
)
from sim.kernel.eventlog import EventLog
from sim.model.entities import Convoy
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "world"
EXAMPLE = {
    "kind": "alternative_carrier",
    "label": "A guarantor's own transport",
    "taken_over_share": 1.0,
    "delay": {"distribution": "constant", "mean_h": 48.0},
    "grant_factor": 1.5,
}


def sent(rows: list[tuple[float, Any]], **changes: Any) -> list[Convoy]:
    """What the carrier asks for when these rows come at their hours."""
    stand = ActorStand(days=30.0)
    stand.start(EXAMPLE | changes, "carrier")
    for hour, row in rows:
        stand.rep.at(hour, lambda row=row: stand.rep.record(row))
    stand.run()
    return stand.sent


def request(convoy: int, agency: str = "agency", instead_of: int = 0) -> tuple[float, Any]:
    return 10.0, ConvoyRequested(10.0, convoy, agency, "town", 5_000, instead_of)


def answer(convoy: int, word: str) -> tuple[float, Any]:
    return 20.0, ConvoyAnswered(20.0, convoy, word, 0, 0)


def end(convoy: int, outcome: str) -> tuple[float, Any]:
    return 30.0, ConvoyEnded(30.0, convoy, outcome, "town", "fire", 0, 0.0, 0.0, 50.0)


def test_it_asks_again_for_what_was_refused_or_left_without_an_answer() -> None:
    rows = [request(1), request(2), request(3), answer(1, "refused"), answer(2, "unanswered")]
    convoys = sent([*rows, answer(3, "granted")])
    assert [(c.hour, c.agency, c.people, c.instead_of) for c in convoys] == [
        (68.0, "carrier", 5_000, 1),
        (68.0, "carrier", 5_000, 2),
    ]
    assert len({c.id for c in convoys} | {1, 2}) == 4


def test_it_asks_again_for_what_had_to_turn_back() -> None:
    rows = [request(1), request(2), end(1, "turned_back"), end(2, "attacked")]
    assert [(c.hour, c.instead_of) for c in sent(rows)] == [(78.0, 1)]


def test_nobody_takes_over_what_was_taken_over_and_nothing_is_taken_over_twice() -> None:
    rows = [request(1, "another", 7), answer(1, "refused")]
    assert sent(rows) == []
    rows = [request(1), answer(1, "refused"), answer(1, "refused"), end(1, "turned_back")]
    assert len(sent(rows)) == 1


def test_it_carries_for_those_it_names() -> None:
    rows = [request(1), request(2, "aid"), answer(1, "refused"), answer(2, "refused")]
    assert [c.instead_of for c in sent(rows, agencies=["aid"])] == [2]
    assert sent(rows, taken_over_share=0.0) == []


def test_a_larger_share_takes_over_a_superset() -> None:
    rows = [row for n in range(1, 200) for row in (request(n), answer(n, "refused"))]
    few = {c.instead_of for c in sent(rows, taken_over_share=0.3)}
    most = {c.instead_of for c in sent(rows, taken_over_share=0.8)}
    assert few < most
    assert len(few) == pytest.approx(60, abs=22)


def run(seed: int = 1, **changes: Any) -> EventLog:
    carrier = EXAMPLE | changes
    agencies = {
        name: {"requests_per_week": 4.0, "people_per_request": 20_000.0}
        for name in ("aid_douma", "aid_kafr_batna")
    }
    scenario = compose(days=120, world={"actors": {**agencies, "carrier": carrier}})
    return simulate(scenario, seed=seed, replication=0)


def test_the_people_of_a_request_are_counted_once_and_never_more_are_reached() -> None:
    pairs = {share: compute(run(taken_over_share=share, grant_factor=3.0)) for share in (0.0, 1.0)}
    assert pairs[0.0]["people_requested"] == pairs[1.0]["people_requested"]
    assert pairs[0.0]["convoys_requested"] == pairs[1.0]["convoys_requested"]
    reached = {share: value(found["people_reached_share"]) for share, found in pairs.items()}
    assert reached[0.0] < reached[1.0] <= 1.0
    for found in pairs.values():
        for name, pair in found.items():
            if name.startswith(("convoys_", "people_reached_")) and "_share" in name and pair[1]:
                assert 0.0 <= value(pair) <= 1.0, name
    assert value(pairs[1.0]["convoys_taken_over"]) > 10
    assert value(pairs[0.0]["convoys_taken_over"]) == 0


def test_a_second_try_belongs_to_the_window_of_the_first() -> None:
    log = EventLog()
    for row in (
        RunStarted(0.0, "2017-05-06", 480.0),
        request(1)[1],
        answer(1, "refused")[1],
        PostManned(50.0, "op", 2, "day"),
        ConvoyRequested(68.0, 2, "carrier", "town", 5_000, 1),
        ConvoyAnswered(90.0, 2, "granted", 4_000, 8),
        ConvoyArrived(130.0, 2),
        ConvoyEnded(140.0, 2, "delivered", "unloading", "", 4_000, 80.0, 0.0, 0.0),
    ):
        log.append(row)
    pairs = compute(log)
    assert pairs["people_reached_share"] == (4_000.0, 5_000.0)
    assert pairs["convoys_completed_share"] == (1.0, 1.0)
    assert pairs["convoys_taken_over"] == (1.0, 1.0)
    assert value(pairs["request_to_arrival_mean_days"]) == 5.0
    assert pairs["people_reached_share" + FROM_FIRST_POST] == (0.0, 0.0)


def test_the_agencies_own_convoys_are_asked_for_and_answered_at_the_same_hours() -> None:
    off, on = run(enabled=False), run()
    own = {e.convoy: e for e in on.of(ConvoyRequested) if not e.instead_of}
    assert own == {e.convoy: e for e in off.of(ConvoyRequested)}
    hours = {e.convoy: e.hour for e in off.of(ConvoyAnswered)}
    assert {e.convoy: e.hour for e in on.of(ConvoyAnswered) if e.convoy in own} == hours


def test_a_higher_chance_of_leave_grants_it_a_superset() -> None:
    def granted(factor: float) -> set[int]:
        log = run(grant_factor=factor)
        mine = {e.convoy for e in log.of(ConvoyRequested) if e.instead_of}
        return {e.convoy for e in log.of(ConvoyAnswered) if e.answer == "granted"} & mine

    none, some = granted(0.0), granted(1.0)
    assert none == set()
    assert len(some) < len(granted(2.5))


def test_two_carriers_for_one_agency_and_unknown_agencies_are_one_line() -> None:
    two = {"one": EXAMPLE, "two": EXAMPLE | {"agencies": ["aid_douma"]}}
    found = contradictions(compose(world={"actors": two}))
    assert [key[2:] for key, _ in found] == [("one", "agencies"), ("two", "agencies")]
    assert found[0][1] == "'two' carries for 'aid_douma' already"
    wrong = {"one": EXAMPLE | {"agencies": ["aid"]}}
    ((key, message),) = contradictions(compose(world={"actors": wrong}))
    assert key[3:] == ("agencies", 0)
    assert message == "no agency called 'aid' (there are: aid_douma, aid_kafr_batna)"
