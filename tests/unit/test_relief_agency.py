"""Relief agencies ask at random, and the n-th request is the same in every scenario."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.events import ConvoyRequested
from sim.kernel.registry import kinds, resolve
from sim.kernel.replication import Replication
from sim.model.actors.relief_agency import ReliefAgency
from sim.model.entities import Convoy
from sim.model.situation import Situation

SETTINGS = {
    "kind": "relief_agency",
    "label": "an agency",
    "destination": "town",
    "requests_per_week": 2.0,
    "people_per_request": 30_000.0,
    "people_cv": 0.5,
}


def requests(days: float, seed: int = 1, **changes: object) -> list[Convoy]:
    agency = resolve("actor", SETTINGS | changes)
    assert isinstance(agency, ReliefAgency)
    rep = Replication(seed, 0, 24.0 * days)
    sent: list[Convoy] = []
    rep.start(agency.act("agency", rep, Situation(rep, 72.0), sent.append))
    log = rep.run()
    assert [tuple(event) for event in log.of(ConvoyRequested)] == [
        (convoy.hour, convoy.id, "agency", "town", convoy.people) for convoy in sent
    ]
    return sent


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
