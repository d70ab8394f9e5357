"""Attribution: one number per incident, and thresholds that the separation maps lower."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from small_world import NO_ERROR, violation, world

from sim.kernel.replication import Replication
from sim.model.attribution import Attribution
from sim.model.situation import Situation

BEFORE = {"report": 0.4, "finding": 0.2, "excluded_fire_blamed_on_covered": 0.6}
AFTER = {"report": 0.1, "finding": 0.05, "excluded_fire_blamed_on_covered": 0.3}


def attribution(day: float = 0.0, **over: Any) -> Attribution:
    """Maps are approved on day 29."""
    about = world(
        attribution={"maps_approved_day": 29.0, "before_maps": BEFORE, "after_maps": AFTER} | over,
        violence={"spread_km": 2.0},
    )
    rep = Replication(1, 0, 1e6)
    made = Attribution(rep, about, Situation(rep, 72.0))
    if day:
        rep.env.run(until=24.0 * day)
    return made


def incident(low: float, high: float) -> int:
    """The first incident whose number lies between two bounds."""
    uniform = Replication(1, 0, 1.0).uniform
    return next(n for n in range(10_000) if low < uniform(n, "misattributed") < high)


@pytest.mark.parametrize(
    ("day", "number", "suspect_right", "found_right"),
    [
        (0.0, incident(0.41, 0.59), True, True),
        (0.0, incident(0.35, 0.39), False, True),
        (0.0, incident(0.15, 0.19), False, False),
        (28.99, incident(0.35, 0.39), False, True),
        (29.0, incident(0.35, 0.39), True, True),
        (29.0, incident(0.06, 0.09), False, True),
        (29.0, incident(0.01, 0.04), False, False),
    ],
)
def test_two_thresholds_that_fall_on_the_day_of_the_maps(
    day: float, number: int, suspect_right: bool, found_right: bool
) -> None:
    made, true = attribution(day), violation(number)
    for named, right in (
        (made.suspect(true), suspect_right),
        (made.found(true), found_right),
    ):
        assert (named == "army") == right
        assert right or named in ("rebels", "few"), "a covered group of the other side"


def test_maps_that_are_never_approved_change_nothing() -> None:
    made = attribution(100.0, maps_approved_day=None)
    assert made.suspect(violation(incident(0.35, 0.39))) != "army"


def test_maps_approved_in_the_run_count_in_their_zone_or_everywhere() -> None:
    made = attribution(maps_approved_day=None)
    doubtful = violation(incident(0.35, 0.39))
    for where, right in (("elsewhere", False), ("strip", True)):
        made.situation.declare("maps_approved", where)
        assert (made.suspect(doubtful) == "army") == right
    made = attribution(maps_approved_day=None)
    made.situation.declare("maps_approved")
    assert made.suspect(doubtful) == "army"


def outlaws(number: int) -> Any:
    return violation(number, group="outlaws", side="side_b", covered=False, place="camp")


@pytest.mark.parametrize("day", [0.0, 30.0])
def test_an_excluded_group_s_fire_is_blamed_on_its_own_side_s_covered_groups(day: float) -> None:
    made = attribution(day)
    share = BEFORE if day == 0.0 else AFTER
    threshold = share["excluded_fire_blamed_on_covered"]
    wrong = outlaws(incident(threshold - 0.05, threshold))
    right = outlaws(incident(threshold, threshold + 0.05))
    for name in (made.suspect, made.found, made.complained_of):
        assert name(wrong) in ("rebels", "few")
        assert name(right) == "outlaws"


def test_the_side_under_fire_errs_among_groups_of_the_other_side_only() -> None:
    made = attribution()
    assert made.complained_of(violation(incident(0.35, 0.39))) == "militia"
    assert made.complained_of(violation(incident(0.41, 0.5))) == "army"


def test_where_nobody_else_can_be_blamed_the_guilty_group_is() -> None:
    made = attribution()
    alone = made.world.model_copy(update={"groups": {"army": made.world.groups["army"]}})
    lonely = Attribution(made.rep, alone, made.situation)
    true = violation(incident(0.01, 0.04))
    assert made.suspect(true) != "army"
    assert lonely.suspect(true) == lonely.complained_of(true) == "army"


def test_who_is_blamed_goes_by_fire_near_the_place() -> None:
    """Wrongly blamed for fire on the village: rebels 3 a day on the camp 12 km away, the few 1 a
    day on the village itself, scale 2 km: the few but for a share of exp(-6) * 3."""
    certain = NO_ERROR | {"report": 1.0}
    data = attribution(before_maps=certain, maps_approved_day=None).world.model_dump(mode="json")
    data["groups"]["few"]["places"] = {"village": 1.0}
    rep = Replication(1, 0, 1.0)
    made = Attribution(rep, type(world()).model_validate(data), Situation(rep, 72.0))
    few = 1.0 / (1.0 + 3.0 * exp(-6.0))
    for number in range(500):
        # groups are kept by name: the few come first
        expected = "few" if rep.uniform(number, "blamed") < few else "rebels"
        assert made.suspect(violation(number, place="village")) == expected
