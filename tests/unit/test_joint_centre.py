"""The joint centre: cases, desks, sessions and calls, hour by hour."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose
from small_world import constant, report

from sim import config
from sim.events import CaseJoined, CaseOpened, LiaisonCalled, ReportHandled
from sim.kernel import distributions
from sim.kernel.replication import Process, Replication
from sim.model.entities import Complaint, Report
from sim.model.joint_centre import JointCentre, Sessions


def stand(
    settings: dict[str, Any] | None = None,
    *,
    desks: int = 1,
    officers: int = 1,
    handling_h: float = 2.0,
    call_h: float = 0.5,
    dropout: float = 0.0,
) -> JointCentre:
    """``settings`` of sessions; None: reports need no session."""
    rep = Replication(1, 0, 500.0)
    sessions = None
    if settings is not None:
        centre = compose().mission.centre.model_dump() | {"video_link_dropout_probability": 0.0}
        sessions = Sessions(rep, config.Centre.model_validate(centre | settings))
    return JointCentre(
        rep,
        desks=desks,
        liaison_officers=officers,
        handling=distributions.constant(handling_h),
        call=distributions.constant(call_h),
        call_dropout_probability=dropout,
        sessions=sessions,
    )


def handled(centre: JointCentre, *arrivals: float) -> list[tuple[float, int]]:
    for number, hour in enumerate(arrivals):
        centre.rep.at(
            hour, lambda n=number: centre.rep.start(centre.handle(report(n, centre.rep.now)))
        )
    return [(row.hour, row.report) for row in centre.rep.run().of(ReportHandled)]


def test_a_desk_works_on_one_report_at_a_time() -> None:
    assert handled(stand(), 0.0, 1.0, 9.0) == [(2.0, 0), (4.0, 1), (11.0, 2)]
    assert handled(stand(desks=2), 0.0, 1.0, 9.0) == [(2.0, 0), (3.0, 1), (11.0, 2)]


def test_by_video_link_a_report_waits_for_the_session_of_the_day() -> None:
    """Handled at 11, 12 and 13 o'clock, session at 12; the desk is free in between."""
    video = {"mode": "video_link", "video_link_session_hour": 12.0}
    assert handled(stand(video), 9.0, 10.0, 11.0) == [(12.0, 0), (36.0, 1), (36.0, 2)]
    assert handled(stand(video, desks=9), 9.0, 10.0, 11.0) == [(12.0, 0), (12.0, 1), (36.0, 2)]


def test_a_session_that_falls_through_is_a_number_of_its_day() -> None:
    draws = [Replication(1, 0, 1.0).uniform("session", day) for day in range(12)]
    dropout = sorted(draws[:5])[3] * 1.0001  # of the first five sessions one is held
    held = next(day for day, draw in enumerate(draws) if draw >= dropout)
    assert held > 0
    settings = {
        "mode": "video_link",
        "video_link_session_hour": 12.0,
        "video_link_dropout_probability": dropout,
    }
    assert handled(stand(settings), 1.0) == [(24.0 * held + 12.0, 0)]
    after = next(day for day, draw in enumerate(draws) if draw >= dropout and day > held)
    assert handled(stand(settings), 24.0 * held + 13.0) == [(24.0 * after + 12.0, 0)]


def test_a_line_that_is_always_down_leaves_every_report_waiting() -> None:
    down = {"mode": "video_link", "video_link_dropout_probability": 1.0}
    assert handled(stand(down), 1.0, 450.0) == []


def test_at_one_table_consultation_follows_at_once() -> None:
    table = {"mode": "co_located", "co_located_consultation": constant(3.0)}
    assert handled(stand(table), 13.0, 13.0) == [(18.0, 0), (20.0, 1)]


def called(centre: JointCentre, *calls: tuple[float, int]) -> list[tuple[float, int]]:
    for hour, number in calls:
        centre.rep.at(hour, lambda n=number: centre.rep.start(centre.call(report(n))))
    return [(row.hour, row.report) for row in centre.rep.run().of(LiaisonCalled)]


def test_a_liaison_officer_makes_one_call_at_a_time() -> None:
    assert called(stand(), (1.0, 0), (1.25, 1)) == [(1.5, 0), (2.0, 1)]
    assert called(stand(officers=2), (1.0, 0), (1.25, 1)) == [(1.5, 0), (1.75, 1)]


def test_a_call_that_nobody_answers_is_tried_again_an_hour_later() -> None:
    """Half an hour, an hour's pause, half an hour again; another may call in the pause."""
    pair = Replication(1, 0, 1.0).streams.pair

    def dropped(number: int, attempt: int = 0) -> bool:
        return pair(number, "call", attempt)[1] < 0.5

    again = next(n for n in range(99) if dropped(n) and not dropped(n, 1))
    other = next(n for n in range(99) if not dropped(n))
    calls = called(stand(dropout=0.5), (1.0, again), (1.75, other))
    assert calls == [(2.25, other), (3.0, again)]
    assert called(stand(), (1.0, again)) == [(1.5, again)]


def test_a_measure_by_a_liaison_officer_holds_up_calls() -> None:
    centre = stand()

    def protest() -> Process:
        yield centre.rep.wait(6.0)

    centre.rep.start(centre.by_liaison_officer(protest()))
    assert called(centre, (1.0, 0)) == [(6.5, 0)]


def notice(severity: int, suspect: str = "", **over: Any) -> Complaint:
    side = "side_a" if suspect else ""
    about = Complaint(5, 3.0, 1.0, "turkey", "strip", "town", "mortar", severity, suspect, side)
    return about._replace(**over)


def test_a_notice_of_something_new_opens_a_case() -> None:
    centre = stand()
    centre.rep.env.run(until=3.0)
    case = centre.receive(notice(1, "army"))
    assert case == Report(5, 3.0, 1.0, "strip", "town", 1, "army", "side_a")
    assert list(centre.rep.log.of(CaseOpened)) == [
        (3.0, 5, 1.0, "strip", "town", 1, "army", "side_a")
    ]
    assert centre.receive(notice(1, incident=6)) is not None


def test_a_further_notice_joins_an_open_case_and_may_raise_its_severity() -> None:
    centre = stand()
    case = centre.receive(notice(1))
    assert centre.receive(notice(3, "army", guarantor="russia")) is None
    assert case is not None
    assert (case.severity, case.suspect_group, case.suspect_side) == (3, "army", "side_a")
    assert centre.receive(notice(0, "militia")) is None
    assert (case.severity, case.suspect_group) == (3, "army"), "the first suspect stands"
    joined = centre.rep.log.of(CaseJoined)
    assert joined == [(0.0, 5, "complaint", False), (0.0, 5, "complaint", False)]


@pytest.mark.parametrize("end", ["log_only", "close", "expire"])
def test_a_notice_of_a_closed_case_is_filed_with_it(end: str) -> None:
    centre = stand()
    case = centre.receive(notice(1))
    assert case is not None
    getattr(centre, end)(case, *(["finding"] if end == "close" else []))
    assert centre.receive(notice(3, "army", guarantor="russia")) is None
    assert (case.severity, case.suspect_group) == (1, "")
    assert centre.rep.log.of(CaseJoined) == [(0.0, 5, "complaint", True)]


def test_a_later_notice_says_where_it_was() -> None:
    centre = stand()
    case = centre.receive(notice(1, "", place=""))
    assert case is not None
    assert case.place == ""
    centre.receive(notice(1, "army"))
    assert case.place == "town"
    centre.receive(notice(1, "army", place="elsewhere"))
    assert case.place == "town", "the first that says so counts"
