"""The joint commission against the probabilities that follow from two independent answers."""

from __future__ import annotations

from math import exp, sqrt

import pytest

from sim.config import Duration
from sim.kernel.replication import Process, Replication
from sim.model.commission import Commission, Concurrence
from sim.model.entities import Report

CASES = 6000


def shares(deadline_h: float, mean_h: float, near: float, other: float) -> dict[str, float]:
    """Share of sanctions agreed to, vetoed and lapsed; groups are of the side near one of two."""
    rep = Replication(7, 0, 1e9)
    commission = Commission(rep, {"east": "side_a", "west": "side_b"})
    answer = Duration(distribution="exponential", mean_h=mean_h)
    terms = Concurrence(deadline_h, answer, near, other)
    outcomes: list[str] = []

    def ask(number: int) -> Process:
        case = Report(number, 0.0, 0.0, "zone", "place", 2, "group", "side_a")
        outcomes.append((yield from commission.decide(case, "side_a", terms)))

    for number in range(CASES):
        rep.start(ask(number))
    rep.run()
    assert len(outcomes) == CASES
    return {name: outcomes.count(name) / CASES for name in ("", "vetoed", "lapsed")}


@pytest.mark.parametrize(
    ("deadline_h", "mean_h", "near", "other"),
    [(168.0, 48.0, 0.5, 0.9), (24.0, 48.0, 0.5, 0.9), (24.0, 24.0, 0.9, 0.2)],
)
def test_agreed_vetoed_and_lapsed(
    deadline_h: float, mean_h: float, near: float, other: float
) -> None:
    """F the share of answers in time: agreed pqF^2; vetoed 1 - (1 - (1-p)F)(1 - (1-q)F)."""
    in_time = 1.0 - exp(-deadline_h / mean_h)
    agreed = near * other * in_time**2
    vetoed = 1.0 - (1.0 - (1.0 - near) * in_time) * (1.0 - (1.0 - other) * in_time)
    expected = {"": agreed, "vetoed": vetoed, "lapsed": 1.0 - agreed - vetoed}
    found = shares(deadline_h, mean_h, near, other)
    for outcome, share in expected.items():
        error = sqrt(share * (1.0 - share) / CASES)
        assert found[outcome] == pytest.approx(share, abs=3.29 * error)
