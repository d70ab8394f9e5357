"""KPIs of incidents, ledgers and bulletins on logs whose counts all differ."""

from __future__ import annotations

import pytest
from small_logs import both_windows, entered, fired, log_of, pairs_of

from sim.analysis.kpis.daily import autocorrelation, by_day, correlation, day_edges_h, dispersion
from sim.analysis.kpis.joins import Joins
from sim.analysis.kpis.view import View
from sim.events import (
    ActorActed,
    ViolationWatched,
)
from sim.kernel.eventlog import Event

Whole = tuple[float, float]

RECORD: list[Event] = [
    fired(55.0, 1, deaths=4), fired(99.0, 2, deaths=1), fired(100.0, 3, kind="artillery"),
    fired(104.0, 6, "side_b"), fired(120.0, 7, "side_b", deaths=2),
    fired(121.0, 8, "side_b", covered=False, deaths=9),
    ViolationWatched(55.0, 1, "located", 1, 0, "day"),
    ViolationWatched(99.0, 2, "located", 1, 0, "night"),
    ViolationWatched(100.0, 3, "heard", 0, 1, "night"),
    ViolationWatched(104.0, 6, "blind", 0, 0, "day"),
    ViolationWatched(120.0, 7, "missed", 0, 0, "day"),
    ViolationWatched(121.0, 8, "located", 1, 0, "day"),
    entered(50.0, "west", 78, "unfounded"), entered(60.0, "west", 1), entered(100.0, "east", 2),
    entered(101.0, "west", 2, "duplicate"), entered(102.0, "east", 3),
    entered(103.0, "east", 4, "unfounded"), entered(104.0, "east", 8, "excluded"),
    entered(105.0, "east", 6), entered(106.0, "west", 3, "duplicate"),
    entered(107.0, "west", 77, "unfounded"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("true_incidents_per_day", (5, 10), (4, 7)),
        ("true_incidents_per_day_by_side_a", (3, 10), (2, 7)),
        ("true_incidents_per_day_by_side_b", (2, 10), (2, 7)),
        ("true_incidents_per_day_of_mortar", (4, 10), (3, 7)),
        ("true_incidents_per_day_of_artillery", (1, 10), (1, 7)),
        ("deaths_per_month", (7, 10 / 30.4375), (3, 7 / 30.4375)),
        ("recorded_per_day", (9, 10), (7, 7)),
        ("recorded_matched_per_day", (4, 10), (3, 7)),
        ("recorded_duplicate_per_day", (2, 10), (2, 7)),
        ("recorded_unfounded_per_day", (3, 10), (2, 7)),
        ("recorded_per_day_in_ledger_east", (4, 10), (4, 7)),
        ("recorded_per_day_in_ledger_west", (5, 10), (3, 7)),
        ("recorded_share", (4, 5), (3, 4)),
        ("located_share", (2, 5), (1, 4)),
        ("located_share_by_day", (1, 3), (0, 2)),
        ("located_share_by_night", (1, 2), (1, 2)),
        ("located_share_of_side_a", (2, 3), (1, 2)),
        ("located_share_of_side_b", (0, 2), (0, 2)),
        ("located_share_of_kind_mortar", (2, 4), (1, 3)),
        ("located_share_of_kind_artillery", (0, 1), (0, 1)),
        ("located_share_in_north", (2, 5), (1, 4)),
        ("watch_outcome_share_located", (2, 5), (1, 4)),
        ("watch_outcome_share_heard", (1, 5), (1, 4)),
        ("watch_outcome_share_not_watched", (0, 5), (0, 4)),
    ],
)
def test_record(kpi: str, whole: Whole, later: Whole) -> None:
    found = both_windows(pairs_of(*RECORD), kpi)
    assert found == (pytest.approx(whole), pytest.approx(later))


# --- two ledgers ----------------------------------------------------------------------------------
THREE_LEDGERS = [
    entered(30.0, "a", 1), entered(30.5, "b", 2), entered(50.0, "b", 3), entered(51.0, "b", 4),
    entered(52.0, "c", 5), entered(75.0, "c", 6, zone="south"),
]  # fmt: skip


def test_of_three_ledgers_the_two_with_most_entries_are_compared() -> None:
    """On day 2 in the north b has two entries and c one; a is left out."""
    pairs = pairs_of(*THREE_LEDGERS)
    assert pairs["common_events_share_at_most"] == (2, 5)
    assert pairs["common_events_share_at_most_of_b"] == (1, 3)
    assert pairs["common_events_share_at_most_of_c"] == (1, 2)
    assert "common_events_share_at_most_of_a" not in pairs
    b, c = [0, 1, 2] + 7 * [0], [0, 0, 1, 1] + 6 * [0]
    product = sum((i - 0.3) * (j - 0.2) for i, j in zip(b, c, strict=True))
    assert pairs["ledger_correlation"][0] == pytest.approx(product)
    assert pairs["recorded_per_day_in_zone_north_b"] == (3, 10)
    assert pairs["recorded_per_day_in_zone_south_c_from_first_post"] == (1, 7)


def test_one_ledger_alone_has_nothing_in_common_and_none_no_dispersion() -> None:
    assert pairs_of(*THREE_LEDGERS[:1])["ledger_correlation"] == (0.0, 0.0)
    assert pairs_of()["ledger_dispersion"] == (0.0, 0.0)


def test_only_what_bulletins_count_is_published_and_a_province_may_have_a_colon() -> None:
    def count(ledger: str, area: str, amount: float, hour: float = 72.0) -> Event:
        return ActorActed(hour, "press", "bulletins", "count", f"{ledger}:{area}", amount)

    published = [
        count("east", "north", 5.0), count("east", "coast: upper", 2.0),
        count("west", "north", 4.0), count("west", "coast: upper", 3.0, 96.0),
    ]  # fmt: skip
    others = [
        ActorActed(73.0, "crews", "repair", "count", "south:north", 50.0),
        ActorActed(73.0, "press", "bulletins", "asked_to_confirm", "west:north", 50.0),
        ActorActed(74.0, "press", "bulletins", "asked_to_confirm", "east:north", 30.0),
        ActorActed(75.0, "press", "bulletins", "confirmed", "east:north", 4.0),
        ActorActed(76.0, "press", "bulletins", "confirmed", "west:north", 9.0),
    ]
    pairs = pairs_of(*published, *others)
    assert pairs["published_common_share_at_most"] == (8, 14)
    assert pairs["reports_confirmed_share"] == (13, 80)
    assert pairs["published_common_share_at_most_of_east"] == (4, 7)
    assert pairs["published_common_share_at_most_of_west"] == (4, 7)


# --- days -----------------------------------------------------------------------------------------
def test_only_whole_days_of_a_window_are_counted() -> None:
    joins = Joins(log_of())
    assert day_edges_h(View(joins, 36.0, 110.0)).tolist() == [48.0, 72.0, 96.0]
    assert day_edges_h(View(joins, 48.0, 72.0)).tolist() == [48.0, 72.0]
    assert day_edges_h(View(joins, 30.0, 40.0)).tolist() == [48.0]


def test_counts_of_one_day_and_of_none() -> None:
    edges = day_edges_h(View(Joins(log_of()), 0.0, 24.0))
    assert by_day(edges, edges[:1] + 3.0).tolist() == [1.0]
    assert by_day(edges[:1], edges).tolist() == []


def test_two_days_are_enough_to_say_something_and_one_is_not() -> None:
    two = by_day(day_edges_h(View(Joins(log_of()), 0.0, 48.0)), _hours(1, 3))
    other = by_day(day_edges_h(View(Joins(log_of()), 0.0, 48.0)), _hours(2, 6))
    assert dispersion(two) == (2.0, 2.0)
    assert autocorrelation(two) == (-1.0, 2.0)
    assert correlation(two, other) == (4.0, 4.0)
    for said in (dispersion(two[:1]), autocorrelation(two[:1]), correlation(two[:1], other[:1])):
        assert said == (0.0, 0.0)


def _hours(first: int, second: int):  # type: ignore[no-untyped-def]
    return Joins(
        log_of(
            *(fired(1.0 + n, n + 1) for n in range(first)),
            *(fired(25.0 + n, n + 20) for n in range(second)),
        )
    ).incidents.hour
