"""Places join one by one: each sees less fire of covered groups from then on."""

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
    "kind": "places_join",
    "label": "Settlements that declare that they join",
    "zones": ["eastern_ghouta"],
    "joins_per_day": 0.5,
    "before_joining_factor": 1.2,
}
FIRE_AT_DOUMA = ("government@douma", "jaysh_al_islam@douma")


def joined(log: EventLog) -> list[tuple[float, str, float]]:
    return [(e.hour, e.target, e.amount) for e in log.of(events.ActorActed)]


def stand(days: float = 60.0, **changes: Any) -> ActorStand:
    made = ActorStand(days=days)
    made.start(EXAMPLE | {"zones": []} | changes, "joining")
    return made


def factor_at(made: ActorStand, day: float, target: str = FIRE_AT_DOUMA[0]) -> float:
    made.rep.env.run(until=24.0 * day)
    return made.situation.factor("background", target)


def test_a_place_keeps_its_factor_until_the_day_on_which_it_joins() -> None:
    made = stand(places={"douma": {"day": 10.0}}, before_joining_factor=1.5)
    assert [factor_at(made, day) for day in (1.0, 9.99, 10.01, 50.0)] == [1.5, 1.5, 1.0, 1.0]
    assert joined(made.run()) == [(240.0, "douma", 1.0)]
    changes = made.rep.log.of(events.SituationChanged)
    assert sorted(change.target for change in changes) == sorted(FIRE_AT_DOUMA)
    assert {change[3:] for change in changes} == {(1.5, 240.0, "joining")}


def test_excluded_groups_fire_as_before() -> None:
    made = stand(places={"qabun": {"day": 10.0}}, before_joining_factor=1.5)
    assert factor_at(made, 1.0, "excluded_group@qabun") == 1.0
    assert not made.run().of(events.SituationChanged)


def test_a_place_of_many_settlements_changes_in_as_many_steps() -> None:
    made = stand(places={"douma": {"settlements": 4}}, joins_per_day=1.0, before_joining_factor=2.0)
    log = made.run()
    assert [target for _, target, _ in joined(log)] == ["douma"] * 4
    hours = [0.0, *(hour for hour, _, _ in joined(log))]
    steps = [e for e in log.of(events.SituationChanged) if e.target == FIRE_AT_DOUMA[0]]
    assert [e.factor for e in steps] == [2.0, 1.75, 1.5, 1.25]
    assert [e.hour for e in steps] == hours[:-1]
    assert [e.until_h for e in steps] == hours[1:]
    assert made.situation.factor("background", FIRE_AT_DOUMA[0]) == 1.0


def test_ninety_settlements_take_two_months_at_one_and_a_half_a_day() -> None:
    """The hours are those of a Poisson process: the 90th comes after 60 +- 6.3 days."""
    made = stand(
        days=400,
        places={"douma": {"settlements": 60}, "harasta": {"settlements": 30}},
        joins_per_day=1.5,
    )
    done = joined(made.run())
    assert len(done) == 90
    assert done[-1][0] / 24.0 == pytest.approx(60.0, abs=3.29 * 90**0.5 / 1.5)
    firsts = [place for _, place, _ in done[:45]]
    assert 15 < firsts.count("douma") < 45, "in a random order, not one place after the other"


def test_a_higher_rate_brings_the_same_order_earlier() -> None:
    slow, fast = (
        joined(stand(days=4000, zones=["eastern_ghouta"], joins_per_day=rate).run())
        for rate in (0.5, 1.0)
    )
    assert [place for _, place, _ in slow] == [place for _, place, _ in fast]
    assert [hour / 2.0 for hour, _, _ in slow] == pytest.approx([hour for hour, _, _ in fast])


def test_without_a_rate_nobody_without_a_day_joins() -> None:
    made = stand(places={"douma": {}, "harasta": {"day": 3.0}}, joins_per_day=0.0)
    assert joined(made.run()) == [(72.0, "harasta", 1.0)]
    assert made.situation.factor("background", FIRE_AT_DOUMA[0]) == 1.2


def test_the_factor_is_declared_as_a_rise() -> None:
    world = compose(world={"actors": {"joining": EXAMPLE}}).world
    assert background.background_rise(world) == 1.2
    problem = background.ceiling_problem(world)
    assert problem is not None
    assert "1.2" in problem


def run(actor: dict[str, Any] | None) -> list[tuple[float, str, int]]:
    """Violations of a world in which fire brings no fire and no feedback, 40 days."""
    quiet = {"own": 0.0, "retaliation": 0.0}
    violence = {"fast": quiet, "slow": quiet, "background_ceiling": 20.0, "deterrence_by_rung": 0.0}
    violence |= {"resentment_effect": 0.0, "intensity_ceiling": 1.0}
    over = {"violence": violence, "actors": {"joining": actor} if actor else {}}
    log = simulate(compose("planned", "record_only", days=40, world=over), 2, 0)
    return [(e.hour, e.place, e.violation) for e in log.of(events.ViolationOccurred)]


def test_the_sooner_places_join_the_less_is_fired_and_all_else_is_the_same() -> None:
    without = run(None)
    before = run(EXAMPLE | {"before_joining_factor": 2.0, "joins_per_day": 0.0})
    slow = run(EXAMPLE | {"before_joining_factor": 2.0})
    fast = run(EXAMPLE | {"before_joining_factor": 2.0, "joins_per_day": 2.0})
    assert set(without) < set(fast) < set(slow) < set(before)
    at_once = run(EXAMPLE | {"before_joining_factor": 1.0})
    assert at_once == without


def test_nothing_to_join_and_factors_below_one_are_refused() -> None:
    with pytest.raises(ValidationError, match="give places or zones that join"):
        resolve("actor", EXAMPLE | {"zones": []})
    with pytest.raises(ValidationError, match="before_joining_factor"):
        resolve("actor", EXAMPLE | {"before_joining_factor": 0.9})


def test_unknown_places_and_zones_are_contradictions() -> None:
    actor = resolve("actor", EXAMPLE | {"places": {"duma": {}}, "zones": ["homs"]})
    (place, zone) = actor.problems(compose())
    assert place[0] == ("places", "duma")
    assert place[1].startswith(
        "no place called 'duma' - did you mean 'douma'? (there are: ain_terma, arbin, "
    )
    assert zone == (("zones", 0), "no zone called 'homs' (there are: eastern_ghouta)")
