"""The model put together: what only shows when the stations meet."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose, merge
from small_world import report, violation

from sim import events
from sim.config import Scenario
from sim.kernel.eventlog import EventLog
from sim.kernel.replication import Process, Replication
from sim.model.entities import Finding, Violation
from sim.model.measures import Investigate, LiaisonCall, Protest, Sanction
from sim.model.model import Model, simulate

BY_STAFF = [
    events.LiaisonCalled,
    events.ReportHandled,
    events.ReportLogged,
    events.TeamSeized,
    events.PlaceVisited,
    events.SanctionImposed,
    events.ProtestMade,
    events.EscortSeized,
]
"""What needs people of the centre, of a team or of an escort."""


def scenario(rule: str = "graduated", /, days: int = 20, **over: Any) -> Scenario:
    """Eastern Ghouta with every report worth an answer, and convoys asked for all the time."""
    data = compose("planned", rule, days=days).model_dump(mode="json")
    data["response"]["severity_threshold"] = 0
    for agency in data["world"]["actors"].values():
        agency["requests_per_week"] = 7.0
    merge(data["world"]["convoys"], {"granted_probability": 1.0, "answer_delay": {"mean_h": 12.0}})
    return Scenario.model_validate(merge(data, over))


def hours(log: EventLog, kind: type) -> list[float]:
    return [row.hour for row in log.of(kind)]


def test_nobody_works_before_the_staff_is_there() -> None:
    held = simulate(scenario(mission={"staff_from_day": 10.0}), 3, 0)
    from_h = 240.0
    for kind in BY_STAFF:
        assert all(hour >= from_h for hour in hours(held, kind)), kind.__name__
    for kind in (events.LiaisonCalled, events.ReportHandled, events.EscortSeized):
        assert hours(held, kind), kind.__name__
    assert any(hour < from_h for hour in hours(held, events.CaseOpened)), "there was work to do"
    assert any(hour < from_h for hour in hours(held, events.ConvoyLoaded))
    roles = {row.role for row in held.of(events.StaffEngaged)}
    assert {"centre officers", "liaison officers", "investigators", "escorts"} == roles
    assert {row.hour for row in held.of(events.StaffEngaged)} == {from_h}
    at_once = simulate(scenario(), 3, 0)
    for kind in (events.LiaisonCalled, events.ReportHandled, events.EscortSeized):
        assert min(hours(at_once, kind)) < from_h, kind.__name__


def test_record_only_takes_no_measure_even_when_every_report_is_worth_one() -> None:
    rep = Replication(3, 0, 24.0 * 10)
    model = Model(scenario("record_only", days=10), rep)
    log = model.run()
    assert model.past.reports
    assert not model.past.findings
    assert not model.past.measures
    assert len(log.of(events.ReportLogged)) == len(log.of(events.ReportHandled)) > 10
    assert log.of(events.LiaisonCalled), "a call is no measure"
    assert not log.of(events.ReportClosed)


def test_reports_below_the_threshold_are_only_logged() -> None:
    log = simulate(scenario("investigate_first", days=10, response={"severity_threshold": 2}), 3, 0)
    severity = {row.report: row.severity for row in log.of(events.CaseOpened)}
    logged = {row.report for row in log.of(events.ReportLogged)}
    queued = {row.report for row in log.of(events.InvestigationQueued)}
    assert {severity[number] for number in logged} == {0, 1}
    assert queued
    assert not queued & logged
    handled = {row.report for row in log.of(events.ReportHandled) if row.hour < 24.0 * 5}
    # a further notice may have raised a slighter one
    assert {number for number in handled if severity[number] >= 2} <= queued


def test_a_log_begins_with_its_date_and_ends_at_its_horizon() -> None:
    log = simulate(scenario(days=1), 3, 0)
    assert log.rows[0][:3] == (0.0, "2017-05-06", 24.0)
    assert "elsewhere_east" in log.of(events.RunStarted)[0].cells.split()
    assert log.rows[-1] == events.RunEnded(24.0)


def test_a_log_keeps_no_station_alive() -> None:
    """Stations subscribe to it; a log that still knew them would hold the whole run."""
    log = simulate(scenario(days=1), 3, 0)
    assert not log._subscribers


@pytest.fixture(scope="module")
def carried_out() -> tuple[Model, dict[str, Any]]:
    """Each measure carried out once, on a report of the first hour; what each gave."""
    model = Model(scenario(days=9), Replication(3, 0, 24.0 * 9))
    gave: dict[str, Any] = {}
    group = "government"
    measures = {
        "call": LiaisonCall(),
        "investigation": Investigate(),
        "protest": Protest(group),
        "sanction": Sanction(group),
        "wrong": Sanction("jaysh_al_islam"),
        "dropped": Sanction("excluded_group"),
    }

    def carry_out(what: str) -> Process:
        case = report(len(what))
        case.zone, case.place = "eastern_ghouta", "douma"
        true = violation(case.id, group=group, place="douma")
        gave[what] = yield from model.carry_out(measures[what], case, true)

    for what in measures:
        model.rep.start(carry_out(what))
    model.rep.run()
    return model, gave


def test_each_measure_gives_its_answer(carried_out: tuple[Model, dict[str, Any]]) -> None:
    _, gave = carried_out
    assert isinstance(gave.pop("investigation"), Finding)
    assert gave == {
        "call": None,
        "protest": "protest",
        "sanction": "sanction",
        "wrong": "sanction",
        "dropped": None,
    }


def test_a_wrong_sanction_is_resented_and_a_call_is_no_measure_of_the_past(
    carried_out: tuple[Model, dict[str, Any]],
) -> None:
    model, _ = carried_out
    assert model.situation.resentment("jaysh_al_islam") > 0.0
    assert model.situation.resentment("government") == 0.0
    assert [type(measure) for measure in model.past.measures] == [
        Investigate, Protest, Sanction, Sanction, Sanction,
    ]  # fmt: skip


@pytest.mark.parametrize("fired", ["side_a", "side_b"])
def test_both_sides_are_asked_and_the_one_that_fired_refuses_more(fired: str) -> None:
    """A factor of 100 on 1 % makes the guilty refuse for certain, wherever its fire fell."""
    access = {
        "refusal_probability": {"side_a": 0.01, "side_b": 0.01},
        "delay_probability": {"side_a": 0.0, "side_b": 0.0},
        "guilty_factor": 100.0,
        "violence_exponent": 0.0,
    }
    rep = Replication(3, 0, 24.0)
    model = Model(scenario(world={"access": access}), rep)
    case = report(4)
    case.place, case.suspect_side = "douma", "side_a"

    def answers(about: Violation | None) -> list[str]:
        return [model.access.ask_for_team(case, about, attempt)[0] for attempt in range(20)]

    assert answers(violation(4, side=fired)) == ["denied"] * 20
    refused = {row.holder_side for row in rep.log.of(events.MovementAnswered)}
    assert refused == {fired}
    assert "free" in answers(None), "nobody is guilty of what didn't happen"
    assert "free" in answers(violation(4, side=fired, covered=False))
    asked = {row.holder_side for row in rep.log.of(events.MovementAnswered)}
    assert asked == {"side_a", "side_b"}


def test_the_longer_of_two_delays_counts() -> None:
    access = {
        "refusal_probability": {"side_a": 0.0, "side_b": 0.0},
        "delay_probability": {"side_a": 1.0, "side_b": 1.0},
    }
    rep = Replication(3, 0, 24.0)
    model = Model(scenario(world={"access": access}), rep)
    case = report(4)
    case.place, case.suspect_side = "douma", "side_a"
    found = [model.access.ask_for_team(case, None, attempt) for attempt in range(20)]
    assert {answer for answer, _ in found} == {"delayed"}
    delays = [row.delay_h for row in rep.log.of(events.MovementAnswered)]
    assert [d for _, d in found] == [
        max(pair) for pair in zip(delays[::2], delays[1::2], strict=True)
    ]


@pytest.mark.parametrize("effect", [0.0, 0.05])
def test_presence_is_watched_only_in_worlds_where_it_matters(effect: float) -> None:
    over = {"deterrence_by_presence": effect}
    rep = Replication(3, 0, 24.0)
    model = Model(scenario(world={"violence": over}), rep)
    rep.record(events.PostManned(0.0, "op_wafidin", 3, "day"))
    assert bool(model.situation.presence) == (effect != 0.0)


def test_a_report_on_a_place_that_nobody_may_reach_is_closed_without_an_answer() -> None:
    refused = {"refusal_probability": {"side_a": 1.0, "side_b": 1.0}, "violence_exponent": 0.0}
    log = simulate(scenario(world={"access": refused}, days=25), 3, 0)
    assert {row.outcome for row in log.of(events.FindingMade)} <= {"refused", "expired"}
    assert {row.answer for row in log.of(events.ReportClosed)} == {"none"}
