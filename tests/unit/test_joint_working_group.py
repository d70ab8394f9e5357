"""Maps that separate groups are approved on a day, late, or zone by zone; then attribution errs
less."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim import events
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "joint_working_group",
    "label": "Joint working group of the guarantors",
    "formed_day": 12.0,
    "maps_due_day": 29.0,
}
LATE = {"distribution": "constant", "mean_h": 240.0}


def deeds(log: EventLog, action: str) -> list[tuple[float, str, float]]:
    return [(e.hour, e.target, e.amount) for e in log.of(events.ActorActed) if e.action == action]


def ghouta(actor: dict[str, Any] | None, **attribution: Any) -> EventLog:
    """Forty days of Eastern Ghouta, in which everything is blamed wrongly until there are maps."""
    wrong = {"report": 1.0, "finding": 1.0, "excluded_fire_blamed_on_covered": 1.0}
    right = dict.fromkeys(wrong, 0.0)
    errors = {"before_maps": wrong, "after_maps": right, "maps_approved_day": None} | attribution
    actors = {"group": actor} if actor else {}
    return simulate(compose(days=40, world={"attribution": errors, "actors": actors}), 1, 0)


def wrongly_blamed_days(log: EventLog) -> list[float]:
    """Days of the incidents that were blamed on another group than the one that fired."""
    fired = {e.violation: e for e in log.of(events.ViolationOccurred)}
    return [
        fired[e.incident].hour / 24.0
        for e in log.of(events.LedgerEntered)
        if e.incident in fired and e.blamed_group and e.blamed_group != fired[e.incident].group
    ]


def test_maps_are_approved_when_they_are_due_and_late_by_the_slip() -> None:
    on_time, late = ActorStand(), ActorStand()
    on_time.start(EXAMPLE, "group")
    late.start(EXAMPLE | {"slip": LATE}, "group")
    assert deeds(on_time.run(), "formed") == [(12.0 * 24, "", 1.0)]
    assert deeds(on_time.rep.log, "maps_late_days") == [(29.0 * 24, "", 0.0)]
    assert deeds(late.run(), "maps_late_days") == [(39.0 * 24, "", 10.0)]
    (change,) = late.rep.log.of(events.SituationChanged)
    assert change == (39.0 * 24, "maps_approved", "all", 1.0, float("inf"), "group")


def test_a_drawn_slip_is_its_own_number_and_grows_with_its_mean() -> None:
    scenario = compose()

    def approved(mean_h: float, replication: int) -> float:
        stand = ActorStand(days=4000, replication=replication, scenario=scenario)
        stand.start(EXAMPLE | {"slip": {"distribution": "exponential", "mean_h": mean_h}})
        return deeds(stand.run(), "maps_approved")[0][0] - 29.0 * 24

    slips = [approved(240.0, replication) for replication in range(200)]
    assert sum(slips) / 200 == pytest.approx(240.0, abs=3.29 * 240.0 / 200**0.5)
    assert approved(480.0, 0) == pytest.approx(2.0 * slips[0])


def test_zones_can_have_a_slip_of_their_own() -> None:
    scenario = compose(world={"zones": {"other": compose().world.zones["eastern_ghouta"]}})
    stand = ActorStand(scenario=scenario)
    stand.start(EXAMPLE | {"zones": {"eastern_ghouta": LATE}})
    log = stand.run()
    assert deeds(log, "maps_approved") == [
        (29.0 * 24, "other", 1.0),
        (39.0 * 24, "eastern_ghouta", 1.0),
    ]


def test_on_time_it_equals_the_day_in_the_world_file() -> None:
    """The same log but for the group's own rows."""

    def rest(log: EventLog) -> list[Any]:
        own = (events.ActorActed, events.SituationChanged)
        return [row for row in log if not isinstance(row, own)]

    assert rest(ghouta(EXAMPLE)) == rest(ghouta(None, maps_approved_day=29.0))


def test_earlier_maps_leave_fewer_wrongly_blamed() -> None:
    wrong = {
        day: wrongly_blamed_days(ghouta(EXAMPLE | {"formed_day": 0.0, "maps_due_day": day}))
        for day in (5.0, 20.0)
    }
    assert 0 < len(wrong[5.0]) < len(wrong[20.0])
    assert max(wrong[5.0]) < 5.0 <= max(wrong[20.0]) < 20.0


def test_maps_before_the_group_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"maps_due_day \(5\) must not be before"):
        resolve("actor", EXAMPLE | {"maps_due_day": 5.0})


def test_maps_approved_twice_and_unknown_zones_are_contradictions() -> None:
    actor = resolve("actor", EXAMPLE | {"zones": {"homs": LATE}})
    (twice, zone) = actor.problems(compose())
    assert twice[0] == ("maps_due_day",)
    assert "maps_approved_day (29)" in twice[1]
    assert zone == (("zones", "homs"), "no zone called 'homs' (there are: eastern_ghouta)")
    null = compose(world={"attribution": {"maps_approved_day": None}})
    assert list(resolve("actor", EXAMPLE).problems(null)) == []
