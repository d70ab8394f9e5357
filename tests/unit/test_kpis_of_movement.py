"""KPIs of traffic, convoys, supply and works on logs whose counts all differ."""

from __future__ import annotations

import pytest
from hand_made import bins
from small_logs import HORIZON_H, both_windows, pairs_of

from sim.events import (
    ActorActed,
    CheckpointHour,
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyLoaded,
    ConvoyRequested,
    EscortSeized,
    StaffEngaged,
    StaffReleased,
    StockDay,
)
from sim.kernel.eventlog import Event
from sim.waits import quantile_h


def hour_at(
    checkpoint: str, from_h: float, counts: tuple[int, int, int, int], waits: dict[int, int]
) -> CheckpointHour:
    """``counts``: arrived, served, turned away, not served; a quarter of an hour waited by each."""
    operator = {"gate": "side_a", "bridge": "guarantor"}[checkpoint]
    wait_h = 0.25 * counts[1]
    return CheckpointHour(
        24.0 * (from_h // 24 + 1), checkpoint, operator, from_h, *counts, 0, wait_h, bins(waits), 0
    )


TRAFFIC = [
    hour_at("gate", 8.0, (12, 10, 1, 0), {0: 9, 100: 1}),
    hour_at("bridge", 9.0, (2, 2, 0, 0), {0: 2}),
    hour_at("bridge", 80.0, (20, 15, 3, 0), {0: 4, 40: 11}),
    hour_at("bridge", 100.0, (0, 0, 0, 7), {}),
    hour_at("gate", 101.0, (5, 4, 1, 0), {90: 4}),
]


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("civilian_wait_mean_minutes", (15 * 31, 31), (15 * 19, 19)),
        ("mission_wait_mean_minutes", (15 * 17, 17), (15 * 15, 15)),
        # due: 39 that came and 7 that nobody served
        ("civilian_served_share", (31, 46), (19, 32)),
        ("civilian_turned_away_share", (5, 46), (4, 32)),
        ("mission_served_share", (17, 29), (15, 27)),
        ("mission_turned_away_share", (3, 29), (3, 27)),
    ],
)
def test_traffic(kpi: str, whole: tuple[float, float], later: tuple[float, float]) -> None:
    assert both_windows(pairs_of(*TRAFFIC), kpi) == (whole, later)


def test_the_longest_waits_are_those_of_the_checkpoints_and_hours_meant() -> None:
    def minutes(waits: dict[int, int]) -> tuple[float, float]:
        counts = [waits.get(index, 0) for index in range(129)]
        return 60.0 * quantile_h(counts, 0.95), 1.0

    pairs = pairs_of(*TRAFFIC)
    everywhere = minutes({0: 15, 40: 11, 90: 4, 100: 1}), minutes({0: 4, 40: 11, 90: 4})
    mission = minutes({0: 6, 40: 11}), minutes({0: 4, 40: 11})
    assert both_windows(pairs, "civilian_wait_p95_minutes") == everywhere
    assert both_windows(pairs, "mission_wait_p95_minutes") == mission
    assert pairs_of()["civilian_wait_p95_minutes"] == (0.0, 0.0), "nobody served: over nobody"


def convoy(
    hour: float, name: int, people: int, answer: str = "", *, instead_of: int = 0
) -> list[Event]:
    asked = ConvoyRequested(hour, name, "agency", "town", people, instead_of)
    return [asked, ConvoyAnswered(hour + 5.0, name, answer, people, 2)] if answer else [asked]


def end(hour: float, name: int, outcome: str, people: int, tonnes: float) -> ConvoyEnded:
    return ConvoyEnded(hour, name, outcome, "town", "", people, tonnes, 0.0, 0.0)


CONVOYS: list[Event] = [
    *convoy(10.0, 1, 100, "refused"),
    *convoy(60.0, 10, 100, "unanswered", instead_of=1),
    *convoy(20.0, 2, 200, "granted"), ConvoyArrived(50.0, 2), end(55.0, 2, "delivered", 150, 8.0),
    *convoy(30.0, 3, 50, "granted"), end(60.0, 3, "turned_back", 0, 0.0),
    *convoy(80.0, 4, 400, "granted"), ConvoyArrived(140.0, 4),
    end(150.0, 4, "partly_delivered", 300, 20.0),
    *convoy(90.0, 5, 70, "granted"), end(130.0, 5, "attacked", 10, 1.0),
    *convoy(100.0, 6, 30, "refused"),
    *convoy(150.0, 7, 30, "granted", instead_of=6), ConvoyArrived(190.0, 7),
    end(200.0, 7, "delivered", 30, 2.0),
    *convoy(110.0, 8, 900),
    *convoy(115.0, 9, 11, "granted"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        # 7 and 10 carry for 6 and 1: no requests of their own
        ("convoys_requested", (8, 1), (5, 1)),
        ("convoys_granted", (6, 1), (4, 1)),
        ("convoys_granted_share", (6, 8), (4, 5)),
        ("convoys_completed", (2, 1), (1, 1)),
        ("convoys_completed_share", (2, 8), (1, 5)),
        ("convoys_partly_delivered_share", (1, 8), (1, 5)),
        ("convoys_failed_share", (2, 8), (1, 5)),
        ("people_requested", (1761, 1), (1411, 1)),
        ("people_reached", (490, 1), (340, 1)),
        ("people_reached_share", (490, 1761), (340, 1411)),
        ("convoys_taken_over", (2, 1), (1, 1)),
        ("request_to_arrival_mean_days", (180 / 24, 3), (150 / 24, 2)),
        ("delivered_tonnes", (31, 1), (23, 1)),
    ],
)
def test_convoys(kpi: str, whole: tuple[float, float], later: tuple[float, float]) -> None:
    assert both_windows(pairs_of(*CONVOYS), kpi) == (whole, later)


def test_aid_delivered_over_what_was_approved() -> None:
    """Approved is what was there to be loaded, of a second try the larger; 9 isn't loaded yet."""
    loads = [(41.0, 2, 9.0, 1.0), (43.0, 3, 5.0, 0.0), (95.0, 4, 36.0, 4.0), (101.0, 5, 7.0, 0.0)]
    pairs = pairs_of(
        *CONVOYS,
        *(ConvoyLoaded(hour, name, 1, tonnes, off) for hour, name, tonnes, off in loads),
        ConvoyLoaded(160.0, 7, 30, 3.0, 0.0),
    )
    assert both_windows(pairs, "approved_tonnes_delivered_share") == ((31, 65), (23, 50))


def test_convoys_that_went_without_uavs() -> None:
    away = [
        *CONVOYS,
        *(ConvoyDeparted(hour, name, 1.0) for hour, name in [(45.0, 2), (50.0, 3), (100.0, 4)]),
        *(ConvoyDeparted(hour, name, 1.0) for hour, name in [(120.0, 5), (125.0, 9)]),
        EscortSeized(40.0, 2, 1, 2), EscortSeized(44.0, 3, 1, 0), EscortSeized(99.0, 4, 1, 0),
        EscortSeized(110.0, 5, 1, 1), EscortSeized(111.0, 6, 1, 1),
    ]  # fmt: skip
    pairs = pairs_of(*away)
    assert both_windows(pairs, "convoys_unwatched") == ((3, 1), (2, 1))
    assert both_windows(pairs, "convoys_unwatched_share") == ((3, 5), (2, 3))


def stock(day: int, place: str, stock_t: float, consumed_t: float, unmet_t: float) -> StockDay:
    return StockDay(24.0 * day, place, stock_t, 0.0, 0.0, 0.0, consumed_t, 0.0, unmet_t)


def test_a_day_of_stock_belongs_to_the_window_in_which_it_ends() -> None:
    """The day that ends as the first post opens is over; the one that ends the run is in it."""
    days = [
        stock(1, "town", 9.0, 5.0, 0.0), stock(1, "city", 4.0, 6.0, 2.0),
        stock(3, "town", 7.0, 3.0, 0.5), stock(4, "town", 6.0, 4.0, 0.0),
        stock(4, "city", 1.0, 2.0, 1.0), stock(10, "town", 0.5, 1.0, 3.0),
    ]  # fmt: skip
    pairs = pairs_of(*days)
    assert both_windows(pairs, "stock_out_days") == ((4, 1), (2, 1))
    assert both_windows(pairs, "unmet_tonnes") == ((6.5, 1), (4.0, 1))
    assert both_windows(pairs, "need_met_share") == ((21.0, 27.5), (7.0, 11.0))
    assert both_windows(pairs, "stock_mean_tonnes") == ((27.5, 4), (7.5, 2))


def test_people_paid_over_the_window() -> None:
    paid = [
        StaffEngaged(0.0, "centre", "centre", 2.0, 10.0),
        StaffEngaged(60.0, "post", "hill", 2.0, 4.0),
        StaffReleased(84.0, "post", "hill", 4.0),
    ]
    pairs = pairs_of(*paid)
    assert both_windows(pairs, "paid_person_days") == ((104, 1), (72, 1))
    assert both_windows(pairs, "mean_paid_people") == ((104, 10), (72, 7))


def cut(hour: float, service: str, people: float, action: str = "out_of_service_people") -> Event:
    return ActorActed(hour, "crews", "repair", action, f"{service}:works", people)


def test_people_without_a_service_are_counted_while_it_is_out() -> None:
    works = [
        cut(48.0, "water", 100.0), cut(96.0, "water", 100.0, "restored_people"),
        cut(216.0, "power", 30.0),
        ActorActed(120.0, "crews", "repair", "repaired", "water:works", 1.0),
        ActorActed(120.0, "other", "somebody_else", "out_of_service_people", "water:x", 7.0),
    ]  # fmt: skip
    pairs = pairs_of(*works, cut(HORIZON_H, "water", 900.0))
    assert both_windows(pairs, "people_days_without_service") == ((230.0, 1), (130.0, 1))
    assert both_windows(pairs, "people_days_without_water") == ((200.0, 1), (100.0, 1))
    assert both_windows(pairs, "people_days_without_power") == ((30.0, 1), (30.0, 1))
    assert pairs_of()["people_days_without_service"] == (0.0, 0.0)
