"""The hourly books of a queue, worked out on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import bins

from sim.model.hourly_books import (
    ARRIVED,
    QUEUE_AREA_H,
    SERVED,
    TURNED_AWAY,
    HourlyBooks,
    add_queue_area,
    hour_rows,
    not_served,
)
from sim.waits import WAIT_BINS


def test_time_waited_is_split_over_the_hours_of_the_books() -> None:
    sums = np.zeros((4, 2))
    add_queue_area(sums, 10.0, 10.5, 12.25)
    assert sums[:, QUEUE_AREA_H].tolist() == [0.5, 1.0, 0.25, 0.0]
    add_queue_area(sums, 10.0, 8.0, 10.25)
    assert sums[0, QUEUE_AREA_H] == 0.75, "what it waited before the books isn't theirs"
    add_queue_area(sums, 10.0, 12.5, 30.0)
    assert sums[:, QUEUE_AREA_H].tolist() == [0.75, 1.0, 0.75, 17.0], "the last row takes the rest"
    add_queue_area(sums, 10.0, 20.0, 21.0)
    add_queue_area(sums, 10.0, 11.0, 12.0)
    assert sums[:, QUEUE_AREA_H].tolist() == [0.75, 2.0, 0.75, 18.0]


def test_who_waits_at_closing_time_came_in_the_hour_it_came() -> None:
    books = HourlyBooks(10.0, 4)
    arrivals_h = np.array([9.0, 10.0, 11.5, 20.0, 99.0])
    assert books.count_waiting(21.0, arrivals_h, 0, 4) == pytest.approx(12.0 + 11.0 + 9.5 + 1.0)
    assert books.counts[:, ARRIVED].tolist() == [1, 1, 0, 1], "the first came before the books"
    assert books.count_waiting(21.0, arrivals_h, 2, 2) == 0.0


def test_rows_begun_before_an_hour() -> None:
    books = HourlyBooks(10.0, 4)
    found = [books.rows_until(hour) for hour in (9.0, 10.0, 10.5, 11.0, 11.1, 13.9, 14.0, 50.0)]
    assert found == [1, 1, 1, 1, 2, 4, 4, 4]
    assert HourlyBooks().rows_until(99.0) == 48


def test_those_refused_come_and_go_in_their_hour() -> None:
    books = HourlyBooks(10.0, 3)
    books.count_refused(np.array([]))
    books.count_refused(np.array([10.0, 10.9, 12.0, 99.0]))
    assert books.counts[:, ARRIVED].tolist() == books.counts[:, TURNED_AWAY].tolist() == [2, 0, 1]
    assert not books.counts[:, SERVED].any()
    books.count_refused(np.array([10.5]))
    assert books.counts[:, ARRIVED].tolist() == books.counts[:, TURNED_AWAY].tolist() == [3, 0, 1]


def test_those_turned_away_twice_within_an_hour_are_added_up() -> None:
    books = HourlyBooks(10.0, 3)
    books.count_turned_away(11.2, 2)
    books.count_turned_away(12.0, 3)
    assert books.counts[:, TURNED_AWAY].tolist() == [0, 5, 0]


def test_closing_counts_later_departures_in_the_last_hour() -> None:
    books = HourlyBooks(10.0, 4)
    books.counts[:, ARRIVED] = [5, 1, 0, 0]
    books.counts[:, SERVED] = [1, 2, 1, 1]
    books.count_turned_away(12.0, 1)
    closed = books.finish(12.0, 24.0)
    assert closed.from_h == 10.0
    assert closed.counts.tolist() == [[5, 1, 0], [1, 4, 1]]
    assert closed.inside.tolist() == [4, 0]
    assert (books.from_h, books.inside, books.counts.sum()) == (24.0, 0, 0)
    assert (len(closed.sums), len(closed.bins)) == (2, 2)


def test_rolled_books_carry_those_in_service_to_the_hour_in_which_they_are_done() -> None:
    """Two are done at 12.5 and 13.5, one within the last row, which ends with the books."""
    books = HourlyBooks(10.0, 4)
    books.counts[:, ARRIVED] = [4, 2, 0, 0]
    books.counts[:, SERVED] = [1, 2, 1, 1]
    first = books.roll(12.0, [12.5, 13.5])
    assert first.counts[:, SERVED].tolist() == [1, 2]
    assert first.inside.tolist() == [3, 3]
    assert books.counts[:, SERVED].tolist() == [1, 1, 0, 0]
    assert books.from_h == 12.0
    second = books.roll(14.0, [])
    assert second.inside.tolist() == [2, 1]


def test_the_end_of_everything_within_an_hour_leaves_the_unfinished_inside() -> None:
    books = HourlyBooks(10.0, 4)
    books.counts[0, :2] = [3, 3]
    cut = books.roll(10.5, [10.7, 10.8])
    assert cut.counts[0, SERVED] == 1
    assert cut.inside.tolist() == [2]
    assert books.counts[0, SERVED] == 2


def test_traffic_that_nobody_serves() -> None:
    books = not_served(np.array([10.0, 10.5, 12.25, 13.0]), 10.0, 13.0)
    assert books.counts[:, ARRIVED].tolist() == [2, 0, 1]
    assert books.inside.tolist() == [2, 2, 3]
    assert len(not_served(np.array([10.2]), 10.0, 10.0).counts) == 1
    rows = hour_rows(books, 24.0, "bridge", "guarantor", manned=False)
    assert [(row.from_h, row.arrived, row.not_served, row.inside) for row in rows] == [
        (10.0, 0, 2, 0), (11.0, 0, 0, 0), (12.0, 0, 1, 0),
    ]  # fmt: skip


def test_books_as_rows_of_the_log() -> None:
    books = HourlyBooks(10.0, 2)
    books.counts[:] = [[5, 3, 1], [2, 1, 0]]
    books.sums[:] = [[0.5, 0.75], [0.25, 1.5]]
    books.bins[0, 7], books.bins[1, 0] = 3, 1
    rows = hour_rows(books.finish(12.0, 24.0), 24.0, "gate", "side_a")
    assert [row[:9] for row in rows] == [
        (24.0, "gate", "side_a", 10.0, 5, 3, 1, 0, 1),
        (24.0, "gate", "side_a", 11.0, 2, 1, 0, 0, 2),
    ]  # fmt: skip
    assert [row.wait_sum_h for row in rows] == [0.5, 0.25]
    assert [row.queue_area_h for row in rows] == [0.75, 1.5]
    assert [row.wait_bins for row in rows] == [bins({7: 3}), bins({0: 1})]
    assert len(rows[0].wait_bins) == WAIT_BINS * 4
