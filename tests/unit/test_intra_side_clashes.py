"""Clashes within a side: other fire that ends when one of the groups is gone."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import ActorActed
from sim.kernel.registry import resolve

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "intra_side_clashes",
    "per_day": 0.5,
    "groups": ["faylaq_al_rahman", "jaysh_al_islam"],
    "places": {"arbin": 0.5, "misraba": 0.5},
    "severity": 1,
    "lethal_probability": 0.2,
}


def days_of(scenario: Any = None, **changes: Any) -> list[float]:
    stand = ActorStand(days=200.0, scenario=scenario)
    stand.start(EXAMPLE | changes, "feud")
    log = stand.run()
    assert {fire.source for _, fire in stand.disturbances} <= {"feud"}
    assert {(row.kind, row.action) for row in log.of(ActorActed)} <= {
        ("intra_side_clashes", "clashes")
    }
    return [hour / 24.0 for hour, _ in stand.disturbances]


def test_they_happen_at_their_rate_in_their_calendar() -> None:
    days = days_of(from_day=20.0, until_day=180.0)
    assert len(days) == pytest.approx(80, abs=3.29 * 80**0.5)
    assert 20.0 < min(days) < max(days) < 180.0
    assert days_of(per_day=0.0) == []


def test_they_end_when_the_first_of_the_groups_is_gone() -> None:
    gone = compose(world={"groups": {"jaysh_al_islam": {"until_day": 100.0}}})
    days = days_of(gone)
    assert days == [day for day in days_of() if day < 100.0]
    assert len(days) > 20


@pytest.mark.parametrize(
    ("groups", "key", "words"),
    [
        (["faylaq_al_rahman", "nobody"], ("groups", 1), "no group called 'nobody' (there are: "),
        (["faylaq_al_rahman", "government"], ("groups",), "groups of one side"),
        (["faylaq_al_rahman"] * 2, ("groups",), "named twice"),
    ],
)
def test_contradictions_are_named(groups: list[str], key: Any, words: str) -> None:
    found = list(resolve("actor", EXAMPLE | {"groups": groups}).problems(compose()))  # type: ignore[attr-defined]
    assert [at for at, _ in found] == [key]
    assert words in found[0][1]
