"""Which scenarios are shown of many, and by what they are picked."""

from __future__ import annotations

from math import nan

from sim.analysis.recorded_and_true import TRUE
from sim.analysis.shown import ALL_UP_TO, BEST, decided_by, shown, ties_with_last

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


def test_those_not_picked_that_do_as_well_as_the_last_one_are_counted() -> None:
    means = {"base": 2.0, "a": 1.0, "b": 2.0, "c": 0.1 + 0.2, "d": nan}
    assert ties_with_last(["base", "a"], means) == 0
    assert ties_with_last(["a", "b"], means) == 1
    assert ties_with_last(["a", "e"], means) == ties_with_last(["a", "d"], means) == 0
    assert ties_with_last(["a"], {"a": 0.3, "c": 0.1 + 0.2, "d": 0.3}) == 2


def test_what_decides_is_the_first_asked_about_that_can_be_better() -> None:
    directions = {"a": "neither", "b": "higher", "c": "lower"}
    assert decided_by(["a", "b", "c"], lambda kpi: directions[kpi]) == "b"
    assert decided_by(["a"], lambda kpi: directions[kpi]) == TRUE
    assert decided_by([], lambda kpi: directions[kpi]) == TRUE


def test_under_guesses_the_decisions_at_the_first_guesses_whatever_their_figures() -> None:
    names = ["stands", *(f"{d}, u {n:02}" for d in "abc" for n in range(1, 11))]
    means = {name: -float(at) for at, name in enumerate(names)}
    found = shown(names, "stands", means, lower_is_better=True, guessed=["u"])
    assert found == ["stands", *(f"{d}, u {n:02}" for n in range(1, 7) for d in "abc")]
    own = shown(names, "b, u 01", means, lower_is_better=True, guessed=["u"])
    assert own[:4] == ["b, u 01", "a, u 01", "c, u 01", "a, u 02"]
    assert len(own) == 1 + BEST
    few = names[:ALL_UP_TO]
    assert shown(few, "stands", means, lower_is_better=True, guessed=["u"]) == few


def test_a_guess_with_more_decisions_than_there_is_room_for_is_shown_in_part() -> None:
    names = ["stands", *(f"d{d}, u {n}" for d in range(30) for n in (1, 2))]
    found = shown(names, "stands", {}, lower_is_better=True, guessed=["u"])
    assert found == ["stands", *(f"d{d}, u 1" for d in range(BEST))]
