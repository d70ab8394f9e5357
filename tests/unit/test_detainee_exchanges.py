"""Exchanges of detainees lower resentment, and nothing else."""

from __future__ import annotations

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim.events import ActorActed, ViolationOccurred
from sim.kernel.registry import resolve
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "world"
EXAMPLE = {
    "kind": "detainee_exchanges",
    "label": "Exchanges of detainees",
    "groups": ["government", "jaysh_al_islam"],
    "dated": {"first": {"day": 20.0, "detainees": 50}},
    "mean_interval_days": 10.0,
    "detainees_mean": 20.0,
    "detainees_that_halve_resentment": 100.0,
}


def exchanges(days: float = 60.0, **changes: object) -> list[ActorActed]:
    stand = ActorStand(days=days)
    stand.start(EXAMPLE | changes, "exchanges")
    return stand.run().of(ActorActed)


def test_those_of_the_calendar_come_on_their_day() -> None:
    ((hour, amount),) = [
        (event.hour, event.amount)
        for event in exchanges(mean_interval_days=None, detainees_mean=None)
    ]
    assert (hour, amount) == (480.0, 50)


def test_those_at_random_have_their_rate_and_their_size() -> None:
    found = exchanges(days=20_000.0, dated={})
    assert len(found) == pytest.approx(2000, abs=3.29 * 2000**0.5)
    mean = sum(event.amount for event in found) / len(found)
    assert mean == pytest.approx(20.0, abs=3.29 * 20.0 / 2000**0.5)


def test_a_hundred_halve_the_resentment_of_both() -> None:
    stand = ActorStand(days=30.0)
    dated = {"one": {"day": 10.0, "detainees": 70}, "two": {"day": 10.0, "detainees": 30}}
    for _ in range(4):
        stand.situation.resent("government")
    stand.situation.resent("faylaq_al_rahman")
    changes = {"dated": dated, "mean_interval_days": None, "detainees_mean": None}
    stand.start(EXAMPLE | changes)
    faded = {}
    stand.rep.at(239.0, lambda: faded.update(before=stand.situation.resentment("government")))
    stand.rep.at(241.0, lambda: faded.update(after=stand.situation.resentment("government")))
    stand.run()
    assert faded["after"] == pytest.approx(faded["before"] / 2.0, rel=0.01)
    assert stand.situation.resentment("faylaq_al_rahman") == pytest.approx(2.718281828**-1.0)


def test_violence_falls_with_resentment_and_only_if_resentment_has_an_effect() -> None:
    def incidents(effect: float, *, enabled: bool) -> list[int]:
        every_day = {"mean_interval_days": 1.0, "detainees_mean": 300.0, "enabled": enabled}
        groups = ["government", "jaysh_al_islam", "faylaq_al_rahman"]
        scenario = compose(
            "planned",
            "sanction_first",
            days=60,
            world={
                "violence": {"resentment_effect": effect, "deterrence_by_rung": 0.0},
                "actors": {"exchanges": EXAMPLE | every_day | {"groups": groups}},
            },
        )
        log = simulate(scenario, seed=3, replication=0)
        return [event.violation for event in log.of(ViolationOccurred)]

    assert incidents(0.0, enabled=True) == incidents(0.0, enabled=False)
    assert len(incidents(0.2, enabled=True)) < len(incidents(0.2, enabled=False))


def found_wrong(**changes: object) -> list[tuple[object, str]]:
    return [
        (key[3:], message)
        for key, message in contradictions(
            compose(world={"actors": {"exchanges": EXAMPLE | changes}})
        )
    ]


def test_an_exchange_takes_known_groups_of_two_sides() -> None:
    ((key, message),) = found_wrong(groups=["government", "nobody"])
    assert key == ("groups", 1)
    assert message.startswith("no group called 'nobody' (there are: excluded_group, ")
    ((key, message),) = found_wrong(groups=["government"])
    assert key == ("groups",)
    assert message == "an exchange takes two sides: name a group of side_b too"


@pytest.mark.parametrize(
    "change",
    [
        {"mean_interval_days": None},
        {"dated": {}, "mean_interval_days": None, "detainees_mean": None},
    ],
)
def test_half_a_rule_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="mean_interval_days and detainees_mean"):
        resolve("actor", EXAMPLE | change)
