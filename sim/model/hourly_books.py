"""Hourly books of a queue: who came, was served, turned away, how long they waited, hour by hour.

Every vehicle is booked where it happened: arrival and wait in the hour it came, departure in the
hour it left. The time waited is split exactly over the hours, so that the area under the queue
equals the sum of the waits (Little's identity).
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.events import CheckpointHour
from sim.kernel.compiled import compiled
from sim.waits import WAIT_BINS, WAIT_BYTES

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Bins = npt.NDArray[np.uint32]

ARRIVED, SERVED, TURNED_AWAY = 0, 1, 2
WAIT_SUM_H, QUEUE_AREA_H = 0, 1


def _add_queue_area(sums: Floats, books_from_h: float, arrival_h: float, until_h: float) -> None:
    """Split the time that one vehicle waited over the clock hours of the books."""
    last = sums.shape[0] - 1
    since_h = max(arrival_h, books_from_h)
    row = min(int(since_h - books_from_h), last)
    while row < last and until_h > books_from_h + row + 1:
        sums[row, QUEUE_AREA_H] += books_from_h + row + 1 - since_h
        since_h = books_from_h + row + 1
        row += 1
    sums[row, QUEUE_AREA_H] += until_h - since_h


add_queue_area = compiled(_add_queue_area)


def _count_waiting(
    until_h: float,
    arrivals_h: Floats,
    car: int,
    end: int,
    books_from_h: float,
    counts: Counts,
    sums: Floats,
) -> float:
    """Book those who still wait at ``until_h`` as arrived, with their time; give that time."""
    waited_h = 0.0
    for index in range(car, end):
        arrival_h = arrivals_h[index]
        if arrival_h >= books_from_h:
            row = min(int(arrival_h - books_from_h), counts.shape[0] - 1)
            counts[row, ARRIVED] += 1
        waited_h += until_h - arrival_h
        add_queue_area(sums, books_from_h, arrival_h, until_h)
    return waited_h


count_waiting = compiled(_count_waiting)


def _count_inside(counts: Counts, rows: int, inside: int) -> Counts:
    """How many are inside at the end of each of ``rows`` hours; ``inside`` before the first."""
    at_end = np.empty(rows, dtype=np.int64)
    for row in range(rows):
        inside += counts[row, ARRIVED] - counts[row, SERVED] - counts[row, TURNED_AWAY]
        at_end[row] = inside
    return at_end


def _fold(counts: Counts, rows: int) -> None:
    """Count what falls after the first ``rows`` hours in the last of them."""
    for row in range(rows, counts.shape[0]):
        for column in range(counts.shape[1]):
            counts[rows - 1, column] += counts[row, column]


count_inside = compiled(_count_inside)
fold = compiled(_fold)


class Books(NamedTuple):
    """Closed books, a row a clock hour from ``from_h``.

    ``counts`` (rows, 3): arrived, served, turned away, each in the hour it happened. ``inside``
    (rows): how many are there at the end of each hour. ``sums`` (rows, 2): waits of those served by
    hour of arrival, and vehicle-hours waited within the hour. ``bins`` (rows, ``WAIT_BINS``): waits
    of those served by hour of arrival; a wait begun before the books counts in their first hour.
    """

    from_h: float
    counts: Counts
    inside: Counts
    sums: Floats
    bins: Bins


class HourlyBooks:
    """The open books of one queue: ``hours`` rows from ``from_h``; the last takes all later."""

    __slots__ = ("bins", "counts", "from_h", "hours", "inside", "sums")

    def __init__(self, from_h: float = 0.0, hours: int = 48) -> None:
        self.hours = hours
        self.inside = 0
        self.begin(from_h)

    def begin(self, from_h: float) -> None:
        """Open new books at ``from_h``, a whole hour; those inside are carried over."""
        self.from_h = float(from_h)
        self.counts: Counts = np.zeros((self.hours, 3), dtype=np.int64)
        self.sums: Floats = np.zeros((self.hours, 2))
        self.bins: Bins = np.zeros((self.hours, WAIT_BINS), dtype=np.uint32)

    def rows_until(self, now_h: float) -> int:
        """How many rows have begun before ``now_h`` (at least one)."""
        return min(max(ceil(now_h - self.from_h), 1), self.hours)

    def count_waiting(self, now_h: float, arrivals_h: Floats, first: int, end: int) -> float:
        """Book cars ``first`` to ``end`` as arrived and waiting until now; gives their hours."""
        waited_h: float = count_waiting(
            float(now_h), arrivals_h, first, end, self.from_h, self.counts, self.sums
        )
        return waited_h

    def count_turned_away(self, now_h: float, cars: int) -> None:
        """Book cars as turned away in the hour that ends now or is under way."""
        self.counts[self.rows_until(now_h) - 1, TURNED_AWAY] += cars

    def count_refused(self, due_h: Floats) -> None:
        """Book cars as come and turned away at once, before they queued."""
        if not len(due_h):
            return
        hours = np.bincount((due_h - self.from_h).astype(np.int64), minlength=self.hours)
        self.counts[:, [ARRIVED, TURNED_AWAY]] += hours[: self.hours, None]

    def finish(self, now_h: float, next_from_h: float) -> Books:
        """Close the books at closing time: those in service count as done within the last hour."""
        rows = self.rows_until(now_h)
        fold(self.counts, rows)
        return self._close(rows, next_from_h)

    def roll(self, now_h: float, ends_h: list[float]) -> Books:
        """Close the books at ``now_h``; those in service, done at ``ends_h``, are carried over.

        ``now_h`` is a whole hour, or the end of everything.
        """
        rows = self.rows_until(now_h)
        unfinished = sum(int(end_h - self.from_h) == rows - 1 for end_h in ends_h)
        self.counts[rows - 1, SERVED] -= unfinished
        later = self.counts[rows:, SERVED]
        books = self._close(rows, now_h)
        self.counts[: len(later), SERVED] = later
        self.counts[0, SERVED] += unfinished
        return books

    def _close(self, rows: int, next_from_h: float) -> Books:
        inside = count_inside(self.counts, rows, self.inside)
        books = Books(self.from_h, self.counts[:rows], inside, self.sums[:rows], self.bins[:rows])
        self.inside = int(inside[-1])
        self.begin(next_from_h)
        return books


def not_served(due_h: Floats, from_h: float, until_h: float) -> Books:
    """Books of traffic that came while nobody was there: arrived and nothing else."""
    books = HourlyBooks(from_h, max(ceil(until_h - from_h), 1))
    before = due_h[: int(np.searchsorted(due_h, until_h))]
    hours = np.bincount((before - from_h).astype(np.int64), minlength=books.hours)
    books.counts[:, ARRIVED] = hours[: books.hours]
    return books.roll(until_h, [])


def hour_rows(
    books: Books, now_h: float, checkpoint: str, operator: str, *, manned: bool = True
) -> list[CheckpointHour]:
    """The books as events; where nobody mans the checkpoint, those who came were not served."""
    from_h = books.from_h
    arrived, served, turned_away = books.counts.T.tolist()
    wait_sums_h, areas_h = books.sums.T.tolist()
    nobody = [0] * len(arrived)
    bins = books.bins.astype("<u4", copy=False).tobytes()
    ends = range(WAIT_BYTES, len(bins) + 1, WAIT_BYTES)
    columns = zip(
        [from_h + row for row in range(len(arrived))],
        arrived if manned else nobody,
        served,
        turned_away,
        nobody if manned else arrived,
        books.inside.tolist() if manned else nobody,
        wait_sums_h,
        [bins[end - WAIT_BYTES : end] for end in ends],
        areas_h,
        strict=True,
    )
    return [CheckpointHour(now_h, checkpoint, operator, *row) for row in columns]
