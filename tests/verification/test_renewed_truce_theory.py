"""A truce renewed within a run against theory: V12 once more, and a second renewal after it.

The mean is that of a branching process with immigration at mu(t): an incident at t has by the
horizon T brought 1 + n / (1 - n) (1 - exp(-beta (1 - n) (T - t))) incidents in all, itself included
(Hawkes and Oakes 1974), and the expected number is the integral of that over the immigrants.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp

import pytest
from scipy.integrate import quad

from sim import config
from sim.events import IntensityBounded
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.entities import Violation
from sim.model.situation import Situation
from sim.model.violence import Violence
from verification.cases import CASES
from verification.measured import Verify, mean
from verification.recovering_world import (
    DECAY_PER_DAY,
    DEPTH,
    OFFSPRING,
    RECOVERY_DAYS,
    WORN_PER_DAY,
    recovering_world,
)

DAYS, RENEWED_DAY = 60.0, 30.0
REPLICATIONS = 400


def expected(renewed_day: float | None) -> float:
    """Mean number of incidents, mu(t) = 4 - 3 exp(-t / 14 days) since the last renewal."""

    def family(day: float) -> float:
        left = 1.0 - exp(-DECAY_PER_DAY * (1.0 - OFFSPRING) * (DAYS - day))
        return 1.0 + OFFSPRING / (1.0 - OFFSPRING) * left

    def offered(day: float) -> float:
        since = day if renewed_day is None or day < renewed_day else day - renewed_day
        return WORN_PER_DAY * (1.0 - DEPTH * exp(-since / RECOVERY_DAYS)) * family(day)

    edges = [0.0, DAYS] if renewed_day is None else [0.0, renewed_day, DAYS]
    return sum(quad(offered, *ends)[0] for ends in pairwise(edges))


def incidents(
    about: config.World, replication: int, renewed_day: float | None, zone: str = "eastern_ghouta"
) -> list[int]:
    """Identities of a run's incidents in order of time; the truce may be renewed in a zone."""
    rep = Replication(12, replication, 24.0 * DAYS)
    found: list[int] = []

    def emit(violation: Violation, _parent: int) -> None:
        found.append(violation.id)

    situation = Situation(rep, 72.0)
    if renewed_day is not None:
        rep.at(24.0 * renewed_day, lambda: situation.renew_truce(zone))
    rep.start(Violence(rep, about, background.clusters(about, rep), situation, emit).run())
    assert not rep.run().of(IntensityBounded)
    return found


def test_the_formula_is_that_of_v12() -> None:
    assert expected(None) == pytest.approx(390.568, abs=0.001)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "renewed_day"), [("V12 day 30", RENEWED_DAY), ("V12 day 0", 0.0)])
def test_v12_of_a_truce_renewed_in_the_run(name: str, renewed_day: float, verified: Verify) -> None:
    """On day 30 about a sixth less than without; on day 0 as if it had only then begun."""
    counts = [
        len(incidents(recovering_world(), replication, renewed_day))
        for replication in range(REPLICATIONS)
    ]
    assert CASES[name].expected == pytest.approx(expected(renewed_day), abs=0.001)
    verified(name, mean(counts))
    if renewed_day:
        assert expected(renewed_day) < expected(None) - 20.0


@pytest.mark.parametrize("replication", range(5))
def test_a_renewal_keeps_a_subset_and_changes_nothing_before_it(replication: int) -> None:
    without = incidents(recovering_world(), replication, None)
    renewed = incidents(recovering_world(), replication, RENEWED_DAY)
    assert set(renewed) < set(without)
    earlier = incidents(recovering_world(), replication, 5.0)
    assert set(earlier) < set(without)
    last_common = next(
        n for n, pair in enumerate(zip(without, renewed, strict=False)) if pair[0] != pair[1]
    )
    assert last_common > 50, "thirty days are the same"


def test_a_renewal_is_for_its_zone_and_for_covered_groups() -> None:
    without = incidents(recovering_world(), 0, None)
    assert incidents(recovering_world(), 0, RENEWED_DAY, zone="another") == without
    excluded = recovering_world(covered=False)
    assert incidents(excluded, 0, RENEWED_DAY) == incidents(excluded, 0, None)


def test_what_a_renewal_takes_away_is_what_the_recovery_says(verified: Verify) -> None:
    """Without offspring: 4 x 0.75 x 14 (1 - exp(-30/14)) (1 - exp(-30/14)) fewer in 60 days."""
    alone = recovering_world(offspring=0.0)
    fewer = [
        len(incidents(alone, replication, None)) - len(incidents(alone, replication, RENEWED_DAY))
        for replication in range(60)
    ]
    left = 1.0 - exp(-RENEWED_DAY / RECOVERY_DAYS)
    expected_fewer = WORN_PER_DAY * DEPTH * RECOVERY_DAYS * left**2
    assert CASES["V12 fewer"].expected == pytest.approx(expected_fewer, rel=1e-4)
    verified("V12 fewer", mean(fewer))
