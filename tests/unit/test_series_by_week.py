"""Series of a log of three and a half weeks, with another number for every week."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hand_made import bins, case
from small_logs import entered, fired, log_of

from sim.analysis.incidents import pack_incidents, unpack_incidents
from sim.analysis.kpis.joins import Joins
from sim.analysis.series import compute_series, week_edges_h
from sim.events import (
    CheckpointHour,
    LiaisonCalled,
    PlaceVisited,
    PostDue,
    PostManned,
    ReachNoted,
    ReportClosed,
    ReportHandled,
    ReportLogged,
    StaffEngaged,
    StaffReleased,
    StockDay,
)
from sim.kernel.eventlog import Event

WEEK_H = 168.0


def series(*events: Event, horizon_h: float = 3.5 * WEEK_H) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for point in compute_series(Joins(log_of(*events, horizon_h=horizon_h))):
        assert type(point.position) is int
        assert type(point.value) is float
        found.setdefault(point.series, {})[point.position] = point.value
    return found


def test_edges_of_whole_weeks() -> None:
    assert week_edges_h(3.5 * WEEK_H).tolist() == [0.0, 168.0, 336.0, 504.0]
    assert week_edges_h(2 * WEEK_H).tolist() == [0.0, 168.0, 336.0]
    assert week_edges_h(WEEK_H).tolist() == [0.0, 168.0]
    assert week_edges_h(167.0).tolist() == [0.0, 167.0]


def test_counts_by_week_are_half_open_and_leave_the_last_short_week_out() -> None:
    rows = [
        fired(1.0, 1), fired(167.9, 2), fired(168.0, 3), fired(503.0, 4), fired(505.0, 5),
        fired(10.0, 6, covered=False), fired(504.0, 7), fired(12.0, 8),
        entered(2.0, "east", 1), entered(169.0, "east", 2), entered(170.0, "west", 2, "duplicate"),
        entered(400.0, "west", 9, "unfounded"), entered(410.0, "west", 4),
        entered(411.0, "west", 5), entered(550.0, "east", 5),
    ]  # fmt: skip
    found = series(*rows)
    assert found["true_incidents_by_week"] == {0: 3.0, 1: 1.0, 2: 1.0}
    assert found["recorded_matched_by_week"] == {0: 1.0, 1: 1.0, 2: 2.0}
    assert found["recorded_entries_by_week__east"] == {0: 1.0, 1: 1.0, 2: 0.0}
    assert found["recorded_entries_by_week__west"] == {0: 0.0, 1: 1.0, 2: 3.0}


def test_means_of_notes_and_shares_watched_by_week() -> None:
    rows = [
        ReachNoted(167.9, "north", 0.1), ReachNoted(168.0, "north", 0.3),
        ReachNoted(174.0, "north", 0.6), ReachNoted(510.0, "north", 0.9),
        PostDue(200.0, "hill", "north", "guarantor", True), PostManned(250.0, "hill", 2, "day"),
    ]  # fmt: skip
    found = series(*rows)
    assert found["background_under_watch_by_week"] == pytest.approx({0: 0.1, 1: 0.45})
    assert found["coverage_by_week"] == pytest.approx({1: 86 / 136, 2: 1.0})
    assert found["lost_post_hours_by_week__late_opening"] == pytest.approx({1: 50 / 136, 2: 0.0})


def test_people_paid_on_a_mean_hour_of_each_week() -> None:
    rows = [
        StaffEngaged(0.0, "centre", "centre", 1.0, 10.0),
        StaffEngaged(210.0, "post", "hill", 1.0, 8.0),
        StaffReleased(378.0, "centre", "centre", 4.0),
    ]
    found = series(*rows)["paid_people_by_week"]
    assert found == pytest.approx({0: 10.0, 1: 10 + 8 * 126 / 168, 2: 18 - 4 * 126 / 168})


def hour_at(checkpoint: str, from_h: float, served: int, wait_h: float) -> CheckpointHour:
    operator = {"gate": "side_a", "bridge": "guarantor"}[checkpoint]
    return CheckpointHour(
        999.0, checkpoint, operator, from_h, 9, served + 5, 0, 0, 0, wait_h, bins({2: served}), 0.0
    )


def test_waits_by_hour_of_the_day_over_all_days() -> None:
    rows = [
        hour_at("gate", 8.0, 3, 1.5), hour_at("gate", 32.0, 4, 2.5), hour_at("gate", 23.0, 1, 0.5),
        hour_at("bridge", 33.0, 6, 0.25),
    ]  # fmt: skip
    found = series(*rows, horizon_h=48.0)
    assert found["party_wait_sum_by_hour_of_day_h"][8] == 4.0
    assert found["party_served_by_hour_of_day"][8] == 7.0
    assert found["party_served_by_hour_of_day"][23] == 1.0
    assert sum(found["party_served_by_hour_of_day"].values()) == 8.0
    assert found["wait_sum_by_hour_of_day_h"][9] == 0.25
    assert found["served_by_hour_of_day"][9] == 6.0
    for name in ("served_by_hour_of_day", "wait_sum_by_hour_of_day_h"):
        assert set(found[name]) == set(range(24))
    assert not [name for name in series(rows[0]) if name.startswith("served")]


def test_shares_of_cases_done_so_many_hours_after_the_incident() -> None:
    """The horizon is hour 100; what was done after exactly so many hours is done."""
    rows = [
        case(10.0, 1, 9.0), LiaisonCalled(13.0, 1), ReportHandled(11.0, 1),
        PlaceVisited(21.0, 1, "town"), ReportClosed(57.0, 1, "finding"),
        case(20.0, 2, 20.0), LiaisonCalled(20.5, 2), ReportHandled(21.0, 2),
        case(30.0, 3, 28.0), ReportHandled(31.0, 3), ReportLogged(31.0, 3), LiaisonCalled(60.0, 3),
        case(90.0, 4, 88.0),
    ]  # fmt: skip
    found = series(*rows, horizon_h=100.0)
    called = found["cases_called_share_by_hours"]
    assert (called[0], called[1], called[4]) == (0.0, 0.25, 0.5)
    assert called[12] == 0.5, "of case 4 the 12 hours end with the run"
    assert called[18] == 2 / 3
    assert (called[24], called[36], called[72]) == (2 / 3, 1.0, 1.0)
    assert 96 not in called
    visited, answered = (
        found["cases_visited_share_by_hours"],
        found["cases_answered_share_by_hours"],
    )
    assert (visited[8], visited[12]) == (0.0, 0.5)
    assert (answered[36], answered[48]) == (0.0, 0.5)


def test_stock_at_the_end_of_each_day_by_place() -> None:
    def stock(hour: float, place: str, tonnes: float) -> StockDay:
        return StockDay(hour, place, tonnes, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    rows = [stock(24.0, "town", 5.0), stock(72.0, "town", 3.0), stock(48.0, "city", 7.0)]
    found = series(*rows, horizon_h=72.0)
    assert found["stock_tonnes_by_day__town"] == {0: 5.0, 2: 3.0}
    assert found["stock_tonnes_by_day__city"] == {1: 7.0}


def test_a_log_of_nothing_has_counts_of_zero_and_no_shares() -> None:
    assert set(series()) == {
        "true_incidents_by_week", "recorded_matched_by_week", "paid_people_by_week",
        "posts_due_by_week", "posts_manned_by_week",
    }  # fmt: skip


def test_packed_incidents_are_whole_and_of_their_kind() -> None:
    joins = Joins(log_of(fired(1.0, 2**64 - 1), fired(2.0, 7), entered(3.0, "east", 7)))
    identities, recorded = unpack_incidents(pack_incidents(joins))
    assert (identities.dtype, recorded.dtype) == (np.dtype(np.uint64), np.dtype(np.bool_))
    assert identities.tolist() == [2**64 - 1, 7]
    assert recorded.tolist() == [False, True]
    with pytest.raises(ValueError, match="not whole"):
        unpack_incidents(zlib.compress(b"x" * 10))
