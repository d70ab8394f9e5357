"""Release of forces: the background of those who leave falls, that of the reinforced rises."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import ViolationOccurred
from sim.kernel.registry import resolve
from sim.model.background import background_rise
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "release_of_forces",
    "from_day": 7.0,
    "until_day": 35.0,
    "groups": ["government"],
    "left_share": 0.6,
    "rises": {"jaysh_al_islam": 1.5},
}


def test_the_background_falls_and_rises_week_by_week_and_stays() -> None:
    stand = ActorStand(days=60.0)
    stand.start(EXAMPLE)
    seen: list[tuple[float, float]] = []

    def look() -> None:
        groups = ("government", "jaysh_al_islam")
        seen.append(tuple(stand.situation.factor("background", group) for group in groups))

    for day in (10, 15, 22, 29, 36, 59):
        stand.rep.at(24.0 * day, look)
    stand.run()
    assert [left for left, _ in seen] == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6, 0.6])
    assert [risen for _, risen in seen] == pytest.approx([1.0, 1.125, 1.25, 1.375, 1.5, 1.5])


def fired(left: float, rise: float = 1.0) -> dict[str, set[int]]:
    """Incidents by group over 50 days, from the first on, without answers to answers."""
    actor = EXAMPLE | {
        "from_day": 0.0,
        "until_day": 0.0,
        "left_share": left,
        "rises": {"jaysh_al_islam": rise},
    }
    silent = {"own": 0.0, "retaliation": 0.0}
    world = {
        "actors": {"release": actor},
        # a ceiling may not differ between points of a comparison, so the rise stands in the room
        "violence": {"background_ceiling": 40.0, "fast": silent, "slow": silent},
    }
    log = simulate(compose(response="record_only", days=50, world=world), 1, 0)
    return {
        group: {row.violation for row in log.of(ViolationOccurred) if row.group == group}
        for group in ("government", "jaysh_al_islam", "faylaq_al_rahman")
    }


def test_fewer_forces_keep_a_subset_of_their_incidents_and_nobody_else_changes() -> None:
    full, half, none = (fired(left) for left in (1.0, 0.5, 0.0))
    assert none["government"] == set()
    assert half["government"] < full["government"]
    share = len(half["government"]) / len(full["government"])
    assert share == pytest.approx(0.5, abs=3.29 * (0.25 / len(full["government"])) ** 0.5)
    for group in ("jaysh_al_islam", "faylaq_al_rahman"):
        assert none[group] == half[group] == full[group]


def test_the_reinforced_fire_more() -> None:
    plain, reinforced = fired(1.0), fired(1.0, rise=2.0)
    assert len(reinforced["jaysh_al_islam"]) > 1.4 * len(plain["jaysh_al_islam"])


def test_the_draws_allow_for_the_largest_rise() -> None:
    assert background_rise(compose(world={"actors": {"release": EXAMPLE}}).world) == 1.5
    assert resolve("actor", EXAMPLE | {"rises": {}}).raises_background() == 1.0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"groups": ["army"]}, ("groups", 0), "no group called 'army' (there are: "),
        ({"rises": {"army": 2.0}}, ("rises", "army"), "no group called 'army' (there are: "),
        ({"rises": {"government": 2.0}}, ("rises", "government"), "gives up forces"),
        ({"until_day": 6.0}, ("until_day",), "must not be before from_day (7)"),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], key: Any, words: str) -> None:
    world = {"actors": {"release": EXAMPLE | change}, "violence": {"background_ceiling": 40.0}}
    scenario = compose(world=world)
    found = [
        (at[3:], message) for at, message in contradictions(scenario) if at[2:3] == ("release",)
    ]
    assert [at for at, _ in found] == [key]
    assert words in found[0][1]
