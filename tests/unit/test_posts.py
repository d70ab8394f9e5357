"""Posts: opening, watches, shelter and closure, row by row."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from small_world import post, watches

from sim.events import PostManned, PostUnmanned, SituationChanged
from sim.kernel.replication import Replication
from sim.model.posts import Watch, detection_probability


def life(
    until_h: float,
    *shelters: tuple[float, int],
    settings: dict[str, Any] | None = None,
    **about: Any,
) -> list[tuple[Any, ...]]:
    """Rows of one post's life as (hour, kind or cause, people); ``shelters``: (hour, incident)."""
    rep = Replication(1, 0, until_h)
    made = post(rep, settings=watches(**(settings or {})), **about)
    rep.start(made.live())
    for hour, incident in shelters:
        rep.at(hour, lambda incident=incident: made.take_shelter(incident))
    rows = []
    for row in rep.run():
        name = type(row).__name__
        if name == "PostManned":
            rows.append((row.hour, row.light, row.people))
        elif name == "PostUnmanned":
            rows.append((row.hour, row.cause, 0))
        else:
            rows.append((row.hour, "due" if name == "PostDue" else "no longer due", 0))
    return rows


def test_watches_follow_each_other_from_opening_to_closure() -> None:
    """Opened at midnight of day 1 with the night watch, closed at noon of day 2."""
    assert life(200.0, opens_day=1.0, closes_day=2.5) == [
        (24.0, "due", 0),
        (24.0, "night", 2),
        (30.0, "day", 3),
        (42.0, "night", 2),
        (54.0, "day", 3),
        (60.0, "closed", 0),
        (60.0, "no longer due", 0),
    ]


def test_a_post_that_opens_late_is_due_but_unmanned() -> None:
    assert life(31.0, opens_day=0.5, late_days=0.25) == [
        (12.0, "due", 0),
        (12.0, "late_opening", 0),
        (18.0, "night", 2),
        (30.0, "day", 3),
    ]
    assert life(100.0, opens_day=0.5, late_days=9.0, closes_day=1.0)[1:] == [
        (12.0, "late_opening", 0),
        (24.0, "closed", 0),
        (24.0, "no longer due", 0),
    ]


def test_a_post_that_the_level_cannot_man_is_due_and_never_manned() -> None:
    assert life(100.0, opens_day=0.5, closes_day=1.0, staffed=False) == [
        (12.0, "due", 0),
        (12.0, "level", 0),
        (24.0, "closed", 0),
        (24.0, "no longer due", 0),
    ]


def test_fewer_than_two_make_no_watch() -> None:
    alone = [(0.0, "due", 0), (0.0, "short_watch", 0), (6.0, "day", 2), (18.0, "short_watch", 0)]
    assert life(20.0, watch=Watch(2, 1)) == alone
    everybody = life(7.0, settings={"absence_probability": 1.0}, watch=Watch(9, 9))
    assert everybody[1:] == [(0.0, "short_watch", 0), (6.0, "short_watch", 0)]


def test_who_is_missing_is_a_threshold_on_a_number_of_post_hour_and_person() -> None:
    draws = Replication(1, 0, 1.0).streams.uniforms("another key", "absent", 6, 0)
    draws += Replication(1, 0, 1.0).streams.uniforms("another key", "absent", 6, 4)
    absence = sorted(draws[:6])[1] * 1.0001  # two of six are missing
    rows = life(
        7.0, settings={"absence_probability": absence}, watch=Watch(6, 6), key="another key"
    )
    assert rows[-1] == (6.0, "day", 4)


@pytest.mark.parametrize(
    ("shelters", "rows"),
    [
        ([(8.0, 1)], [(8.0, "shelter", 0), (10.0, "day", 3)]),
        ([(8.0, 1), (9.0, 2)], [(8.0, "shelter", 0), (11.0, "day", 3)]),
        # the next watch waits for the end of it
        ([(17.0, 1)], [(17.0, "shelter", 0), (19.0, "night", 2)]),
        ([(19.0, 1)], [(18.0, "night", 2), (19.0, "shelter", 0)]),
    ],
)
def test_shelter(shelters: list[tuple[float, int]], rows: list[tuple[Any, ...]]) -> None:
    found = life(20.0, *shelters)
    assert found[:3] == [(0.0, "due", 0), (0.0, "night", 2), (6.0, "day", 3)]
    assert [row for row in found[3:] if row[0] < 18.0 or rows[0][0] >= 17.0] == rows


def test_no_shelter_before_opening_or_after_closure_or_beyond_it() -> None:
    about = {"opens_day": 0.25, "late_days": 0.125, "closes_day": 0.5}
    assert life(40.0, (5.0, 1), (8.0, 2), (11.0, 3), (13.0, 4), **about) == [
        (6.0, "due", 0),
        (6.0, "late_opening", 0),
        (9.0, "day", 3),
        (11.0, "shelter", 0),
        (12.0, "closed", 0),
        (12.0, "no longer due", 0),
    ]


def test_after_shelter_a_watch_that_nobody_turned_up_for_is_short() -> None:
    rows = life(30.0, (17.0, 1), watch=Watch(3, 0))
    assert rows[-2:] == [(17.0, "shelter", 0), (19.0, "short_watch", 0)]


def test_the_length_of_shelter_is_a_number_of_incident_and_post_and_the_longest_counts() -> None:
    shelter = {"distribution": "exponential", "mean_h": 1.0}
    quantile, uniform = watches(shelter=shelter).shelter.quantile(), Replication(1, 0, 1.0).uniform
    lengths_h = {number: quantile(uniform(number, "post", "shelter")) for number in range(50)}
    long = next(number for number, hours in lengths_h.items() if 1.0 < hours < 5.0)
    short = next(number for number, hours in lengths_h.items() if hours < 0.1)
    end_h = 7.0 + lengths_h[long]
    rows = life(17.0, (7.0, long), (7.5, short), settings={"shelter": shelter})
    assert rows[-2:] == [(7.0, "shelter", 0), (end_h, "day", 3)]


def test_detection_probability() -> None:
    """(1 - .7^(1 + .5 * 2)) exp(-1/2) at one sigma; nothing from one person or below 1 %."""
    assert detection_probability(0.3, 0.5, 3, 2.0, 4.0) == pytest.approx(0.51 * exp(-0.5))
    assert detection_probability(0.3, 0.5, 1, 0.0, 4.0) == 0.0
    assert detection_probability(0.3, 0.5, 2, 0.0, 0.0) == 0.0
    assert detection_probability(1.0, 0.5, 2, 6.06, 4.0) == pytest.approx(0.01015, abs=1e-4)
    assert detection_probability(1.0, 0.5, 2, 6.08, 4.0) == 0.0


def withheld(
    until_h: float, *changes: tuple[float, float, float, str], **about: Any
) -> list[tuple[Any, ...]]:
    """Rows of a post's life with changes of its manning: (hour, factor, until, by)."""
    rep = Replication(1, 0, until_h)
    made = post(rep, settings=watches(), **about)
    rep.start(made.live())
    for hour, factor, ends_h, by in changes:
        change = SituationChanged(hour, "manning", "post", factor, ends_h, by)
        rep.at(hour, lambda change=change: made.withhold(change))
    return [
        (row.hour, row.cause if isinstance(row, PostUnmanned) else row.people)
        for row in rep.run()
        if isinstance(row, PostManned | PostUnmanned)
    ]


def test_nobody_watches_while_an_actor_keeps_the_people_away() -> None:
    assert withheld(40.0, (8.0, 0.0, 20.0, "pool")) == [
        (0.0, 2), (6.0, 3), (8.0, "pool"), (18.0, "pool"), (20.0, 2), (30.0, 3),
    ]  # fmt: skip
    # given back before its time, by that actor alone
    assert withheld(10.0, (7.0, 0.0, 99.0, "pool"), (9.0, 1.0, 9.0, "pool"))[2:] == [
        (7.0, "pool"), (9.0, 3),
    ]  # fmt: skip
    assert withheld(10.0, (7.0, 0.0, 99.0, "pool"), (9.0, 1.0, 9.0, "zone"))[2:] == [
        (7.0, "pool"), (9.0, "pool"),
    ]  # fmt: skip


def test_a_post_withheld_before_it_opens_is_never_manned_for_an_instant() -> None:
    changes = (0.0, 0.0, 26.0, "pool")
    assert withheld(29.0, changes, opens_day=1.0) == [(24.0, "pool"), (26.0, 2)]
    assert withheld(99.0, changes, opens_day=0.5, closes_day=1.0) == [
        (12.0, "pool"), (18.0, "pool"), (24.0, "closed"),
    ]  # fmt: skip
