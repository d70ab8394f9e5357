"""Figures that sum up daily counts: worked out by hand, and against what thinning does to them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.moments import ALL, Counts, MomentsOf, fano, lag_1, whole_weeks

DAYS = 112


def natural(counts: Counts, data: Counts | None = None) -> dict[tuple[str, str, str], float]:
    """Each figure by name, ledger and zone, in its unit."""
    moments = MomentsOf.of_data(data or counts, renewed_day=0.0)
    values = moments.natural(moments(counts))
    return {(m.moment, m.ledger, m.zone): v for m, v in zip(moments.moments, values, strict=True)}


def test_figures_by_hand() -> None:
    counts = np.zeros(DAYS)
    counts[0:28] = 2.0
    counts[28:56] = 4.0
    counts[56:84] = 6.0
    counts[84:] = 8.0
    found = natural({("east", "valley"): counts})
    # half an entry is added, so that no entry at all has a logarithm
    assert found["mean", "east", "valley"] == pytest.approx(5.0 + 0.5 / DAYS)
    assert found["weeks_1_4", "east", ""] == pytest.approx(2.0 + 0.5 / 28)
    assert found["weeks_9_12", "east", ""] == pytest.approx(6.0 + 0.5 / 28)
    assert found["fano_1_day", "east", ""] == pytest.approx(counts.var(ddof=1) / 5.0)
    weekly = 7.0 * np.repeat([2.0, 4.0, 6.0, 8.0], 4)
    assert found["fano_7_days", "east", ""] == pytest.approx(weekly.var(ddof=1) / 35.0)
    assert found["lag_1", "east", ""] == pytest.approx(
        np.corrcoef(counts[:-1], counts[1:])[0, 1], abs=0.01
    )


def test_a_gap_is_no_data_in_the_simulated_counts_too() -> None:
    rng = np.random.default_rng(1)
    data, simulated = (rng.poisson(3.0, DAYS).astype(float) for _ in range(2))
    data[10:40] = np.nan
    before = natural({("east", "valley"): simulated}, {("east", "valley"): data})
    simulated[10:40] = 1_000.0
    assert natural({("east", "valley"): simulated}, {("east", "valley"): data}) == before
    assert before["mean", "east", "valley"] < 4.0
    # 12 of weeks 1 to 4 are left, and 16 of weeks 5 to 8
    assert ("weeks_1_4", "east", "") in before


def test_weeks_and_pairs_of_days_are_whole() -> None:
    counted = np.ones(23, dtype=bool)
    counted[8] = False
    assert whole_weeks(counted).tolist() == [list(range(7)), list(range(14, 21))]
    values = np.array([1.0, 2.0, 3.0, 9.0, 1.0])
    assert lag_1(values, np.array([0, 1])) == pytest.approx(1.0)


def test_ledgers_of_several_zones_are_added_up_where_all_are_counted() -> None:
    rng = np.random.default_rng(2)
    cells = [(ledger, zone) for ledger in ("east", "west") for zone in ("north", "south")]
    counts = {cell: rng.poisson(2.0, DAYS).astype(float) for cell in cells}
    found = natural(counts)
    assert [key for key in found if key[0] == "mean"] == [("mean", *cell) for cell in cells]
    both = counts["east", "north"] + counts["east", "south"]
    assert found["fano_1_day", "east", ""] == pytest.approx(fano(both))
    west = counts["west", "north"] + counts["west", "south"]
    assert found["correlation", "east and west", ""] == pytest.approx(np.corrcoef(both, west)[0, 1])
    counts["east", "south"][5] = np.nan
    assert natural(counts)["fano_1_day", "east", ""] == pytest.approx(fano(np.delete(both, 5)))


def test_counts_that_are_not_split_by_zone() -> None:
    found = natural({("east", ALL): np.arange(float(DAYS)) % 3})
    assert ("mean", "east", "") in found


def test_of_spans_that_fill_all_days_the_last_is_not_counted_twice() -> None:
    counts = {("east", "valley"): np.arange(84.0) % 4}
    names = [key[0] for key in natural(counts)]
    assert "weeks_5_8" in names
    assert "weeks_9_12" not in names


def test_few_days_have_a_mean_only() -> None:
    assert [key[0] for key in natural({("east", "valley"): np.ones(20)})] == ["mean"]


def test_nothing_counted_has_figures_too() -> None:
    none, some = {("east", "valley"): np.zeros(DAYS)}, {("east", "valley"): np.ones(DAYS)}
    for counts in (none, some):
        moments = MomentsOf.of_data(some, 0.0)
        assert np.isfinite(moments(counts)).all()
    assert fano(np.zeros(5)) == 1.0


def test_thinning_takes_a_fano_factor_towards_one() -> None:
    """C5: of a Fano factor F, entries of each incident with probability p leave 1 + p (F - 1)."""
    rng = np.random.default_rng(3)
    days, wanted, kept = 200_000, 4.0, 0.3
    incidents = rng.negative_binomial(2.0, 1.0 / wanted, days)
    entered = rng.binomial(incidents, kept).astype(float)
    data = {("east", "valley"): entered}
    moments = MomentsOf.of_data(data, 0.0)
    found = dict(
        zip((m.moment for m in moments.moments), moments.natural(moments(data)), strict=True)
    )
    assert found["fano_1_day"] == pytest.approx(1.0 + kept * (wanted - 1.0), rel=0.03)
    assert found["fano_7_days"] == pytest.approx(1.0 + kept * (wanted - 1.0), rel=0.08)
    assert found["lag_1"] == pytest.approx(0.0, abs=0.01)
