"""Interdiction of supply: the background of the groups supplied falls until channels reopen."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import ViolationOccurred
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "supply_interdiction",
    "from_day": 7.0,
    "closed_day": 21.0,
    "groups": ["jaysh_al_islam", "faylaq_al_rahman"],
    "left_share": 0.5,
}


@pytest.mark.parametrize(("reopened", "later"), [(None, 0.5), (40.0, 1.0)])
def test_the_background_falls_while_channels_close(reopened: float | None, later: float) -> None:
    stand = ActorStand(days=60.0)
    stand.start(EXAMPLE | {"reopened_day": reopened})
    seen: list[float] = []
    for day in (13, 15, 22, 39, 41, 59):
        stand.rep.at(
            24.0 * day, lambda: seen.append(stand.situation.factor("background", "jaysh_al_islam"))
        )
    stand.run()
    assert seen == pytest.approx([1.0, 0.75, 0.5, 0.5, later, later])


def test_two_actors_on_one_group_multiply() -> None:
    stand = ActorStand(days=60.0)
    stand.start(EXAMPLE, "one")
    stand.start(EXAMPLE | {"left_share": 0.8, "groups": ["jaysh_al_islam"]}, "other")
    stand.run()
    assert stand.situation.factor("background", "jaysh_al_islam") == pytest.approx(0.4)
    assert stand.situation.factor("background", "faylaq_al_rahman") == pytest.approx(0.5)


def test_the_tighter_the_channels_the_fewer_incidents() -> None:
    counts = []
    for left in (1.0, 0.5, 0.0):
        world = {"actors": {"interdiction": EXAMPLE | {"left_share": left}}}
        log = simulate(compose(response="record_only", days=80, world=world), 1, 0)
        rows = [row for row in log.of(ViolationOccurred) if row.hour > 24.0 * 21.0]
        supplied = [row for row in rows if row.group in EXAMPLE["groups"]]
        counts.append(len(supplied))
    assert counts[0] > counts[1] > counts[2]


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"groups": ["army"]}, ("groups", 0), "no group called 'army' (there are: "),
        ({"closed_day": 6.0}, ("closed_day",), "must not be before from_day (7)"),
        ({"reopened_day": 21.0}, ("reopened_day",), "must be after closed_day (21)"),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], key: Any, words: str) -> None:
    found = list(resolve("actor", EXAMPLE | change).problems(compose()))  # type: ignore[attr-defined]
    assert [at for at, _ in found] == [key]
    assert words in found[0][1]
