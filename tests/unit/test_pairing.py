"""A scenario beside the baseline: which controls adjust what, and when two are identical."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pytest
from kpi_tables import Beside
from scipy.stats import t

from sim.analysis.kpis import Pair
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.pairing import Found
from sim.analysis.statistics import Estimated, Floats, Sampled

N = 24
NAMES = ("offered", "asked")
Table = dict[int, dict[str, Pair]]


def table(values: Floats, **controls: Floats) -> Table:
    """A KPI and controls over different denominators, a row a replication."""
    return {
        n: {"kpi": (float(values[n]) * 2.0, 2.0)}
        | {CONTROL + name: (float(of[n]) * 5.0, 5.0) for name, of in controls.items()}
        for n in range(len(values))
    }


def made(seed: int) -> tuple[Floats, Floats, Floats]:
    """Values that two controls tell half of."""
    rng = np.random.default_rng(seed)
    offered, asked = rng.normal(1.0, 0.1, (2, N))
    return 10.0 + 8.0 * offered - 5.0 * asked + rng.normal(0.0, 0.5, N), offered, asked


def at_the_known_mean(values: Floats, *controls: Floats) -> tuple[float, int]:
    """The regression's value where all controls are 1, and its degrees of freedom."""
    design = np.column_stack([np.ones(len(values)), *(control - 1.0 for control in controls)])
    return float(np.linalg.lstsq(design, values, rcond=None)[0][0]), len(values) - design.shape[1]


OWN, BASE = made(1), made(2)


def paired(own: Table, base: Table | None) -> Beside:
    return Beside(own, base, NAMES)


def both() -> tuple[Table, Table]:
    return tuple(table(v, offered=o, asked=a) for v, o, a in (OWN, BASE))  # type: ignore[return-value]


def test_a_mean_has_the_controls_of_its_scenario_and_a_difference_those_of_both() -> None:
    pairs = paired(*both())
    mean, difference = pairs.mean("kpi", False), pairs.difference("kpi", False)
    expected = at_the_known_mean(*OWN)
    assert (mean.estimated.estimate, mean.estimated.freedom) == pytest.approx(expected)
    assert mean.plain.estimate == pytest.approx(OWN[0].mean())
    expected = at_the_known_mean(OWN[0] - BASE[0], *OWN[1:], *BASE[1:])
    found = difference.estimated
    assert (found.estimate, found.freedom) == pytest.approx(expected)
    assert difference.controls == mean.controls == NAMES
    assert difference.pairs == mean.pairs == N
    assert 0.0 < difference.half_width_kept < 1.0


def test_a_control_that_one_side_lacks_adjusts_the_other_side_alone() -> None:
    value, offered, asked = BASE
    gap = asked.copy()
    gap[3] = nan
    own, base = both()[0], table(value, offered=offered, asked=gap)
    pairs = paired(own, base)
    assert pairs.mean("kpi", False).controls == NAMES
    expected = at_the_known_mean(OWN[0] - value, OWN[1], offered)
    found = pairs.difference("kpi", False)
    assert found.controls == ("offered",)
    assert (found.estimated.estimate, found.estimated.freedom) == pytest.approx(expected)
    assert paired(base, own).mean("kpi", False).controls == ("offered",)


def test_the_baseline_beside_itself_has_its_own_controls_and_no_difference() -> None:
    _, base = both()
    pairs = paired(base, None)
    assert pairs.mean("kpi", False).controls == NAMES
    found = pairs.difference("kpi", False)
    assert (found.plain.estimate, found.controls) == (0.0, ())
    assert found.is_identical


def test_where_a_replication_has_no_value_the_mean_of_the_others_stays_as_it_is() -> None:
    """Which replications have a value may depend on the controls, whose mean then isn't 1."""
    own = both()[0]
    own[5]["kpi"] = (0.0, 0.0)
    found = paired(own, own).mean("kpi", False)
    assert (found.controls, found.pairs) == ((), N - 1)
    assert found.estimated.estimate == pytest.approx(np.delete(OWN[0], 5).mean())


def test_a_control_itself_and_what_does_not_vary_are_not_adjusted() -> None:
    own, base = both()
    pairs = paired(own, base)
    assert pairs.mean(CONTROL + "offered", False).controls == ()
    assert pairs.mean("kpi", True).controls == ()
    level = table(np.full(N, 0.1), offered=OWN[1], asked=OWN[2])
    found = paired(level, base).mean("kpi", False)
    assert found.controls == ()
    assert isnan(found.half_width_kept)
    assert found.estimated.estimate == pytest.approx(0.1)


def test_skewed_values_are_not_adjusted() -> None:
    skewed = np.zeros(N)
    skewed[0] = 9.0
    found = paired(table(skewed, offered=OWN[1], asked=OWN[2]), both()[1]).mean("kpi", False)
    assert (found.controls, found.plain.estimate) == ((), 9.0 / N)


def test_without_replications_there_are_no_controls_and_no_mean() -> None:
    pairs = paired({}, both()[1])
    found = pairs.mean("kpi", False)
    assert (found.pairs, found.controls, isnan(found.plain.estimate)) == (0, (), True)


@pytest.mark.parametrize("ratio", [False, True])
def test_identical_where_each_pair_has_the_same_value_or_none_in_both(ratio: bool) -> None:
    own, base = ({n: {"kpi": (float(n), 1.0)} for n in range(4)} for _ in range(2))
    own[1]["kpi"] = base[1]["kpi"] = (0.0, 0.0)

    def identical() -> bool:
        pairs = Beside(own, base)
        return pairs.difference("kpi", ratio).is_identical

    assert identical()
    # the same sum and mean, of other values
    own[2]["kpi"], own[3]["kpi"] = (3.0, 1.0), (2.0, 1.0)
    assert not identical()


def test_a_value_on_one_side_alone_is_not_identical() -> None:
    own, base = ({n: {"kpi": (float(n), 1.0)} for n in range(4)} for _ in range(2))
    base[0]["kpi"] = (0.0, 0.0)
    pairs = Beside(own, base)
    found = pairs.difference("kpi", False)
    assert found.plain.estimate == 0.0
    assert not found.is_identical


@pytest.mark.parametrize("size", [0.01, 1.0])
def test_the_width_kept_is_by_both_t_intervals(size: float) -> None:
    values = size * np.array([1.0, 2.0, 3.0, 6.0])
    plain = Sampled(size * 3.0, values)
    adjusted = Estimated(size * 2.5, size * 0.25, 2)
    width = t.ppf(0.975, 3) * values.std(ddof=1) / sqrt(4)
    found = Found(plain, adjusted, 4, ("offered",)).half_width_kept
    assert found == pytest.approx(t.ppf(0.975, 2) * size * 0.25 / width)
    assert isnan(Found(plain, adjusted, 4).half_width_kept)
    level = Sampled(3.0, np.full(4, 3.0))
    assert isnan(Found(level, adjusted, 4, ("offered",)).half_width_kept), "nothing to compare with"


def test_a_ratio_is_of_sums_over_those_that_finished() -> None:
    """Means of the single ratios would be 2 and 1/3."""
    own: Table = {0: {"kpi": (3.0, 1.0)}, 1: {"kpi": (4.0, 4.0)}, 2: {"kpi": (4.0, 2.0)}}
    base: Table = {1: {"kpi": (1.0, 1.0)}, 2: {"kpi": (5.0, 3.0)}, 3: {"kpi": (9.0, 9.0)}}
    pairs = Beside(own, base)
    mean, difference = pairs.mean("kpi", True), pairs.difference("kpi", True)
    assert (mean.plain.estimate, mean.pairs) == (pytest.approx(11.0 / 7.0), 3)
    assert difference.plain.estimate == pytest.approx(8.0 / 6.0 - 6.0 / 4.0)
    assert difference.pairs == 2
    assert mean.estimated == mean.plain.estimated
    assert pairs.mean("kpi", False).plain.estimate == pytest.approx(2.0)
    assert pairs.difference("kpi", False).plain.estimate == pytest.approx((0.0 + 1.0 / 3.0) / 2.0)
