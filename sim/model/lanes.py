"""Lanes: vehicles wait in order of arrival for the lane that frees first, convoys before civilians.

Millions of civilian crossings are served here by a compiled loop and not as processes. Between two
touches (a convoy, a shift, a closure, closing time) nothing outside can change what happens, so the
lanes need only be advanced to the present when something touches them; how often they are advanced
changes nothing.

Discipline: first come, first served; priority customers (convoys) go before everybody who waits but
interrupt nobody. Hours throughout.
"""

from __future__ import annotations

from math import inf, log, nan

import numpy as np

from sim.kernel.compiled import compiled
from sim.model.hourly_books import (
    ARRIVED,
    SERVED,
    WAIT_SUM_H,
    Bins,
    Books,
    Counts,
    Floats,
    HourlyBooks,
    add_queue_area,
)
from sim.waits import BINS_PER_LOG_HOUR, SHORTEST_H, WAIT_BINS


def _advance(
    until_h: float,
    pace: float,
    free_h: Floats,
    car_until_h: Floats,
    arrivals_h: Floats,
    services_h: Floats,
    starts_h: Floats,
    car: int,
    priority_arrivals_h: Floats,
    priority_services_h: Floats,
    priority_starts_h: Floats,
    priority: int,
    priorities: int,
    books_from_h: float,
    counts: Counts,
    sums: Floats,
    bins: Bins,
) -> tuple[int, int]:
    """Begin every service that begins before ``until_h``; give the next car and priority customer.

    ``free_h``: when each open lane falls free; ``car_until_h``: when the last car on it is done.
    ``pace`` multiplies the cars' services. A car belongs to the row of its arrival (arrived, wait)
    and of its departure (served); before ``books_from_h`` it was counted as arrived already.
    """
    lanes, cars, last = free_h.shape[0], arrivals_h.shape[0], counts.shape[0] - 1
    while lanes > 0:
        lane = 0
        for other in range(1, lanes):
            if free_h[other] < free_h[lane]:
                lane = other
        start_h = inf
        if car < cars:
            start_h = max(arrivals_h[car], free_h[lane])
        if priority < priorities:
            priority_h = max(priority_arrivals_h[priority], free_h[lane])
            if priority_h <= start_h:
                if priority_h >= until_h:
                    break
                priority_starts_h[priority] = priority_h
                free_h[lane] = priority_h + priority_services_h[priority]
                priority += 1
                continue
        if start_h >= until_h:
            break
        arrival_h = arrivals_h[car]
        end_h = start_h + services_h[car] * pace
        free_h[lane] = end_h
        car_until_h[lane] = end_h
        starts_h[car] = start_h
        car += 1
        row = 0
        if arrival_h >= books_from_h:
            row = min(int(arrival_h - books_from_h), last)
            counts[row, ARRIVED] += 1
        counts[min(int(end_h - books_from_h), last), SERVED] += 1
        wait_h = start_h - arrival_h
        index = 0
        if wait_h > 0.0:
            sums[row, WAIT_SUM_H] += wait_h
            index = 1
            if wait_h > SHORTEST_H:
                index = min(1 + int(log(wait_h / SHORTEST_H) * BINS_PER_LOG_HOUR), WAIT_BINS - 1)
            add_queue_area(sums, books_from_h, arrival_h, start_h)
        bins[row, index] += 1
    return car, priority


advance = compiled(_advance)


class LaneGroup:
    """Parallel lanes with one queue, served first come, first served, priority customers first.

    ``pace`` multiplies each car's service time. Nobody is served before ``start_h``. Methods that
    change something first advance the lanes to ``now_h``, which must not run backwards.
    """

    __slots__ = (
        "arrivals_h", "books", "car", "car_until_h", "free_h", "held_until_h", "pace",
        "priorities", "priority", "priority_arrivals_h", "priority_services_h",
        "priority_starts_h", "retiring", "services_h", "starts_h", "turned_away_wait_h",
    )  # fmt: skip

    def __init__(
        self, lanes: int, *, pace: float = 1.0, start_h: float = 0.0, book_hours: int = 48
    ) -> None:
        self.pace = pace
        self.held_until_h = start_h
        self.free_h: Floats = np.full(lanes, start_h)
        self.car_until_h: Floats = np.full(lanes, -inf)
        self.retiring: list[tuple[float, float]] = []
        """Lanes that close when they fall free: (free_h, car_until_h)."""
        self.arrivals_h: Floats = np.empty(0)
        self.services_h: Floats = np.empty(0)
        self.starts_h: Floats = np.empty(0)
        self.car = 0
        self.priority_arrivals_h: Floats = np.empty(8)
        self.priority_services_h: Floats = np.empty(8)
        self.priority_starts_h: Floats = np.full(8, nan)
        self.priority = self.priorities = 0
        self.turned_away_wait_h = 0.0
        self.books = HourlyBooks(hours=book_hours)

    # --- who comes --------------------------------------------------------------------------------
    def offer(self, arrivals_h: Floats, services_h: Floats) -> None:
        """Add cars in order of arrival; ``starts_h`` then holds one start (or NaN) for each car of
        this and not yet served cars of earlier offers, in that order."""
        if self.car < len(self.arrivals_h):
            arrivals_h = np.concatenate((self.arrivals_h[self.car :], arrivals_h))
            services_h = np.concatenate((self.services_h[self.car :], services_h))
        self.arrivals_h, self.services_h, self.car = arrivals_h, services_h, 0
        self.starts_h = np.full(len(arrivals_h), nan)

    def offer_priority(self, arrival_h: float, service_h: float) -> int:
        """Add a priority customer, in order of arrival; gives its ticket (0, 1, 2, ...)."""
        ticket = self.priorities
        if ticket == len(self.priority_arrivals_h):
            room = np.full(ticket, nan)
            self.priority_arrivals_h = np.concatenate((self.priority_arrivals_h, room))
            self.priority_services_h = np.concatenate((self.priority_services_h, room))
            self.priority_starts_h = np.concatenate((self.priority_starts_h, room))
        self.priority_arrivals_h[ticket] = arrival_h
        self.priority_services_h[ticket] = service_h
        self.priorities += 1
        return ticket

    def expected_start_h(self, ticket: int) -> float:
        """When a priority customer's service began, or will if nothing intervenes (inf: no lane).

        Exact once the lanes were advanced to its arrival: cars can't overtake those who wait.
        """
        if ticket < self.priority:
            return float(self.priority_starts_h[ticket])
        free_h = self.free_h.tolist()
        start_h = inf
        for index in range(self.priority, ticket + 1):
            if not free_h:
                return inf
            lane = free_h.index(min(free_h))
            start_h = max(float(self.priority_arrivals_h[index]), free_h[lane])
            free_h[lane] = start_h + float(self.priority_services_h[index])
        return start_h

    # --- what happens to the lanes ----------------------------------------------------------------
    def advance(self, now_h: float) -> None:
        """Begin every service that begins before ``now_h``."""
        books = self.books
        self.car, self.priority = advance(
            float(now_h), self.pace, self.free_h, self.car_until_h,
            self.arrivals_h, self.services_h, self.starts_h, self.car,
            self.priority_arrivals_h, self.priority_services_h, self.priority_starts_h,
            self.priority, self.priorities,
            books.from_h, books.counts, books.sums, books.bins,
        )  # fmt: skip

    def hold(self, now_h: float, until_h: float) -> None:
        """Begin no service from ``now_h`` to ``until_h``; who is in service is finished."""
        self.advance(now_h)
        self.held_until_h = max(self.held_until_h, until_h)
        np.maximum(self.free_h, until_h, out=self.free_h)

    @property
    def open_lanes(self) -> int:
        """How many lanes serve."""
        return len(self.free_h)

    def set_lanes(self, now_h: float, lanes: int) -> None:
        """More lanes open at once; of too many, those that fall free first close as they do, ahead
        of anybody who waits."""
        self.advance(now_h)
        pairs = list(zip(self.free_h.tolist(), self.car_until_h.tolist(), strict=True))
        busy = [pair for pair in self.retiring if max(pair) > now_h]
        if lanes <= len(pairs):
            pairs.sort()
            surplus = len(pairs) - lanes
            busy += pairs[:surplus]
            pairs = pairs[surplus:]
        else:
            new_h = max(now_h, self.held_until_h)
            while len(pairs) < lanes:
                pairs.append(busy.pop() if busy else (new_h, -inf))
        self.retiring = sorted(busy, reverse=True)
        self.free_h = np.array([max(free, self.held_until_h) for free, _ in pairs], np.float64)
        self.car_until_h = np.array([until for _, until in pairs], np.float64)

    def turn_away(self, now_h: float) -> int:
        """Send those cars away that wait at ``now_h``; gives how many."""
        self.advance(now_h)
        if self.car == len(self.arrivals_h):
            return 0
        end = int(np.searchsorted(self.arrivals_h, now_h, side="right"))
        count = max(end - self.car, 0)
        if count:
            self.turned_away_wait_h += self.books.count_waiting(
                now_h, self.arrivals_h, self.car, end
            )
            self.books.count_turned_away(now_h, count)
            self.car = end
        return count

    def disperse(self, now_h: float) -> None:
        """Serve nobody of those who wait at ``now_h`` or were to come later."""
        self.advance(now_h)
        self.car = len(self.arrivals_h)
        self.priorities = self.priority

    # --- the books --------------------------------------------------------------------------------
    def waiting(self, now_h: float) -> int:
        """Cars in the queue at ``now_h``, to which the lanes were advanced."""
        return max(int(np.searchsorted(self.arrivals_h, now_h, side="left")) - self.car, 0)

    def ends_in_service_h(self, now_h: float) -> list[float]:
        """When each car that is on a lane at ``now_h``, to which they were advanced, is done."""
        ends_h = self.car_until_h.tolist() + [until_h for _, until_h in self.retiring]
        return [end_h for end_h in ends_h if end_h > now_h]

    def finish_books(self, now_h: float, next_from_h: float) -> Books:
        """Turn the queue away at closing time and close the books; new ones begin at
        ``next_from_h``."""
        self.turn_away(now_h)
        return self.books.finish(now_h, next_from_h)

    def roll_books(self, now_h: float) -> Books:
        """Close the books at ``now_h`` and carry those over who wait or are in service."""
        self.advance(now_h)
        end = self.car + self.waiting(now_h)
        self.books.count_waiting(now_h, self.arrivals_h, self.car, end)
        return self.books.roll(now_h, self.ends_in_service_h(now_h))
