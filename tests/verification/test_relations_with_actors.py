"""Exact relations with an actor of every kind switched on, in all four zones at once.

What follows from numbers asked for by name holds of the whole world too. Where an actor would break
a relation, its test says which one is off.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import Any

import pytest

from sim import events
from sim.config import Scenario
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate
from verification.made_logs import everything, made_of
from verification.mirror import mirrored, ordered

SEED = 20170506
DAYS = 30
BROKEN_UP = {"open_h", "civilians_kept_out_days", "trade_kept_out_days", "aid_kept_out_days"}
"""Deeds written down at their beginning with an amount up to the horizon."""


def off(scenario: Scenario, *kinds: str) -> Scenario:
    """The scenario with its actors of these kinds switched off."""
    data = scenario.model_dump(mode="json")
    for part in ("world", "mission"):
        for actor in data[part]["actors"].values():
            actor["enabled"] = actor["enabled"] and actor["kind"] not in kinds
    return Scenario.model_validate(data)


@lru_cache(maxsize=4)
def log_of(rule: str, days: int = DAYS, without: tuple[str, ...] = ()) -> EventLog:
    return simulate(off(everything("planned", rule, days=days), *without), SEED, 0)


def test_everything_holds_an_actor_of_every_kind_that_acts() -> None:
    log = made_of("everything", "planned", "investigate_first", 45).log
    assert len({row.kind for row in log.of(events.ActorActed)}) > 15
    assert {row.source for row in log.of(events.LedgerEntered)} == {
        "post",
        "complaint",
        "patrol",
        "uav",
    }


def reversed_all(value: Any, path: tuple[str, ...] = ()) -> Any:
    """Plain data with the entries of every mapping in the opposite order."""
    if isinstance(value, dict):
        turned = reversed(list(value.items()))
        return {key: reversed_all(below, (*path, key)) for key, below in turned}
    return value


def test_the_order_of_all_entries_in_all_files_changes_nothing() -> None:
    """Posts, zones, places, groups, actors, and what each of them holds."""
    scenario = everything("planned", "graduated", days=DAYS)
    turned = Scenario.model_validate(reversed_all(scenario.model_dump(mode="json")))
    assert list(turned.world.zones) != list(scenario.world.zones) or turned == scenario
    assert ordered(simulate(turned, SEED, 0)) == ordered(log_of("graduated"))


def test_a_longer_horizon_leaves_the_first_days_identical() -> None:
    short, long = log_of("graduated"), log_of("graduated", DAYS + 12)

    def until_horizon(row: Any) -> Any:
        """What reaches to the horizon is written down beforehand."""
        if isinstance(row, events.ActorActed) and row.action in BROKEN_UP:
            return row._replace(amount=0.0)
        if isinstance(row, events.SituationChanged) and row.until_h >= 24.0 * DAYS:
            return row._replace(until_h=inf)
        return row

    def first_days(log: EventLog) -> list[Any]:
        return [until_horizon(row) for row in log.rows[1:] if row[0] < 24.0 * DAYS]

    assert len(first_days(short)) > 10_000
    assert first_days(short) == first_days(long)


@pytest.mark.slow
def test_what_would_be_violated_is_the_same_under_any_rule() -> None:
    """Off: adaptation, which moves incidents by what is watched. Whether an incident is covered
    follows from when a zone opens, which the record decides."""
    compared = 0
    first, *others = (
        {
            row.violation: row._replace(covered=True)
            for row in log_of(rule, DAYS, ("adaptation",)).of(events.ViolationOccurred)
        }
        for rule in ("record_only", "sanction_first", "mediate_first")
    )
    for other in others:
        both = first.keys() & other.keys()
        assert {key: first[key] for key in both} == {key: other[key] for key in both}
        assert first.keys() != other.keys(), "the rules did something"
        compared += len(both)
    assert compared > 500


@pytest.mark.slow
@pytest.mark.parametrize("more", ["uav_sorties", "mobile_patrols"])
def test_more_eyes_find_a_superset_of_the_same_truth(more: str) -> None:
    """Under record_only; off: adaptation, and whatever goes by the record or shares the UAVs."""
    away = ("adaptation", "additional_zone", "mandate", "air_channel", "relief_agency")
    fewer = off(everything("planned", "record_only", days=DAYS), *away)
    data = fewer.model_dump(mode="json")
    data["mission"]["uavs"] = 30
    for actor in data["mission"]["actors"].values():
        actor |= {"go_where": "rota"} if actor["kind"] == "mobile_patrols" else {}
    fewer = Scenario.model_validate(data)
    for actor in data["mission"]["actors"].values():
        if actor["kind"] == more:
            actor |= {"patrols": 3} if more == "mobile_patrols" else {"sorties_per_day": 6.0}
    logs = [simulate(made, SEED, 0) for made in (fewer, Scenario.model_validate(data))]
    assert logs[0].of(events.ViolationOccurred) == logs[1].of(events.ViolationOccurred)
    source = {"uav_sorties": "uav", "mobile_patrols": "patrol"}[more]
    found = [
        {row.incident for row in log.of(events.LedgerEntered) if row.source == source}
        for log in logs
    ]
    assert found[0] < found[1]
    entered = [{row.incident for row in log.of(events.LedgerEntered)} for log in logs]
    assert entered[0] <= entered[1]


@pytest.mark.slow
def test_swapping_the_sides_mirrors_everything() -> None:
    """Off: unfounded complaints, the one draw that bears a side's name."""
    none = {"unfounded_per_day": {"side_a": 0.0, "side_b": 0.0}}
    scenario = everything("planned", "graduated", days=DAYS, world={"complaints": none})
    mirror = Scenario.model_validate(mirrored(scenario.model_dump(mode="json")))
    there, here = simulate(mirror, SEED, 0), simulate(scenario, SEED, 0)
    back = [type(row)(*(mirrored(field) for field in row)) for row in there]
    assert there.of(events.ViolationOccurred) != here.of(events.ViolationOccurred)
    assert ordered(back) == ordered(here)
