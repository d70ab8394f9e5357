"""The tables on recorded and true, on made-up runs: pairs, exactness, weeks of the record."""

from __future__ import annotations

import zlib
from math import ceil, inf, isnan

import numpy as np
import pytest
from kpi_tables import columns

from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.kpis import FROM_FIRST_POST, Pair
from sim.analysis.record_power import power_rows
from sim.analysis.recorded_and_true import KEPT, Contrast, PairRow, contrasts, pair_rows
from sim.analysis.series import Point

DAYS = 70.0
Run = dict[int, bool]
"""Identity of an incident -> whether it is in a ledger."""

PAID = {"few": 10.0, "some": 20.0, "many": 30.0}
FACTORS = {
    f"{staffing}, {rule}": {"staffing": staffing, "rule": rule}
    for rule in ("soft", "hard")
    for staffing in PAID
}


def kpis(run: Run, other: int = 0, unfounded: int = 0, paid: float = 10.0) -> dict[str, Pair]:
    matched = sum(run.values())
    return {
        "true_incidents_per_day": (len(run), DAYS),
        "recorded_per_day": (matched + other, DAYS),
        "recorded_per_day" + FROM_FIRST_POST: (matched + other, DAYS - 10.0),
        "recorded_matched_per_day": (matched, DAYS),
        "recorded_unfounded_per_day": (unfounded, DAYS),
        "recorded_unfounded_per_day" + FROM_FIRST_POST: (unfounded, DAYS - 10.0),
        "mean_paid_people": (paid * DAYS, DAYS),
    }


def packed(run: Run) -> bytes:
    names = np.array(list(run), dtype="<u8").tobytes()
    return zlib.compress(names + np.array(list(run.values()), dtype=np.uint8).tobytes())


class Made:
    """Scenarios with made-up incidents; counts how often a run is read."""

    def __init__(self, names: list[str], replications: int = 8) -> None:
        rng = np.random.default_rng(9)
        self.read = 0
        self.runs: dict[tuple[str, int], Run] = {}
        self.others: dict[tuple[str, int], int] = {}
        for number in range(replications):
            for name in names:
                happened = rng.random(200) < rng.uniform(0.3, 0.9)
                seen = rng.random(200) < rng.uniform(0.2, 0.8)
                self.runs[name, number] = {
                    int(i): bool(seen[i]) for i in np.flatnonzero(happened).tolist()
                }
                self.others[name, number] = int(rng.integers(50))
        self.table = {
            name: {
                number: kpis(
                    self.runs[name, number],
                    self.others[name, number],
                    paid=PAID[name.split(",")[0]],
                )
                for number in range(replications)
            }
            for name in names
        }

    @property
    def columns(self) -> KpiColumns:
        return columns(self.table)

    def incidents(self, scenario: str, replication: int) -> bytes:
        self.read += 1
        return packed(self.runs[scenario, replication])


def rows_of(made: Made) -> list[PairRow]:
    names = list(made.table)
    return pair_rows(contrasts(made.columns, names[0], FACTORS), made.columns, made.incidents)


def test_pairs_are_the_baseline_then_the_steps_of_ladders() -> None:
    made = Made(list(FACTORS), replications=1)
    pairs = contrasts(made.columns, "some, hard", FACTORS)
    assert [pair.scenario for pair in pairs[:5]] == [n for n in FACTORS if n != "some, hard"]
    assert {pair.against for pair in pairs[:5]} == {"some, hard"}
    assert pairs[5:] == [
        Contrast("some, soft", "few, soft", "staffing"),
        Contrast("many, soft", "some, soft", "staffing"),
        Contrast("some, hard", "few, hard", "staffing"),
        Contrast("many, hard", "some, hard", "staffing"),
    ]
    assert contrasts(Made(["some, hard"], 1).columns, "some, hard", FACTORS) == []
    assert len(contrasts(made.columns, "some, hard", {})) == 5


def test_terms_sum_to_the_difference_of_entries() -> None:
    rows = rows_of(Made(list(FACTORS)))
    assert len(rows) == 9
    for row in rows:
        whole = row.happened + row.seen + row.other
        assert whole == pytest.approx(row.recorded_difference, abs=1e-12)
        assert row.happened_low < row.happened < row.happened_high
        counted = row.reversed + row.follows + row.truth_equal + row.record_equal
        assert counted == row.replications == 8


def test_replications_that_one_of_the_two_lacks_are_left_out() -> None:
    made = Made(["few, soft", "some, soft"], replications=6)
    del made.table["few, soft"][2]
    del made.table["some, soft"][5]
    (row, _) = rows_of(made)
    assert row.replications == 4
    assert row.happened + row.seen + row.other == pytest.approx(row.recorded_difference)
    made.table["some, soft"].clear()
    (row,) = rows_of(made)  # nobody knows how many people it pays: no ladder
    assert row.replications == 0
    assert isnan(row.happened)
    assert row.record_in_most == "not told"


def test_one_replication_after_another_is_read_and_each_once() -> None:
    made = Made(list(FACTORS), replications=3)
    rows_of(made)
    assert len(FACTORS) < KEPT
    assert made.read == 3 * len(FACTORS)


def test_pairs_of_other_would_be_incidents_are_marked() -> None:
    made = Made(["few, soft", "some, soft"], replications=2)
    pairs = contrasts(made.columns, "few, soft", {})
    same = pair_rows(pairs, made.columns, made.incidents)
    other = pair_rows(pairs, made.columns, made.incidents, {("some, soft", "few, soft")})
    assert same[0].same_would_be_incidents == "yes"
    assert other[0].same_would_be_incidents == "no"
    assert same[0][:-1] == other[0][:-1]


# --- power ----------------------------------------------------------------------------------------
def series(counts: list[float], ledger: str = "east") -> list[Point]:
    true = [Point("true_incidents_by_week", week, 9.0) for week in range(len(counts))]
    entries = [
        Point(f"recorded_entries_by_week__{ledger}", week, count)
        for week, count in enumerate(counts)
    ]
    return [*true, *entries]


def test_weeks_count_from_the_first_manned_post_and_all_ledgers() -> None:
    rng = np.random.default_rng(1)
    table = {"a": {number: kpis({}, other=100, unfounded=25) for number in range(4)}}
    east, west = rng.poisson(30.0, (2, 4, 10)).astype(float)

    def series_of(name: str, number: int) -> list[Point]:
        assert name == "a"
        return series(east[number].tolist()) + series(west[number].tolist(), "west")[10:]

    (row,) = power_rows(["a"], columns(table), series_of)
    # the first post is manned after 10 days: the third week is the first whole one
    first = ceil(10 / 7)
    assert row.entries_per_week == pytest.approx((east + west)[:, first:].mean())
    assert row.longest_weeks == (10 - first) // 2
    assert row.share_with_truth == pytest.approx(0.75)
    assert row.weeks == inf or row.weeks <= row.longest_weeks


def test_without_posts_the_whole_run_counts_and_without_runs_nothing() -> None:
    never = {
        **kpis({}, other=100, unfounded=10),
        "recorded_per_day" + FROM_FIRST_POST: (0.0, 0.0),
        "recorded_unfounded_per_day" + FROM_FIRST_POST: (0.0, 0.0),
    }
    table = {"a": {0: never, 1: never}, "failed": {}}
    counts = {0: [5.0, 9.0, 7.0, 6.0], 1: [4.0, 4.0, 8.0, 9.0]}
    rows = power_rows(["a", "failed"], columns(table), lambda _, number: series(counts[number]))
    assert rows[0].longest_weeks == 2
    assert rows[0].share_with_truth == pytest.approx(0.9)
    assert rows[0].entries_per_week == pytest.approx(6.5)
    assert isnan(rows[1].weeks)
    assert rows[1].longest_weeks == 0


def test_weeks_without_any_entry_count_as_zero() -> None:
    table = {"a": {0: kpis({}, other=9), 1: kpis({}, other=9)}}
    empty = [Point("true_incidents_by_week", week, 9.0) for week in range(10)]
    full = series([10.0] * 10)
    (row,) = power_rows(["a"], columns(table), lambda _, number: full if number else empty)
    assert row.entries_per_week == pytest.approx(5.0)
