"""Corners of the lanes, worked out on paper."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from sim.model.hourly_books import TURNED_AWAY, WAIT_SUM_H
from sim.model.lanes import LaneGroup
from sim.waits import EDGES_H


def offered(lanes: int, arrivals_h: list[float], services_h: list[float]) -> LaneGroup:
    group = LaneGroup(lanes)
    group.offer(np.array(arrivals_h), np.array(services_h))
    return group


def test_cars_offered_later_come_behind_those_that_still_wait() -> None:
    group = offered(1, [0.0, 0.1, 0.2], [1.0, 1.0, 1.0])
    group.advance(0.5)
    group.offer(np.array([4.0, 4.5]), np.array([2.0, 1.0]))
    group.advance(inf)
    assert group.starts_h.tolist() == [1.0, 2.0, 4.0, 6.0]


def test_every_lane_that_closes_finishes_its_car() -> None:
    group = offered(3, [0.0, 0.0, 0.0], [2.0, 3.0, 4.0])
    group.set_lanes(0.5, 2)
    group.set_lanes(0.6, 1)
    assert sorted(group.ends_in_service_h(0.7)) == [2.0, 3.0, 4.0]
    assert sorted(group.ends_in_service_h(3.0)) == [4.0], "who is done now isn't in service"
    assert group.open_lanes == 1


def test_the_time_of_all_who_were_turned_away_is_added_up() -> None:
    group = offered(1, [0.0, 0.5, 5.0, 5.5], [4.0, 1.0, 4.0, 1.0])
    assert group.turn_away(1.0) == 1
    assert group.turn_away(1.5) == 0
    assert group.turn_away(6.0) == 1
    assert group.turned_away_wait_h == pytest.approx(0.5 + 0.5)
    assert group.books.counts[:, TURNED_AWAY].sum() == 2
    group.disperse(6.0)
    assert group.turn_away(7.0) == 0
    at_closing_time = offered(1, [0.0, 1.0], [4.0, 1.0])
    assert at_closing_time.turn_away(1.0) == 1, "who comes as it closes is turned away too"


def test_those_who_wait_over_midnight_are_booked_in_the_first_hour_of_the_new_books() -> None:
    group = offered(1, [22.0, 23.5, 25.0], [3.0, 1.0, 1.0])
    group.roll_books(24.0)
    second = group.roll_books(48.0)
    assert second.sums[:3, WAIT_SUM_H].tolist() == [1.5, 1.0, 0.0]
    assert second.bins[:, 0].sum() == 0
    assert second.bins.sum(axis=1)[:3].tolist() == [1, 1, 0]


@pytest.mark.parametrize("index", [1, 2, 57, 127, 128])
def test_a_wait_falls_in_the_bin_whose_edges_hold_it(index: int) -> None:
    middle_h = (EDGES_H[index - 1] * EDGES_H[index]) ** 0.5
    group = offered(1, [0.0, 0.0], [middle_h, 1.0])
    group.advance(inf)
    assert np.flatnonzero(group.books.bins[0]).tolist() == [0, index]


def test_the_shortest_waits_share_a_bin() -> None:
    group = offered(1, [0.0, 0.0], [EDGES_H[0] / 2.0, 1.0])
    group.advance(inf)
    assert np.flatnonzero(group.books.bins[0]).tolist() == [0, 1]


def test_a_convoy_that_comes_now_begins_after_now() -> None:
    group = LaneGroup(1)
    ticket = group.offer_priority(1.0, 0.5)
    group.advance(1.0)
    assert np.isnan(group.priority_starts_h[ticket])
    group.advance(1.1)
    assert group.priority_starts_h[ticket] == 1.0


def test_dispersed_convoys_and_cars_are_never_served() -> None:
    group = offered(1, [0.0, 0.5], [2.0, 1.0])
    group.advance(0.2)
    ticket = group.offer_priority(0.3, 1.0)
    group.disperse(1.0)
    group.advance(inf)
    assert np.isnan(group.priority_starts_h[ticket])
    assert np.isnan(group.starts_h[1])


def test_nobody_is_served_before_the_lanes_start_nor_on_new_lanes_during_a_closure() -> None:
    group = LaneGroup(1, start_h=6.0)
    group.offer(np.array([5.0, 5.5, 5.6]), np.array([1.0, 1.0, 1.0]))
    group.hold(6.2, 8.0)
    group.set_lanes(6.3, 3)
    group.advance(inf)
    assert group.starts_h.tolist() == [6.0, 8.0, 8.0]
