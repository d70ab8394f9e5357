"""Series of a log written by hand."""

from __future__ import annotations

from collections import Counter

from hand_made import hand_made_log

from sim.analysis.incidents import pack_incidents, unpack_incidents
from sim.analysis.kpis.joins import Joins
from sim.analysis.series import BY_DAY, compute_series, entries_by_day, week_edges_h
from sim.events import LedgerEntered

JOINS = Joins(hand_made_log())
SERIES: dict[str, dict[int, float]] = {}
for point in compute_series(JOINS):
    SERIES.setdefault(point.series, {})[point.position] = point.value


def test_weeks_are_whole_and_a_shorter_run_has_its_one_short_week() -> None:
    assert week_edges_h(240.0).tolist() == [0.0, 168.0]
    assert week_edges_h(48.0).tolist() == [0.0, 48.0]
    assert SERIES["true_incidents_by_week"] == {0: 4.0}
    assert SERIES["recorded_matched_by_week"] == {0: 2.0}
    assert SERIES["recorded_entries_by_week__east"] == {0: 3.0}


def test_coverage_and_paid_people() -> None:
    # in week 0 due 48 to 168, manned 96-108 and 114-168
    assert abs(SERIES["coverage_by_week"][0] - 66 / 120) < 1e-12
    assert abs(SERIES["paid_people_by_week"][0] - (10 + 20 * 72 / 168)) < 1e-12


def test_coverage_is_absent_where_nothing_was_due() -> None:
    log = hand_made_log()
    for event in list(log.rows):
        if type(event).__name__.startswith("Post"):
            log.rows.remove(event)
    assert not [p for p in compute_series(Joins(log)) if p.series == "coverage_by_week"]


def test_waits_by_hour_of_day() -> None:
    assert SERIES["served_by_hour_of_day"][8] == 15.0
    assert SERIES["party_served_by_hour_of_day"][8] == 20.0
    assert SERIES["party_served_by_hour_of_day"][9] == 0.0
    assert abs(SERIES["wait_sum_by_hour_of_day_h"][8] - 1.5) < 1e-12


def test_open_cases_count_as_not_done() -> None:
    called = SERIES["cases_called_share_by_hours"]
    assert called[2] == 0.2  # case 2 after 2 hours, of five cases
    assert called[72] == 0.5  # cases 2 and 4, of the four that could be followed 72 hours
    assert 336 not in called  # none could be followed so long
    answered = SERIES["cases_answered_share_by_hours"]
    assert answered[24] == 0.0
    assert answered[36] == 0.25  # of the four that were taken up
    assert answered[96] == 1.0


def test_stock_by_day() -> None:
    assert SERIES["stock_tonnes_by_day__town"] == {0: 5.0, 1: 0.0, 4: 0.0}


def test_incidents_pack_and_unpack() -> None:
    identities, recorded = unpack_incidents(pack_incidents(JOINS))
    assert dict(zip(identities.tolist(), recorded.tolist(), strict=True)) == {
        1: False,
        2: True,
        2**64 - 3: False,
        4: True,
    }


def test_entries_of_a_ledger_in_a_zone_by_day() -> None:
    by_day = {name: days for name, days in SERIES.items() if name.startswith(BY_DAY)}
    entered = [e for e in hand_made_log().of(LedgerEntered) if e.entry != "excluded"]
    expected: dict[str, Counter[int]] = {}
    for e in entered:
        expected.setdefault(entries_by_day(e.ledger, e.zone), Counter())[int(e.hour // 24)] += 1
    assert by_day == expected
    assert sum(sum(days.values()) for days in by_day.values()) == len(entered) > 0
