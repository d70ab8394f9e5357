"""Studies that are carried out anew whenever more is known: what they ask for, and when."""

from __future__ import annotations

import pytest
from conftest import compose
from study_runs import study

from sim.analysis.kpis import Pair
from sim.config import Scenario
from sim.experiment.designs.base import FRESH_FROM, Conclusion, NotPossible, Request, Results
from sim.experiment.designs.study import Study
from sim.experiment.trials import Trials, Unknown, fresh, searching

POSTS = "staffing.zones.eastern_ghouta.posts"
KPI = "located_share"


class Enough(Study[int]):
    """The fewest posts that locate half, tried one after another, then twice as many."""

    def watched(self) -> list[str]:
        return [KPI]

    def carry_out(self, trials: Trials) -> int:
        for number in range(1, 6):
            name = f"posts {number}"
            trials.need({name: {POSTS: number}}, searching(2), f"trying {number}")
            if trials.column(name, KPI, searching(2)).values.mean() >= 0.5:
                break
        both = {"found": {POSTS: number}, "more": {POSTS: 2 * number}}
        trials.need(both, fresh(3), "confirming")
        return number

    def report_of(self, found: int, trials: Trials) -> list[Request]:
        assert found <= trials.results.replications
        return [(name, at) for at in fresh(3) for name in ("found", "more")]

    def conclusion_of(self, found: int, trials: Trials) -> Conclusion:
        return Conclusion([f"{found} posts of {trials.base.name}"])


def located(scenario: Scenario, replication: int) -> dict[str, Pair]:
    posts = scenario.staffing.zones["eastern_ghouta"].posts
    return {KPI: (posts / 6.0 + (replication % 2) / 100.0, 1.0)}


def test_a_study_asks_step_by_step_and_only_for_what_isnt_known() -> None:
    design = Enough(name="e")
    results, scenarios = study(design, compose(), located)
    assert list(scenarios)[1:] == ["posts 1", "posts 2", "posts 3", "found", "more"]
    assert {number for name, number in results.known if name == "posts 2"} == {1, 2}
    numbers = {number for name, number in results.known if name == "found"}
    assert numbers == {0, FRESH_FROM, FRESH_FROM + 1, FRESH_FROM + 2}, "0 is for the log"
    assert scenarios["more"].staffing.zones["eastern_ghouta"].posts == 6
    assert design.conclude(results).sentences == ["3 posts of planned, investigate_first"]
    assert {name for name, _ in design.reported(results)} == {"found", "more"}


def test_a_study_broken_off_goes_on_where_it_was() -> None:
    """What is known is all that it goes by: half of it, and it asks for the other half only."""
    design, base = Enough(name="e"), compose()
    whole, _ = study(design, base, located)
    kept = dict(list(whole.known.items())[:5])
    again = Results((base.name,), base.name, 10, dict(kept), base, whole.make)
    asked: list[Request] = []
    while requests := design.ask(again):
        asked += requests
        again.known |= {request: whole.known[request] for request in requests}
    assert not set(asked) & kept.keys()
    assert set(asked) | kept.keys() == whole.known.keys()
    assert design.conclude(again) == design.conclude(whole)


def test_what_cant_be_is_not_asked_for_again() -> None:
    results = Results(("base",), "base", 10, base=compose())
    trials = Trials(results)
    with pytest.raises(Unknown) as unknown:
        trials.need({"none": {POSTS: -1}, "one": {POSTS: 1}}, searching(1), "trying")
    assert unknown.value.requests == [("none", 1), ("one", 1)]
    assert (unknown.value.step, results.further["one"]) == ("trying", {POSTS: 1})
    results.impossible["none"] = "none: must be at least 0"
    results.known["one", 1] = None
    trials.need({"none": {POSTS: -1}, "one": {POSTS: 1}}, searching(1), "trying")
    assert not trials.is_possible("none")
    assert trials.is_possible("one")
    assert not trials.column("one", KPI, searching(1)).known.any(), "it failed"


def test_a_scenario_is_made_without_being_simulated() -> None:
    made: list[str] = []

    def make(name: str, changes: object) -> Scenario:
        made.append(name)
        if changes:
            raise NotPossible(f"{name}: no")
        return compose()

    trials = Trials(Results(("base",), "base", 10, base=compose(), make=make))
    assert trials.scenario("same", {}) is trials.scenario("same", {})
    with pytest.raises(NotPossible, match="other: no"):
        trials.scenario("other", {POSTS: 1})
    assert made == ["same", "other"]


def test_a_mean_and_a_paired_difference_are_of_what_is_known() -> None:
    known: dict[Request, dict[str, Pair] | None] = {
        (name, number): {KPI: (number + more, 10.0)}
        for name, more in (("base", 0.0), ("other", 2.0))
        for number in searching(4)
    }
    known["base", 2], known["other", 3] = None, None
    trials = Trials(Results(("base",), "base", 10, dict(known)))
    assert trials.mean("base", KPI, searching(5)).estimate == pytest.approx(8.0 / 30.0)
    difference = trials.difference("other", "base", KPI, searching(5))
    assert difference == pytest.approx((0.2, 0.2, 0.2)), "1 and 4: those known of both"
    whole = trials.mean("base", KPI, searching(5))
    wider = trials.mean("base", KPI, searching(5), 0.99)
    assert wider.low < whole.low < whole.high < wider.high


def test_each_confirmation_has_numbers_of_its_own() -> None:
    drawn = [set(searching(1_000)), *(set(fresh(1_000, time)) for time in range(3)), {0}]
    assert sum(map(len, drawn)) == len(set().union(*drawn))
