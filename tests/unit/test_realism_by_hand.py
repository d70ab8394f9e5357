"""KPIs of lethal events by window, zone and half, and the edges of their weeks, on paper."""

from __future__ import annotations

from itertools import pairwise

import pytest
from small_logs import both_windows, fired, log_of, pairs_of

from sim.analysis.kpis import compute
from sim.events import ConvoyAnswered, ConvoyEnded, ConvoyRequested
from sim.kernel.eventlog import Event

WEEK_H = 168.0


def died(hour: float, zone: str, place: str, *, covered: bool = True) -> Event:
    return fired(hour, int(hour * 10), zone=zone, place=place, covered=covered, deaths=1)


LETHAL = [
    died(10.0, "north", "a"), died(20.0, "north", "a"), died(80.0, "north", "a", covered=False),
    died(100.0, "south", "b"), died(120.0, "south", "b"), died(156.0, "north", "c"),
    died(200.0, "south", "b", covered=False), fired(101.0, 7, zone="south"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("lethal_per_day", (7, 10), (5, 7)),
        ("lethal_per_day_in_north", (4, 10), (2, 7)),
        ("lethal_per_day_in_south", (3, 10), (3, 7)),
        ("lethal_covered_share", (5, 7), (3, 5)),
        ("lethal_covered_share_in_north", (3, 4), (1, 2)),
        ("lethal_covered_share_in_south", (2, 3), (2, 3)),
        # the middle of ten days is hour 120, that of the last seven hour 156
        ("lethal_second_half_over_first", (3, 4), (2, 3)),
        ("busiest_five_share", (7, 7), (5, 5)),
        ("busiest_five_share_in_north", (4, 4), (2, 2)),
    ],
)
def test_lethal_events(kpi: str, whole: tuple[float, float], later: tuple[float, float]) -> None:
    assert both_windows(pairs_of(*LETHAL), kpi) == (whole, later)


def test_daily_counts_of_lethal_events_in_both_windows() -> None:
    days = [2, 0, 0, 1, 1, 1, 1, 0, 1, 0]
    pairs = pairs_of(*LETHAL)
    for counts, found in zip(
        (days, days[3:]), both_windows(pairs, "lethal_dispersion"), strict=True
    ):
        mean = sum(counts) / len(counts)
        variance = sum((n - mean) ** 2 for n in counts) / (len(counts) - 1)
        assert found == (pytest.approx(variance), pytest.approx(mean))
    for counts, found in zip((days, days[3:]), both_windows(pairs, "lethal_lag1"), strict=True):
        off = [n - sum(counts) / len(counts) for n in counts]
        lagged = sum(a * b for a, b in pairwise(off))
        assert found == (pytest.approx(lagged), pytest.approx(sum(a * a for a in off)))
    assert pairs["lethal_dispersion_in_south"][1] == pytest.approx(0.3)
    assert pairs["lethal_lag1_in_south"][1] == pytest.approx(3 * 0.49 + 7 * 0.09)


def test_weeks_of_the_recovery_begin_and_end_on_the_hour() -> None:
    """Weeks 23 to 26 are the hours from 22 weeks up to, but without, 26."""
    weeks = [0.0, 3.99, 4.0, 5.0, 7.99, 8.0, 11.99, 12.5, 21.99, 22.0, 24.0, 25.0, 25.99]
    events = [died(WEEK_H * week, "north", "a") for week in weeks]
    pairs = compute(log_of(*events, horizon_h=26 * WEEK_H))
    assert pairs["lethal_recovery_weeks_1_4"] == (2, 4)
    assert pairs["lethal_recovery_weeks_5_8"] == (3, 4)
    assert pairs["lethal_recovery_weeks_9_12"] == (2, 4)
    longer = compute(log_of(*events, died(26 * WEEK_H, "north", "a"), horizon_h=27 * WEEK_H))
    assert longer["lethal_recovery_weeks_1_4"] == (2, 4)
    shorter = compute(log_of(*events, horizon_h=26 * WEEK_H - 1.0))
    assert shorter["lethal_recovery_weeks_1_4"] == (0.0, 0.0)


def test_convoys_carried_out_belong_to_the_window_of_their_request() -> None:
    def carried(hour: float, name: int, approved: int, reached: int) -> list[Event]:
        return [
            ConvoyRequested(hour, name, "agency", "town", 100),
            ConvoyAnswered(hour + 1.0, name, "granted", approved, 1),
            ConvoyEnded(hour + 9.0, name, "delivered", "town", "", reached, 1.0, 0.0, 0.0),
        ]

    rows = [
        *carried(60.0, 1, 100, 100), *carried(65.0, 2, 80, 80), *carried(72.0, 3, 90, 90),
        *carried(100.0, 4, 100, 30), *carried(110.0, 5, 100, 0), *carried(120.0, 6, 50, 1),
        *carried(130.0, 7, 100, 100), ConvoyRequested(140.0, 8, "agency", "town", 100),
    ]  # fmt: skip
    pairs = pairs_of(*rows)
    assert both_windows(pairs, "convoys_below_approved_share") == ((2, 6), (2, 4))
    assert both_windows(pairs, "convoys_below_requested_share") == ((4, 6), (3, 4))
