"""Lanes: order of service, priority, shifts, closures, and books that balance."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.hourly_books import ARRIVED, QUEUE_AREA_H, SERVED, TURNED_AWAY, WAIT_SUM_H
from sim.model.lanes import LaneGroup, _advance, advance
from sim.waits import WAIT_BINS


def a_day(seed: int = 1, cars: int = 400, hours: float = 10.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.sort(rng.uniform(0.0, hours, cars)), rng.exponential(0.045, cars)


def offered(lanes: int, cars: tuple, **settings: float) -> LaneGroup:
    group = LaneGroup(lanes, **settings)
    group.offer(np.array(cars[0], dtype=float), np.array(cars[1], dtype=float))
    return group


def test_one_lane_by_hand() -> None:
    group = offered(1, ([0.0, 0.5, 3.0], [1.0, 1.0, 0.25]))
    group.advance(inf)
    assert group.starts_h.tolist() == [0.0, 1.0, 3.0]
    books = group.books
    assert books.counts[:4, ARRIVED].tolist() == [2, 0, 0, 1]
    assert books.counts[:4, SERVED].tolist() == [0, 1, 1, 1]
    assert books.sums[0].tolist() == [0.5, 0.5]
    assert books.bins[0, 0] == 1
    assert books.bins[0, 1:].sum() == 1


def test_cars_start_in_order_of_arrival_and_never_early() -> None:
    arrivals, services = a_day()
    group = offered(2, (arrivals, services))
    group.advance(inf)
    assert (np.diff(group.starts_h) >= 0.0).all()
    assert (group.starts_h >= arrivals).all()


def test_a_service_begins_before_the_present_never_at_it() -> None:
    group = offered(1, ([1.0], [0.5]))
    group.advance(1.0)
    assert np.isnan(group.starts_h[0])
    group.advance(1.0000001)
    assert group.starts_h[0] == 1.0


def test_inspectors_shorten_services_by_the_pace() -> None:
    group = offered(1, ([0.0, 0.0], [1.0, 1.0]), pace=0.25)
    group.advance(inf)
    assert group.starts_h.tolist() == [0.0, 0.25]


def test_a_convoy_goes_before_those_who_wait_and_interrupts_nobody() -> None:
    group = offered(1, ([0.0, 0.1, 0.2], [1.0, 1.0, 1.0]))
    group.advance(0.5)
    ticket = group.offer_priority(0.5, 3.0)
    assert group.expected_start_h(ticket) == 1.0
    group.advance(inf)
    assert group.expected_start_h(ticket) == 1.0
    assert group.starts_h.tolist() == [0.0, 4.0, 5.0]


def test_convoys_among_themselves_first_come_first_served() -> None:
    group = offered(2, ([0.0, 0.0], [1.0, 2.0]))
    group.advance(0.1)
    tickets = [group.offer_priority(0.1, 5.0) for _ in range(12)]
    expected = [group.expected_start_h(ticket) for ticket in tickets]
    assert expected[:4] == [1.0, 2.0, 6.0, 7.0]
    group.advance(inf)
    assert [group.expected_start_h(ticket) for ticket in tickets] == expected


def test_fewer_lanes_close_as_they_fall_free_ahead_of_a_waiting_convoy() -> None:
    group = offered(2, ([0.0, 0.0, 0.1], [1.0, 2.0, 1.0]))
    group.advance(0.5)
    ticket = group.offer_priority(0.5, 1.0)
    group.set_lanes(0.6, 1)
    assert group.expected_start_h(ticket) == 2.0, "the lane free at 1.0 closes"
    group.advance(inf)
    assert group.starts_h.tolist() == [0.0, 0.0, 3.0]


def test_a_lane_about_to_close_stays_open_if_lanes_are_added_again() -> None:
    group = offered(2, ([0.0, 0.0, 0.1, 0.2], [1.0, 2.0, 5.0, 5.0]))
    group.set_lanes(0.5, 1)
    group.set_lanes(0.6, 2)
    group.advance(inf)
    assert group.starts_h.tolist() == [0.0, 0.0, 1.0, 2.0]


def test_more_lanes_open_at_once_and_none_at_all_serves_nobody() -> None:
    group = offered(1, ([0.0, 0.1, 0.2], [4.0, 1.0, 1.0]))
    group.set_lanes(0.5, 3)
    group.set_lanes(0.9, 0)
    ticket = group.offer_priority(0.9, 1.0)
    assert group.expected_start_h(ticket) == inf
    group.advance(10.0)
    assert group.starts_h[:2].tolist() == [0.0, 0.5]
    assert group.starts_h[2] == 0.5
    group.set_lanes(11.0, 1)
    assert group.expected_start_h(ticket) == 11.0


def test_whole_hours_may_be_given_as_integers() -> None:
    group = offered(1, ([0.0, 0.1, 0.2], [1.5, 1.0, 1.0]))
    group.set_lanes(1, 0)
    group.set_lanes(2, 2)
    group.hold(2, 3)
    group.advance(5)
    assert group.starts_h.tolist() == [0.0, 3.0, 3.0]


def test_a_closure_lets_the_queue_stand_and_finishes_who_is_in_service() -> None:
    group = offered(1, ([0.0, 0.1, 0.2], [1.0, 1.0, 1.0]))
    group.hold(0.5, 3.0)
    group.set_lanes(0.6, 2)
    group.advance(inf)
    assert group.starts_h.tolist() == [0.0, 3.0, 3.0]
    assert group.books.counts[1, SERVED] == 1


def test_closing_time_turns_the_queue_away_with_its_time() -> None:
    group = offered(1, ([0.0, 0.5, 1.75], [1.8, 1.0, 1.0]))
    assert group.turn_away(2.0) == 1
    assert group.turned_away_wait_h == pytest.approx(0.25)
    books = group.books.finish(2.0, 24.0)
    assert books.counts[:, TURNED_AWAY].tolist() == [0, 1]
    assert books.counts[:, SERVED].tolist() == [0, 2], "who is in service is finished"
    assert books.inside.tolist() == [2, 0]


def test_an_empty_day() -> None:
    group = LaneGroup(3)
    group.advance(24.0)
    books = group.roll_books(24.0)
    assert not books.counts.any()
    assert not books.bins.any()
    assert len(books.counts) == 24


def test_books_rolled_at_midnight_carry_over_who_waits_and_who_is_in_service() -> None:
    group = offered(1, ([22.0, 23.0, 23.5], [1.5, 2.0, 1.0]))
    first = group.roll_books(24.0)
    assert first.counts.sum(axis=0).tolist() == [3, 1, 0]
    assert first.inside[-1] == 2
    assert first.inside[-1] == group.waiting(24.0) + len(group.ends_in_service_h(24.0))
    second = group.roll_books(48.0)
    assert second.counts.sum(axis=0).tolist() == [0, 2, 0]
    assert second.inside[-1] == 0
    area = first.sums[:, QUEUE_AREA_H].sum() + second.sums[:, QUEUE_AREA_H].sum()
    assert area == pytest.approx(0.5 + 2.0, abs=1e-12)


def queue_area_h(arrivals: np.ndarray, leaves: np.ndarray, until_h: float) -> float:
    """The integral of the number waiting, from the jumps of the queue alone."""
    times = np.concatenate((arrivals, leaves))
    order = np.argsort(times, kind="stable")
    jumps = np.concatenate((np.ones(len(arrivals)), -np.ones(len(leaves))))[order]
    times = np.append(times[order], until_h)
    return float((np.cumsum(jumps) * np.diff(times)).sum())


@pytest.mark.parametrize("lanes", [1, 2, 5])
@pytest.mark.parametrize("now_h", [10.0, 7.5, 3.2])
def test_vehicles_balance_and_littles_identity_holds(lanes: int, now_h: float) -> None:
    arrivals, services = a_day(lanes)
    group = offered(lanes, (arrivals, services))
    group.advance(now_h)
    inside = group.waiting(now_h) + len(group.ends_in_service_h(now_h))
    waiting_h = np.maximum(now_h - arrivals[group.car :], 0.0).sum()
    starts = group.starts_h[: group.car]
    waited_h = (starts - arrivals[: group.car]).sum()
    books = group.roll_books(now_h)
    arrived, served, turned_away = books.counts.sum(axis=0).tolist()
    assert arrived == (arrivals < now_h).sum()
    assert turned_away == 0
    assert books.inside[-1] == inside == arrived - served
    assert books.bins.sum() == group.car
    assert books.sums[:, WAIT_SUM_H].sum() == pytest.approx(waited_h, abs=1e-9)
    area_h = books.sums[:, QUEUE_AREA_H].sum()
    assert area_h == pytest.approx(waited_h + waiting_h, abs=1e-9)
    came = arrivals[arrivals < now_h]
    assert area_h == pytest.approx(queue_area_h(came, starts, now_h) + 0.0, abs=1e-9)


def test_littles_identity_includes_those_turned_away() -> None:
    arrivals, services = a_day(cars=600)
    group = offered(1, (arrivals, services))
    turned_away = group.turn_away(10.0)
    assert turned_away > 50
    books = group.books.finish(10.0, 24.0)
    served_wait_h = books.sums[:, WAIT_SUM_H].sum()
    area_h = books.sums[:, QUEUE_AREA_H].sum()
    assert area_h == pytest.approx(served_wait_h + group.turned_away_wait_h, abs=1e-9)
    assert books.counts[:, TURNED_AWAY].tolist() == [0] * 9 + [turned_away]
    assert books.inside[-1] == 0


def snapshot(group: LaneGroup) -> tuple:
    return (
        group.starts_h.tobytes(), group.books.counts.tobytes(), group.books.sums.tobytes(),
        group.books.bins.tobytes(), sorted(group.free_h.tolist()),
        group.priority_starts_h[: group.priorities].tobytes(),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    lanes=st.integers(1, 4),
    bites=st.lists(st.floats(0.0, 30.0), max_size=12),
    shift=st.tuples(st.floats(1.0, 9.0), st.integers(0, 4)),
    closure=st.tuples(st.floats(1.0, 9.0), st.floats(0.0, 3.0)),
    convoys=st.lists(st.floats(0.0, 10.0), max_size=4),
)
def test_how_often_lanes_are_advanced_changes_nothing(
    seed: int,
    lanes: int,
    bites: list[float],
    shift: tuple[float, int],
    closure: tuple[float, float],
    convoys: list[float],
) -> None:
    touches = [(shift[0], 0, shift[1]), (closure[0], 1, closure[0] + closure[1])]
    touches += [(hour, 2, 0.3) for hour in convoys]

    def live(extra: list[float]) -> tuple:
        group = offered(lanes, a_day(seed, cars=120))
        for hour, kind, value in sorted(touches + [(bite, 3, 0.0) for bite in extra]):
            if kind == 0:
                group.set_lanes(hour, int(value))
            elif kind == 1:
                group.hold(hour, value)
            elif kind == 2:
                group.offer_priority(hour, value)
            else:
                group.advance(hour)
        group.advance(40.0)
        return snapshot(group)

    assert live([]) == live(bites)


def test_the_compiled_loop_does_what_its_python_body_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def live() -> tuple:
        group = offered(2, a_day(3, cars=200))
        for hour in (1.0, 4.0):
            group.offer_priority(hour, 0.5)
        group.advance(inf)
        return snapshot(group)

    compiled = live()
    assert advance.py_func is _advance
    monkeypatch.setattr("sim.model.lanes.advance", _advance)
    assert live() == compiled


def test_long_waits_fall_in_the_last_bin_and_late_hours_in_the_last_row() -> None:
    group = offered(1, ([0.0, 0.0], [500.0, 1.0]))
    group.advance(inf)
    assert group.books.bins[0, WAIT_BINS - 1] == 1
    assert group.books.counts[-1, SERVED] == 2
    assert group.books.sums[:, QUEUE_AREA_H].sum() == pytest.approx(500.0)
