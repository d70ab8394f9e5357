"""KPIs and series of what is under watch, of safety, and of equal treatment, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hand_made import bins, hand_made_log
from synthetic_results import two_factor_points, write_results

from sim.analysis.kpis import FROM_FIRST_POST, complete, compute, describe, value
from sim.analysis.kpis.joins import Joins
from sim.analysis.series import compute_series
from sim.events import (
    CheckpointHour,
    ConvoyEnded,
    FindingMade,
    PostDue,
    PostManned,
    PostUnmanned,
    ReachNoted,
    RunStarted,
    SanctionImposed,
    SecurityIncident,
    StaffEngaged,
    ThreatInspected,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import Event, EventLog
from sim.report.charts import under_watch
from sim.report.charts.coverage_lost import LOST_BY_WEEK as LOST
from sim.report.charts.under_watch import COVERAGE, REACH
from sim.report.drawing.style import house_style
from sim.report.folder.read import read_results


def log_of(*events: Event, horizon_h: float = 240.0) -> EventLog:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", horizon_h))
    for event in sorted(events, key=lambda event: event[0]):
        log.append(event)
    return log


def kpis(*events: Event) -> dict[str, float]:
    return {name: value(pair) for name, pair in compute(log_of(*events)).items()}


# --- under watch ----------------------------------------------------------------------------------
NOTES = [
    ReachNoted(6.0, "north", 0.2), ReachNoted(6.0, "south", 0.6), ReachNoted(12.0, "north", 0.4),
]  # fmt: skip


def test_the_share_under_watch_is_the_mean_of_the_notes_in_all_and_by_zone() -> None:
    found = kpis(*NOTES, PostManned(10.0, "hill", 2, "day"))
    assert found["background_under_watch_share"] == pytest.approx(0.4)
    assert found["background_under_watch_share_in_north"] == pytest.approx(0.3)
    assert found["background_under_watch_share_in_south"] == pytest.approx(0.6)
    later = "background_under_watch_share" + FROM_FIRST_POST
    assert found[later] == pytest.approx(0.4), "one note only: of the north at 12"
    assert (
        describe("background_under_watch_share_in_north").label == "background under watch in north"
    )


def test_a_zone_where_nothing_was_due_is_unknown_and_never_zero() -> None:
    assert math.isnan(kpis()["background_under_watch_share"])
    pairs = complete(compute(log_of(*NOTES)), ["background_under_watch_share_in_west"])
    assert math.isnan(value(pairs["background_under_watch_share_in_west"]))


def series(log: EventLog, name: str) -> dict[int, float]:
    return {p.position: p.value for p in compute_series(Joins(log)) if p.series == name}


def test_weeks_in_which_nothing_was_due_are_absent() -> None:
    notes = [ReachNoted(168.0 + 6.0 * n, "north", 0.25 * (n % 2)) for n in range(8)]
    log = log_of(*notes, horizon_h=3 * 168.0)
    assert series(log, REACH) == {1: 0.125}
    assert series(log, COVERAGE) == {}


def test_hours_lost_by_week_and_cause_and_hours_watched_make_one() -> None:
    log = log_of(
        PostDue(180.0, "hill", "north", "guarantor", True),
        PostUnmanned(180.0, "hill", "pool"),
        PostManned(200.0, "hill", 2, "day"),
        PostUnmanned(320.0, "hill", "shelter"),
        PostManned(340.0, "hill", 2, "day"),
        horizon_h=3 * 168.0,
    )
    assert series(log, COVERAGE) == {1: pytest.approx(120 / 156), 2: pytest.approx(164 / 168)}
    assert series(log, f"{LOST}pool") == {1: pytest.approx(20 / 156), 2: 0.0}
    assert series(log, f"{LOST}shelter") == {1: pytest.approx(16 / 156), 2: pytest.approx(4 / 168)}
    assert series(hand_made_log(), f"{LOST}late_opening") == {0: pytest.approx(48 / 120)}


# --- safety ---------------------------------------------------------------------------------------
def hour_at(checkpoint: str, operator: str) -> CheckpointHour:
    return CheckpointHour(24.0, checkpoint, operator, 8.0, 0, 0, 0, 0, 0, 0.0, bins({}), 0.0)


BEFELL = [
    StaffEngaged(0.0, "observers", "hill", 2.0, 50.0),  # 500 person-days in ten days
    PostDue(0.0, "hill", "zone", "guarantor", True),
    PostManned(1.0, "hill", 2, "day"),
    PostUnmanned(5.0, "hill", "shelter"),
    PostUnmanned(9.0, "hill", "short_watch"),
    hour_at("gate", "side_a"),
    hour_at("bridge", "guarantor"),
    ThreatInspected(30.0, "bridge", 1, True),
    ThreatInspected(31.0, "bridge", 2, False),
    ThreatInspected(32.0, "gate", 3, True),
    ConvoyEnded(40.0, 7, "attacked", "unloading", "attack", 0, 0.0, 9.0, 0.0),
    ConvoyEnded(41.0, 8, "turned_back", "unloading", "fire", 0, 0.0, 0.0, 9.0),
    SecurityIncident(50.0, "patrol", "north patrol", "bomb", 2),
    SecurityIncident(51.0, "patrol", "north patrol", "fire", 0),
    SecurityIncident(52.0, "uav", "north", "loss", 0),
]


def test_security_incidents_are_counted_by_cause_over_person_days() -> None:
    found = kpis(*BEFELL)
    family = "security_incidents_per_1000_person_days"
    by_cause = {
        "shelter": 2.0, "threat": 2.0, "convoy": 2.0, "patrol_bomb": 2.0, "patrol_fire": 2.0,
        "uav_loss": 2.0,
    }  # fmt: skip
    assert {cause: found[f"{family}_of_{cause}"] for cause in by_cause} == by_cause
    assert found[family] == pytest.approx(sum(by_cause.values()))
    assert found["security_incidents"] == len(by_cause)
    directions = {name: describe(name).direction for name in (family, "security_incidents")}
    assert directions == {family: "neither", "security_incidents": "lower"}, "a rate may mislead"
    assert found[f"{family}{FROM_FIRST_POST}"] > found[family], "the same over an hour less"
    assert describe(f"{family}_of_patrol_bomb").label.endswith("person-days, patrol bomb")


def test_nobody_paid_gives_no_rate_and_a_quiet_run_none_at_all() -> None:
    assert math.isnan(kpis(*BEFELL[1:])["security_incidents_per_1000_person_days"])
    quiet = kpis(BEFELL[0])
    assert quiet["security_incidents_per_1000_person_days"] == 0.0
    assert quiet["security_incidents_per_1000_person_days_of_shelter"] == 0.0


# --- the same conduct, the same treatment ---------------------------------------------------------
def conduct(
    side: str, kind: str, located: int, found: int, sanctioned: int, of: int
) -> list[Event]:
    """So many incidents of a side, of which the first few were located, found and sanctioned."""
    rows: list[Event] = []
    start = len(f"{side}{kind}") * 1000 + (500 if side == "side_b" else 0)
    for number in range(of):
        name, group = start + number, f"group of {side}"
        rows.append(
            ViolationOccurred(1.0, name, group, side, True, "zone", "town", kind, 1, 0, 1, 0)
        )
        outcome = "located" if number < located else "missed"
        rows.append(ViolationWatched(1.0, name, outcome, number < located, 0, "day"))
        if number < found:
            rows.append(FindingMade(2.0, name, "attributed", group, side))
        if number < sanctioned:
            rows.append(SanctionImposed(3.0, name, group, side, 1))
    return rows


def test_rates_are_brought_to_the_mix_of_both_sides() -> None:
    """Side A fires what is seen well, side B what isn't; within a kind both are treated alike."""
    rows = [
        *conduct("side_a", "mortar", 8, 4, 2, of=16),
        *conduct("side_b", "mortar", 2, 1, 1, of=4),
        *conduct("side_a", "small_arms", 1, 1, 0, of=10),
        *conduct("side_b", "small_arms", 7, 0, 0, of=70),
    ]
    found = kpis(*rows)
    raw = {side: found[f"located_share_of_{side}"] for side in ("side_a", "side_b")}
    assert raw["side_a"] > 2 * raw["side_b"]
    equal = (20 * 0.5 + 80 * 0.1) / 100
    for side in ("side_a", "side_b"):
        assert found[f"located_given_equal_conduct_share_{side}"] == pytest.approx(equal)
    assert found["found_given_equal_conduct_share_side_a"] == pytest.approx(
        (20 * 4 / 16 + 80 * 1 / 10) / 100
    )
    assert found["found_given_equal_conduct_share_side_b"] == pytest.approx(20 * 1 / 4 / 100)
    assert found["sanctioned_given_equal_conduct_share_side_a"] == pytest.approx(20 * 2 / 16 / 100)
    assert found["sanctioned_given_equal_conduct_share_side_b"] == pytest.approx(20 * 1 / 4 / 100)


def test_kinds_that_one_side_alone_fires_allow_no_comparison() -> None:
    common = [
        *conduct("side_a", "mortar", 4, 0, 0, of=8), *conduct("side_b", "mortar", 1, 0, 0, of=8),
    ]  # fmt: skip
    flown = conduct("side_a", "air_strike", 9, 9, 9, of=9)
    with_it, without = kpis(*common, *flown), kpis(*common)
    for name in ("located", "found", "sanctioned"):
        for side in ("side_a", "side_b"):
            kpi = f"{name}_given_equal_conduct_share_{side}"
            assert with_it[kpi] == without[kpi]
    assert with_it["located_given_equal_conduct_share_side_a"] == 0.5
    alone = kpis(*flown)
    assert math.isnan(alone["located_given_equal_conduct_share_side_a"])
    assert math.isnan(alone["located_given_equal_conduct_share_side_b"])


def test_naming_another_group_is_no_right_finding_and_no_right_sanction() -> None:
    rows = [
        *conduct("side_a", "mortar", 0, 0, 0, of=1), *conduct("side_b", "mortar", 0, 0, 0, of=1),
    ]  # fmt: skip
    fired = [row for row in rows if isinstance(row, ViolationOccurred)]
    wrong = [FindingMade(2.0, row.violation, "attributed", "other", row.side) for row in fired]
    hit = [SanctionImposed(3.0, row.violation, "other", row.side, 1) for row in fired]
    found = kpis(*rows, *wrong, *hit, SanctionImposed(4.0, 99, "group of side_a", "side_a", 1))
    assert found["found_given_equal_conduct_share_side_a"] == 0.0
    assert found["sanctioned_given_equal_conduct_share_side_a"] == 0.0


# --- the chart ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("under_watch")
    write_results(folder, two_factor_points(), "planned, investigate_first", replications=4)
    return read_results(folder)


def test_the_chart_leaves_weeks_without_posts_due_empty(results) -> None:  # type: ignore[no-untyped-def]
    with house_style():
        figure = under_watch.draw(results)
    lines = [
        line
        for ax in figure.findobj(lambda artist: hasattr(artist, "get_lines"))
        for line in ax.get_lines()
        if len(line.get_xdata()) == 184 // 7
    ]
    assert len(lines) == 2 * 3  # two lines for the baseline, the least and the most
    for line in lines:
        values = np.asarray(line.get_ydata(), float)
        assert np.isnan(values[:11]).all()
        assert (values[11:] > 0.0).all()
