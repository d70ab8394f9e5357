"""The joint commission against the probabilities that follow from two independent answers."""

from __future__ import annotations

from math import exp

import pytest

from sim.config import Duration
from sim.kernel.replication import Process, Replication
from sim.model.commission import Commission, Concurrence
from sim.model.entities import Report
from verification.cases import CASES
from verification.measured import Verify, share

SANCTIONS = 6000


def outcomes(deadline_h: float, mean_h: float, near: float, other: float) -> list[str]:
    """What comes of each sanction; the group is of the side near one of the two guarantors."""
    rep = Replication(7, 0, 1e9)
    commission = Commission(rep, {"east": "side_a", "west": "side_b"})
    answer = Duration(distribution="exponential", mean_h=mean_h)
    terms = Concurrence(deadline_h, answer, near, other)
    found: list[str] = []

    def ask(number: int) -> Process:
        case = Report(number, 0.0, 0.0, "zone", "place", 2, "group", "side_a")
        found.append((yield from commission.decide(case, "side_a", terms)) or "agreed")

    for number in range(SANCTIONS):
        rep.start(ask(number))
    rep.run()
    assert len(found) == SANCTIONS
    return found


@pytest.mark.parametrize(
    ("name", "deadline_h", "mean_h", "near", "other"),
    [
        ("S4 a week", 168.0, 48.0, 0.5, 0.9),
        ("S4 a day", 24.0, 48.0, 0.5, 0.9),
        ("S4 partial", 24.0, 24.0, 0.9, 0.2),
    ],
)
def test_agreed_vetoed_and_lapsed(
    name: str, deadline_h: float, mean_h: float, near: float, other: float, verified: Verify
) -> None:
    """F the share of answers in time: agreed pqF^2; vetoed 1 - (1 - (1-p)F)(1 - (1-q)F)."""
    in_time = 1.0 - exp(-deadline_h / mean_h)
    agreed = near * other * in_time**2
    vetoed = 1.0 - (1.0 - (1.0 - near) * in_time) * (1.0 - (1.0 - other) * in_time)
    expected = {"agreed": agreed, "vetoed": vetoed, "lapsed": 1.0 - agreed - vetoed}
    found = outcomes(deadline_h, mean_h, near, other)
    for outcome, probability in expected.items():
        case = CASES[f"{name} {outcome}"]
        assert case.expected == pytest.approx(probability, rel=1e-4)
        verified(f"{name} {outcome}", share(found.count(outcome), SANCTIONS))
