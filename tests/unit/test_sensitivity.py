"""How a sensitivity study goes on, what it does about points that can't be, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sin
from typing import Any

import numpy as np
import pytest
from asked_unknowns import KPI, RULES, STANDING, carried_out, study, unknown
from conftest import compose
from pydantic import ValidationError

from sim.analysis.scenario_discovery import counted_at, discover
from sim.analysis.sobol_indices import indices
from sim.analysis.statistics import Interval
from sim.experiment.designs.base import FRESH_FROM
from sim.experiment.sensitivity.rankings import Order, Rankings
from sim.experiment.sensitivity.sentences import as_it_stands
from sim.experiment.sensitivity.unknowns import Assumption
from sim.experiment.sensitivity.what_matters import _alone
from sim.experiment.trials import Trials


def three() -> list[Assumption]:
    return [unknown("a", 0, 1, 0.5), unknown("b", 0, 1, 0.5), unknown("c", 0, 1, 0.5)]


def plain(at: Mapping[str, Any], replication: int) -> float:
    """Both unknowns count, chance a little, each rule a bit more than the one before."""
    noise = 0.01 * sin(replication)
    return float(at["world.a"] + 2.0 * at["world.b"] + RULES.index(at["response"]) + noise)


def test_the_same_study_twice_asks_and_says_the_same() -> None:
    first, second = (carried_out(study(three()), plain) for _ in range(2))
    assert first[1] == second[1]
    assert list(first[2].known) == list(second[2].known)
    other = carried_out(study(three(), sampled_by=8), plain)
    assert list(other[2].further.values()) != list(first[2].further.values())


def test_only_fresh_replications_of_the_rules_are_reported() -> None:
    design = study(three())
    _, _, results = carried_out(design, plain)
    reported = design.reported(results)
    assert reported is not None
    assert {name for name, _ in reported} == {STANDING, *RULES[1:]}
    assert {number for _, number in reported} == set(range(FRESH_FROM, FRESH_FROM + 5))
    assert set(reported) <= results.known.keys()
    assert (STANDING, 0) in results.known, "its log is kept"


def test_every_guess_is_run_under_every_rule_with_the_same_replications() -> None:
    found, _, results = carried_out(study(three()), plain)
    guesses = [name for name in results.further if name.startswith("guess")]
    assert len(guesses) == len(found.rankings.guesses) * len(RULES) == 64
    numbers = {name: {n for own, n in results.known if own == name} for name in guesses}
    at = [numbers[f"guess {one:03d}, {rule}"] for one in range(1, 17) for rule in RULES]
    assert {len(one) for one in at} == {3}
    assert all(at[i] == at[i - i % 4] for i in range(64)), "the rules of a guess are paired"
    assert len(set.union(*at)) == 3 * 16, "no guess shares its luck with another"
    worlds = {
        tuple(value for key, value in results.further[name].items() if key != "response")
        for name in guesses
    }
    assert len(worlds) == 16


def test_walks_and_blocks_through_what_can_not_be_are_drawn_anew_or_dropped_and_told() -> None:
    def refused(changes: Mapping[str, Any]) -> bool:
        return bool(changes.get("world.a", 0.0) + changes.get("world.b", 0.0) > 1.3)

    found, conclusion, results = carried_out(
        study(three(), trajectories=12), plain, refused=refused
    )
    assert not results.impossible, "none of them was asked for"
    assert found.screened.walks.drawn_anew > 0
    assert len(found.screened.walks.shares) == 12
    assert 0 < found.blocks.dropped < 8
    assert len(found.rankings.guesses) == 2 * (8 - found.blocks.dropped)
    (said,) = [s for s in conclusion.sentences if "can't be" in s]
    assert f"{found.screened.walks.drawn_anew} rounds" in said
    assert f"{found.blocks.dropped} of 8 draws" in said
    assert "world.a" in said


def test_where_nothing_can_be_that_is_said() -> None:
    design = study(three(), always_kept=["a"])
    found, conclusion, _ = carried_out(design, plain, refused=lambda c: "world.a" in c)
    assert found.screened.walks.given_up == 4
    assert conclusion.sentences[1].startswith("Nothing can be said of guesses")
    assert "ranking_points" not in conclusion.tables


def test_what_is_always_kept_stays_and_the_rest_is_what_does_most() -> None:
    found, _, _ = carried_out(study(three(), kept=2, always_kept=["c"]), plain)
    assert found.screened.kept == ["b", "c", "response"]


def test_something_that_only_changes_which_rule_is_better_is_kept_for_that() -> None:
    def made(at: Mapping[str, Any], _replication: int) -> float:
        rule = RULES.index(at["response"])
        return float(0.3 * at["world.a"] + rule * (at["world.c"] - 0.5) * (rule > 0))

    found, _, _ = carried_out(study(three(), kept=2), made)
    assert "c" in found.screened.kept
    assert found.screened.effects[KPI].mu_star[2] == 0.0, "under the standing rule it does nothing"
    assert found.screened.on_the_difference.mu_star[2] > 0.0


def test_rules_that_are_not_told_apart_make_no_flip() -> None:
    def made(at: Mapping[str, Any], replication: int) -> float:
        return float(at["world.a"] + sin(1e3 * replication * (1 + RULES.index(at["response"]))))

    _, conclusion, _ = carried_out(study(three(), replications_of_a_guess=6), made)
    verdicts = [row["verdict"] for row in conclusion.tables["ranking_points"]]
    assert verdicts.count("not told apart") >= 14
    assert "no difference shown to" in conclusion.sentences[0]
    assert "flips" not in conclusion.tables
    assert not any("holds" in said for said in conclusion.sentences)


def by_luck(at: Mapping[str, Any], replication: int) -> float:
    """Only a counts; whatever is changed brings other luck, as if one incident had come more."""
    told = [replication, *(int(1e6 * at[f"world.{name}"]) for name in "abc")]
    luck = np.random.default_rng([*told, RULES.index(at["response"])]).normal()
    return float(2.0 * at["world.a"] + luck)


def test_where_the_runs_tell_nothing_nothing_is_said_to_hold() -> None:
    def made(at: Mapping[str, Any], replication: int) -> float:
        return float(at["world.a"] + (-1) ** (replication + RULES.index(at["response"])))

    _, conclusion, _ = carried_out(study(three(), replications_of_a_guess=2), made)
    verdicts = [row["verdict"] for row in conclusion.tables["ranking_points"]]
    assert verdicts == ["not told apart"] * 16
    assert conclusion.sentences[1].startswith(
        "At all 16 guesses of what isn't known the runs don't tell whether "
    )


def test_what_chance_alone_may_give_is_no_finding() -> None:
    """Luck raises the share of what does nothing: its interval lies above 0 all the same."""
    found, conclusion, _ = carried_out(study(three(), draws=256), by_luck)
    of = {str(row["parameter"]): row for row in conclusion.tables["sobol"]}
    assert min(float(of[n]["total"]) - float(of[n]["total_half_width"]) for n in "bc") > 0.0
    variances = 2.0**2 / 12.0, 1.0
    assert found.chance[KPI] == pytest.approx(variances[1] / sum(variances), rel=0.15)
    assert of["c"]["chance"] == found.chance[KPI]
    (said,) = [s for s in conclusion.sentences if "may be the luck" in s]
    assert said.startswith("What the spread of")
    assert "with all that it works together with: a " in said
    assert " b " not in said
    assert " c " not in said
    assert "not shown to be more than chance" in said, "of the response rule"


def test_a_share_by_itself_is_told_only_where_it_is_shown_and_no_larger_than_the_whole() -> None:
    assert _alone(0.62, 2.76, 0.53) == ""
    assert _alone(0.62, 0.1, 0.53) == "; all of it alone"
    assert _alone(0.31, 0.1, 0.53) == "; alone 31 %"


def test_a_share_is_told_in_per_cent_with_its_interval() -> None:
    """A level, so neither in points nor with its interval in parts of one."""
    standing = Order(
        ["a", "b"],
        {"a": Interval(0.62, 0.6, 0.64), "b": Interval(0.5, 0.45, 0.55)},
        {"a": {"b": True}, "b": {"a": False}},
        lower_is_better=False,
    )
    found, _, results = carried_out(study(three()), plain)
    told = replace(found, rankings=replace(found.rankings, standing=standing))
    said = as_it_stands(told, Trials(results), "located_share")
    assert "(62 %, 95 % interval 60 to 64 %; " in said
    assert said.endswith("is shown to be better than each other rule.")


def test_without_luck_no_share_is_chance() -> None:
    found, _, _ = carried_out(study(three()), lambda at, _: 3.0 * at["world.a"])
    assert found.chance[KPI] == pytest.approx(0.0)


def test_a_screening_without_values_is_told() -> None:
    def made(at: Mapping[str, Any], _replication: int) -> float:
        return float("nan") if at["world.a"] < 0.4 else float(at["world.b"])

    _, conclusion, _ = carried_out(study(three(), kept=2, always_kept=["c"]), made)
    (said,) = [s for s in conclusion.sentences if s.startswith("The first sieve says nothing of")]
    assert "nothing was kept but what always is" in said


def test_how_many_flips_chance_gives_is_binomial() -> None:
    order = Order([], {}, {}, lower_is_better=True)
    rankings = Rankings(order, [{}] * 64, [order] * 64, 5)
    assert rankings.by_chance == (pytest.approx(1.6), 4)


def test_a_box_is_counted_where_it_was_not_looked_for() -> None:
    """Found where it flatters itself; one that isn't borne out is not told."""
    generator = np.random.default_rng(3)
    points = generator.random((400, 3))
    hits = generator.random(400) < np.where(points[:, 0] < 0.3, 0.6, 0.06)
    found = discover(points[::2], hits[::2], 1)
    (box, *_) = counted_at(found, points[1::2], hits[1::2])
    inside = box.holds(points[1::2])
    assert box.limits == found[0].limits
    assert box.density == pytest.approx(hits[1::2][inside].mean())
    assert box.coverage == pytest.approx(hits[1::2][inside].sum() / hits[1::2].sum())
    assert box.inside == inside.sum()
    assert box.density != found[0].density
    elsewhere = points[1::2, 0] > 0.5
    assert counted_at(found[:1], points[1::2], elsewhere) == []


def test_names_with_dots_typed_without_braces_are_told_how() -> None:
    with pytest.raises(ValidationError, match="write all between braces"):
        study(three(), narrower={"world": {"violence": {"fast": {"own": [0.1, 0.0]}}}})


def test_a_kpi_from_the_first_post_on_needs_a_post_in_the_term() -> None:
    design = study(three(), kpi=f"{KPI}_from_first_post")
    scenario = compose(days=100)
    assert design.problems(scenario) == []
    short = scenario.model_copy(update={"days": 1})
    ((where, said),) = design.problems(short)
    assert where == ("kpi",)
    assert "no post is manned within the 1 days" in said
    assert study(three()).problems(short) == []


def test_a_box_is_found_and_none_in_noise() -> None:
    generator = np.random.default_rng(5)
    points = generator.random((200, 5))
    inside = (points[:, 1] < 0.35) & (points[:, 3] > 0.4)
    (box, *_) = discover(points, inside, 1)
    assert sorted(box.limits) == [1, 3]
    assert box.limits[1][1] == pytest.approx(0.35, abs=0.06)
    assert box.limits[3][0] == pytest.approx(0.4, abs=0.06)
    assert box.coverage > 0.9
    assert box.density > 0.9
    assert box.inside == box.holds(points).sum()
    assert discover(points, generator.random(200) < 0.2, 1) == []
    assert discover(points, np.zeros(200, dtype=bool), 1) == []


def test_blocks_without_a_value_are_left_out() -> None:
    outputs = np.random.default_rng(2).normal(size=(16, 8))
    outputs[3, 2] = np.nan
    found = indices(outputs, 1)
    assert found.blocks == 15
    assert np.isfinite(found.total).all()
    assert np.isnan(indices(np.ones((16, 8)), 1).first).all(), "without any spread there is none"
