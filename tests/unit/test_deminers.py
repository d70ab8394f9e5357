"""Deminers work road after road on working days, and mines are met less often."""

from __future__ import annotations

from dataclasses import replace

import pytest
from actor_stand import ActorStand
from conftest import compose
from convoy_stand import Stand
from pydantic import ValidationError

from sim.events import ActorActed, ConvoyEnded
from sim.kernel.registry import resolve
from sim.model.actors.deminers import Deminers
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "mission"
EXAMPLE = {
    "kind": "deminers",
    "label": "Demining teams",
    "teams": 2,
    "people_per_team": 8,
    "hectares_per_team_day": 2.0,
    "from_day": 5.0,
    "rest_weekdays": [4],
    "destinations": {
        "douma": {"contaminated_ha": 30.0, "priority": 1},
        "kafr_batna": {"contaminated_ha": 500.0, "priority": 2},
    },
}


def deminers(**changes: object) -> Deminers:
    made = resolve("actor", EXAMPLE | changes)
    assert isinstance(made, Deminers)
    return made


def worked(days: float = 60.0, **changes: object) -> ActorStand:
    stand = ActorStand(days=days)
    stand.start(EXAMPLE | changes, "deminers")
    stand.run()
    return stand


def test_every_working_day_clears_the_same_and_friday_nothing() -> None:
    plan = list(deminers().plan(60, start_weekday=5))  # 6 May 2017 was a Saturday
    by_day: dict[int, float] = {}
    for step in plan:
        by_day[step.day] = by_day.get(step.day, 0.0) + step.cleared_ha
    assert set(by_day.values()) == {4.0}
    assert set(by_day) == {day for day in range(5, 60) if (5 + day) % 7 != 4}


def test_a_road_is_cleared_before_the_next_and_the_rest_of_the_day_is_not_lost() -> None:
    plan = list(deminers().plan(60, start_weekday=5))
    roads = [step.destination for step in plan]
    assert roads == sorted(roads, key=["douma", "kafr_batna"].index)
    douma = [step for step in plan if step.destination == "douma"]
    assert sum(step.cleared_ha for step in douma) == pytest.approx(30.0)
    # 30 ha at 4 a day: on the eighth day the last 2, and 2 on the next road
    assert douma[-1].cleared_ha == pytest.approx(2.0)
    assert plan[len(douma)].day == douma[-1].day


def test_the_risk_falls_in_proportion_to_what_is_cleared() -> None:
    stand = worked(days=40.0)
    cleared: dict[str, float] = {}
    for event in stand.rep.log.of(ActorActed):
        assert event.action == "cleared_ha"
        cleared[event.target] = cleared.get(event.target, 0.0) + event.amount
        assert event.hour % 24.0 == stand.scenario.mission.investigation.daylight_until_hour
    assert stand.situation.factor("mine_risk", "douma") == 0.0
    left = 1.0 - cleared["kafr_batna"] / 500.0
    assert 0.7 < left < 1.0
    assert stand.situation.factor("mine_risk", "kafr_batna") == pytest.approx(left, rel=1e-9)


def test_people_are_paid_while_there_is_work() -> None:
    ((role, unit, positions),) = worked(teams=1).employed
    assert (role, unit) == ("deminers", "deminers")
    assert positions == {"daylight": 8.0, "from_h": 120.0, "until_h": float("inf")}
    only_douma = {"douma": {"contaminated_ha": 8.0, "priority": 1}}
    ((*_, positions),) = worked(destinations=only_douma).employed
    assert positions["until_h"] == 24.0 * 8  # days 5 and 7: day 6 is a Friday


def test_nobody_clears_nothing() -> None:
    assert len(worked(teams=0).rep.log.of(ActorActed)) == 0


def met_mines(teams: int) -> set[int]:
    legs = [{"to": "town", "km": 2.0, "mine_probability": 0.5}]
    stand = Stand(days=60.0, legs=legs, escort_required=False, uavs=0)
    field = {"town": {"contaminated_ha": 120.0, "priority": 1}}
    around = replace(stand.around("deminers"), situation=stand.situation)
    stand.rep.start(deminers(teams=teams, destinations=field).act(around))
    for number in range(80):
        stand.request(12.0 * number, number=number)
    ends = stand.run().of(ConvoyEnded)
    return {end.convoy for end in ends if end.reason == "mine"}


def test_more_teams_leave_a_subset_of_the_mines_to_convoys() -> None:
    none, one, four = met_mines(0), met_mines(1), met_mines(4)
    assert four < one < none
    assert len(none) > 25


def test_an_unknown_destination_is_one_line() -> None:
    fields = {"duma": {"contaminated_ha": 30.0, "priority": 1}}
    scenario = compose(mission={"actors": {"teams": EXAMPLE | {"destinations": fields}}})
    ((key, message),) = contradictions(scenario)
    assert key == ("mission", "actors", "teams", "destinations", "duma")
    assert message.startswith("no destination of a route called 'duma' - did you mean 'douma'?")


@pytest.mark.parametrize(
    "change",
    [{"teams": -1}, {"rest_weekdays": [7]}, {"destinations": {}}, {"hectares_per_team_day": -2.0}],
)
def test_numbers_out_of_range_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        resolve("actor", EXAMPLE | change)
