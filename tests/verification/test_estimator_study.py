"""The worlds of the study of estimators: the first breaks nothing, each other the one thing it
says, and Chapman's estimate goes wrong by as much as theory has it (as in V18)."""

from __future__ import annotations

from functools import cache

import pytest
from conftest import compose_in, load

from sim.analysis.kpis import Pair, compute
from sim.analysis.kpis.estimates import estimate_over_truth, interval_covers_truth
from sim.analysis.kpis.joins import Joins
from sim.analysis.kpis.two_lists import TwoLists
from sim.analysis.kpis.view import View
from sim.model.model import simulate
from verification.measured import Measured, mean, ratio

WORLDS = load("experiment", "estimators")["experiment"]["factors"]["world"]
REPLICATIONS = 60
HELD = 0.337
"""Share of all incidents that a ledger holds in each of the worlds."""


class Judged:
    """What the replications of one world gave."""

    def __init__(self, world: str) -> None:
        scenario = compose_in(world, "two_lists", "planned", "record_only", days=60)
        self.lists: list[TwoLists] = []
        self.truth: list[int] = []
        self.kpis: list[dict[str, Pair]] = []
        for number in range(REPLICATIONS):
            joins = Joins(simulate(scenario, 18, number))
            view = View(joins, 0.0, joins.horizon_h)
            self.lists.append(view.lists)
            self.truth.append(len(joins.incidents.hour))
            covers = {f"covers_{name}": pair for name, pair in interval_covers_truth(view).items()}
            self.kpis.append({**estimate_over_truth(view), **covers})

    def over_truth(self, estimate: str) -> Measured:
        """Sum of estimates over sum of truths."""
        return ratio([kpis[estimate][0] for kpis in self.kpis], self.truth)

    def covered(self, interval: str) -> float:
        """Share of replications whose interval holds the truth."""
        return mean([kpis[f"covers_{interval}"][0] for kpis in self.kpis]).got


@cache
def judged(world: str) -> Judged:
    return Judged(f"lists_{world}")


def assert_near(measured: Measured, expected: float, widest: float) -> None:
    assert 3.29 * measured.error < widest
    assert measured.got == pytest.approx(expected, abs=3.29 * measured.error)


@pytest.mark.slow
@pytest.mark.parametrize("world", [name.removeprefix("lists_") for name in WORLDS])
def test_a_ledger_holds_the_same_share_in_every_world(world: str) -> None:
    found = judged(world)
    for held in ([x.matched.first for x in found.lists], [x.matched.second for x in found.lists]):
        assert len(held) == REPLICATIONS
    both = [x.matched.first + x.matched.second for x in found.lists]
    assert_near(ratio(both, [2 * truth for truth in found.truth]), HELD, 0.03)


@pytest.mark.slow
def test_independent_lists_tell_the_truth_however_they_are_matched() -> None:
    found = judged("independent")
    for estimate in ("chapman", "chapman_by_side", "chapman_by_window"):
        assert_near(found.over_truth(estimate), 1.0, 0.06)
    assert found.covered("chapman") > 0.95 - 3.29 * (0.95 * 0.05 / REPLICATIONS) ** 0.5


@pytest.mark.slow
def test_partisan_lists_mislead_until_they_are_stratified() -> None:
    """.589 and .084: mean^2 / product = 2.29, and 1 within each side."""
    found = judged("partisan")
    assert_near(found.over_truth("chapman"), 2.287, 0.45)
    assert_near(found.over_truth("chapman_by_side"), 1.0, 0.1)
    assert found.covered("chapman") == 0.0


@pytest.mark.slow
def test_loud_and_quiet_incidents_mislead_all_of_them() -> None:
    """.557 and .116: mean^2 / mean square = .70."""
    found = judged("loud_and_quiet")
    for estimate in ("chapman", "chapman_by_side", "chapman_by_window"):
        assert_near(found.over_truth(estimate), 0.70, 0.05)
    assert found.covered("chapman") < 0.2


@pytest.mark.slow
def test_lists_that_are_hard_to_match_mislead_those_who_must_match() -> None:
    """Six in ten entries of either name a place: 1 / .36 = 2.78 without the chance matches."""
    found = judged("mismatched")
    assert_near(found.over_truth("chapman"), 1.0, 0.06)
    assert_near(found.over_truth("chapman_by_side"), 1.0, 0.06)
    assert found.over_truth("chapman_by_window").low > 2.3
    assert found.covered("chapman_by_window") == 0.0


@pytest.mark.slow
def test_bursts_leave_the_estimate_and_spoil_the_intervals() -> None:
    found, calm = judged("clustered"), judged("independent")
    assert abs(found.over_truth("chapman").got - 1.0) < 0.06
    wide = [kpis["chapman"][0] / kpis["chapman"][1] - 1.0 for kpis in found.kpis]
    narrow = [kpis["chapman"][0] / kpis["chapman"][1] - 1.0 for kpis in calm.kpis]
    assert mean([e**2 for e in wide]).low > mean([e**2 for e in narrow]).got
    # entries of one burst are taken for one another
    assert found.over_truth("chapman_by_window").high < 0.95


def test_the_worlds_differ_in_nothing_but_what_they_break() -> None:
    """Keys by which each differs from the independent one."""
    base = load("world", "lists_independent")
    expected = {
        "lists_independent": set(),
        "lists_partisan": {"label", "zones", "complaints", "violence"},
        "lists_loud_and_quiet": {"label", "violence"},
        "lists_mismatched": {"label", "violence"},
        "lists_clustered": {"label", "violence", "groups"},
    }
    assert set(WORLDS) == set(expected)
    for name, keys in expected.items():
        world = load("world", name)
        assert {key for key in base | world if world.get(key) != base.get(key)} == keys, name


def test_every_estimate_of_a_short_run_is_a_kpi() -> None:
    scenario = compose_in("lists_partisan", "two_lists", "planned", "record_only", days=5)
    pairs = compute(simulate(scenario, 18, 0))
    assert pairs["estimate_over_truth_chapman"][1] > 0
    assert pairs["interval_covers_truth_chapman"][1] == 1.0
