"""Traces fade, and a patrol that looks better finds a superset."""

from __future__ import annotations

from math import exp

import pytest

from sim.kernel.replication import Replication
from sim.model.entities import Sighting, Violation
from sim.model.traces import LONGEST_H, Traces


def incident(number: int, hour: float, place: str = "town") -> Violation:
    return Violation(number, hour, "army", "side_a", True, "strip", place, "mortar", 3, 0, 1)


class Stand:
    """Traces at the town, and the sightings that came of them."""

    def __init__(self, seed: int = 1) -> None:
        self.rep = Replication(seed, 0, 10_000.0)
        self.traces = Traces(self.rep, self._seen)
        self.found: list[int] = []

    def _seen(
        self, violation: Violation, guarantor: str, hour: float, source: str, *, located: bool
    ) -> Sighting:
        assert located
        return Sighting(
            violation.id, hour, violation.hour, guarantor, located, "strip", violation.place,
            violation.kind, 1, "army", "side_a", source,
        )  # fmt: skip

    def search(self, hour: float, place: str = "town", probability: float = 1.0) -> int:
        self.rep.env.run(until=hour)
        return self.traces.search(
            place, "patrol", "russia", self._notify, probability=probability, fading_h=24.0
        )

    def _notify(self, sighting: Sighting, violation: Violation) -> None:
        assert (sighting.source, sighting.guarantor) == ("patrol", "russia")
        assert sighting.hour == self.rep.now
        assert sighting.incident == violation.id
        self.found.append(violation.id)


def test_fresh_traces_are_found_at_their_place_only() -> None:
    stand = Stand()
    stand.traces.leave(incident(1, 0.0))
    stand.traces.leave(incident(2, 0.0, "village"))
    assert stand.search(1e-9) == 1
    assert stand.found == [1]
    assert stand.search(1e-6, "camp") == 0


def test_traces_fade_exponentially() -> None:
    stand, number = Stand(), 4000
    for each in range(number):
        stand.traces.leave(incident(each, 0.0))
    share = stand.search(24.0, probability=0.8) / number
    expected = 0.8 * exp(-1.0)
    assert share == pytest.approx(expected, abs=3.29 * (expected / number) ** 0.5)


def test_a_patrol_that_looks_better_finds_a_superset() -> None:
    found = []
    for probability in (0.3, 0.6):
        stand = Stand()
        for each in range(200):
            stand.traces.leave(incident(each, 0.0))
        stand.search(12.0, probability=probability)
        found.append(set(stand.found))
    assert found[0] < found[1]


def test_nothing_is_left_of_what_is_long_past() -> None:
    stand = Stand()
    stand.traces.leave(incident(1, 0.0))
    stand.traces.leave(incident(2, LONGEST_H + 1.0))
    stand.rep.env.run(until=LONGEST_H + 1.0 + 1e-9)
    assert stand.search(LONGEST_H + 1.0 + 1e-6) == 1
    assert stand.found == [2]
