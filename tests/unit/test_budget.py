"""The design that looks for the best use of a number of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

import numpy as np
import pytest
from conftest import compose, compose_in
from pydantic import ValidationError
from study_runs import study

from sim.analysis.kpis import Pair
from sim.config import Scenario
from sim.expected.people import paid_at_full_strength
from sim.experiment.budget.choosing import chosen
from sim.experiment.budget.forces_in_words import in_words
from sim.experiment.budget.space import Space
from sim.experiment.designs.base import FRESH_FROM, Conclusion
from sim.experiment.designs.budget import Budget
from sim.experiment.forces import ROLES
from sim.experiment.limits import Limits
from sim.points.changed_scenario import Variants, find_setting

TRUE, TONNES = "true_incidents_per_day", "delivered_tonnes"
LEAST = {"posts": 4, "checkpoints": 2, "observers_day": 2, "observers_night": 2, "lanes": 1}
LEAST |= {"second_shift_lanes": 1, "inspectors_per_lane": 2}
LEAST |= {"centre_officers": 1, "liaison_officers": 1}
MOST = {"observers_day": 4, "observers_night": 3, "lanes": 3, "second_shift_lanes": 3}
MOST |= {"inspectors_per_lane": 5, "investigation_teams": 8, "escort_groups": 4}
MOST |= {"centre_officers": 7, "liaison_officers": 6}
LIMITS = Limits(ROLES, LEAST, MOST)


def budget(**given: Any) -> Budget:
    settings: dict[str, Any] = {
        "name": "budget",
        "people": 600.0,
        "axes": [TRUE, TONNES],
        "vary": list(ROLES),
        "at_least": LEAST,
        "at_most": MOST,
        "candidates": 8,
        "search_replications": 3,
        "rounds": 1,
        "finalists": 6,
    }
    return Budget(**(settings | given))


def teams_and_groups(scenario: Scenario, replication: int) -> Mapping[str, Pair]:
    """Teams lessen violence, escort groups bring aid, in each replication somewhat more or less;
    the rest does nothing."""
    teams = scenario.staffing.in_all("investigation_teams")
    groups = scenario.staffing.in_all("escort_groups")
    shared, brings = np.random.default_rng(replication).normal([0.0, 1.0], [1.0, 0.01]).tolist()
    return {
        TRUE: (11.0 - brings * 4.0 * (1.0 - 0.5**teams) + shared, 1.0),
        TONNES: (brings * 2_000.0 * groups**0.5 + 100.0 * shared, 1.0),
    }


def nothing_helps(_scenario: Scenario, replication: int) -> Mapping[str, Pair]:
    shared = float(np.random.default_rng(replication).normal())
    return {TRUE: (9.0 + shared, 1.0), TONNES: (3_000.0 + shared, 1.0)}


def concluded(design: Budget, base: Scenario, made: Any = teams_and_groups) -> Conclusion:
    results, _ = study(design, base, made)
    return design.conclude(results)


# --- the space of forces --------------------------------------------------------------------------
@pytest.mark.parametrize("scenario", [compose(), compose_in("four_zones", "four_zones")])
def test_a_price_is_what_the_scenario_so_changed_pays(scenario: Scenario) -> None:
    space = Space(scenario, 2_000.0, LIMITS)
    weights = np.linspace(0.1, 1.0, len(space.levers)).tolist()
    for candidate in (space.smallest, space.standing, space.filled(weights, 1_500.0)):
        changes = space.changes(candidate)
        places = {find_setting(scenario, key).key: value for key, value in changes.items()}
        made = Variants(scenario).at("made", places)
        assert space.price(candidate) == pytest.approx(paid_at_full_strength(made))


def test_a_filled_force_spends_what_it_may_and_no_more(ghouta: Scenario) -> None:
    space = Space(ghouta, 600.0, LIMITS)
    for people in (200.0, 400.0, 600.0):
        filled = space.filled([1.0] * len(space.levers), people)
        assert 0.85 * people < space.price(filled) <= people
        within = zip(space.least, filled.numbers, space.most, strict=True)
        assert all(low <= n <= high for low, n, high in within)


def test_no_lever_goes_beyond_what_the_people_pay_for(ghouta: Scenario) -> None:
    space = Space(ghouta, 120.0, LIMITS)
    teams = [lever.role for lever in space.levers].index("investigation_teams")
    assert space.price(space.smallest) == pytest.approx(81.2)
    assert space.most[teams] == 2, "14 people each"


def test_a_scenario_with_less_than_the_least_keeps_what_it_has() -> None:
    lean = compose("lean")
    space = Space(lean, 600.0, Limits(["posts"], {"posts": 9}, {}))
    assert space.least == (4,)
    assert space.most == (11,), "no more than there are sites"


# --- who goes on ----------------------------------------------------------------------------------
def test_those_that_go_on_show_the_whole_front() -> None:
    from sim.analysis.pareto import gains
    from sim.analysis.quotients import Column

    def exactly(*means: float) -> Any:
        columns = [Column(np.full(20, mean), np.ones(20)) for mean in means]
        return gains(columns, ratio=False, lower_is_better=False)

    costs = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    axes = [exactly(0.0, 1.0, 2.0, 3.0, 4.0, 4.0), exactly(5.0, 5.0, 5.0, 5.0, 5.0, 4.0)]
    assert chosen(costs, axes, 2) == [4, 0], "best on both axes; cheapest best on the second"
    assert chosen(costs, axes, 3)[2] == 2, "the farthest from these"
    assert set(chosen(costs, axes, 9)) == {0, 1, 2, 3, 4}, "the last is dominated beyond doubt"


# --- what is asked and concluded ------------------------------------------------------------------
def test_only_fresh_replications_are_reported(ghouta: Scenario) -> None:
    design = budget()
    results, _ = study(design, ghouta, teams_and_groups, replications=5)
    requests = design.reported(results)
    assert {number for _, number in requests} == set(range(FRESH_FROM, FRESH_FROM + 5))
    names = {name for name, _ in requests}
    assert ghouta.name in names
    assert len(names) <= 8
    assert len(requests) == 5 * len(names)


def test_what_helps_is_found_and_the_rest_held_at_its_lowest(ghouta: Scenario) -> None:
    conclusion = concluded(budget(), ghouta)
    assert conclusion.is_the_answer
    said = " ".join(conclusion.sentences)
    held = next(one for one in conclusion.sentences if "cut to their lowest" in one)
    assert "observation posts" in held
    assert "investigation teams" not in held
    assert "assumed, not observed: that sanctions deter" in said
    rows = {row["scenario"]: row for row in conclusion.tables["candidates"]}
    assert rows[ghouta.name]["verdict"] == "dominated"
    assert rows["force A"]["verdict"] == "on the front", "nothing takes fewer"
    by = rows[str(rows[ghouta.name]["dominated_by"])]
    assert float(by["paid_people"]) < float(rows[ghouta.name]["paid_people"])
    assert all(float(row["paid_people"]) <= 600.0 for row in rows.values())


def test_where_nothing_helps_no_difference_is_shown(ghouta: Scenario) -> None:
    conclusion = concluded(budget(), ghouta, nothing_helps)
    first, second, *_ = conclusion.sentences
    assert (
        "no other is shown to beat in true incidents a day or aid delivered is “force A”" in first
    )
    assert "It takes 81: 4 observation posts (2 observers by day, 2 observers by night), " in first
    assert (
        "2 mission checkpoints (1 lane, 1 lane in the second shift, 2 inspectors a lane)" in first
    )
    assert "no use in these for the other 519 people, which doesn't say that there is none" in first
    assert second.count("no difference is shown between all") == 2


def test_without_assumed_effects_that_is_said() -> None:
    effects = {"deterrence_by_rung": 0.0, "resentment_effect": 0.0}
    base = compose()
    places = {("world", "violence", key): value for key, value in effects.items()}
    still = Variants(base).at(base.name, places)
    said = " ".join(concluded(budget(), still, nothing_helps).sentences)
    assert "gives sanctions and presence no effect on violence" in said


def test_a_scenario_above_the_budget_is_only_shown_beside(ghouta: Scenario) -> None:
    conclusion = concluded(budget(people=200.0), ghouta)
    rows = {row["scenario"]: row for row in conclusion.tables["candidates"]}
    assert rows[ghouta.name]["verdict"] == "above the budget"
    assert ghouta.name not in {row["scenario"] for row in conclusion.tables["best"]}


def test_nothing_depends_on_what_else_is_known(ghouta: Scenario) -> None:
    """The study is carried out anew each time: once all is known, it says the same in one go."""
    design = budget()
    results, _ = study(design, ghouta, teams_and_groups)
    assert design.conclude(results) == design.conclude(results)
    assert design.ask(results) == []


def test_a_force_whose_replications_fail_is_left_out(ghouta: Scenario) -> None:
    def failing(scenario: Scenario, replication: int) -> Mapping[str, Pair] | None:
        many = scenario.staffing.in_all("investigation_teams") > 5
        return None if many else teams_and_groups(scenario, replication)

    conclusion = concluded(budget(), ghouta, failing)
    rows = conclusion.tables["candidates"]
    told = [row for row in rows if row["verdict"] in ("on the front", "dominated", "undecided")]
    assert told
    assert all(int(row["all zones: investigation_teams"]) <= 5 for row in told)


def test_no_two_forces_have_the_same_words(ghouta: Scenario) -> None:
    """Nor are any called by a number of people, which is told beside them on average, too."""
    conclusion = concluded(budget(candidates=16), ghouta)
    rows = conclusion.tables["candidates"]
    left = [row for row in rows if row["verdict"] == "left in the search"]
    assert left
    assert len({row["words"] for row in left}) == len(left)
    told = [row for row in rows if row not in left]
    assert len({row["words"] for row in told}) == len(told)
    letters = [row["scenario"] for row in told if row["scenario"] != ghouta.name]
    assert letters == [f"force {letter}" for letter in ascii_uppercase[: len(letters)]]
    assert {str(row["scenario"]).split()[0] for row in left} == {"tried"}
    paid = [float(row["paid_people"]) for row in told]
    assert paid == sorted(paid)


def test_the_answer_is_the_first_force_behind_on_no_axis(ghouta: Scenario) -> None:
    """The report sets this one beside the baseline, by the same rule."""
    conclusion = concluded(budget(), ghouta)
    rows = conclusion.tables["best"]
    behind = {row["scenario"] for row in rows if row["standing"] == "behind the best"}
    first = next(row["scenario"] for row in rows if row["scenario"] not in behind)
    assert f" is “{first}”. It takes " in conclusion.sentences[0]


def test_equal_differences_in_few_replications_leave_nobody_behind(ghouta: Scenario) -> None:
    def exactly(scenario: Scenario, _replication: int) -> Mapping[str, Pair]:
        teams = scenario.staffing.in_all("investigation_teams")
        return {TRUE: (9.0 - teams, 1.0), TONNES: (100.0, 1.0)}

    design = budget(vary=["investigation_teams"], at_least={}, all_at_most=64)
    for replications, standing in ((19, "not distinguishable from the best"), (20, "behind")):
        results, _ = study(design, ghouta, exactly, replications=replications)
        rows = design.conclude(results).tables["best"]
        assert str(rows[0]["standing"]).startswith(standing)


def test_in_several_zones_numbers_are_told_zone_by_zone() -> None:
    scenario = compose_in("four_zones", "four_zones")
    differing = {"posts", "lanes", "investigation_teams"}
    words = in_words(scenario, differing)
    zones = scenario.staffing.zones.values()
    posts = [zone.posts for zone in zones]
    assert f"{sum(posts)} observation posts ({' + '.join(map(str, posts))})" in words
    assert "observers" not in words, "no force differs in them"
    assert "mission checkpoints (2/1/2/2 lanes)" in words
    assert words.count("(") == 2, "pools are there for all zones"


def test_the_least_of_a_pool_is_for_each_zone() -> None:
    scenario = compose_in("four_zones", "four_zones")
    space = Space(scenario, 5_000.0, Limits(["centre_officers"], {"centre_officers": 1}, MOST))
    assert space.least == (min(4, scenario.staffing.in_all("centre_officers")),)


def test_posts_in_another_order_go_by_what_the_axes_ask_of_them(ghouta: Scenario) -> None:
    """As in force sizing: for as long as they are open, one that opens first at the head."""
    from sim.experiment.site_order import order_of, seeks

    for axes in ([TRUE], ["located_share"]):
        space = Space(ghouta, 600.0, Limits(["posts"], {"posts": 4}, {}), axes)
        by_coverage = replace(space.standing, by_coverage=True)
        zone = next(iter(ghouta.staffing.zones))
        order = space.force(by_coverage).order[zone, "posts"]
        assert order == order_of(ghouta, zone, "posts", *seeks(axes))


# --- at the door ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"axes": ["true_incidents_per_dai"]}, "did you mean 'true_incidents_per_day'"),
        ({"axes": ["recorded_per_day"]}, "neither less nor more"),
        ({"axes": [TRUE, TRUE]}, "is given twice"),
        ({"axes": [f"{TONNES}_from_first_post"]}, "use delivered_tonnes"),
        ({"vary": ["guards"]}, "posts"),
        ({"people": 0.0}, "greater than 0"),
    ],
)
def test_a_mistake_is_told(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        budget(**given)


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"people": 50.0}, ("people",), "the smallest force of this scenario takes 81 paid people"),
        ({"at_most": {}}, ("at_most",), "needs a number of each role that varies"),
        ({"at_most": MOST | {"lanes": 0}}, ("at_most", "lanes"), "at_least.lanes is 1"),
        (
            {"at_least": LEAST | {"posts": 99}},
            ("at_least", "posts"),
            "no zone has more than 11 to man",
        ),
        ({"vary": ["liaison_officers"], "at_most": {"liaison_officers": 1}}, ("vary",), "of none"),
    ],
)
def test_what_does_not_go_with_the_scenario_is_told_before_anything_is_simulated(
    ghouta: Scenario, given: dict[str, Any], key: tuple[str, ...], says: str
) -> None:
    ((at, message),) = budget(**given).problems(ghouta)
    assert at == key
    assert says in message
