"""People return in stages when it is quiet, and come by checkpoints on top of other traffic."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import ActorActed, CheckpointHour, SituationChanged, ViolationOccurred
from sim.kernel.streams import identity
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "world"
EXAMPLE = {
    "kind": "returns",
    "label": "Returns to Harasta",
    "place": "harasta",
    "from_day": 2.0,
    "stages": [
        {"label": "from inside the country", "people": 1_000, "people_per_day": 300.0},
        {"label": "from abroad", "people": 5_000, "people_per_day": 156.0},
    ],
    "radius_km": 1.0,
    "quiet_below_incidents_per_day": 2.0,
    "quiet_of_excluded_days": 3.0,
    "checkpoints": ["gov_harasta", "gov_wafidin"],
    "people_per_vehicle": 5.0,
}


def lived(fire: list[tuple[float, str, bool]] = [], **changes: Any) -> ActorStand:  # noqa: B006
    """``fire``: hour, place, and whether by a covered group."""
    stand = ActorStand(days=20.0)
    stand.start(EXAMPLE | changes, "returns")
    for number, (hour, place, covered) in enumerate(fire):
        event = ViolationOccurred(
            hour, identity("f", number), "g", "side_b", covered, "z", place, "mortar", 1, 0, 1, 0
        )
        stand.rep.at(hour, lambda event=event: stand.rep.record(event))
    stand.run()
    return stand


def days_of(stand: ActorStand, action: str) -> list[tuple[int, str, float]]:
    return [
        (int(event.hour // 24), event.target, event.amount)
        for event in stand.rep.log.of(ActorActed)
        if event.action == action
    ]


def test_stages_come_one_after_the_other_at_their_pace() -> None:
    returned = days_of(lived(), "returned_people")
    assert returned[:4] == [
        (day, "from inside the country", people)
        for day, people in ((2, 300.0), (3, 300.0), (4, 300.0), (5, 100.0))
    ]
    assert returned[4] == (6, "from abroad", 156.0)
    assert len(returned) == 18
    assert days_of(lived(), "days_waited") == []


def test_they_wait_until_it_is_quiet_around_the_place() -> None:
    five = [(24.0 * 4 + hour, "harasta", True) for hour in range(5)]  # 2.5 a day over 48 hours
    assert [day for day, *_ in days_of(lived(five), "days_waited")] == [5, 6]
    assert days_of(lived(five, quiet_below_incidents_per_day=2.5), "days_waited") == []
    again = [*five, (24.0 * 6 + 12.0, "harasta", True)]
    stricter = days_of(lived(again, quiet_below_incidents_per_day=0.4), "days_waited")
    assert [day for day, *_ in stricter] == [5, 6, 7, 8]
    elsewhere = [(hour, "ain_terma", covered) for hour, _, covered in five]
    assert days_of(lived(elsewhere), "days_waited") == []


def test_one_shot_of_an_excluded_group_holds_them_up_for_its_days() -> None:
    shot = [(24.0 * 4 + 1.0, "harasta", False)]
    waited = [day for day, *_ in days_of(lived(shot), "days_waited")]
    assert waited == [5, 6, 7]
    assert days_of(lived([(97.0, "harasta", True)]), "days_waited") == []


def test_their_vehicles_come_on_top_of_the_day_on_friday_too() -> None:
    changes = [e for e in lived().rep.log.of(SituationChanged) if e.quantity == "flow"]
    assert {change.target for change in changes} == {"gov_harasta", "gov_wafidin"}
    # 300 people in 5 to a vehicle at two checkpoints: 30 on top of 900
    assert changes[0].factor == pytest.approx(1.0 + 30.0 / 900.0)
    assert (changes[0].hour, changes[0].until_h) == (46.0, 70.0)
    # day 6 is a Friday: 156 people, 15.6 vehicles on top of 0.6 x 900
    friday = next(change for change in changes if change.hour == 24.0 * 6 - 2.0)
    assert friday.factor == pytest.approx(1.0 + 15.6 / 540.0)


def test_checkpoints_see_them() -> None:
    def arrived(people_per_day: float, *, enabled: bool = True) -> dict[str, int]:
        stages = [{"label": "all", "people": 1_000_000, "people_per_day": people_per_day}]
        quiet = {"quiet_below_incidents_per_day": 1000.0, "quiet_of_excluded_days": 0.0}
        settings = EXAMPLE | quiet | {"stages": stages, "enabled": enabled}
        scenario = compose(days=12, world={"actors": {"returns": settings}})
        counted: dict[str, int] = {}
        for row in simulate(scenario, seed=1, replication=0).of(CheckpointHour):
            counted[row.checkpoint] = counted.get(row.checkpoint, 0) + row.arrived
        return counted

    off, some, many = arrived(1000.0, enabled=False), arrived(1000.0), arrived(4000.0)
    for name in ("gov_harasta", "gov_wafidin"):
        # days 2 to 11: 100 and 400 vehicles a day on top, less the Poisson noise of two counts
        assert some[name] - off[name] == pytest.approx(1000, abs=150)
        assert many[name] - off[name] == pytest.approx(4000, abs=300)
    assert some["gov_east"] == off["gov_east"]


def test_contradictions_are_one_line_each() -> None:
    wrong = EXAMPLE | {"place": "hrasta", "checkpoints": ["gov_east", "gate", "gov_east"]}
    found = contradictions(compose(world={"actors": {"returns": wrong}}))
    assert [key[3:] for key, _ in found] == [("place",), ("checkpoints", 1), ("checkpoints", 2)]
    assert found[0][1].startswith("no place called 'hrasta' - did you mean 'harasta'? (there are: ")
    assert found[1][1].startswith("no checkpoint called 'gate' (there are: cp_")
    assert found[2][1] == "is named twice"
