"""Civilian traffic: counts, arrivals through the day, service times and marks."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from scipy import stats

from sim.kernel.distributions import exponential
from sim.kernel.replication import Replication
from sim.model.traffic import (
    CivilianTraffic,
    DayProfile,
    inverse_table,
    poisson_count,
    two_peaks,
    unit_lognormal_table,
)


def civilians(profile: DayProfile, **marks: float) -> CivilianTraffic:
    return CivilianTraffic("gate", profile, unit_lognormal_table(0.5), 0.01, **marks)


@pytest.mark.parametrize("mean", [0.3, 5.0, 923.0, 100_000.0])
def test_counts_are_the_poisson_quantiles(mean: float) -> None:
    shares = [1e-9, 0.01, 0.3, 0.5, 0.99, 1 - 1e-9]
    assert [poisson_count(u, mean) for u in shares] == stats.poisson.ppf(shares, mean).tolist()
    assert poisson_count(0.5, 0.0) == 0


def test_arrivals_follow_the_profile_in_order() -> None:
    rates = [0.0] * 6 + [1.0] * 6 + [3.0] * 6 + [0.0] * 6
    arrivals, services = civilians(DayProfile.from_rates(rates)).day(
        Replication(1, 0, 24.0), 2, 20_000.0
    )
    assert len(arrivals) == len(services)
    assert (np.diff(arrivals) >= 0.0).all()
    assert 54.0 <= arrivals[0] < arrivals[-1] <= 66.0
    late = (arrivals > 60.0).mean()
    assert late == pytest.approx(0.75, abs=3.29 * sqrt(0.75 * 0.25 / len(arrivals)))
    uniform = np.where(arrivals < 60.0, (arrivals - 54) / 24, 0.25 + (arrivals - 60) / 8)
    assert stats.kstest(uniform, "uniform").statistic < 1.95 / sqrt(len(arrivals))


def test_two_peaks_within_opening_hours_only() -> None:
    profile = two_peaks(6.0, 20.0, (7.5, 17.0), 1.2, 0.6)
    assert profile.edges_h[0] == 6.0
    assert profile.edges_h[-1] == 20.0
    assert profile.cumulative[0] == 0.0
    assert profile.cumulative[-1] == 1.0
    rate = np.diff(profile.cumulative)
    busiest = [float(profile.edges_h[k]) for k in np.argsort(rate)[-6:]]
    assert all(min(abs(h - 7.5), abs(h - 17.0)) < 0.6 for h in busiest)
    with pytest.raises(ValueError, match="outside opening hours"):
        two_peaks(6.0, 10.0, (7.5, 22.0), 0.5, 0.6)
    with pytest.raises(ValueError, match="not within a day"):
        two_peaks(20.0, 6.0, (7.5,), 0.5, 0.6)


@pytest.mark.parametrize("cv", [0.0, 0.5, 0.8, 2.0])
def test_the_table_has_the_mean_and_spread_of_the_distribution(cv: float) -> None:
    table = unit_lognormal_table(cv)
    shares = (np.arange(2_000_000) + 0.5) / 2_000_000
    cells = table.shape[1] - 1
    step = shares * cells
    top = step >= cells - 1
    fine = np.where(top, (step - (cells - 1)) * cells, step)
    lower = np.minimum(fine.astype(int), cells - 1)
    rows = top.astype(int)
    values = table[rows, lower] + (fine - lower) * (table[rows, lower + 1] - table[rows, lower])
    assert values.mean() == pytest.approx(1.0, rel=1e-4)
    assert values.std() == pytest.approx(cv, rel=0.02, abs=1e-12)


def test_marks_lengthen_services_at_their_rates() -> None:
    flat = DayProfile.from_rates([1.0] * 24)
    rep = Replication(1, 0, 24.0)
    _, plain = civilians(flat).day(rep, 0, 30_000.0)
    marks = {"opened_h": 0.03, "opened_probability": 0.15}
    _, opened = civilians(flat, **marks).day(rep, 0, 30_000.0)
    _, alarmed = civilians(flat, false_alarm_h=1.0, false_alarm_probability=0.02).day(
        rep, 0, 30_000.0
    )
    share = np.isclose(opened, 3.0 * plain)
    assert share.mean() == pytest.approx(0.15, abs=0.007)
    assert np.array_equal(opened[~share], plain[~share])
    assert (alarmed > plain + 0.99).mean() == pytest.approx(0.02, abs=0.003)


def test_a_busier_day_keeps_the_services_of_the_first_vehicles() -> None:
    rep = Replication(1, 0, 24.0)
    gate = civilians(DayProfile.from_rates([1.0] * 24))
    _, fewer = gate.day(rep, 5, 200.0)
    _, more = gate.day(rep, 5, 300.0)
    assert len(more) > len(fewer)
    assert np.array_equal(more[: len(fewer)], fewer)


def test_days_checkpoints_and_replications_have_their_own_numbers() -> None:
    gate = civilians(DayProfile.from_rates([1.0] * 24))
    rep = Replication(1, 0, 24.0)
    again = gate.day(Replication(1, 0, 99.0), 3, 100.0)
    first = gate.day(rep, 3, 100.0)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[1][:50], gate.day(rep, 4, 100.0)[1][:50])
    assert not np.array_equal(first[1][:50], gate.day(Replication(1, 1, 24.0), 3, 100.0)[1][:50])


def test_a_falling_quantile_function_is_tabulated_from_its_other_end() -> None:
    table = inverse_table(exponential(2.0), 2.0)
    assert table[0, 1024] == pytest.approx(-2.0 * log(0.5), rel=1e-4)
    assert table[0, 1536] == pytest.approx(-2.0 * log(0.25), rel=1e-4)
    assert (np.diff(table) > 0.0).all()


def test_a_profile_must_have_some_traffic() -> None:
    with pytest.raises(ValueError, match="not all zero"):
        DayProfile.from_rates([0.0] * 24)


def test_raw_words_are_those_of_the_generator_of_that_name_in_any_order() -> None:
    rep = Replication(1, 0, 24.0)
    for name in [("gate", 1), ("gate", 2), ("gate", 1)]:
        words = rep.generator(*name).bit_generator.random_raw(101)
        assert np.array_equal(rep.streams.raw(101, *name), words)
