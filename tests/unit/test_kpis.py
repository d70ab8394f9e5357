"""Every KPI of a log written by hand, against figures worked out on paper."""

from __future__ import annotations

import math

import pytest
from hand_made import hand_made_log

from sim.analysis.kpis import FROM_FIRST_POST, complete, compute, describe, order, value
from sim.analysis.kpis.declaration import REGISTERED
from sim.events import RunStarted, ViolationOccurred
from sim.kernel.eventlog import EventLog

PAIRS = compute(hand_made_log())

WHOLE = {
    # four incidents of covered groups in 10 days
    "true_incidents_per_day": 0.4,
    "true_incidents_per_day_by_side_a": 0.2,
    "true_incidents_per_day_by_side_b": 0.2,
    "true_incidents_per_day_of_mortar": 0.3,
    "true_incidents_per_day_of_artillery": 0.1,
    "deaths_per_month": 4 * 30.4375 / 10,
    # six entries, of which one rightly names an excluded group
    "recorded_per_day": 0.5,
    "recorded_matched_per_day": 0.2,
    "recorded_duplicate_per_day": 0.1,
    "recorded_unfounded_per_day": 0.2,
    "recorded_per_day_in_ledger_east": 0.3,
    "recorded_per_day_in_ledger_west": 0.2,
    "recorded_share": 0.5,
    "located_share": 0.5,
    "located_share_by_day": 0.5,
    "located_share_by_night": 0.5,
    "located_share_of_side_a": 0.5,
    "watch_outcome_share_heard": 0.25,
    "watch_outcome_share_not_watched": 0.25,
    # due 48 to 240; manned 96-108 and 114-192
    "coverage_share": 90 / 192,
    "coverage_lost_share_late_opening": 48 / 192,
    "coverage_lost_share_shelter": 6 / 192,
    "coverage_lost_share_short_watch": 48 / 192,
    "coverage_lost_share_level": 0.0,
    "coverage_lost_share_in_all": 102 / 192,
    # covered days: 4 (18 of 24 h), 5, 6, 7; incidents on 4 and 5
    "quiet_covered_days_share": 0.2,
    "cases_per_day": 0.5,
    "cases_logged_only_share": 0.2,
    # of those 72 h before the horizon (at 100, 130, 150, 159) three were taken up, one visited
    "visited_within_72_h_share": 1 / 3,
    "call_mean_hours": 2.5,
    "call_open_share": 0.6,
    "answer_mean_hours": (28 + 83) / 2,
    "answer_open_share": 0.25,
    "answer_given_up_share": 0.25,
    "findings_attributed_share": 1.0,
    "sanctions_imposed": 2.0,
    "protests_made": 0.0,
    # wrong: 4 was side_b's; right: 2, and 5 names the excluded group itself
    "findings_wrong_side_share": 1 / 3,
    "findings_wrong_side_share_against_side_a": 0.5,
    "findings_wrong_side_share_against_side_b": 0.0,
    "sanctions_wrong_group_share": 0.5,
    "sanctions_wrong_group_share_against_side_a": 0.5,
    "sanctions_wrong_group_share_against_side_b": math.nan,
    "movements_denied_or_delayed_share": 0.5,
    "movements_denied_or_delayed_share_of_team": 1.0,
    "movements_denied_or_delayed_share_of_convoy": 0.0,
    "movements_denied_share": 0.25,
    "movements_suspended_share": 0.25,
    "convoys_requested": 2.0,
    "convoys_granted": 1.0,
    "convoys_completed": 1.0,
    "convoys_completed_share": 0.5,
    "convoys_granted_share": 0.5,
    "people_reached_share": 0.25,
    "people_reached": 1000.0,
    "request_to_arrival_mean_days": 2.0,
    "delivered_tonnes": 90.0,
    "civilian_wait_mean_minutes": 6.0,
    "civilian_served_share": 35 / 40,
    "civilian_turned_away_share": 5 / 40,
    "mission_wait_mean_minutes": 6.0,
    "mission_served_share": 0.75,
    "mission_turned_away_share": 0.25,
    "stock_out_days": 2.0,
    "unmet_tonnes": 4.0,
    "paid_person_days": 10 * 10 + 4 * 20,
    "mean_paid_people": 18.0,
}

LATER = {
    # from hour 96 on: 6 days
    "true_incidents_per_day": 3 / 6,
    "true_incidents_per_day_by_side_a": 1 / 6,
    "deaths_per_month": 0.0,
    "coverage_share": 90 / 144,
    "coverage_lost_share_late_opening": 0.0,
    "quiet_covered_days_share": 2 / 6,
    "located_share": 2 / 3,
    "located_share_by_day": 1.0,
    "convoys_requested": 1.0,
    "people_reached_share": 0.0,
    "request_to_arrival_mean_days": math.nan,
    "civilian_served_share": 0.75,
    "stock_out_days": 1.0,
    "paid_person_days": 6 * 10 + 4 * 20,
}


@pytest.mark.parametrize("name", WHOLE)
def test_value_over_the_whole_horizon(name: str) -> None:
    assert value(PAIRS[name]) == pytest.approx(WHOLE[name], nan_ok=True)


@pytest.mark.parametrize("name", LATER)
def test_value_from_the_first_post_on(name: str) -> None:
    assert value(PAIRS[name + FROM_FIRST_POST]) == pytest.approx(LATER[name], nan_ok=True)


def test_percentile_lies_in_its_bin() -> None:
    # 10 of 15 waited in bin 60: the 95th percentile is in it, and not for the party checkpoint
    from sim.waits import EDGES_H

    minutes = value(PAIRS["mission_wait_p95_minutes"])
    assert 60 * EDGES_H[59] <= minutes <= 60 * EDGES_H[60]
    assert value(PAIRS["civilian_wait_p95_minutes"]) <= minutes


def test_both_windows_have_the_same_kpis() -> None:
    whole = {name for name in PAIRS if not name.endswith(FROM_FIRST_POST)}
    later = {name.removesuffix(FROM_FIRST_POST) for name in PAIRS if name not in whole}
    # an open family's member may be missing where it counted nothing
    assert later <= whole
    assert all(REGISTERED[name].total for name in _families(whole - later))


def _families(names: set[str]) -> set[str]:
    return {next(f for f in REGISTERED if name.startswith(f + "_")) for name in names}


def test_parts_sum_to_the_whole() -> None:
    def total(*names: str) -> float:
        return sum(value(PAIRS[name]) for name in names)

    recorded = [f"recorded_{entry}_per_day" for entry in ("matched", "duplicate", "unfounded")]
    assert total(*recorded) == pytest.approx(total("recorded_per_day"))
    outcomes = [name for name in PAIRS if name.startswith("watch_outcome_share_")]
    assert total(*[name for name in outcomes if FROM_FIRST_POST not in name]) == pytest.approx(1.0)
    lost = ("level", "late_opening", "short_watch", "shelter", "closed")
    in_all = total("coverage_share", *[f"coverage_lost_share_{cause}" for cause in lost])
    assert in_all == pytest.approx(1.0)


def test_no_post_ever_manned_gives_no_numbers_from_the_first_post_on() -> None:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 48.0))
    log.append(ViolationOccurred(5.0, 1, "g", "side_a", True, "zone", "town", "mortar", 1, 0, 1, 0))
    pairs = compute(log)
    assert value(pairs["true_incidents_per_day"]) == 0.5
    later = [pair for name, pair in pairs.items() if name.endswith(FROM_FIRST_POST)]
    assert later
    assert all(pair == (0.0, 0.0) for pair in later)


def test_empty_log_gives_every_kpi_and_no_error() -> None:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 48.0))
    pairs = compute(log)
    open_families = tuple(f"{name}_" for name, declared in REGISTERED.items() if declared.total)
    closed = {name for name in PAIRS if not name.startswith(open_families)}
    assert closed <= set(pairs)
    assert value(pairs["true_incidents_per_day"]) == 0.0
    assert math.isnan(value(pairs["located_share"]))
    assert math.isnan(value(pairs["civilian_wait_p95_minutes"]))


def test_log_without_its_first_row_is_refused() -> None:
    with pytest.raises(ValueError, match="RunStarted"):
        compute(EventLog())


def test_pairs_are_plain_floats() -> None:
    assert all(type(number) is float for pair in PAIRS.values() for number in pair)


def test_a_member_that_a_log_does_not_hold_counted_zero_in_it() -> None:
    names = [*PAIRS, "true_incidents_per_day_of_rocket", "recorded_per_day_in_ledger_north"]
    names.append("true_incidents_per_day_of_rocket" + FROM_FIRST_POST)
    completed = complete(PAIRS, names)
    assert completed["true_incidents_per_day_of_rocket"] == (0.0, 10.0)
    assert completed["recorded_per_day_in_ledger_north"] == (0.0, 10.0)
    assert completed["true_incidents_per_day_of_rocket" + FROM_FIRST_POST] == (0.0, 6.0)
    assert completed["located_share"] == PAIRS["located_share"]


def test_labels_name_unit_member_and_window() -> None:
    label = describe("findings_wrong_side_share_against_side_a" + FROM_FIRST_POST)
    assert label.unit == "share"
    assert label.direction == "lower"
    assert label.ratio
    assert "side A" in label.label
    assert "first post" in label.label
    assert not describe("true_incidents_per_day_of_mortar").ratio
    assert "mortar" in describe("true_incidents_per_day_of_mortar").label
    with pytest.raises(KeyError):
        describe("no_such_kpi")


def test_labels_are_distinct() -> None:
    labels = [describe(name).label for name in PAIRS]
    assert len(set(labels)) == len(labels)


def test_order_puts_the_whole_horizon_first_and_forgets_nothing() -> None:
    ordered = order(reversed(list(PAIRS)))
    assert set(ordered) == set(PAIRS)
    assert ordered[0] == "true_incidents_per_day"
    suffixed = [name.endswith(FROM_FIRST_POST) for name in ordered]
    assert suffixed == sorted(suffixed)
