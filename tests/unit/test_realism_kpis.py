"""KPIs beside figures of the real world, of a log written by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.kpis import FROM_FIRST_POST, compute, value
from sim.analysis.kpis.daily import autocorrelation, correlation, dispersion
from sim.events import (
    ConvoyAnswered,
    ConvoyEnded,
    ConvoyRequested,
    DisturbanceOccurred,
    PostManned,
    RunStarted,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog


def lethal(
    day: float, place: str, zone: str = "north", *, deaths: int = 2, covered: bool = True
) -> ViolationOccurred:
    number = int(day * 1000)
    return ViolationOccurred(
        24.0 * day, number, "g", "side_a", covered, zone, place, "mortar", 1, deaths, 2, 0
    )


def kpis(*events: tuple[object, ...], days: float = 4.0) -> dict[str, float]:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * days, "outskirts fields"))
    for event in sorted(events, key=lambda event: event[0]):  # type: ignore[arg-type,return-value]
        log.append(event)
    return {name: value(pair) for name, pair in compute(log).items()}


def test_lethal_events_of_every_kind_of_fire_are_counted_by_zone() -> None:
    found = kpis(
        lethal(0.1, "town"),
        lethal(0.2, "town", deaths=0),
        lethal(0.3, "town", covered=False),
        lethal(1.1, "camp", "south"),
        DisturbanceOccurred(40.0, 5, "outsiders", "north", "town", 3, 1),
        DisturbanceOccurred(41.0, 6, "outsiders", "north", "town", 3, 0),
    )
    assert found["lethal_per_day"] == 4 / 4
    assert found["lethal_per_day_in_north"] == 3 / 4
    assert found["lethal_per_day_in_south"] == 1 / 4
    assert found["lethal_covered_share_in_north"] == pytest.approx(1 / 3)
    assert found["lethal_covered_share"] == 2 / 4
    # 2 1 0 0 a day in the north
    assert found["lethal_dispersion_in_north"] == pytest.approx((2.75 / 3) / 0.75)
    assert found["lethal_lag1_in_north"] == pytest.approx(
        (1.25 * 0.25 - 0.25 * 0.75 + 0.5625) / 2.75
    )


def test_a_cell_is_not_among_the_busiest_places_but_in_the_whole() -> None:
    counts = {"a": 4, "b": 3, "c": 2, "d": 1, "e": 1, "f": 1, "outskirts": 8}
    events = [
        lethal(0.01 * (i + 10 * n), place)
        for i, (place, count) in enumerate(counts.items())
        for n in range(count)
    ]
    assert kpis(*events)["busiest_five_share_in_north"] == pytest.approx(11 / 20)


def test_recovery_is_measured_against_weeks_23_to_26() -> None:
    late = [lethal(154.5 + i, "town") for i in range(10)]
    early = [lethal(1.0 + i, "town") for i in range(3)]
    early += [lethal(28.5 + i, "town") for i in range(7)]
    events = [*early, *late, PostManned(24.0 * 50, "hill", 3, "day")]
    found = kpis(*events, days=184.0)
    assert found["lethal_recovery_weeks_1_4"] == pytest.approx(0.3)
    assert found["lethal_recovery_weeks_5_8"] == pytest.approx(0.7)
    assert found["lethal_recovery_weeks_9_12"] == 0.0
    assert math.isnan(found["lethal_recovery_weeks_1_4" + FROM_FIRST_POST])
    assert math.isnan(kpis(*early, days=100.0)["lethal_recovery_weeks_1_4"])


def test_convoys_below_the_number_approved_or_requested() -> None:
    events: list[tuple[object, ...]] = []
    for number, (approved, reached) in enumerate([(100, 100), (60, 60), (100, 40), (100, 0)]):
        answer = "granted"
        events += [
            ConvoyRequested(1.0, number, "agency", "town", 100),
            ConvoyAnswered(2.0, number, answer, approved, 1),
            ConvoyEnded(3.0, number, "delivered", "unloading", "", reached, 1.0, 0.0, 0.0),
        ]
    found = kpis(*events)
    assert found["convoys_below_approved_share"] == pytest.approx(1 / 3)
    assert found["convoys_below_requested_share"] == pytest.approx(2 / 3)


def test_series_statistics_against_numpy() -> None:
    draws = np.random.default_rng(1).poisson(3.0, (2, 500)).astype(float)
    one, other = draws[0], draws[0] + draws[1]
    assert value(dispersion(one)) == pytest.approx(one.var(ddof=1) / one.mean())
    assert value(correlation(one, other)) == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert value(autocorrelation(one)) == pytest.approx(
        np.corrcoef(one[:-1], one[1:])[0, 1], abs=0.01
    )
    assert math.isnan(value(dispersion(one[:1])))
    assert math.isnan(value(correlation(np.ones(5), one[:5])))
