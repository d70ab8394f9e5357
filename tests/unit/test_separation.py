"""Separation: fire of excluded groups is blamed on covered ones less and less."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import LedgerEntered, SituationChanged
from sim.kernel.registry import resolve
from sim.model.actors.base import Actor
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "separation",
    "from_day": 10.0,
    "days": 28.0,
    "mixed_share_after": {"eastern_ghouta": 0.2},
}
MIXING = ("excluded_fire_blamed_on_covered", "eastern_ghouta")


def changes(stand: ActorStand) -> list[tuple[float, float]]:
    rows = stand.rep.log.of(SituationChanged)
    return [(row.hour / 24.0, row.factor) for row in rows if row[1:3] == MIXING]


def test_the_mixing_falls_week_by_week_and_stays_down() -> None:
    stand = ActorStand(days=60.0)
    stand.start(EXAMPLE)
    seen: list[float] = []
    for day in (5, 18, 25, 32, 39, 59):
        stand.rep.at(24.0 * day, lambda: seen.append(stand.situation.factor(*MIXING)))
    stand.run()
    assert seen == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2, 0.2])
    assert [day for day, _ in changes(stand)] == [17.0, 24.0, 31.0, 38.0]
    assert stand.rep.log.of(SituationChanged)[-1].until_h == inf


def test_it_begins_when_the_maps_are_approved_whoever_draws_them() -> None:
    world = {"attribution": {"maps_approved_day": None}}
    stand = ActorStand(scenario=compose(world=world))
    stand.start(EXAMPLE | {"from_day": None})
    stand.rep.at(24.0 * 20.0, lambda: stand.situation.declare("maps_approved", by="them"))
    stand.run()
    assert [day for day, _ in changes(stand)] == [27.0, 34.0, 41.0, 48.0]


def test_it_begins_on_the_day_that_the_world_gives_for_the_maps() -> None:
    stand = ActorStand(scenario=compose(world={"attribution": {"maps_approved_day": 3.0}}))
    stand.start(EXAMPLE | {"from_day": None})
    stand.run()
    assert changes(stand)[0][0] == 10.0


def test_without_maps_nothing_is_separated() -> None:
    stand = ActorStand(scenario=compose(world={"attribution": {"maps_approved_day": None}}))
    stand.start(EXAMPLE | {"from_day": None})
    stand.run()
    assert changes(stand) == []


def wrongly_blamed(after: float | None) -> set[int]:
    """Incidents of the excluded group that a ledger puts down to somebody else."""
    actors = {}
    if after is not None:
        given = {"from_day": 0.0, "days": 1.0, "mixed_share_after": {"eastern_ghouta": after}}
        actors = {"separation": EXAMPLE | given}
    error = {"excluded_fire_blamed_on_covered": 1.0}
    log = simulate(
        compose(
            response="record_only",
            days=40,
            world={
                "groups": {"excluded_group": {"until_day": None}},
                "attribution": {"before_maps": error, "after_maps": error},
                "complaints": {"unfounded_per_day": {"side_a": 0.0, "side_b": 0.0}},
                "actors": actors,
            },
        ),
        1,
        0,
    )
    entries = log.of(LedgerEntered)
    return {row.incident for row in entries if row.entry == "unfounded" and row.hour >= 48.0}


def test_the_more_separated_the_fewer_wrongly_blamed_under_the_same_numbers() -> None:
    none, some, all_of_it = (wrongly_blamed(after) for after in (None, 0.5, 0.0))
    assert all_of_it < some < none
    assert not all_of_it
    assert wrongly_blamed(1.0) == none


def test_contradictions_are_named() -> None:
    wrong = EXAMPLE | {"mixed_share_after": {"east": 0.5, "eastern_ghouta": 0.5}}
    actor = resolve("actor", wrong)
    assert isinstance(actor, Actor)
    assert list(actor.problems(compose())) == [
        (("mixed_share_after", "east"), "no zone called 'east' (there are: eastern_ghouta)")
    ]
    covered = compose(world={"groups": {"excluded_group": {"covered": True}}})
    assert [key for key, _ in resolve("actor", EXAMPLE).problems(covered)] == [
        ("mixed_share_after", "eastern_ghouta")
    ]
