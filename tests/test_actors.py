"""Actors come and go without a trace elsewhere: each is one file; off is as if it weren't there.

Every kind gives a minimal example in its unit test (``actor_examples``), so that a new kind is held
to all this by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from actor_examples import KINDS, UNIT, example
from conftest import compose

from sim import events
from sim.analysis.kpis import compute
from sim.analysis.kpis.joins import Joins
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

PROJECT = Path(__file__).parent.parent
DAYS = 60
NAME = "one_more"
TOUCHES_VIOLENCE = {
    "adaptation",
    "additional_zone",
    "detainee_exchanges",
    "mandate",
    "no_fly",
    "places_join",
    "provoked_departure",
    "release_of_forces",
    "silence_regimes",
    "supply_interdiction",
}
"""Kinds that change what is fired, or what of it a memorandum covers."""
MORE_OF_IT: list[tuple[str, str, tuple[float, ...], str]] = [
    ("airdrops", "drops_per_week", (1.0, 4.0, 14.0), "deeds_airdrops_dropped_tonnes"),
    ("bulletins", "confirmation_probability", (0.1, 0.5, 1.0), "reports_confirmed_share"),
    ("intra_side_clashes", "per_day", (0.0, 0.5, 3.0), "disturbances_per_day"),
    (
        "joint_patrols",
        "every_days",
        (30.0, 3.0, 1.0),
        "incidents_first_recorded_by_patrols_per_day",
    ),
    ("outsider_strikes", "per_day", (0.0, 1.0, 3.0), "disturbances_per_day"),
    ("relief_agency", "requests_per_week", (0.0, 2.0, 10.0), "people_reached"),
    (
        "returns",
        "quiet_below_incidents_per_day",
        (0.3, 0.8, 5.0),
        "deeds_returns_returned_people",
    ),
]
"""Kind, key, values of it from little to much, and the KPI that rises with it."""


def scenario(
    kind: str | None,
    rule: str = "investigate_first",
    changes: Mapping[str, Any] = MappingProxyType({}),
    *,
    enabled: bool = True,
) -> Any:
    """Eastern Ghouta for two months, with an actor of a kind or without.

    Ceilings leave room for what any actor may add.
    """
    over: dict[str, Any] = {
        "days": DAYS,
        "world": {"violence": {"background_ceiling": 40.0}, "attribution": {}},
        "mission": {"posts": {"op_ain_terma": {"opens_day": 20.0}}},  # somebody to adapt to
    }
    if kind is not None:
        part, settings = example(kind)
        over[part]["actors"] = {NAME: {**settings, **changes, "enabled": enabled}}
        if kind == "joint_working_group":
            over["world"]["attribution"]["maps_approved_day"] = None
    return compose("planned", rule, **over)


@cache
def log_of(kind: str | None, rule: str = "investigate_first") -> EventLog:
    return simulate(scenario(kind, rule), seed=1, replication=0)


def test_every_kind_has_an_example_for_these_tests() -> None:
    assert [kind for kind in KINDS if not (UNIT / f"test_{kind}.py").is_file()] == []
    assert {example(kind)[1]["kind"] for kind in KINDS} == set(KINDS)
    assert {example(kind)[0] for kind in KINDS} <= {"world", "mission"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_contradicts_nothing(kind: str) -> None:
    made = scenario(kind)
    about_it = [(key, message) for key, message in contradictions(made) if NAME in key]
    assert about_it == []


@pytest.mark.parametrize("kind", KINDS)
def test_off_is_as_if_it_were_not_there(kind: str) -> None:
    off = scenario(kind, enabled=False)
    part, _ = example(kind)
    actors = {name: actor for name, actor in getattr(off, part).actors.items() if name != NAME}
    without = off.model_copy(
        update={part: getattr(off, part).model_copy(update={"actors": actors})}
    )
    log = log_of(None) if without == scenario(None) else simulate(without, seed=1, replication=0)
    assert simulate(off, seed=1, replication=0).digest() == log.digest()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - TOUCHES_VIOLENCE))
def test_what_has_no_part_in_violence_leaves_the_truth_bit_for_bit(kind: str) -> None:
    """Where the rule acts on nothing, no more is known or done that could lead back to it."""
    with_it = log_of(kind, "record_only").of(events.ViolationOccurred)
    assert len(with_it) > 100
    assert with_it == log_of(None, "record_only").of(events.ViolationOccurred)


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_does_stands_in_the_log(kind: str) -> None:
    log = log_of(kind)
    acted = [event for event in log.of(events.ActorActed) if event.actor == NAME]
    changed = [event for event in log.of(events.SituationChanged) if event.by == NAME]
    asked = [event for event in log.of(events.ConvoyRequested) if event.agency == NAME]
    assert acted or changed or asked
    assert {event.kind for event in acted} <= {kind}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "adaptation"])
def test_what_would_have_happened_anyway_is_the_same(kind: str) -> None:
    """An incident, a request or a threat that exists with the actor and without has the same marks:
    the actor draws no number that belongs to something else."""
    on, off = log_of(kind), log_of(None)
    compared = 0
    for event_kind, identity, marks in (
        # all marks but ``covered``: what a memorandum covers is decided, not drawn
        (events.ViolationOccurred, 1, itemgetter(slice(0, 4), slice(5, None))),
        (events.ConvoyRequested, 1, itemgetter(slice(0, None))),
        (events.ThreatInspected, 2, itemgetter(slice(1, 3))),
    ):
        with_it = {event[identity]: marks(event) for event in on.of(event_kind)}
        without = {event[identity]: marks(event) for event in off.of(event_kind)}
        both = with_it.keys() & without.keys()
        assert {key: with_it[key] for key in both} == {key: without[key] for key in both}
        compared += len(both)
    assert compared > 100


@pytest.mark.parametrize(
    ("kind", "key", "amounts", "kpi"),
    [case for case in MORE_OF_IT if case[0] in KINDS],
)
def test_more_of_it_moves_its_kpi(
    kind: str, key: str, amounts: tuple[float, ...], kpi: str
) -> None:
    """For the kinds whose unit test looks at deeds alone; under the same numbers, and the same
    truth."""
    stages = {"stages": [{"label": "all", "people": 1_000_000, "people_per_day": 300.0}]}
    changes = stages if kind == "returns" else {}
    logs = [
        simulate(scenario(kind, "record_only", changes | {key: amount}), seed=1, replication=0)
        for amount in amounts
    ]
    over = [compute(log, Joins(log)).get(kpi, (0.0, 1.0)) for log in logs]
    values = [above / below if below else 0.0 for above, below in over]
    assert values == sorted(values)
    assert len(set(values)) == len(values)
    assert len({str(log.of(events.ViolationOccurred)) for log in logs}) == 1


@cache
def imported() -> dict[str, set[str]]:
    """All that each file of the project imports."""
    found: dict[str, set[str]] = {}
    for path in (PROJECT / "sim").rglob("*.py"):
        names = found.setdefault(str(path), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                origin = getattr(node, "module", None) or ""
                names |= {origin, *(alias.name for alias in node.names)}
                names |= {f"{origin}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_its_file_can_be_taken_away(kind: str) -> None:
    """No other Python file of the project imports it."""
    own = [
        path
        for path in (PROJECT / "sim" / "model" / "actors").glob("*.py")
        if f'Literal["{kind}"' in path.read_text(encoding="utf-8")
    ]
    assert len(own) == 1
    module = f"sim.model.actors.{own[0].stem}"
    assert "sim.model.actors.base" in imported()[str(own[0])]
    assert [path for path, names in imported().items() if module in names] == []


def test_the_order_of_actors_in_a_file_means_nothing() -> None:
    pair = [kind for kind in KINDS if example(kind)[0] == "world"][:4]
    actors = {f"actor_{kind}": example(kind)[1] for kind in pair}
    over = {
        "days": 20,
        "world": {
            "violence": {"background_ceiling": 40.0},
            "attribution": {"maps_approved_day": None},
        },
    }
    digests = set()
    for names in (sorted(actors), sorted(actors, reverse=True)):
        made = compose(
            **{**over, "world": {**over["world"], "actors": {n: actors[n] for n in names}}}
        )
        digests.add(simulate(made, seed=1, replication=0).digest())
    assert len(digests) == 1
