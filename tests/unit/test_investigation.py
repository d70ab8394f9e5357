"""Investigation: queue, daylight, access, evidence and patience, hour by hour."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log
from typing import Any

import pytest
from small_world import NO_ERROR, report, violation, world

from sim.events import (
    FindingMade,
    InvestigationQueued,
    PlaceVisited,
    TeamReleased,
    TeamSeized,
)
from sim.kernel.distributions import constant
from sim.kernel.eventlog import EventLog
from sim.kernel.replication import Replication
from sim.model.attribution import Attribution
from sim.model.entities import Report, Violation
from sim.model.investigation import Fieldwork, Office
from sim.model.situation import Situation

DAY = Fieldwork(work=constant(4.0), travel_h=lambda _place: 1.0, daylight=(6.0, 18.0))
"""An hour there and back, four hours of work, by daylight."""


def run(
    *cases: tuple[float, Report],
    teams: int = 1,
    fieldwork: Fieldwork = DAY,
    answers: tuple[tuple[str, float], ...] = (),
    true: Violation | None = None,
    attribution: bool = False,
    **errors: float,
) -> EventLog:
    """Cases that come at their hours; ``answers``: what attempts to pass are told in turn."""
    rep = Replication(1, 0, 2000.0)
    before = {"before_maps": NO_ERROR | errors, "maps_approved_day": None}
    named = (
        Attribution(rep, world(attribution=before), Situation(rep, 72.0)) if attribution else None
    )

    def movement(_case: Report, _true: Violation | None, attempt: int) -> tuple[str, float]:
        return answers[attempt]

    office = Office(rep, teams, fieldwork, named, movement if answers else None)
    for hour, case in cases:
        rep.at(hour, lambda case=case: rep.start(office.investigate(case, true)))
    return rep.run()


def story(log: EventLog) -> list[tuple[float, int, str]]:
    words: dict[type[Any], str] = {
        InvestigationQueued: "queued",
        TeamSeized: "seized",
        PlaceVisited: "visited",
        TeamReleased: "released",
    }
    return [(row[0], row[1], words.get(type(row)) or row.outcome) for row in log]


def test_a_visit_by_daylight_and_one_a_day() -> None:
    log = run((0.0, report(1)), (1.0, report(2)), true=violation(1))
    assert story(log) == [
        (0.0, 1, "queued"),
        (0.0, 1, "seized"),
        (1.0, 2, "queued"),
        (7.0, 1, "visited"),
        (11.0, 1, "attributed"),
        (18.0, 1, "released"),
        (18.0, 2, "seized"),
        (31.0, 2, "visited"),
        (35.0, 2, "attributed"),
        (42.0, 2, "released"),
    ]


@pytest.mark.parametrize(("hour", "visited_h"), [(5.0, 7.0), (13.0, 14.0), (13.1, 31.0)])
def test_a_team_leaves_if_the_work_can_be_done_before_dusk(hour: float, visited_h: float) -> None:
    [visit] = run((hour, report())).of(PlaceVisited)
    assert visit.hour == pytest.approx(visited_h)


def test_work_longer_than_the_day_is_begun_at_dawn() -> None:
    log = run((7.0, report()), fieldwork=replace(DAY, work=constant(20.0)))
    assert [row[::2] for row in story(log)[2:]] == [
        (31.0, "visited"), (51.0, "no_violation"), (66.0, "released"),
    ]  # fmt: skip


def test_without_daylight_a_team_goes_on() -> None:
    log = run((20.0, report(1)), (20.0, report(2)), fieldwork=replace(DAY, daylight=None))
    assert [row.hour for row in log.of(TeamReleased)] == [26.0, 32.0]


def test_preparation_comes_before_the_queue() -> None:
    log = run((0.0, report()), fieldwork=replace(DAY, preparation=constant(12.5)))
    assert [row.hour for row in log.of(InvestigationQueued)] == [12.5]
    assert [row.hour for row in log.of(PlaceVisited)] == [13.5]


def test_a_delay_makes_the_visit_later_and_a_denial_costs_a_day() -> None:
    late = run((6.0, report()), answers=(("delayed", 0.5),))
    assert [row.hour for row in late.of(PlaceVisited)] == [7.5]
    for answer in ("denied", "suspended"):
        log = run((6.0, report()), answers=((answer, 0.0), ("free", 0.0)))
        assert [row.hour for row in log.of(PlaceVisited)] == [31.0]


def test_a_team_refused_on_two_days_gives_up() -> None:
    log = run((6.0, report()), answers=(("denied", 0.0), ("denied", 0.0)), true=violation(1))
    assert story(log)[2:] == [(42.0, 1, "refused"), (42.0, 1, "released")]


def test_patience_expires_in_the_queue_and_the_place_in_it_is_given_up() -> None:
    hasty = replace(DAY, patience=constant(24.0))
    log = run((0.0, report(1)), (1.0, report(2)), (1.0, report(3)), (20.0, report(4)),
              fieldwork=hasty)  # fmt: skip
    seized = {row.report: row.hour for row in log.of(TeamSeized)}
    assert seized == {1: 0.0, 2: 18.0, 4: 42.0}
    ends = {row.report: (row.hour, row.outcome) for row in log.of(FindingMade)}
    assert ends[3] == (25.0, "expired")


def test_without_a_team_every_case_expires_or_stays_open() -> None:
    log = run((0.0, report()), teams=0, fieldwork=replace(DAY, patience=constant(24.0)))
    assert story(log) == [(0.0, 1, "queued"), (24.0, 1, "expired")]
    assert story(run((0.0, report()), teams=0)) == [(0.0, 1, "queued")]


def test_the_severe_go_first_and_then_the_old() -> None:
    cases = [report(1), report(2, hour=2.0), report(3, hour=1.0), report(4, hour=2.0, severity=3)]
    sent = [(10.0 * (number > 0), case) for number, case in enumerate(cases)]
    for discipline, order in (("severity", [1, 4, 3, 2]), ("fifo", [1, 2, 3, 4])):
        log = run(*sent, fieldwork=replace(DAY, discipline=discipline))  # type: ignore[arg-type]
        assert [row.report for row in log.of(TeamSeized)] == order


@pytest.mark.parametrize(("margin", "outcome"), [(1.001, "inconclusive"), (0.999, "attributed")])
def test_evidence_decays_until_the_visit(margin: float, outcome: str) -> None:
    """Conclusive while .9 exp(-age / T) is above the case's own number; visited at 7."""
    u = Replication(1, 0, 1.0).uniform(3, "conclusive")
    assert 0.5 < u < 0.9
    time_h = 7.0 / log(0.9 / u)
    fading = replace(DAY, conclusive_probability=0.9, evidence_time_h=time_h / margin)
    [finding] = run((0.0, report(3)), fieldwork=fading, true=violation(3)).of(FindingMade)
    assert (finding.outcome, finding.group) == (outcome, "army" if outcome == "attributed" else "")


def test_a_complaint_with_nothing_behind_it_is_found_to_be_no_violation() -> None:
    [finding] = run((0.0, report()), true=None).of(FindingMade)
    assert finding == (11.0, 1, "no_violation", "", "")
    inconclusive = replace(DAY, conclusive_probability=0.0)
    [finding] = run((0.0, report()), fieldwork=inconclusive, true=None).of(FindingMade)
    assert finding.outcome == "inconclusive"


@pytest.mark.parametrize(("errors", "side"), [({}, "side_a"), ({"finding": 1.0}, "side_b")])
def test_a_finding_names_a_group_and_its_side(errors: dict[str, float], side: str) -> None:
    log = run((0.0, report()), true=violation(1), attribution=True, **errors)
    [finding] = log.of(FindingMade)
    assert finding.side == side
    assert (finding.group == "army") == (side == "side_a")
    assert DAY.evidence_time_h == inf


def test_what_was_only_heard_has_no_place_to_visit() -> None:
    case = report(1)
    case.place = ""
    log = run((0.0, case), true=violation(1))
    assert story(log) == [(0.0, 1, "not_located")]
