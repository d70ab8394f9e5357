"""Which scenarios are shown of many, and by what they are picked."""

from __future__ import annotations

from math import nan

from sim.analysis.recorded_and_true import TRUE
from sim.analysis.shown import ALL_UP_TO, BEST, decided_by, shown

NAMES = [f"s{number}" for number in range(ALL_UP_TO + 1)]


def test_few_are_all_shown_in_their_order() -> None:
    few = NAMES[:ALL_UP_TO]
    assert shown(few, "s3", {}, lower_is_better=True) == few


def test_of_many_the_baseline_and_the_best_others_best_first() -> None:
    means = {name: float(at * 7 % len(NAMES)) for at, name in enumerate(NAMES)}
    means["s1"] = nan
    del means["s2"]
    others = sorted((n for n in NAMES if n not in ("s3", "s1", "s2")), key=lambda n: means[n])
    assert shown(NAMES, "s3", means, lower_is_better=True) == ["s3", *others[:BEST]]
    assert shown(NAMES, "s3", means, lower_is_better=False) == ["s3", *others[::-1][:BEST]]


def test_without_means_the_first_ones_and_those_without_a_mean_come_last() -> None:
    assert shown(NAMES, "s0", {}, lower_is_better=True) == NAMES[: BEST + 1]
    found = shown(NAMES, "s0", {"s24": 1.0, "s23": nan}, lower_is_better=False)
    assert found[:3] == ["s0", "s24", "s1"]


def test_what_decides_is_the_first_asked_about_that_can_be_better() -> None:
    directions = {"a": "neither", "b": "higher", "c": "lower"}
    assert decided_by(["a", "b", "c"], lambda kpi: directions[kpi]) == "b"
    assert decided_by(["a"], lambda kpi: directions[kpi]) == TRUE
    assert decided_by([], lambda kpi: directions[kpi]) == TRUE
