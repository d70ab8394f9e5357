"""Whom a mission pays, by hand: roles at places, and person-months of calendar months."""

from __future__ import annotations

from datetime import date

import pytest

from sim.events import RunEnded, StaffEngaged, StaffReleased
from sim.kernel.eventlog import EventLog
from sim.report.payroll import by_month, lines, paid

DAY = 24.0
SETTINGS = {
    "world": {
        "guarantors": {"first": {"label": "First party"}},
        "zones": {"north": {"label": "The north"}},
    },
    "mission": {
        "posts": {
            "op_1": {"zone": "north", "guarantor": "first"},
            "op_2": {"zone": "north", "guarantor": "first"},
        },
        "checkpoints": {"cp": {"zone": "elsewhere", "guarantor": "second"}},
        "actors": {"patrols_north": {"label": "Patrols & more"}},
    },
}


def log_of(*events: StaffEngaged | StaffReleased, days: float = 60.0) -> EventLog:
    log = EventLog()
    for event in (*events, RunEnded(DAY * days)):
        log.append(event)
    return log


def test_people_are_paid_until_they_are_released_or_the_run_ends() -> None:
    log = log_of(
        StaffEngaged(0.0, "observers", "op_1", 3.0, 20.0),
        StaffReleased(DAY * 10, "observers", "op_1", 20.0),
        StaffEngaged(DAY * 30, "observers", "op_1", 3.0, 20.0),
    )
    spells = [(one.from_h / DAY, one.until_h / DAY) for one in paid(log)]
    assert spells == [(0.0, 10.0), (30.0, 60.0)]


def test_posts_stand_together_by_zone_and_guarantor_with_the_most_at_any_time() -> None:
    log = log_of(
        StaffEngaged(0.0, "investigators", "office", 5.0, 14.0),
        StaffEngaged(0.0, "observers", "op_1", 3.0, 20.0),
        StaffReleased(DAY * 10, "observers", "op_1", 20.0),
        StaffEngaged(DAY * 10, "observers", "op_2", 2.0, 15.0),
        StaffEngaged(DAY * 20, "inspectors", "cp", 4.0, 11.0),
        StaffEngaged(DAY * 20, "patrols", "patrols_north", 6.0, 17.0),
    )
    office, posts, checkpoint, patrols = lines(paid(log), SETTINGS)
    assert (office.where, office.guarantor, office.units) == ("office", "", 1)
    assert (posts.where, posts.guarantor, posts.units) == ("The north", "First party", 2)
    # one post opened when the other closed: never both
    assert (posts.positions, posts.people) == (3.0, 20.0)
    assert posts.person_days == pytest.approx(20.0 * 10 + 15.0 * 50)
    assert (posts.from_h, posts.until_h) == (0.0, DAY * 60)
    assert (checkpoint.where, checkpoint.guarantor) == ("elsewhere", "second")
    assert patrols.where == "Patrols & more"


def test_a_person_paid_all_month_is_one_person_month_whatever_the_month() -> None:
    log = log_of(
        StaffEngaged(0.0, "escorts", "road", 1.0, 10.0),
        StaffEngaged(DAY * 28, "escorts", "road", 1.0, 10.0),
        days=44.0,
    )
    # from 17 January: 15 of its 31 days; all of February, the last 15 days twice as many; 1 day
    months = by_month(paid(log), date(2017, 1, 17))
    assert list(months) == [date(2017, 1, 1), date(2017, 2, 1), date(2017, 3, 1)]
    assert list(months.values()) == pytest.approx(
        [10.0 * 15 / 31, 10.0 + 10.0 * 15 / 28, 20.0 * 1 / 31]
    )


def test_nobody_is_paid_in_no_month() -> None:
    assert by_month([], date(2017, 1, 17)) == {}
    assert paid(EventLog()) == []
