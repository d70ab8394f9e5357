"""Rows on what a record can show: which number stands where, from ledgers written by hand."""

from __future__ import annotations

from math import isnan, sqrt
from statistics import fmean, variance

import pytest
from kpi_tables import columns
from scipy.stats import chi2, norm

from sim.analysis.kpis import FROM_FIRST_POST, Pair
from sim.analysis.power import FALL
from sim.analysis.record_power import READ, PowerRow, power_rows
from sim.analysis.series import Point

WEEKS = 6
EAST = [[9, 5, 8, 2, 7, 4], [4, 6, 1, 9, 3, 8], [7, 2, 6, 6, 8, 1]]
WEST = [[3, 0, 2, 4, 1, 2], [2, 2, 5, 0, 1, 1], [0, 3, 1, 2, 2, 6]]
NORTH = [[1, 1, 0, 2, 0, 1], [0, 3, 1, 1, 2, 0], [2, 0, 1, 0, 1, 3]]


def series_of(_scenario: str, number: int) -> list[Point]:
    """Ledgers one after another, beside other series in any order; nor are weeks in order."""
    points = [Point("something_else", week, 99.0) for week in range(WEEKS)]
    for ledger, entries in (("east", EAST), ("west", WEST), ("north", NORTH)):
        name = f"recorded_entries_by_week__{ledger}"
        points += [Point(name, week, float(entries[number][week])) for week in range(WEEKS)][::-1]
    true = [Point("true_incidents_by_week", week, 50.0) for week in range(WEEKS)]
    return points + true if number % 2 else true + points


def kpis(
    entries: float,
    unfounded: float,
    days: float,
    from_first_post: float,
    later: float | None = None,
) -> dict[str, Pair]:
    """``later``: entries from the first post on, of which half as many are unfounded as of all."""
    after = entries if later is None else later
    return {
        "recorded_per_day": (entries, days),
        "recorded_per_day" + FROM_FIRST_POST: (after, from_first_post),
        "recorded_unfounded_per_day": (unfounded, days),
        "recorded_unfounded_per_day" + FROM_FIRST_POST: (unfounded / 2.0, from_first_post),
    }


def row(table: dict[int, dict[str, Pair]]) -> PowerRow:
    (found,) = power_rows(["a"], columns({"a": table}), series_of)
    return found


def test_each_number_in_its_column() -> None:
    """The first posts are manned after 0, 7 and 7.5 days: the third week is the first whole one."""
    found = row({
        0: kpis(40.0, 10.0, 42.0, 42.0, 40.0),
        1: kpis(30.0, 6.0, 42.0, 35.0, 20.0),
        2: kpis(30.0, 4.0, 42.0, 34.5, 20.0),
    })  # fmt: skip
    share = 1.0 - (5.0 + 3.0 + 2.0) / 80.0
    weekly = [[float(sum(of[n][w] for of in (EAST, WEST, NORTH))) for w in range(2, WEEKS)]
              for n in range(3)]  # fmt: skip
    d = [one[2] + one[3] - one[0] - one[1] for one in weekly]
    after = fmean(one[2] + one[3] for one in weekly)
    least = (norm.ppf(0.975) + norm.ppf(0.8)) * sqrt(variance(d)) / (after * share)
    assert found.scenario == "a"
    assert found.entries_per_week == pytest.approx(fmean(sum(one) / 4 for one in weekly))
    assert found.share_with_truth == pytest.approx(share)
    assert (found.fall, found.longest_weeks) == (FALL, 2)
    assert found.smallest_fall_in_longest == pytest.approx(least)
    assert found.smallest_fall_low == pytest.approx(least * sqrt(2.0 / chi2.ppf(0.975, 2)))
    assert found.smallest_fall_high == pytest.approx(least * sqrt(2.0 / chi2.ppf(0.025, 2)))
    assert found.smallest_fall_low < found.smallest_fall_high


def test_where_no_post_is_ever_manned_all_weeks_and_all_entries_count() -> None:
    found = row({n: kpis(20.0, 5.0, 42.0, 0.0, 0.0) for n in range(2)})
    assert found.longest_weeks == 3
    assert found.share_with_truth == 0.75
    entries = sum(sum(of[n]) for of in (EAST, WEST, NORTH) for n in range(2))
    assert found.entries_per_week == pytest.approx(entries / (2 * WEEKS))


def test_a_post_in_one_replication_is_enough_for_what_follows_it() -> None:
    found = row({0: kpis(20.0, 5.0, 42.0, 0.0, 0.0), 1: kpis(20.0, 4.0, 42.0, 28.0, 10.0)})
    assert found.longest_weeks == 2
    assert found.share_with_truth == pytest.approx(1.0 - (2.5 + 2.0) / 10.0)


def test_without_an_entry_nothing_is_behind_any() -> None:
    found = row({n: kpis(0.0, 0.0, 42.0, 42.0) for n in range(2)})
    assert found.share_with_truth == 0.0
    assert isnan(found.smallest_fall_in_longest)


def test_a_scenario_of_which_nothing_is_known_has_an_empty_row() -> None:
    (found,) = power_rows(["missing"], columns({"missing": {}}, kpis=READ), series_of)
    assert (found.scenario, found.longest_weeks, found.fall) == ("missing", 0, FALL)
    assert isnan(found.weeks)
    assert isnan(found.entries_per_week)
