"""Scenarios compared: what stands in a row of comparison.csv, and what the verdict says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from kpi_tables import Table, columns

from sim.analysis.comparison import Comparison, compare
from sim.analysis.kpis import Label, Pair, value
from sim.analysis.kpis.controls import CONTROL

COUNT = Label("incidents a day", "incidents/day", "lower", True, False)
SHARE = Label("share located", "share", "higher", True, True)


def table(**scenarios: list[Pair]) -> dict[str, dict[int, dict[str, Pair]]]:
    return {s: {i: {"k": pair} for i, pair in enumerate(pairs)} for s, pairs in scenarios.items()}


def compared(
    names: Sequence[str], baseline: str, table: Table, labels: Mapping[str, Label], **how: Any
) -> list[Comparison]:
    return list(compare(columns(table, names), baseline, labels, **how))


def one(label: Label, a: list[Pair], b: list[Pair], others: int = 0) -> Comparison:
    names = ["b", "a", *[f"other{i}" for i in range(others)]]
    return compared(names, "b", table(a=a, b=b), {"k": label})[1]


def test_verdicts() -> None:
    base = [(float(i), 10.0) for i in range(30)]
    lower = [(i - 20.0 - i % 2, 10.0) for i in range(30)]
    assert compared(["b"], "b", table(b=base), {"k": COUNT})[0].verdict == "baseline"
    assert one(COUNT, base, base).verdict == "identical"
    assert one(COUNT, base, base).difference == 0.0
    assert one(COUNT, lower, base).verdict == "lower by 2.031 to 2.069 incidents/day"
    noisy = [(i + (-1.0) ** i, 10.0) for i in range(30)]
    # baseline 1.45, so .07 is worth seeing
    quiet = "no difference shown; if there is one, below 0.07 incidents/day"
    assert one(COUNT, noisy, base).verdict == quiet
    assert one(COUNT, lower[:1], base[:1]).verdict == "not enough data"
    assert one(COUNT, [], base).verdict == "not enough data"
    constant = [(i + 5.0, 10.0) for i in range(30)]
    assert one(COUNT, constant, base).verdict == "higher by 0.50 incidents/day"


def test_verdict_on_a_share_is_in_percentage_points() -> None:
    base, more = (
        [(20.0 + i % 3, 100.0) for i in range(30)],
        [(45.0, 100.0 + i % 2) for i in range(30)],
    )
    verdict = one(SHARE, more, base).verdict
    assert verdict.startswith("higher by 2")
    assert verdict.endswith("percentage points")


def test_more_scenarios_widen_differences_but_not_means() -> None:
    base, other = [(float(i % 7), 1.0) for i in range(30)], [(float(i % 5), 1.0) for i in range(30)]
    few, many = one(COUNT, other, base), one(COUNT, other, base, others=10)
    assert (few.low, few.high) == (many.low, many.high)
    assert many.difference_high > few.difference_high


def test_failed_replications_are_left_out_in_pairs() -> None:
    both = table(a=[(9.0, 1.0)] * 4, b=[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)])
    del both["a"][0], both["b"][3]
    row = compared(["b", "a"], "b", both, {"k": COUNT})[1]
    assert row.difference == pytest.approx(9.0 - 2.5)  # of replications 1 and 2


def test_no_difference_says_how_many_replications_it_takes() -> None:
    """Pairs of +-4 over 10: deviation .41; 5 % of 1.45 is .07; (2.8 * .41 / .07)^2 is about 270."""
    base = [(float(i), 10.0) for i in range(30)]
    noisy = [(i + 4.0 * (-1.0) ** i, 10.0) for i in range(30)]
    said = one(COUNT, noisy, base).verdict
    assert said == "no difference shown: needs about 270 replications to see 0.07 incidents/day"


def test_a_baseline_of_zero_knows_nothing_worth_seeing() -> None:
    base = [(0.0, 10.0)] * 30
    noisy = [((-1.0) ** i, 10.0) for i in range(30)]
    assert one(COUNT, noisy, base).verdict == "no difference shown"
    rows = compared(["b", "a"], "b", table(a=noisy, b=base), {"k": COUNT}, worth_seeing=0.0)
    assert rows[1].verdict == "no difference shown"


def test_pairs_are_counted_and_p_values_are_holms() -> None:
    generator = np.random.default_rng(1)
    base = generator.normal(5.0, 1.0, 20)
    made = {f"s{i}": base + generator.normal(0.15 * i, 0.4, 20) for i in range(5)}
    made["b"] = base
    names = list(made)
    pairs = table(**{name: [(float(v), 1.0) for v in values] for name, values in made.items()})
    del pairs["s1"][0], pairs["b"][7]
    rows = {row.scenario: row for row in compared(names, "b", pairs, {"k": COUNT})}
    assert [rows[name].pairs for name in names] == [19, 18, 19, 19, 19, 19]
    assert math.isnan(rows["b"].p_holm)
    adjusted = [rows[f"s{i}"].p_holm for i in range(5)]
    assert adjusted[4] < 0.001 < adjusted[0] <= 1.0
    for name in names[:5]:  # Holm is at least as sharp as the Bonferroni interval
        row = rows[name]
        if not row.difference_low <= 0.0 <= row.difference_high:
            assert row.p_holm < 0.05


def test_where_only_holms_test_shows_a_difference_the_verdict_says_both() -> None:
    generator = np.random.default_rng(5)
    base = generator.normal(5.0, 1.0, 30)
    shape = generator.normal(0.0, 1.0, 30)
    shape = (shape - shape.mean()) / shape.std(ddof=1)
    # t = .42 sqrt 30 = 2.30, p .0288: above .025, where Bonferroni stands for two, below Holm's .05
    made = {"b": base, "near": base + shape + 0.42, "far": base + shape + 3.0}
    pairs = table(**{name: [(float(v), 1.0) for v in values] for name, values in made.items()})
    near = compared(list(made), "b", pairs, {"k": COUNT})[1]
    assert near.difference_low < 0.0 < near.difference_high
    assert near.p_holm == pytest.approx(0.0288, abs=0.001)
    assert near.verdict.startswith("no difference shown by the interval, higher by Holm's test (p")


def rare(counts: Sequence[float]) -> list[Pair]:
    return [(count, 1.0) for count in counts]


def test_the_bootstrap_stands_beside_skewed_pairs_only() -> None:
    level = rare([0.0] * 30)
    skewed = rare([0.0] * 26 + [1.0, 2.0, 5.0, 9.0])
    row = one(COUNT, skewed, level)
    assert row.bootstrap_low < row.difference < row.bootstrap_high
    # the long tail is on the right: further up and less far down than the t interval
    assert row.bootstrap_low > row.difference_low
    assert row.bootstrap_high > row.difference_high
    assert one(COUNT, skewed, level) == row  # the same numbers again
    assert math.isnan(one(COUNT, rare([float(i % 5) for i in range(30)]), level).bootstrap_low)
    few = one(COUNT, skewed[-9:], level[-9:])
    assert math.isnan(few.bootstrap_low)


def test_when_t_and_bootstrap_disagree_the_verdict_says_so() -> None:
    level = rare([0.0] * 30)
    sometimes = rare([0.0] * 23 + [1.0, 1.0, 1.0, 2.0, 3.0, 8.0, 20.0])
    row = one(COUNT, sometimes, level, others=10)
    assert row.difference_low < 0.0 < row.bootstrap_low
    assert row.verdict.startswith(
        "unsure, because skewed: no difference shown by the t interval, higher by"
    )
    assert row.verdict.endswith("incidents/day by the bootstrap")


def test_skewed_ratios_have_a_bootstrap_too() -> None:
    base = [(0.0, 100.0 + i % 3) for i in range(30)]
    rare_share = [(float(i > 26) * (i - 26), 100.0) for i in range(30)]
    row = one(SHARE, rare_share, base)
    assert row.difference == pytest.approx(6 / 3000)
    assert 0.0 <= row.bootstrap_low < row.difference < row.bootstrap_high
    # a resample without any denominator has no ratio: no bootstrap then
    gaps = [(float(i > 26), float(i > 26)) for i in range(30)]
    assert math.isnan(one(SHARE, gaps, [(0.0, 1.0)] * 30).bootstrap_low)


def controlled(
    n: int, known: bool = True
) -> tuple[dict[str, dict[int, dict[str, Pair]]], dict[str, Label]]:
    """A KPI that follows its control closely; the same control in both scenarios."""
    generator = np.random.default_rng(11)
    chance = generator.normal(1.0, 0.1, n)
    noise = generator.normal(0.0, 1.0, (2, n))
    made: dict[str, dict[int, dict[str, Pair]]] = {}
    for at, name in enumerate("ba"):
        slope = 50.0 + 30.0 * at
        made[name] = {
            i: {
                "k": (float(slope * chance[i] + noise[at, i]), 1.0),
                "ratio": (float(slope * chance[i]), 10.0),
                CONTROL + "immigrants": (float(chance[i]), 1.0) if known else (0.0, 0.0),
            }
            for i in range(n)
        }
    labels = {"k": COUNT, "ratio": SHARE, CONTROL + "immigrants": COUNT}
    return made, labels


def test_controls_narrow_means_and_differences_and_never_without_being_asked() -> None:
    made, labels = controlled(30)
    plain = {(r.scenario, r.kpi): r for r in compared("ba", "b", made, labels)}
    assert {r.controls for r in plain.values()} == {""}
    asked = compared("ba", "b", made, labels, controls=["immigrants", "arrivals"])
    rows = {(r.scenario, r.kpi): r for r in asked}
    row, before = rows["a", "k"], plain["a", "k"]
    assert row.controls == "immigrants"  # once, though both scenarios have it
    width, width_before = (
        row.difference_high - row.difference_low,
        (before.difference_high - before.difference_low),
    )
    assert row.half_width_kept == pytest.approx(width / width_before, rel=0.02)
    assert row.half_width_kept < 0.6
    assert abs(row.difference - 30.0) < abs(before.difference - 30.0) + width
    assert row.high - row.low < 0.5 * (before.high - before.low)
    assert rows["b", "k"].controls == "immigrants"
    # ratios and the controls themselves stay as they are
    assert rows["a", "ratio"] == plain["a", "ratio"]
    kpi = CONTROL + "immigrants"
    assert rows["a", kpi] == plain["a", kpi]


def test_a_control_without_a_known_mean_or_with_too_few_pairs_is_not_used() -> None:
    made, labels = controlled(30, known=False)
    assert compared("ba", "b", made, labels, controls=["immigrants"])[1].controls == ""
    made, labels = controlled(11)
    assert compared("ba", "b", made, labels, controls=["immigrants"])[1].controls == ""
    made, labels = controlled(12)
    assert compared("ba", "b", made, labels, controls=["immigrants"])[1].controls == "immigrants"


def test_skewed_pairs_are_not_adjusted() -> None:
    made, labels = controlled(30)
    for i in range(26, 30):
        made["a"][i]["k"] = (1e4 * (i - 25), 1.0)
    row = compared("ba", "b", made, labels, controls=["immigrants"])[1]
    assert row.controls == ""
    assert math.isfinite(row.bootstrap_low)


def test_where_a_replication_has_no_value_nothing_is_adjusted() -> None:
    """A value that is missing when chance brought little: the control's mean isn't 1 in the rest,
    and the value at 1 isn't the mean of what is reported."""
    made, labels = controlled(40)
    for replication in made["a"].values():
        if replication[CONTROL + "immigrants"][0] < 0.95:
            replication["k"] = (0.0, 0.0)
    rows = {r.scenario: r for r in compared("ba", "b", made, labels, controls=["immigrants"])[:2]}
    known = [value(pairs["k"]) for pairs in made["a"].values() if pairs["k"][1]]
    assert 12 < len(known) < 40
    assert (rows["a"].controls, rows["b"].controls) == ("", "immigrants")
    assert rows["a"].mean == pytest.approx(sum(known) / len(known))
