"""What two ledgers hold, from rows written by hand: matching, strata, windows, and the KPIs."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hand_made import case, entry, hand_made_log

from sim.analysis.estimators import Lists
from sim.analysis.kpis import compute, describe, value
from sim.analysis.kpis.two_lists import Row, ledger_rows, match_by_window, two_lists
from sim.events import RunStarted
from sim.kernel.eventlog import EventLog


def row(hour: float, ledger: str, incident: int, **about: Any) -> Row:
    """An entry about a mortar round on the town, blamed on side A and noticed by a post."""
    usual = Row(hour, ledger, incident, "zone", "town", "mortar", "side_a", True)
    return usual._replace(**about)


def test_rows_have_the_hour_of_the_incident_and_leave_excluded_entries_out() -> None:
    rows = ledger_rows(hand_made_log())
    assert [(row.hour, row.ledger, row.incident) for row in rows] == [
        (100.0, "east", 2),
        (100.0, "west", 2),
        (130.0, "west", 4),
        (150.0, "east", 5),
        (159.0, "east", 77),
    ]


def test_an_entry_without_a_case_counts_by_its_own_hour() -> None:
    log = EventLog()
    cases = [case(3.0, 1, 1.0)]
    entries = [entry(4.0, "east", 1, "matched"), entry(5.0, "east", 2, "matched")]
    for event in (RunStarted(0.0, "2017-05-06", 48.0), *cases, *entries):
        log.append(event)
    assert [row.hour for row in ledger_rows(log)] == [1.0, 5.0]


def test_lists_are_incidents_and_the_window_is_half_open() -> None:
    rows = ledger_rows(hand_made_log())
    found = two_lists(rows, 0.0, 240.0)
    assert found.matched == Lists(3, 2, 1)
    assert (found.recorded_by_posts, found.recorded_otherwise) == (4, 0)
    assert found.totals == [[3, 2]] or found.totals == [[2, 3]]
    assert two_lists(rows, 0.0, 100.0).matched == Lists(0, 0, 0)
    assert two_lists(rows, 100.0, 150.0).matched == Lists(2, 1, 1)  # west holds more of these
    assert two_lists(rows, 100.1, 240.0).matched == Lists(2, 1, 0)


def test_doubles_are_one_incident_but_two_entries() -> None:
    rows = [row(1.0, "east", 1), row(1.0, "east", 1), row(1.0, "west", 1)]
    found = two_lists(rows, 0.0, 9.0)
    assert found.matched == Lists(1, 1, 1)
    assert found.by_window == Lists(2, 1, 1)
    assert sorted(found.totals[0]) == [1, 2]


def test_the_two_largest_ledgers_are_the_lists_and_all_are_recorded() -> None:
    rows = [row(float(n), "east", n) for n in range(3)] + [row(4.0, "north", 9, post=False)]
    rows = sorted(rows + [row(0.0, "west", 0), row(5.0, "west", 5)])
    found = two_lists(rows, 0.0, 9.0)
    assert found.matched == Lists(3, 2, 1)
    assert (found.recorded_by_posts, found.recorded_otherwise) == (4, 1)
    assert sorted(found.totals[0]) == [1, 2, 3]


def test_strata_go_by_the_side_blamed_and_share_out_the_unnamed() -> None:
    rows = [row(float(n), "east", n, blamed_side="side_b" if n < 2 else "side_a") for n in range(8)]
    rows += [row(float(n), "west", n, blamed_side="") for n in (0, 2)]  # named by the other ledger
    rows += [row(20.0 + n, "east", 20 + n, blamed_side="", place="") for n in range(3)]
    found = two_lists(sorted(rows), 0.0, 99.0)
    # in east only: 1 of side B, 5 of side A, and 3 unnamed shared out 1 to 5
    assert found.by_side == [
        Lists(pytest.approx(8.5), pytest.approx(1.0), 1),
        Lists(pytest.approx(2.5), pytest.approx(1.0), 1),
    ]
    assert sum(part.seen for part in found.by_side) == pytest.approx(found.matched.seen)


def test_where_no_side_is_blamed_there_is_one_stratum() -> None:
    rows = [row(1.0, "east", 1, blamed_side=""), row(1.0, "west", 1, blamed_side="")]
    assert two_lists(rows, 0.0, 9.0).by_side == [Lists(1, 1, 1)]


def test_matching_is_by_place_kind_and_hours() -> None:
    east = [row(10.0, "east", 1)]
    assert match_by_window([east, [row(12.0, "west", 2)]]).both == 1
    assert match_by_window([east, [row(12.1, "west", 1)]]).both == 0
    assert match_by_window([east, [row(8.0, "west", 3)]]).both == 1
    assert match_by_window([east, [row(10.0, "west", 1, place="village")]]).both == 0
    assert match_by_window([east, [row(10.0, "west", 1, kind="artillery")]]).both == 0
    nowhere = [row(10.0, "east", 1, place="")]
    assert match_by_window([nowhere, nowhere]) == Lists(1, 1, 0)
    assert match_by_window([east]) == Lists(1, 0, 0)
    assert match_by_window([]) == Lists(0, 0, 0)


def test_each_entry_is_matched_once_and_as_many_as_can_be() -> None:
    """9, 11 against 10, 13 within 2 h: taking the nearest first (11 with 10) would match one."""
    east = [row(hour, "east", 1) for hour in (9.0, 11.0)]
    west = [row(hour, "west", 2) for hour in (10.0, 13.0)]
    assert match_by_window([east, west]).both == 2
    assert match_by_window([east, west[:1]]).both == 1
    crowd = [row(10.0 + n / 10, "west", n) for n in range(5)]
    assert match_by_window([east, crowd]).both == 2


def test_kpis_of_a_log_on_paper() -> None:
    """East holds 3 incidents, west 2, one both; 4 truly happened; 90 of 192 post-hours watched."""
    pairs = compute(hand_made_log())
    over = {
        "raw_count": 4.0,
        "effort_adjusted": 4 * 192 / 90,
        "totals_at_least": 3.0,
        "totals_at_most": 5.0,
        "lincoln_petersen": 6.0,
        "chapman": 5.0,
        "chapman_by_side": 5.0,
        "chapman_by_window": 5.0,
    }
    for name, estimate in over.items():
        assert pairs[f"estimate_over_truth_{name}"] == pytest.approx((estimate, 4.0)), name
    covers = {name: value(pairs[f"interval_covers_truth_{name}"]) for name in ("totals", "chapman")}
    assert covers == {"totals": 1.0, "chapman": 0.0}  # seen are 4, so Chapman's begins above that
    assert value(pairs["interval_covers_truth_chapman_wald"]) == 1.0
    assert describe("interval_covers_truth_chapman").unit == "share"
    assert describe("estimate_over_truth_chapman").direction == "neither"
    assert not describe("estimate_over_truth_chapman").page_one


def test_without_a_ledger_nothing_is_estimated_but_what_needs_none() -> None:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 48.0))
    pairs = compute(log)
    assert pairs["estimate_over_truth_chapman"] == (0.0, 0.0)
    assert math.isnan(value(pairs["estimate_over_truth_lincoln_petersen"]))
    assert math.isnan(value(pairs["estimate_over_truth_effort_adjusted"]))
    assert pairs["interval_covers_truth_chapman"] == (1.0, 1.0)  # 0 estimated, 0 happened
