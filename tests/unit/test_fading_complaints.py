"""Fewer complaints week by week: the record falls, what happens doesn't."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim.events import LedgerEntered, ViolationOccurred
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE: dict[str, Any] = {
    "kind": "fading_complaints",
    "sides": {"side_b": {"half_life_days": 30.0, "floor": 0.4}},
}
EXAMPLE_IN = "world"


def levels(days: float, hours: list[float], **over: Any) -> list[tuple[float, float]]:
    stand, seen = ActorStand(days=days), []
    stand.start(EXAMPLE | over)
    factor = stand.situation.factor

    def look() -> None:
        seen.append((factor("complaints", "side_a"), factor("complaints", "side_b")))

    for hour in hours:
        stand.rep.at(hour, look)
    stand.run()
    return seen


def test_by_half_in_each_half_life_in_weekly_steps_down_to_the_floor() -> None:
    weeks = [0, 1, 3, 5, 6, 20]
    seen = levels(200.0, [168.0 * week + 1.0 for week in weeks])
    expected = [max(0.5 ** (7 * week / 30.0), 0.4) for week in weeks]
    assert [b for _, b in seen] == pytest.approx(expected)
    assert expected[-2:] == [0.4, 0.4]
    assert [a for a, _ in seen] == [1.0] * len(weeks)


def test_it_begins_on_its_day_and_one_factor_is_in_force_at_a_time() -> None:
    assert levels(60.0, [24.0 * 16.9, 24.0 * 17.1], from_day=10.0) == [
        (1.0, 1.0),
        (1.0, pytest.approx(0.5 ** (7 / 30.0))),
    ]


def complaints(sides: dict[str, Any]) -> tuple[set[tuple[int, str]], set[int]]:
    """Complaints entered in ledgers, and what truly happened."""
    actors = {"fading": EXAMPLE | {"sides": sides}} if sides else {}
    log = simulate(compose("planned", "record_only", days=60, world={"actors": actors}), 1, 0)
    entered = {(e.incident, e.ledger) for e in log.of(LedgerEntered) if e.source == "complaint"}
    return entered, {e.violation for e in log.of(ViolationOccurred)}


def test_faster_fading_leaves_a_subset_of_the_complaints() -> None:
    """Under the same numbers and without answers, hence with the same incidents."""
    slow = {"side_a": {"half_life_days": 60.0, "floor": 0.2}}
    fast = {"side_a": {"half_life_days": 10.0, "floor": 0.2}}
    (none, happened), (few, still), (fewer, same) = (complaints(s) for s in ({}, slow, fast))
    assert fewer < few < none
    assert happened == still == same


@pytest.mark.parametrize(
    "sides", [{}, {"side_c": {"half_life_days": 9.0, "floor": 0.1}}, {"side_a": {"floor": 1.5}}]
)
def test_nonsense_is_refused(sides: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        resolve("actor", EXAMPLE | {"sides": sides})
