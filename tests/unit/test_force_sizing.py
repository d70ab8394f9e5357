"""The force sizing as a planner sees it: over made-up KPIs, of which every force is known."""

from __future__ import annotations

from itertools import product
from math import exp
from typing import Any

import numpy as np
import pytest
from conftest import compose, compose_in
from pydantic import ValidationError
from study_runs import study

from sim.analysis.kpis import Pair
from sim.analysis.quotients import Column
from sim.analysis.statistics import Interval
from sim.analysis.targets import MET, NOT_MET, UNDECIDED, Target, reached
from sim.config import Scenario
from sim.expected.people import paid_at_full_strength
from sim.experiment.designs.base import FRESH_FROM, Results
from sim.experiment.designs.force_sizing import ForceSizing
from sim.experiment.forces import Force, Lever
from sim.experiment.limits import Limits, least_and_most
from sim.experiment.sizing.sizing import FOUND, LARGEST, Next, Sized
from sim.points.changed_scenario import Variants, find_setting

LOCATED, VISITED, WAIT = "located_share", "visited_within_72_h_share", "mission_wait_mean_minutes"
VARIED = ["posts", "observers_day", "investigation_teams"]
MOST = {"observers_day": 6, "investigation_teams": 12}


def sizing(**given: Any) -> ForceSizing:
    settings: dict[str, Any] = {
        "name": "f",
        "targets": {LOCATED: {"at_least": 0.6}, VISITED: {"at_least": 0.7}},
        "vary": VARIED,
        "at_least": {"observers_day": 2},
        "at_most": MOST,
    }
    return ForceSizing(**(settings | given))


def means(scenario: Scenario) -> dict[str, float]:
    zone = scenario.staffing.zones["eastern_ghouta"]
    watch = zone.posts * (zone.observers_day + zone.observers_night)
    return {
        LOCATED: 0.9 * (1.0 - exp(-watch / 30.0)),
        VISITED: 0.85 * (1.0 - exp(-scenario.staffing.in_all("investigation_teams") / 3.0)),
        WAIT: 12.0,
        "mean_paid_people": 0.8 * paid_at_full_strength(scenario),
    }


def made(scenario: Scenario, replication: int) -> dict[str, Pair]:
    """The means with luck that a replication has in common, and a little of each force's own."""
    shared = np.random.default_rng(replication).normal(0.0, 0.02)
    own = np.random.default_rng([replication, round(paid_at_full_strength(scenario))])
    luck = shared + own.normal(0.0, 0.002)
    return {kpi: (100.0 * (mean + luck), 100.0) for kpi, mean in means(scenario).items()}


def carried_out(design: ForceSizing, **given: Any) -> tuple[Results, dict[str, Scenario]]:
    return study(design, compose(), made, replications=40, **given)


def fewest_people(located: float, visited: float) -> float:
    """By full enumeration."""
    base, best = compose(), np.inf
    variants = Variants(base)
    for posts, by_day, teams in product(range(12), range(2, 7), range(13)):
        numbers = {
            Lever("eastern_ghouta", "posts"): posts,
            Lever("eastern_ghouta", "observers_day"): by_day,
            Lever("all zones", "investigation_teams"): teams,
        }
        changes = {find_setting(base, k).key: v for k, v in Force(numbers).changes().items()}
        scenario = variants.at("s", changes)
        mean = means(scenario)
        if mean[LOCATED] >= located and mean[VISITED] >= visited:
            best = min(best, paid_at_full_strength(scenario))
    return best


@pytest.mark.slow
def test_it_finds_what_full_enumeration_finds() -> None:
    """Aims lie a little beyond the targets, so the best is sought for both."""
    design = sizing()
    results, scenarios = carried_out(design)
    found = paid_at_full_strength(scenarios[FOUND])
    assert fewest_people(0.6, 0.7) <= found <= fewest_people(0.625, 0.725)
    assert len(results.known) < 800, "of 780 forces, 6 replications each were 4,680"
    rows = {row["kpi"]: row for row in design.conclude(results).tables["targets"]}
    assert [row["verdict"] for row in rows.values()] == [MET, MET]
    assert rows[LOCATED]["bound"] >= 0.6
    assert rows[LOCATED]["people_saved_without_it"] > 0


def test_what_is_reported_is_fresh_and_what_is_said() -> None:
    design = sizing()
    results, scenarios = carried_out(design)
    fresh = range(FRESH_FROM, FRESH_FROM + 40)
    names = {name for name, _ in design.reported(results)}
    assert names == {results.baseline, FOUND}
    assert set(design.reported(results)) == {(name, at) for name in names for at in fresh}
    conclusion = design.conclude(results)
    assert conclusion.is_the_answer
    people = round(paid_at_full_strength(scenarios[FOUND]))
    first, second = conclusion.sentences[:2]
    assert first.startswith("The smallest force found that meets all 2 targets, in the model: ")
    assert f"{people:,} paid people at full strength" in first
    assert "with 95 % confidence, for all at once, by 40 fresh replications" in first
    assert second.startswith("What holds it up")
    said = " ".join(conclusion.sentences)
    assert "not proven to be the smallest" in said
    assert "optimal" not in said
    roles = {row["role"]: row for row in conclusion.tables["force"]}
    assert roles["posts"]["needed_for"] == "share of true incidents located"
    assert roles["investigation_teams"]["needed_for"] == "reports visited within 72 hours"
    assert roles["lanes"]["number"] == roles["lanes"]["at_start"]
    assert roles["lanes"]["needed_for"] == "not varied"
    nexts = conclusion.tables["next_people"]
    best = max((row for row in nexts if row["kpi"] == VISITED), key=lambda row: row["gain"])
    assert (best["role"], best["gain_low"] > 0.0) == ("investigation_teams", True)
    path = conclusion.tables["path"]
    assert path[-1]["people_in_all"] == pytest.approx(paid_at_full_strength(scenarios[FOUND]))


def test_a_target_out_of_reach_is_named_and_the_others_are_sought() -> None:
    design = sizing(targets={LOCATED: {"at_least": 0.6}, VISITED: {"at_least": 0.9}})
    results, _ = carried_out(design)
    conclusion = design.conclude(results)
    assert {name for name, _ in design.reported(results)} == {results.baseline, FOUND, LARGEST}
    assert conclusion.sentences[0].startswith("The smallest force found that meets 1 of 2 targets")
    assert conclusion.sentences[1].startswith("Out of reach, in the model")
    assert (
        "reports visited within 72 hours: at least 90 % (it comes to 8" in conclusion.sentences[1]
    )
    rows = {row["kpi"]: row for row in conclusion.tables["targets"]}
    assert (rows[VISITED]["verdict"], rows[VISITED]["sought"]) == (NOT_MET, "no")
    said = conclusion.sentences[1]
    assert "; the force found to 4" in said
    assert "no worse there than the force as it stands" in said
    assert "reports visited within 72 hours: no worse than as it stands" in conclusion.sentences[2]
    (teams,) = [r for r in conclusion.tables["force"] if r["role"] == "investigation_teams"]
    assert teams["number"] == teams["at_start"], "fewer would visit fewer than as it stands"
    assert teams["needed_for"] == "reports visited within 72 hours"
    assert rows[VISITED]["estimate"] >= rows[VISITED]["at_start"] - 0.01


def test_a_target_that_nothing_moves_costs_nobody() -> None:
    design = sizing(targets={LOCATED: {"at_least": 0.6}, WAIT: {"at_most": 30.0}})
    results, _ = carried_out(design)
    rows = {row["kpi"]: row for row in design.conclude(results).tables["targets"]}
    assert (rows[WAIT]["verdict"], rows[WAIT]["binds"]) == (MET, "no")
    assert rows[WAIT]["people_saved_without_it"] == 0.0


def test_forces_that_start_to_count_later_are_none() -> None:
    """From the first post on: a force without the posts that open first would meet it cheaply."""
    kpi = LOCATED + "_from_first_post"

    def later(scenario: Scenario, replication: int) -> dict[str, Pair]:
        return {kpi: made(scenario, replication)[LOCATED], "mean_paid_people": (1.0, 1.0)}

    results, scenarios = study(
        sizing(targets={kpi: {"at_least": 0.3}}), compose(), later, replications=10
    )
    posts = scenarios[FOUND].mission.posts
    first = min(posts.values(), key=lambda post: post.priority)
    assert first.opens_day == min(post.opens_day for post in posts.values())
    assert results.known


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"targets": {}}, "at least 1 item"),
        ({"targets": {"located_shar": {"at_least": 0.6}}}, "did you mean 'located_share'"),
        ({"targets": {LOCATED: {"at_least": 60.0}}}, "a share lies between 0 and 1"),
        ({"targets": {WAIT: {"at_most": -1.0}}}, "must not be below 0"),
        ({"targets": {LOCATED: {}}}, "at_least or at_most, one of the two"),
        ({"targets": {LOCATED: {"at_least": 0.1, "at_most": 0.2}}}, "has both at_least and at_m"),
        ({"vary": ["posts", "posts"]}, "posts is given twice"),
        ({"vary": []}, "at least 1 item"),
        ({"vary": ["colonels"]}, "Input should be 'posts'"),
    ],
)
def test_settings_that_are_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        sizing(**given)


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"at_most": {"observers_day": 2, "investigation_teams": 9}}, "observers_day", "has 3 in"),
        ({"at_most": {"investigation_teams": 9}}, "at_most", r"there are: observers_day\)"),
        ({"at_least": {"observers_day": 7}}, "observers_day", "must be at least at_least.observ"),
        ({"at_least": {"posts": 99}}, "posts", "no zone has more than 11 sites for posts"),
        (
            {"targets": {"located_share_of_kind_artilery": {"at_least": 0.1}}},
            "located_share_of_kind_artilery",
            "did you mean 'artillery'",
        ),
    ],
)
def test_what_a_scenario_hasnt_is_told_at_the_door(
    given: dict[str, Any], key: str, says: str
) -> None:
    ((where, message),) = sizing(**given).problems(compose())
    assert where[-1] == key
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(message)


def test_roles_without_sites_are_left_out_and_told_only_where_nothing_is_left() -> None:
    base = compose(world={"routes": {}, "actors": {}})
    mission = base.mission.model_copy(update={"checkpoints": {}})
    scenario = base.model_copy(update={"mission": mission})
    design = sizing(vary=[*VARIED, "lanes"], at_most=MOST | {"lanes": 2})
    assert not design.problems(scenario)
    (found,) = sizing(vary=["lanes", "checkpoints"], at_most={"lanes": 2}).problems(scenario)
    assert found[0] == ("vary",)
    assert found[1].startswith("this scenario has none of these to vary (there are: posts, ")


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"days": 30}, "in a term of 30 days (the first opens on day 79)"),
        ({"days": 79}, "in a term of 79 days (the first opens on day 79)"),
        ({"days": 80}, ""),
    ],
)
def test_a_term_without_any_post_is_told_at_the_door_once(over: Any, says: str) -> None:
    later = {f"{kpi}_from_first_post": {"at_least": 0.1} for kpi in (LOCATED, VISITED)}
    found = sizing(targets={**later, WAIT: {"at_most": 30.0}}).problems(compose(**over))
    assert [key for key, _ in found] == (
        [("targets", f"{LOCATED}_from_first_post")] if says else []
    )
    assert all(says in message for _, message in found)


def test_no_post_that_may_be_manned_is_told_at_the_door() -> None:
    later = {f"{VISITED}_from_first_post": {"at_least": 0.1}}
    base = compose()
    zones = {name: one.model_copy(update={"posts": 0}) for name, one in base.staffing.zones.items()}
    staffing = base.staffing.model_copy(update={"zones": zones})
    none = base.model_copy(update={"staffing": staffing})
    assert not sizing(targets=later).problems(none), "posts may vary"
    design = sizing(targets=later, vary=["investigation_teams"], at_least={})
    ((_, message),) = design.problems(none)
    assert "(none can be manned)" in message


def test_limits_of_pools_are_for_each_zone() -> None:
    limits = Limits(["centre_officers"], {"centre_officers": 1}, {"centre_officers": 6})
    least, most = least_and_most(compose_in("four_zones", "four_zones"), limits)
    (lever,) = least
    assert (least[lever], most[lever]) == (4, 24)


def test_what_has_no_value_is_neither_out_of_reach_nor_without_gain() -> None:
    """A term in which no aid is approved, say: a KPI that never has a value."""

    def unmeasured(scenario: Scenario, replication: int) -> dict[str, Pair]:
        return made(scenario, replication) | {VISITED: (0.0, 0.0)}

    design = sizing(vary=["observers_day"], at_most={"observers_day": 8})
    results, _ = study(design, compose(), unmeasured, replications=40)
    conclusion = design.conclude(results)
    said = " ".join(conclusion.sentences)
    unnamed = said.replace(
        "Nothing to measure in this term, so nothing is said of it: reports visited within "
        "72 hours.",
        "",
    )
    assert unnamed != said
    assert "reports visited" not in unnamed
    assert "Out of reach" not in said
    assert "The search went on" not in said


def test_too_few_to_tell_is_not_out_of_reach() -> None:
    """The search's replications have the largest force below the target, the fresh ones don't."""

    def unlucky(scenario: Scenario, replication: int) -> dict[str, Pair]:
        own = made(scenario, replication)
        if replication < FRESH_FROM:
            own[VISITED] = (0.5 * own[VISITED][0], 100.0)
        return own

    design = sizing(targets={LOCATED: {"at_least": 0.5}, VISITED: {"at_least": 0.6}})
    results, _ = study(design, compose(), unlucky, replications=40)
    conclusion = design.conclude(results)
    assert conclusion.sentences[1].startswith("Not sought, as the largest force within the limits")
    assert "Out of reach" not in " ".join(conclusion.sentences)
    (row,) = [row for row in conclusion.tables["targets"] if row["kpi"] == VISITED]
    assert row["sought"] == "no"


def test_a_target_on_true_incidents_is_said_to_rest_on_what_is_assumed() -> None:
    kpi = "true_incidents_per_day"

    def violence(scenario: Scenario, replication: int) -> dict[str, Pair]:
        own = made(scenario, replication)
        fewer = own[VISITED][0] / 100.0
        return own | {kpi: (10.0 - fewer, 1.0)}

    design = sizing(targets={kpi: {"at_most": 9.6}}, vary=["investigation_teams"], at_least={})
    results, _ = study(design, compose(), violence, replications=40)
    assert "is assumed, not observed" in design.conclude(results).sentences[1]


def test_what_helps_next_names_all_that_are_not_told_apart() -> None:
    def next_of(role: str, gain: float, half: float, people: float) -> Next:
        change = Interval(gain, gain - half, gain + half)
        lever, target = Lever("zone", role), Target(LOCATED, True, 0.6)
        return Next(lever, target, Force({}), people, change)

    nexts = [
        next_of("posts", 0.020, 0.010, 10.0),
        next_of("observers_day", 0.030, 0.020, 10.0),
        next_of("observers_night", 0.010, 0.020, 10.0),
        next_of("investigation_teams", 0.004, 0.002, 10.0),
    ]
    sized = Sized(None, None, [], Force({}), [], nexts)  # type: ignore[arg-type]
    best = sized.best_next(Target(LOCATED, True, 0.6))
    assert [one.lever.role for one in best] == ["observers_day", "posts"]
    assert not sized.best_next(Target(VISITED, True, 0.6))


def test_verdicts_of_a_target() -> None:
    column = Column.of([(value, 1.0) for value in (9.0, 10.0, 11.0, 10.0)])

    def verdict(value: float, *, at_least: bool = True) -> str:
        return reached(Target(WAIT, at_least, value), column, 0.95).verdict

    assert [verdict(value) for value in (8.0, 10.0, 12.0)] == [MET, UNDECIDED, NOT_MET]
    assert [verdict(value, at_least=False) for value in (8.0, 10.0, 12.0)] == [
        NOT_MET,
        UNDECIDED,
        MET,
    ]
    one = reached(Target(WAIT, True, 8.0), column.at(np.array([True, False, False, False])), 0.95)
    assert one.verdict == UNDECIDED, "one replication shows nothing"


def test_what_never_varied_is_said_to_have_shown_nothing_rare() -> None:
    def never(scenario: Scenario, replication: int) -> dict[str, Pair]:
        return made(scenario, replication) | {"stock_out_days": (0.0, 1.0)}

    targets = {LOCATED: {"at_least": 0.5}, "stock_out_days": {"at_most": 1.0}}
    design = sizing(targets=targets, vary=["posts"], at_least={})
    results, _ = study(design, compose(), never, replications=40)
    said = " ".join(design.conclude(results).sentences)
    assert "The same in all 40 replications: stock-out days. What happens in fewer than" in said


def test_what_has_no_bound_is_told_to_have_too_few_replications() -> None:
    def never(scenario: Scenario, replication: int) -> dict[str, Pair]:
        return made(scenario, replication) | {"stock_out_days": (0.0, 1.0)}

    targets = {LOCATED: {"at_least": 0.5}, "stock_out_days": {"at_most": 1.0}}
    design = sizing(targets=targets, vary=["posts"], at_least={})
    results, _ = study(design, compose(), never, replications=12)
    _, said, holds, *_ = design.conclude(results).sentences
    assert "stock-out days" not in holds, "neither met nor in the way"
    assert "stock-out days: at most 1 days (undecided: 0 days, too few replications for" in said
    assert "no value" not in said
