"""Access, casualties, people, waits and gaps between the sides, taken apart; by hand."""

from __future__ import annotations

import pytest
from backtest.golden import FILE, from_text
from hand_made import bins
from small_logs import FIRST_POST_H, HORIZON_H, both_windows, fired, log_of, pairs_of

from sim.analysis.kpis import complete, describe, value
from sim.analysis.kpis.joins import Joins
from sim.analysis.series import compute_series
from sim.events import (
    CheckpointHour,
    ConvoyEnded,
    DisturbanceOccurred,
    FindingMade,
    MovementAnswered,
    PostDue,
    PostManned,
    PostUnmanned,
    SecurityIncident,
    StaffEngaged,
    StaffReleased,
    StockDay,
    ViolationWatched,
)

MONTHS = HORIZON_H / 24.0 / (365.25 / 12.0)


def asked(hour: float, mover: str, side: str, answer: str) -> MovementAnswered:
    return MovementAnswered(hour, mover, 1, "north", side, answer, 0.0)


def test_movements_by_side_leave_out_what_the_mission_held_back_itself() -> None:
    pairs = pairs_of(
        asked(1.0, "team", "side_a", "denied"),
        asked(2.0, "team", "side_a", "free"),
        asked(3.0, "convoy", "side_a", "delayed"),
        asked(4.0, "convoy", "side_a", "suspended"),
        asked(5.0, "patrol", "side_b", "denied"),
        asked(80.0, "convoy", "side_b", "free"),
    )
    assert pairs["movements_asked_of_side_a"] == (3, 1)
    assert both_windows(pairs, "movements_asked_of_side_b") == ((2, 1), (1, 1))
    assert pairs["movements_denied_share_of_side_a"] == (1, 3)
    assert pairs["movements_delayed_share_of_side_a"] == (1, 3)
    assert both_windows(pairs, "movements_denied_share_of_side_b") == ((1, 2), (0, 1))
    assert pairs["movements_denied_share_to_team_side_a"] == (1, 2)
    assert pairs["movements_denied_share_to_convoy_side_a"] == (0, 1)
    assert pairs["movements_denied_share_to_patrol_side_b"] == (1, 1)
    assert pairs["movements_denied_share_to_team_side_b"] == (0, 0)
    # over all requests, whoever held them back
    assert pairs["movements_denied_share"] == (2, 6)
    words = describe("movements_denied_share_to_patrol_side_b").label
    assert words == "movements denied, of patrols on ground of side B"


def test_the_gap_is_of_shares_and_unknown_where_a_side_has_none() -> None:
    rows = [
        asked(1.0, "team", "side_a", "denied"),
        asked(2.0, "team", "side_a", "free"),
        asked(3.0, "team", "side_b", "free"),
        asked(80.0, "team", "side_b", "delayed"),
    ]
    pairs = pairs_of(*rows)
    assert both_windows(pairs, "side_gap_denied") == ((0.5, 1.0), (0.0, 0.0))
    assert pairs["side_gap_delayed"] == (-0.5, 1.0)
    assert pairs["side_gap_located"] == (0.0, 0.0)
    two = [
        fired(1.0, 1),
        fired(2.0, 2, "side_b"),
        fired(3.0, 3, "side_b"),
        ViolationWatched(2.0, 2, "located", 1, 0, "day"),
        FindingMade(9.0, 2, "attributed", "group_of_side_b", "side_b"),
    ]
    pairs = pairs_of(*two)
    assert pairs["side_gap_located"] == (-0.5, 1.0)
    assert pairs["side_gap_found"] == (-0.5, 1.0)
    assert pairs["side_gap_findings_wrong"] == (0.0, 0.0), "no finding names side A"
    assert describe("side_gap_found").label == (
        "side A less side B, rightly found given equal conduct"
    )


def test_casualties_by_who_fired_and_of_the_mission() -> None:
    pairs = pairs_of(
        fired(1.0, 1, deaths=3),
        fired(2.0, 2, "side_b", deaths=2, kind="artillery"),
        fired(80.0, 3, "side_b", deaths=1),
        fired(4.0, 4, deaths=7, covered=False),
        DisturbanceOccurred(5.0, 9, "clash", "north", "town", 2, 11),
        SecurityIncident(6.0, "patrol", "one", "bomb", 2),
        SecurityIncident(7.0, "uav", "two", "loss", 0),
        ConvoyEnded(8.0, 1, "attacked", "unloading", "attack", 0, 0.0, 0.0, 0.0),
        ConvoyEnded(9.0, 2, "delivered", "unloading", "", 0, 0.0, 0.0, 0.0),
    )
    for kpi, number in {
        "deaths_per_month_by_side_a": 3,
        "deaths_per_month_by_side_b": 3,
        "deaths_per_month_of_mortar": 4,
        "deaths_per_month_of_artillery": 2,
        "uncovered_deaths_per_month": 7,
        "disturbance_deaths_per_month": 11,
        "mission_casualties_per_month": 2,
        "convoys_attacked_per_month": 1,
    }.items():
        assert pairs[kpi] == (number, pytest.approx(MONTHS)), kpi
    assert pairs["deaths_per_month"][0] == 6
    assert pairs["deaths_per_month_by_side_b_from_first_post"][0] == 1


def test_people_and_positions_by_role_until_they_are_released() -> None:
    half = HORIZON_H / 2.0
    pairs = pairs_of(
        StaffEngaged(0.0, "centre officers", "centre", 2.0, 10.0),
        StaffEngaged(0.0, "observers", "hill", 3.0, 16.0),
        StaffEngaged(half, "observers", "ridge", 1.0, 8.0),
        StaffReleased(half, "observers", "hill", 16.0),
    )
    assert value(pairs["mean_paid_people_as_centre_officers"]) == 10.0
    assert value(pairs["mean_paid_people_as_observers"]) == 12.0
    assert value(pairs["mean_positions_as_observers"]) == 2.0
    assert value(pairs["mean_positions"]) == 4.0
    later = (16.0 * (half - FIRST_POST_H) + 8.0 * half) / (HORIZON_H - FIRST_POST_H)
    assert value(pairs["mean_paid_people_as_observers_from_first_post"]) == pytest.approx(later)
    by_role = sum(
        value(pairs[f"mean_paid_people_as_{role}"]) for role in ("centre_officers", "observers")
    )
    assert by_role == value(pairs["mean_paid_people"])
    assert describe("mean_paid_people_as_centre_officers").label == (
        "paid people, mean, as centre officers"
    )


def test_waits_by_checkpoint_and_who_mans_it() -> None:
    def traffic(
        name: str, operator: str, hour: float, served: int, wait_h: float
    ) -> CheckpointHour:
        return CheckpointHour(
            hour + 24.0, name, operator, hour, 9, served, 0, 0, 0, wait_h, bins({0: served}), 0.0
        )

    pairs = pairs_of(
        traffic("gate", "side_b", 8.0, 4, 2.0),
        traffic("gate", "side_b", 80.0, 2, 0.5),
        traffic("bridge", "guarantor", 9.0, 5, 1.0),
    )
    assert both_windows(pairs, "party_wait_mean_minutes_at_gate") == ((150.0, 6.0), (30.0, 2.0))
    assert both_windows(pairs, "mission_wait_mean_minutes_at_bridge") == ((60.0, 5.0), (0.0, 0.0))
    assert "mission_wait_mean_minutes_at_gate" not in pairs
    # a checkpoint that another scenario lacks has no wait there, not one of zero
    absent = "mission_wait_mean_minutes_at_tunnel"
    assert complete(pairs, [absent]) == {absent: (0.0, 0.0)}


def test_posts_due_and_manned_and_days_without_stock() -> None:
    rows = [
        PostDue(84.0, "hill", "north", "east", True),
        PostManned(84.0, "hill", 2, "day"),
        PostUnmanned(168.0, "hill", "shelter"),
        PostDue(168.0, "ridge", "north", "east", False),
        StockDay(24.0, "town", 5.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0),
        StockDay(48.0, "town", 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.25),
    ]
    found: dict[str, dict[int, float]] = {}
    for point in compute_series(Joins(log_of(*rows, horizon_h=336.0))):
        found.setdefault(point.series, {})[point.position] = point.value
    assert found["posts_due_by_week"] == {0: 0.5, 1: 2.0}
    assert found["posts_manned_by_week"] == {0: 0.5, 1: 0.0}
    assert found["stock_out_by_day__town"] == {0: 0.0, 1: 1.0}


def test_parts_of_simulated_runs_add_up_to_the_whole() -> None:
    table = from_text(FILE.read_text(encoding="utf-8"))
    for whole, family in (
        ("mean_paid_people", "mean_paid_people_as_"),
        ("mean_positions", "mean_positions_as_"),
        ("deaths_per_month", "deaths_per_month_by_"),
        ("deaths_per_month", "deaths_per_month_of_"),
    ):
        members = [k for k in table if k.startswith(family) and not k.endswith("_from_first_post")]
        assert members
        for run, pair in table[whole].items():
            parts = sum(value(table[one][run]) for one in members if run in table[one])
            assert parts == pytest.approx(value(pair)), (whole, run)
