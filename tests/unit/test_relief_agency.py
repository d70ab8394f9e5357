"""Relief agencies ask at random, and the n-th request is the same in every scenario."""

from __future__ import annotations

import pytest
from actor_stand import ActorStand
from pydantic import ValidationError

from sim.kernel.registry import kinds, resolve
from sim.model.entities import Convoy

SETTINGS = {
    "kind": "relief_agency",
    "label": "an agency",
    "destination": "town",
    "requests_per_week": 2.0,
    "people_per_request": 30_000.0,
    "people_cv": 0.5,
}

EXAMPLE_IN = "world"
EXAMPLE = {
    "kind": "relief_agency",
    "label": "Another agency for Douma",
    "destination": "douma",
    "requests_per_week": 2.0,
    "people_per_request": 30_000.0,
    "people_cv": 0.5,
}


def requests(days: float, seed: int = 1, **changes: object) -> list[Convoy]:
    stand = ActorStand(days=days, seed=seed)
    stand.start(SETTINGS | changes, "agency")
    stand.run()
    assert {(convoy.agency, convoy.destination) for convoy in stand.sent} <= {("agency", "town")}
    return stand.sent


def test_it_is_known_by_its_kind() -> None:
    assert "relief_agency" in kinds("actor")


def test_requests_have_the_rate_and_the_size_they_are_given() -> None:
    sent = requests(7 * 1000)
    assert len(sent) == pytest.approx(2000, abs=3.29 * 2000**0.5)
    people = [convoy.people for convoy in sent]
    assert sum(people) / len(people) == pytest.approx(30_000, abs=3.29 * 15_000 / 2000**0.5)
    assert len({convoy.id for convoy in sent}) == len(sent)


def test_a_longer_horizon_leaves_the_first_requests_alone() -> None:
    short, long = requests(50), requests(100)
    assert short == long[: len(short)]
    assert len(long) > len(short) > 5


def test_the_size_of_requests_does_not_move_their_hours() -> None:
    small, large = requests(100), requests(100, people_per_request=60_000.0)
    assert [(c.id, c.hour) for c in small] == [(c.id, c.hour) for c in large]
    assert [c.people * 2 for c in small] == pytest.approx([c.people for c in large], abs=1)


def test_no_requests_at_a_rate_of_zero_and_nobody_asks_for_nobody() -> None:
    assert requests(1000, requests_per_week=0.0) == []
    assert all(c.people >= 1 for c in requests(1000, people_per_request=1.0, people_cv=5.0))


@pytest.mark.parametrize("change", [{"requests_per_week": -1.0}, {"people_per_request": 0.0}])
def test_numbers_out_of_range_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        resolve("actor", SETTINGS | change)


def test_an_agency_that_comes_later_or_leaves_earlier_asks_for_the_same_in_between() -> None:
    always = requests(100)
    between = requests(100, from_day=30.0, until_day=60.0)
    assert between == [convoy for convoy in always if 720.0 <= convoy.hour < 1440.0]
    assert 3 < len(between) < len(always)


def test_its_last_day_is_after_its_first() -> None:
    with pytest.raises(ValidationError, match=r"until_day\n.*must be after from_day"):
        resolve("actor", SETTINGS | {"from_day": 5.0, "until_day": 5.0})
