"""One replication: its clock, its calendar, its shared series."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sim.kernel.replication import Process, Replication


class Came(NamedTuple):
    hour: float
    who: str


def test_waits_take_hours_and_what_is_past_takes_none() -> None:
    rep = Replication(1, 0, 100.0)

    def life() -> Process:
        yield rep.wait(3.0)
        rep.record(Came(rep.now, "after three hours"))
        yield rep.wait(-2.0)
        yield rep.wait_until(1.0)
        yield rep.wait_until(2.0, urgent=True)
        rep.record(Came(rep.now, "at once"))
        yield rep.wait_until(7.5)
        rep.record(Came(rep.now, "at half past seven"))

    rep.start(life())
    assert list(rep.run()) == [
        (3.0, "after three hours"),
        (3.0, "at once"),
        (7.5, "at half past seven"),
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_calendars_come_first_whoever_was_started_first(turned: bool) -> None:
    rep = Replication(1, 0, 100.0)

    def life(who: str, urgent: bool) -> Process:
        yield rep.wait_until(5.0, urgent=urgent)
        rep.record(Came(rep.now, who))

    lives = [("calendar", True), ("other", False)]
    for who, urgent in reversed(lives) if turned else lives:
        rep.start(life(who, urgent))
    assert [row.who for row in rep.run().of(Came)] == ["calendar", "other"]


def test_actions_happen_at_their_hour_or_at_once_and_not_after_the_horizon() -> None:
    rep = Replication(1, 0, 10.0)
    for hour in (12.0, 4.0, -1.0, 4.0):
        rep.at(hour, lambda hour=hour: rep.record(Came(rep.now, f"due {hour:g}")))
    assert list(rep.run()) == [(0.0, "due -1"), (4.0, "due 4"), (4.0, "due 4")]
    assert rep.now == 10.0


def test_its_numbers_are_those_of_its_seed_and_number() -> None:
    one, same, other = Replication(1, 0, 1.0), Replication(1, 0, 9.0), Replication(1, 1, 1.0)
    assert one.uniform("a", 1) == same.uniform("a", 1) == one.streams.uniform("a", 1)
    assert one.uniform("a", 1) != other.uniform("a", 1)
    assert one.generator("a").random() == same.generator("a").random() != one.uniform("a")


def test_only_what_is_handed_over_is_shared() -> None:
    shared: dict[str, int] = {}
    assert Replication(1, 0, 1.0, shared).shared is shared, "even an empty one"
    assert Replication(1, 0, 1.0).shared is not Replication(1, 0, 1.0).shared


def test_letting_go_leaves_the_log_to_its_reader() -> None:
    rep = Replication(1, 0, 1.0)
    rep.at(0.5, lambda: rep.record(Came(rep.now, "a")))
    rep.at(2.0, lambda: rep.record(Came(rep.now, "too late")))
    log = rep.run()
    rep.let_go()
    rep.record(Came(9.0, "nobody reads this"))
    assert list(log) == [(0.5, "a")]
    assert rep.env.peek() == float("inf")
