"""The event log: rows in order, grouped by kind, told to subscribers, summed up in a digest."""

from __future__ import annotations

from typing import NamedTuple

from sim.kernel.eventlog import EventLog


class Opened(NamedTuple):
    hour: float
    what: str


class Closed(NamedTuple):
    hour: float
    what: str


ROWS = [Opened(0.0, "a"), Closed(1.0, "a"), Opened(1.0, "b")]


def filled(*rows: Opened | Closed) -> EventLog:
    log = EventLog()
    for row in rows:
        log.append(row)
    return log


def test_rows_stand_in_the_order_in_which_they_came() -> None:
    log = filled(*ROWS)
    assert list(log) == log.rows == ROWS
    assert len(log) == 3
    assert log.of(Opened) == [ROWS[0], ROWS[2]]
    assert log.of(Closed) == [ROWS[1]]


def test_rows_that_come_after_a_first_look_are_found_once() -> None:
    log = filled(*ROWS)
    assert len(log.of(Opened)) == 2
    log.append(Opened(2.0, "c"))
    assert [row.what for row in log.of(Opened)] == ["a", "b", "c"]
    assert [row.what for row in log.of(Opened)] == ["a", "b", "c"]
    assert EventLog().of(Opened) == []


def test_subscribers_are_told_of_their_kind_from_then_on_until_the_log_is_closed() -> None:
    log, heard = filled(ROWS[0]), []
    log.subscribe(Opened, lambda row: heard.append(("first", row.what)))
    log.subscribe(Opened, lambda row: heard.append(("second", row.what)))
    log.append(ROWS[1])
    log.append(ROWS[2])
    log.close()
    log.append(Opened(3.0, "z"))
    assert heard == [("first", "b"), ("second", "b")]


def test_a_subscriber_finds_the_row_already_in_the_log() -> None:
    log = EventLog()
    lengths: list[int] = []
    log.subscribe(Opened, lambda _row: lengths.append(len(log)))
    log.append(ROWS[0])
    assert lengths == [1]


def test_the_digest_sees_order_values_and_kinds() -> None:
    same = filled(*ROWS)
    same.of(Opened)
    assert same.digest() == filled(*ROWS).digest()
    others = [
        filled(),
        filled(*ROWS[:2]),
        filled(*reversed(ROWS)),
        filled(Opened(0.0, "a"), Closed(1.0, "a"), Closed(1.0, "b")),
        filled(Opened(0.0, "a"), Closed(1.0, "a"), Opened(1.0 + 1e-15, "b")),
    ]
    assert len({log.digest() for log in [same, *others]}) == 6
