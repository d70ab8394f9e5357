"""A day's traffic from random words written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import pdtr

from sim import config
from sim.kernel.distributions import constant
from sim.kernel.replication import Replication
from sim.model.traffic import (
    CELLS,
    CivilianTraffic,
    DayProfile,
    inverse_table,
    poisson_count,
    service_times,
    spread_arrivals,
    two_peaks,
)


def word(high: float, low: float = 0.5) -> int:
    """A word of which the upper 40 bits give one number and the lower 24 another."""
    return (int(high * 2**40) << 24) | int(low * 2**24)


def words(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.uint64)


def test_spacings_are_exponential_and_follow_the_profile_by_slot() -> None:
    """Spacings 1, 2 and 3 of 6: arrivals at one sixth and at a half of the day's traffic."""
    spacings = [word(2.718281828459045**-n) for n in (1, 2, 3)]
    given = words(spacings[0], 0, spacings[1], 0, spacings[2])
    edges_h, cumulative = np.array([6.0, 8.0, 12.0]), np.array([0.0, 0.25, 1.0])
    found = spread_arrivals(given, 48.0, edges_h, cumulative)
    expected = [48.0 + 6.0 + 2.0 * (1 / 6) / 0.25, 48.0 + 8.0 + 4.0 * (0.5 - 0.25) / 0.75]
    assert found.tolist() == pytest.approx(expected, rel=1e-9)


def test_an_arrival_at_the_edge_of_a_slot_and_empty_slots() -> None:
    """Two equal spacings: the middle of the traffic lies where the second level slot begins."""
    one = word(0.5)
    profile = DayProfile.from_rates([1.0, 0.0, 0.0, 1.0])
    found = spread_arrivals(words(one, 0, one), 0.0, profile.edges_h, profile.cumulative)
    assert found.tolist() == [18.0]


def ramp() -> np.ndarray:
    """Row 0 from 0 to 1 in equal steps but the last, row 1 within the last cell from 10 to 20."""
    table = np.empty((2, 5))
    table[0], table[1] = [0.0, 1.0, 2.0, 3.0, 4.0], [10.0, 12.0, 14.0, 16.0, 20.0]
    return table


def test_service_times_by_inversion_with_their_marks() -> None:
    plain, opened, alarm = word(0.0, 0.9), word(0.0, 0.1), 0.01
    given = words(
        plain, word(0.375, 0.9),  # 1.5 cells of four
        opened, word(0.375, 0.9),
        plain, word(0.375, alarm),
        plain, word(0.75 + 0.25 * 0.875, 0.9),  # in the last cell, 3.5 of its four
        0,
    )  # fmt: skip
    found = service_times(given, ramp(), 2.0, 10.0, 0.2, 100.0, 0.05)
    assert found.tolist() == pytest.approx([3.0, 15.0, 103.0, 36.0], rel=1e-6)


def test_a_table_of_a_constant_is_level_and_of_nothing_is_zero() -> None:
    assert np.unique(inverse_table(constant(3.0), 3.0)).tolist() == [3.0]
    assert np.unique(inverse_table(constant(0.0), 0.0)).tolist() == [0.0]
    assert np.unique(inverse_table(constant(0.5), 1.0)).tolist() == [1.0], "exact in the mean"
    table = inverse_table(lambda u: 4.0 * u, 2.0)
    assert table.shape == (2, CELLS + 1)
    assert table[0, CELLS // 4] == pytest.approx(1.0, rel=1e-6)
    assert table[1, 0] == pytest.approx(4.0 * (1.0 - 1.0 / CELLS), rel=1e-6)
    assert table[1, CELLS] == pytest.approx(4.0, rel=1e-6)


def test_rates_of_a_day_may_be_any_number_of_slices() -> None:
    profile = DayProfile.from_rates([1.0, 3.0])
    assert profile.edges_h.tolist() == [0.0, 12.0, 24.0]
    assert profile.cumulative.tolist() == [0.0, 0.25, 1.0]
    assert DayProfile.from_rates([0.1, 0.3]).cumulative == pytest.approx([0.0, 0.25, 1.0])
    for rates in ([], [1.0, -1.0], [0.0, 0.0]):
        with pytest.raises(ValueError, match="non-negative and not all zero"):
            DayProfile.from_rates(rates)


def test_without_peaks_the_day_is_level_and_all_in_one_peak_is_the_normal() -> None:
    level = two_peaks(6.0, 18.0, (8.0,), 1.0, 0.0)
    assert level.cumulative.tolist() == pytest.approx(np.linspace(0.0, 1.0, 97).tolist())
    peaked = two_peaks(6.0, 18.0, (12.0,), 2.0, 1.0)
    hour = float(np.interp(0.5, peaked.cumulative, peaked.edges_h))
    assert hour == pytest.approx(12.0)
    within = np.interp([10.0, 14.0], peaked.edges_h, peaked.cumulative)
    assert within[1] - within[0] == pytest.approx(0.6827 / 0.9973, rel=2e-3)
    half = two_peaks(6.0, 18.0, (12.0, 12.0), 2.0, 0.5)
    assert half.cumulative == pytest.approx((level.cumulative + peaked.cumulative) / 2.0)
    assert two_peaks(0.0, 24.0, (8.0,), 1.0, 0.5).edges_h[-1] == 24.0
    with pytest.raises(ValueError, match="not within a day"):
        two_peaks(6.0, 6.0, (6.0,), 1.0, 0.5)
    with pytest.raises(ValueError, match="not within a day"):
        two_peaks(6.0, 24.5, (8.0,), 1.0, 0.5)


def test_counts_at_the_largest_quantile_and_without_traffic() -> None:
    assert poisson_count(0.999, 0.0) == 0
    assert poisson_count(0.999, -3.0) == 0
    assert poisson_count(1e-6, 1.0) == 0


SETTINGS = config.Traffic.model_validate(
    {
        "opens_hour": 6.0, "closes_hour": 20.0, "morning_peak_hour": 8.0,
        "evening_peak_hour": 17.0, "peak_width_h": 1.5, "peak_share": 0.5, "friday_factor": 0.5,
        "inspection_s": 90.0, "inspection_cv": 0.5, "opened_inspection_s": 360.0,
        "opened_probability": 0.1, "false_alarm_s": 720.0, "false_alarm_probability": 0.02,
        "truck_inspection_min": 5.0, "truck_inspection_cv": 0.5, "convoy_size_exponent": 0.5,
        "threats_per_day": 0.0, "threat_detection_probability": 0.5,
        "inspector_speedup_exponent": 0.5, "threat_closure_h": 1.0,
    }
)  # fmt: skip


def test_settings_come_in_seconds_and_are_kept_in_hours() -> None:
    gate = CivilianTraffic.from_settings("gate", SETTINGS)
    assert (gate.key, gate.plain_h, gate.opened_h, gate.false_alarm_h) == ("gate", 0.025, 0.1, 0.2)
    assert (gate.opened_probability, gate.false_alarm_probability) == (0.1, 0.02)
    expected = two_peaks(6.0, 20.0, (8.0, 17.0), 1.5, 0.5)
    assert gate.profile.cumulative.tolist() == expected.cumulative.tolist()
    middle = gate.service[0, CELLS // 2]
    assert middle == pytest.approx((1.0 + 0.5**2) ** -0.5, rel=1e-4), "the median of mean 1"


def test_the_share_of_a_day_between_two_hours() -> None:
    profile = DayProfile.from_rates([0.0, 1.0, 3.0, 0.0])
    gate = CivilianTraffic("gate", profile, ramp(), 1.0)
    assert gate.share_between(0.0, 24.0) == 1.0
    assert gate.share_between(9.0, 24.0) == pytest.approx(0.875)
    assert gate.share_between(0.0, 15.0) == pytest.approx(0.625)
    assert gate.share_between(9.0, 15.0) == pytest.approx(0.5)
    late = CivilianTraffic("gate", two_peaks(6.0, 18.0, (12.0,), 2.0, 0.0), ramp(), 1.0)
    assert late.share_between(6.0, 18.0) == 1.0
    assert late.share_between(7.0, 24.0) == pytest.approx(11 / 12)


def test_a_day_has_the_hours_of_its_number_and_none_without_vehicles() -> None:
    gate, rep = CivilianTraffic.from_settings("gate", SETTINGS), Replication(1, 0, 999.0)
    arrivals_h, services_h = gate.day(rep, 3, 500.0)
    assert ((arrivals_h >= 78.0) & (arrivals_h <= 92.0)).all()
    assert (
        len(arrivals_h)
        == len(services_h)
        == poisson_count(rep.uniform("gate", "vehicles", 3), 500.0)
    )
    other = replace(gate, key="bridge").day(rep, 3, 500.0)
    assert not np.isin(other[1], services_h).any(), "another checkpoint has other vehicles"
    nobody = gate.day(rep, 3, 0.0)
    assert [len(part) for part in nobody] == [0, 0]


def test_the_series_of_other_parameters_are_kept_apart() -> None:
    rep = Replication(1, 0, 99.0, {})
    gate = CivilianTraffic.from_settings("gate", SETTINGS)
    gate.shared_days(rep)[3, 500.0] = gate.day(rep, 3, 500.0)
    same = CivilianTraffic.from_settings("gate", SETTINGS.model_copy())
    assert (3, 500.0) in same.shared_days(rep)
    for change in (
        {"opened_probability": 0.2}, {"inspection_s": 91.0}, {"opened_inspection_s": 361.0},
        {"inspection_cv": 0.6}, {"false_alarm_s": 1.0}, {"false_alarm_probability": 0.5},
        {"peak_share": 0.6}, {"opens_hour": 5.0},
    ):  # fmt: skip
        other = CivilianTraffic.from_settings("gate", SETTINGS.model_copy(update=change))
        assert not other.shared_days(rep)
    assert not CivilianTraffic.from_settings("bridge", SETTINGS).shared_days(rep)


@pytest.mark.parametrize("mean", [0.3, 2.5, 40.0, 700.0])
def test_at_the_very_probability_of_a_count_it_is_that_count(mean: float) -> None:
    """The quantile is the smallest count whose probability reaches ``u``. SciPy's inverse is right
    but for rounding, which shows where ``u`` is such a probability."""
    middle = int(mean)
    for count in range(max(middle - 30, 0), middle + 30):
        u = float(pdtr(count, mean))
        if u < 1.0 - 1e-6:
            assert poisson_count(u, mean) == count


def test_a_peak_outside_opening_hours_is_refused_on_either_side() -> None:
    for hour in (-40.0, 60.0):
        with pytest.raises(ValueError, match="lies outside opening hours"):
            two_peaks(6.0, 18.0, (hour,), 1.0, 0.5)


def test_the_last_slot_before_closing_has_traffic() -> None:
    gate = CivilianTraffic("gate", two_peaks(6.0, 18.0, (12.0,), 2.0, 0.0), ramp(), 1.0)
    assert gate.share_between(6.0, 17.9) == pytest.approx(11.9 / 12)
    assert gate.share_between(6.1, 18.0) == pytest.approx(11.9 / 12)


def test_a_mark_of_probability_one_in_all_words_is_on_the_first_word_alone() -> None:
    lowest = [0, 1, 2]
    opened = np.array([part for low in lowest for part in (low, word(0.375, 0.9))], dtype=np.uint64)
    alarm = np.array(
        [part for low in lowest for part in (word(0.5, 0.9), (int(0.375 * 2**40) << 24) | low)],
        dtype=np.uint64,
    )
    one = 2.0**-24
    found = service_times(np.append(opened, words(0)), ramp(), 2.0, 10.0, one, 100.0, 0.0)
    assert found.tolist() == pytest.approx([15.0, 3.0, 3.0], rel=1e-6)
    found = service_times(np.append(alarm, words(0)), ramp(), 2.0, 10.0, 0.0, 100.0, one)
    assert found.tolist() == pytest.approx([103.0, 3.0, 3.0], rel=1e-6)


def test_the_last_arrival_comes_before_closing_however_short_the_last_spacing() -> None:
    """600 spacings of 28.4 and one of 5e-13: the sum without it is the same number as with it."""
    given = np.zeros(1201, dtype=np.uint64)
    given[1200] = word(1.0 - 2.0**-40)
    edges_h, cumulative = np.array([6.0, 8.0, 12.0]), np.array([0.0, 0.25, 1.0])
    found = spread_arrivals(given, 0.0, edges_h, cumulative)
    assert found[-1] == pytest.approx(12.0)
    assert found[149] == pytest.approx(8.0)
    assert (np.diff(found) > 0.0).all()
