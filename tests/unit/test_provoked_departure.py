"""Groups leave the truce when provoked, each on its own, and come back after a spell."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim import events
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model import background
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "provoked_departure",
    "label": "Groups that leave when provoked",
    "groups": ["government", "jaysh_al_islam", "faylaq_al_rahman"],
    "incidents": 3,
    "window_days": 2.0,
    "away": {"distribution": "exponential", "mean_h": 72.0},
    "background_factor": 1.5,
}
FIVE_DAYS = {"distribution": "constant", "mean_h": 120.0}


def fire(stand: ActorStand, hour: float, number: int, **over: Any) -> None:
    """Have fire of the opposition fall on ground of the government at an hour."""
    row = events.ViolationOccurred(
        hour, number, "jaysh_al_islam", "side_b", True, "eastern_ghouta", "wafidin",
        "mortar", 1, 0, 1, 0,
    )._replace(**over)  # fmt: skip
    stand.rep.at(hour, lambda: stand.rep.record(row))


def deeds(log: EventLog, action: str | None = None) -> list[tuple[float, str, str, float]]:
    return [
        (e.hour, e.action, e.target, e.amount)
        for e in log.of(events.ActorActed)
        if action in (None, e.action)
    ]


def stand(days: float = 30.0, **changes: Any) -> ActorStand:
    made = ActorStand(days=days)
    made.start(EXAMPLE | {"away": FIVE_DAYS} | changes, "leaving")
    return made


def test_it_leaves_at_the_last_of_so_many_incidents_and_comes_back() -> None:
    made = stand()
    for number, hour in enumerate((10.0, 30.0, 50.0)):
        fire(made, hour, number)
    log = made.run()
    assert deeds(log) == [
        (50.0, "left", "government", 1.0),
        (50.0, "out_days", "government", 5.0),
        (170.0, "came_back", "government", 1.0),
    ]
    (change,) = log.of(events.SituationChanged)
    assert change == (50.0, "background", "government", 1.5, 170.0, "leaving")


def test_incidents_outside_the_window_do_not_add_up() -> None:
    made = stand()
    for number, hour in enumerate((0.0, 30.0, 48.0, 78.0)):
        fire(made, hour, number)
    assert not deeds(made.run())


@pytest.mark.parametrize(
    "about",
    [
        {"side": "side_a", "group": "government"},
        {"covered": False, "group": "excluded_group"},
        {"zone": "north_homs"},
        {"place": "douma"},
        {"place": "a place of no zone"},
    ],
    ids=["its own side", "excluded", "another zone", "ground of the others", "nowhere"],
)
def test_other_fire_provokes_nobody(about: dict[str, Any]) -> None:
    made = stand()
    for number, hour in enumerate((10.0, 30.0, 50.0)):
        fire(made, hour, number, **about)
    assert not deeds(made.run(), "left")


def test_while_it_is_out_nothing_counts_and_then_the_count_starts_anew() -> None:
    made = stand(window_days=30.0)
    for number, hour in enumerate((10.0, 30.0, 50.0, 100.0, 160.0, 180.0, 190.0, 200.0)):
        fire(made, hour, number)
    assert deeds(made.run(), "left") == [
        (50.0, "left", "government", 1.0),
        (200.0, "left", "government", 1.0),
    ]


def test_one_incident_with_many_dead_is_enough_if_the_planner_says_so() -> None:
    for enough, left in ((30, 1), (31, 0), (None, 0)):
        made = stand(deaths_at_once=enough)
        fire(made, 10.0, 1, deaths=30)
        assert len(deeds(made.run(), "left")) == left


def test_a_group_that_has_not_joined_or_is_gone_cannot_leave() -> None:
    """Jaysh al-Islam joins on day 77; fire on Douma is fire on its side."""
    made = stand(days=120, incidents=1)
    for number, day in enumerate((76.9, 77.1)):
        fire(made, 24.0 * day, number, side="side_a", group="government", place="douma")
    assert [(hour / 24.0, target) for hour, _, target, _ in deeds(made.run(), "left")] == [
        (pytest.approx(77.1), "jaysh_al_islam")
    ]
    gone = compose(world={"groups": {"government": {"until_day": 5.0}}})
    made = ActorStand(scenario=gone)
    made.start(EXAMPLE | {"incidents": 1})
    fire(made, 24.0 * 5.1, 1)
    assert not deeds(made.run())


def test_each_group_leaves_for_a_time_of_its_own() -> None:
    made = stand(days=300, incidents=1, away=EXAMPLE["away"])
    for number, day in enumerate((110.0, 111.0)):
        side = {"side": "side_a", "group": "government", "place": "douma"}
        fire(made, 24.0 * day, number, **(side if number else {}))
    out = {target: days for _, _, target, days in deeds(made.run(), "out_days")}
    assert set(out) == {"government", "jaysh_al_islam", "faylaq_al_rahman"}
    assert len(set(out.values())) == 3


def test_the_factor_is_declared_as_a_rise_once_for_all_groups() -> None:
    world = compose(world={"actors": {"leaving": EXAMPLE}}).world
    assert background.background_rise(world) == 1.5


def run(actor: dict[str, Any] | None, replication: int = 0) -> EventLog:
    over = {"violence": {"background_ceiling": 20.0}, "actors": {"leaving": actor} if actor else {}}
    return simulate(compose("planned", "record_only", days=60, world=over), 2, replication)


def count(log: EventLog) -> int:
    return len(log.of(events.ViolationOccurred))


def test_the_harder_groups_answer_the_more_is_fired() -> None:
    logs = [run(EXAMPLE | {"background_factor": factor}) for factor in (1.0, 1.5, 2.0)]
    assert count(logs[0]) < count(logs[1]) < count(logs[2])
    without = run(None)
    own = (events.ActorActed, events.SituationChanged)
    assert [row for row in logs[0] if not isinstance(row, own)] == list(without)
    assert not [e for e in logs[2].of(events.IntensityBounded) if e.bound == "background_ceiling"]


def test_the_less_it_takes_the_more_often_they_leave() -> None:
    left = [
        sum(len(deeds(run(EXAMPLE | {"incidents": n}, number), "left")) for number in range(3))
        for n in (2, 4, 1000)
    ]
    assert left[0] > left[1] > left[2] == 0


def test_who_has_no_truce_to_leave_is_a_contradiction() -> None:
    actor = resolve(
        "actor", EXAMPLE | {"groups": ["government", "excluded_group", "army", "government"]}
    )
    unknown, excluded, twice = actor.problems(compose())
    assert excluded[0] == ("groups", 1)
    assert "excluded by the memorandum" in excluded[1]
    assert unknown[1].startswith("no group called 'army' (there are: excluded_group, faylaq")
    assert twice == (("groups", 3), "'government' stands here twice")


@pytest.mark.parametrize(
    "change", [{"groups": []}, {"incidents": 0}, {"background_factor": 0.5}, {"window_days": 0.0}]
)
def test_numbers_out_of_range_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        resolve("actor", EXAMPLE | change)
