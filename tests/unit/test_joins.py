"""The tables of a log, and levels over time, worked out on paper."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hand_made import bins, case
from small_logs import both_windows, entered, fired, log_of, pairs_of

from sim.analysis.kpis.joins import Joins, words
from sim.analysis.kpis.posts import PostHours, post_hours
from sim.analysis.kpis.timeline import hours_within, integral_at
from sim.analysis.kpis.view import View
from sim.events import (
    CheckpointHour,
    ConvoyAnswered,
    ConvoyEnded,
    ConvoyRequested,
    DisturbanceOccurred,
    LiaisonCalled,
    PlaceVisited,
    PostDue,
    PostManned,
    PostNoLongerDue,
    PostUnmanned,
    ReportClosed,
    ReportExpired,
    StaffEngaged,
    StaffReleased,
    ThreatInspected,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import Event, EventLog


def test_words_stay_words_when_there_are_none() -> None:
    assert words([]).dtype.kind == "U"
    assert words(["a", "town"]).tolist() == ["a", "town"]


def test_what_has_not_happened_is_infinite_or_empty() -> None:
    joins = Joins(log_of(fired(5.0, 1), case(6.0, 1, 5.0), ConvoyRequested(7.0, 9, "a", "b", 100)))
    cases, convoys, incidents = joins.cases, joins.convoys, joins.incidents
    for hours in (cases.called_h, cases.visited_h, cases.answered_h, cases.given_up_h):
        assert hours.tolist() == [inf]
    assert (convoys.answer.tolist(), convoys.outcome.tolist()) == ([""], [""])
    assert convoys.arrived_h.tolist() == [inf]
    assert (incidents.outcome.tolist(), incidents.light.tolist()) == ([""], [""])
    assert (joins.first_post_h, joins.mission_checkpoints) == (inf, frozenset())


def test_incidents_hold_what_each_was_and_what_became_of_it() -> None:
    rows = [
        fired(5.0, 2**63 + 1, deaths=3), fired(6.0, 2, "side_b", kind="artillery"),
        fired(7.0, 3, covered=False), fired(8.0, 4, deaths=1),
        ViolationWatched(5.0, 2**63 + 1, "located", 1, 0, "night"),
        ViolationWatched(6.0, 2, "heard", 0, 1, "day"),
        entered(9.0, "east", 2**63 + 1), entered(9.0, "west", 2, "unfounded"),
        entered(9.0, "west", 3), entered(10.0, "west", 8, "excluded"),
    ]  # fmt: skip
    found = Joins(log_of(*rows)).incidents
    assert found.hour.tolist() == [5.0, 6.0, 8.0]
    assert found.identity.tolist() == [2**63 + 1, 2, 4]
    assert found.identity.dtype == np.uint64
    assert found.side.tolist() == ["side_a", "side_b", "side_a"]
    assert found.kind.tolist() == ["mortar", "artillery", "mortar"]
    assert found.deaths.tolist() == [3, 0, 1]
    assert found.outcome.tolist() == ["located", "heard", ""]
    assert found.light.tolist() == ["night", "day", ""]
    assert found.recorded.tolist() == [True, False, False]
    entries = Joins(log_of(*rows)).entries
    assert entries.ledger.tolist() == ["east", "west", "west"]
    assert entries.entry.tolist() == ["matched", "unfounded", "matched"]


def test_lethal_events_are_in_order_of_time_whoever_fired() -> None:
    rows = [
        fired(5.0, 1, deaths=1, place="fields"), fired(6.0, 2),
        fired(30.0, 3, deaths=2, zone="south"), fired(20.0, 4, deaths=1, covered=False),
        DisturbanceOccurred(10.0, 5, "outsiders", "west", "fields", 3, 1),
        DisturbanceOccurred(11.0, 6, "outsiders", "west", "fields", 3, 0),
    ]  # fmt: skip
    found = Joins(log_of(*rows, cells="fields outskirts")).lethal
    assert found.hour.tolist() == [5.0, 10.0, 20.0, 30.0]
    assert found.zone.tolist() == ["north", "west", "north", "south"]
    assert found.place.tolist() == ["fields", "fields", "town", "town"]
    assert found.cell.tolist() == [True, True, False, False]
    assert found.covered.tolist() == [True, False, False, True]


def test_cases_take_the_first_of_each_deed_and_tell_answered_from_given_up() -> None:
    rows = [
        case(6.0, 1, 5.0), case(7.0, 2, 4.0), case(8.0, 3, 7.5),
        LiaisonCalled(8.5, 1), LiaisonCalled(9.0, 1), PlaceVisited(11.0, 2, "town"),
        PlaceVisited(12.0, 2, "town"), ReportClosed(20.0, 1, "finding"),
        ReportExpired(29.0, 2), ReportClosed(30.0, 2, "none"), ReportClosed(31.0, 3, "none"),
        ReportExpired(33.0, 3),
    ]  # fmt: skip
    found = Joins(log_of(*rows)).cases
    assert found.opened_h.tolist() == [6.0, 7.0, 8.0]
    assert found.incident_h.tolist() == [5.0, 4.0, 7.5]
    assert found.called_h.tolist() == [8.5, inf, inf]
    assert found.visited_h.tolist() == [inf, 11.0, inf]
    assert found.answered_h.tolist() == [20.0, inf, inf]
    assert found.given_up_h.tolist() == [inf, 29.0, 31.0]


def test_a_request_taken_over_has_the_best_answer_and_the_last_outcome() -> None:
    rows = [
        ConvoyRequested(1.0, 1, "agency", "town", 100), ConvoyAnswered(2.0, 1, "granted", 100, 1),
        ConvoyEnded(5.0, 1, "turned_back", "gate", "fire", 0, 0.5, 0.0, 0.0),
        ConvoyRequested(6.0, 2, "carrier", "town", 100, 1), ConvoyAnswered(7.0, 2, "refused", 0, 0),
        ConvoyRequested(8.0, 3, "agency", "town", 50), ConvoyAnswered(9.0, 3, "unanswered", 0, 0),
        ConvoyRequested(10.0, 4, "carrier", "town", 50, 3),
        ConvoyAnswered(11.0, 4, "refused", 0, 0),
        ConvoyEnded(12.0, 4, "delivered", "town", "", 50, 2.0, 0.0, 0.0),
    ]  # fmt: skip
    found = Joins(log_of(*rows)).convoys
    assert found.answer.tolist() == ["granted", "refused"]
    assert found.outcome.tolist() == ["turned_back", "delivered"]
    assert found.delivered_tonnes.tolist() == [0.5, 2.0]
    assert found.people_reached.tolist() == [0.0, 50.0]
    assert found.taken_over.tolist() == [True, True]


def test_traffic_columns_and_who_mans_what() -> None:
    rows = [
        CheckpointHour(24.0, "gate", "side_b", 8.0, 1, 2, 3, 4, 5, 6.0, bins({0: 2}), 7.0),
        CheckpointHour(24.0, "bridge", "guarantor", 9.0, 8, 1, 7, 6, 5, 4.0, bins({3: 1}), 2.0),
    ]
    joins = Joins(log_of(*rows))
    assert joins.mission_checkpoints == {"bridge"}
    columns = [column.tolist() for column in joins.traffic[:7]]
    assert columns == [
        [8.0, 9.0], [False, True], [1.0, 8.0], [2.0, 1.0], [3.0, 7.0], [4.0, 6.0], [6.0, 4.0],
    ]  # fmt: skip
    assert joins.traffic.checkpoint.tolist() == [0, 1]
    assert joins.traffic.names == ["gate", "bridge"]
    found = [ThreatInspected(30.0, "bridge", 1, True), ThreatInspected(31.0, "gate", 2, True)]
    found += [ThreatInspected(32.0, "gate", 3, True), ThreatInspected(33.0, "bridge", 4, False)]
    staff = StaffEngaged(0.0, "centre", "centre", 1.0, 100.0)
    left = [PostUnmanned(80.0, "hill", cause) for cause in ("shelter", "shelter", "short_watch")]
    pairs = pairs_of(*rows, *found, *left, staff)
    assert pairs["security_incidents_per_1000_person_days_of_shelter"] == (2000.0, 1000.0)
    assert pairs["security_incidents_per_1000_person_days_of_threat"] == (1000.0, 1000.0)
    view = View(joins, 0.0, 240.0)
    assert view.wait_bins(mission=True)[[0, 3]].tolist() == [0, 1]
    assert view.wait_bins(mission=False)[[0, 3]].tolist() == [2, 1]
    for mission in (False, True):
        counts = view.wait_bins(mission=mission)
        assert counts.dtype == np.int64, "whole, and may be taken from one another"
    late = View(joins, 8.5, 240.0)
    assert late.wait_bins(mission=False)[[0, 3]].tolist() == [0, 1]
    assert len(Joins(log_of()).traffic.from_h) == 0


def test_a_row_without_all_its_wait_bins_is_refused() -> None:
    row = CheckpointHour(24.0, "gate", "side_b", 8.0, 1, 1, 0, 0, 0, 0.0, b"\0\0\0\0", 0.0)
    with pytest.raises(ValueError, match="wait bins"):
        _ = Joins(log_of(row)).traffic


def test_pay_goes_from_the_hour_of_each_change_to_the_end() -> None:
    rows = [StaffEngaged(3.0, "a", "b", 1.0, 9.0), StaffReleased(50.0, "a", "b", 4.0)]
    pay = Joins(log_of(*rows)).pay
    assert pay.from_h.tolist() == [3.0, 50.0]
    assert pay.until_h.tolist() == [240.0, 240.0]
    assert pay.people.tolist() == [9.0, -4.0]
    assert len(Joins(log_of()).pay.people) == 0


def test_a_log_without_its_first_row_says_what_it_lacks() -> None:
    with pytest.raises(ValueError, match="places are unknown"):
        _ = Joins(EventLog()).lethal
    with pytest.raises(ValueError, match="horizon is unknown"):
        _ = Joins(EventLog()).horizon_h


# --- posts ----------------------------------------------------------------------------------------
def hours_of(*events: Event) -> list[tuple[float, float, str]]:
    found: PostHours = post_hours(log_of(*events), 100.0)
    return sorted(zip(found.from_h.tolist(), found.until_h.tolist(), found.state.tolist()))  # noqa: B905


def test_each_hour_due_has_one_state() -> None:
    due = PostDue(10.0, "hill", "north", "guarantor", True)
    manned, left = PostManned(20.0, "hill", 3, "day"), PostUnmanned(50.0, "hill", "shelter")
    assert hours_of(due, manned, left) == [
        (10.0, 20.0, "late_opening"), (20.0, 50.0, "watched"), (50.0, 100.0, "shelter"),
    ]  # fmt: skip
    unstaffed = due._replace(staffed=False)
    assert hours_of(unstaffed) == [(10.0, 100.0, "level")]
    over = PostNoLongerDue(60.0, "hill")
    assert hours_of(due, manned, over) == [
        (10.0, 20.0, "late_opening"), (20.0, 60.0, "watched"),
    ]  # fmt: skip
    again = PostDue(80.0, "hill", "north", "guarantor", True)
    assert hours_of(due, manned, over, again)[-1] == (80.0, 100.0, "watched")
    assert hours_of(due, over, again)[-1] == (80.0, 100.0, "late_opening")


def test_a_watch_before_a_post_is_due_counts_from_then_on_and_at_the_end_not_at_all() -> None:
    manned = PostManned(5.0, "hill", 3, "day")
    due = PostDue(10.0, "hill", "north", "guarantor", True)
    assert hours_of(manned, due) == [(10.0, 100.0, "watched")]
    assert hours_of(due._replace(hour=100.0)) == []
    assert hours_of(manned) == []


def test_handing_over_within_the_hour_makes_no_gap() -> None:
    rows = [
        PostDue(10.0, "hill", "north", "guarantor", True), PostManned(10.0, "hill", 3, "day"),
        PostUnmanned(40.0, "hill", "shelter"), PostManned(40.0, "hill", 3, "night"),
        PostManned(70.0, "hill", 3, "day"),
        PostDue(10.0, "ridge", "north", "guarantor", True), PostManned(90.0, "ridge", 3, "day"),
    ]  # fmt: skip
    assert hours_of(*rows) == [
        (10.0, 40.0, "watched"), (10.0, 90.0, "late_opening"), (40.0, 100.0, "watched"),
        (90.0, 100.0, "watched"),
    ]  # fmt: skip


def test_coverage_and_what_it_was_lost_to_in_both_windows() -> None:
    rows = [
        PostDue(24.0, "ridge", "north", "guarantor", True), PostManned(80.0, "ridge", 3, "day"),
        PostUnmanned(180.0, "ridge", "shelter"), PostDue(48.0, "dam", "north", "guarantor", False),
        PostNoLongerDue(200.0, "dam"), PostUnmanned(60.0, "ridge", "a_strike"),
    ]  # fmt: skip
    pairs = pairs_of(*rows)
    due, later = 216 + 152, 168 + 128
    assert both_windows(pairs, "coverage_share") == ((100, due), (100, later))
    assert both_windows(pairs, "coverage_lost_share_late_opening") == ((36, due), (0, later))
    assert both_windows(pairs, "coverage_lost_share_a_strike") == ((20, due), (8, later))
    assert both_windows(pairs, "coverage_lost_share_shelter") == ((60, due), (60, later))
    assert both_windows(pairs, "coverage_lost_share_level") == ((152, due), (128, later))
    assert both_windows(pairs, "coverage_lost_share_in_all") == ((268, due), (196, later))


def test_quiet_days_are_whole_covered_days_without_an_incident() -> None:
    """Ridge is watched from 80 to 180: half of day 3 isn't, days 4 to 6 are, half of day 7 is."""
    rows = [
        PostDue(24.0, "ridge", "north", "guarantor", True), PostManned(80.0, "ridge", 3, "day"),
        PostUnmanned(180.0, "ridge", "shelter"), fired(121.0, 1), fired(145.0, 2, covered=False),
        PostDue(216.0, "dam", "north", "guarantor", True), PostManned(216.0, "dam", 3, "day"),
    ]  # fmt: skip
    pairs = pairs_of(*rows)
    # days 3 (16 of 24), 4, 6, 7 (12 of 24) and 9 (24 of 48); day 5 had an incident
    assert both_windows(pairs, "quiet_covered_days_share") == ((5, 10), (5, 7))
    less = [*rows[:2], PostUnmanned(179.9, "ridge", "shelter"), *rows[3:]]
    assert pairs_of(*less)["quiet_covered_days_share"] == (4, 10)


# --- levels over time -----------------------------------------------------------------------------
def test_the_part_of_an_interval_between_two_hours() -> None:
    from_h, until_h = np.array([0.0, 5.0, 20.0, 2.0]), np.array([4.0, 9.0, 30.0, 40.0])
    assert hours_within(from_h, until_h, 3.0, 8.0).tolist() == [1.0, 3.0, 0.0, 5.0]


def test_the_integral_of_levels_that_overlap() -> None:
    """1 from 0 to 4, 3 more from 2 to 6, -1 from 10 to 12."""
    grid = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 11.0, 20.0])
    found = integral_at(
        grid, np.array([2.0, 0.0, 10.0]), np.array([6.0, 4.0, 12.0]), np.array([3.0, 1.0, -1.0])
    )
    assert found.tolist() == [0.0, 0.0, 1.0, 2.0, 6.0, 13.0, 16.0, 15.0, 14.0]
    nothing = np.zeros(0)
    assert integral_at(grid, nothing, nothing, nothing).tolist() == [0.0] * len(grid)


def test_a_window_has_its_first_hour_and_not_its_last() -> None:
    """Two windows that meet share nothing and leave nothing out."""
    log = log_of(*(fired(hour, name) for name, hour in enumerate((23.9, 24.0, 47.9, 48.0), 1)))
    joins = Joins(log)
    windows = [View(joins, since, until) for since, until in ((0.0, 24.0), (24.0, 48.0))]
    assert [len(view.events(ViolationOccurred)) for view in windows] == [1, 2]
    assert [np.flatnonzero(view.incidents).tolist() for view in windows] == [[0], [1, 2]]
    assert windows[1].within(np.array([24.0, 48.0])).tolist() == [True, False]
    assert (windows[1].hours, windows[1].days) == (24.0, 1.0)
    assert View(joins, 0.0, 8766.0).months == 12.0
