"""The sensitivity study against functions of which everything is known."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sin
from typing import Any

import pytest
from asked_unknowns import KPI, RULES, carried_out, study, unknown

ERRORS = 3.29 / 1.96
"""Half-widths of 95 % that an estimate may be off: 3.29 standard errors."""
STEP = 2.0
"""By so much each rule lies above the one before it."""


def ishigami(at: Mapping[str, Any], _replication: int) -> float:
    """Ishigami's function of three unknowns, plus a step for each rule."""
    a, b, c = (at[f"world.{name}"] for name in "abc")
    return (
        sin(a) + 7.0 * sin(b) ** 2 + 0.1 * c**4 * sin(a) + STEP * RULES.index(str(at["response"]))
    )


def shares() -> dict[str, tuple[float, float]]:
    """First and total index of each factor (Ishigami and Homma 1990), of the rule as well."""
    alone = {
        "a": 0.5 * (1.0 + 0.1 * pi**4 / 5.0) ** 2,
        "b": 7.0**2 / 8.0,
        "c": 0.0,
        "response": STEP**2 * (4**2 - 1) / 12.0,
    }
    together = 0.1**2 * pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    everything = sum(alone.values()) + together
    with_others = {"a": together, "c": together}
    return {
        name: (own / everything, (own + with_others.get(name, 0.0)) / everything)
        for name, own in alone.items()
    }


@pytest.mark.slow
def test_sobol_indices_of_ishigamis_function_with_the_rule_as_a_factor() -> None:
    """Sampling, evaluation and analysis as in a run; the rule is a factor with four levels."""
    three = [unknown(name, -pi, pi, 0.0) for name in "abc"]
    design = study(three, draws=1024, replications_of_a_guess=2)
    found, conclusion, _ = carried_out(design, ishigami)
    of = found.indices[KPI]
    assert sorted(found.blocks.factors) == ["a", "b", "c", "response"]
    for name, (first, total) in shares().items():
        at = found.blocks.factors.index(name)
        assert abs(of.first[at] - first) < ERRORS * of.first_half_width[at], name
        assert abs(of.total[at] - total) < ERRORS * of.total_half_width[at], name
        assert max(of.first_half_width[at], of.total_half_width[at]) < 0.12
    a, c = sorted(found.blocks.factors.index(name) for name in "ac")
    off = abs(of.second[a, c] - shares()["c"][1])
    assert off < ERRORS * of.second_half_width[a, c]
    assert of.second_half_width[a, c] < 0.2
    (row,) = [r for r in conclusion.tables["sobol"] if r["parameter"] == "response"]
    assert row["total"] == of.total[found.blocks.factors.index("response")]


def linear(at: Mapping[str, Any], _replication: int) -> float:
    """One, three and nothing per unit of three unknowns; a tenth for each rule."""
    plain = 1.0 * at["world.a"] - 3.0 * at["world.b"] + 0.0 * at["world.c"]
    return float(plain) + 0.1 * RULES.index(str(at["response"]))


def test_morris_on_a_linear_function_is_exact() -> None:
    """mu* is the slope times the width of the range, and sigma is nothing."""
    three = [unknown("a", 0, 2, 1), unknown("b", 10, 20, 12), unknown("c", -1, 1, 0)]
    found, conclusion, _ = carried_out(study(three, kept=2), linear)
    effects = found.screened.effects[KPI]
    of = dict(zip(found.screened.walks.factors, effects.mu_star, strict=True))
    assert of["a"] == pytest.approx(2.0, rel=1e-5)
    assert of["b"] == pytest.approx(30.0, rel=1e-5)
    assert of["c"] == pytest.approx(0.0, abs=1e-12)
    assert effects.sigma[:3] == pytest.approx(0.0, abs=1e-4)
    assert found.screened.kept == ["b", "a", "response"]
    rows = {str(row["parameter"]): row for row in conclusion.tables["screening"]}
    assert (rows["b"]["from"], rows["b"]["to"], rows["b"]["standing"]) == (10, 20, 12)
    assert [rows[name]["kept"] for name in "abc"] == ["yes", "yes", "no"]


def test_the_tornado_gives_what_a_linear_function_has_at_the_ends() -> None:
    three = [unknown("a", 0, 2, 1), unknown("b", 10, 20, 12), unknown("c", -1, 1, 0)]
    _, conclusion, _ = carried_out(study(three, kept=2), linear)
    row = conclusion.tables["tornado"][0]
    assert (row["parameter"], row["low_value"], row["high_value"]) == ("b", 10, 20)
    assert (row["at_standing"], row["at_low"], row["at_high"]) == pytest.approx((-35, -29, -59))


def turning(at: Mapping[str, Any], replication: int) -> float:
    """Recording only is best, but in a corner, where graduated measures are."""
    in_the_corner = at["world.a"] < 0.3 and at["world.b"] > 0.4
    gains = {RULES[0]: 1.0, "graduated": 2.0 if in_the_corner else 0.0}
    return 10.0 - gains.get(str(at["response"]), 0.0) + 0.01 * sin(replication * at["world.a"])


@pytest.mark.slow
def test_the_corner_where_the_ranking_turns_is_told() -> None:
    five = [unknown(name, 0, 1, 0.5) for name in "abcde"]
    found, conclusion, _ = carried_out(study(five, draws=256, trajectories=12), turning)
    assert found.rankings.standing.first == RULES[0]
    flips = conclusion.tables["flips"]
    assert {str(row["parameter"]) for row in flips if row["box"] == 1} == {"a", "b"}
    by = {str(row["parameter"]): row for row in flips if row["box"] == 1}
    assert by["a"]["from"] == ""
    assert by["a"]["to"] == pytest.approx(0.3, abs=0.06)
    assert by["b"]["from"] == pytest.approx(0.4, abs=0.08)
    assert by["b"]["to"] == ""
    assert float(by["a"]["coverage"]) > 0.85
    assert float(by["a"]["density"]) > 0.85
    assert {row["rule"] for row in flips} == {"graduated"}
    said = conclusion.sentences[1]
    assert said.startswith(
        "Another rule than record only is shown to do better in the model above all where a is "
        "below 0."
    )
    assert "most often graduated" in said
    counted = int(by["a"]["points_counted"])
    assert counted == len(found.rankings.guesses) // 2, "at the half that the box wasn't found by"
    assert f"Elsewhere, of {counted - int(by['a']['points_inside'])} guesses" in said


def test_where_nothing_turns_that_is_said() -> None:
    two = [unknown("a", 0, 2, 1), unknown("b", 10, 20, 12), unknown("c", -1, 1, 0)]
    _, conclusion, _ = carried_out(study(two), linear)
    assert conclusion.is_the_answer
    assert conclusion.sentences[1] == (
        "In none of 16 guesses of what isn't known is another rule shown to be better in the model "
        "than record only: at 16 record only is shown to be the best."
    )
    assert "flips" not in conclusion.tables
    (best, *others) = conclusion.tables["ranking"]
    assert (best["rule"], best["at_standing_best"], best["share_best"]) == (RULES[0], "yes", 1.0)
    assert {row["at_standing_best"] for row in others} == {"no"}
