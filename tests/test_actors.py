"""Actors come and go without a trace elsewhere: each is one file; off is as if it weren't there.

Every kind gives a minimal example in its unit test (``EXAMPLE``, settings valid in the shipped
Eastern Ghouta; ``EXAMPLE_IN``, world or mission), so that a new kind is held to all this by itself.
"""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from conftest import compose

from sim import events
from sim.contradictions import contradictions
from sim.kernel import registry
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate

PROJECT = Path(__file__).parent.parent
UNIT = PROJECT / "tests" / "unit"
KINDS = registry.kinds("actor")
DAYS = 60
NAME = "one_more"


@cache
def example(kind: str) -> tuple[str, dict[str, Any]]:
    """Where an actor of a kind stands, and its settings."""
    path = UNIT / f"test_{kind}.py"
    spec = importlib.util.spec_from_file_location(f"example_of_{kind}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EXAMPLE_IN, module.EXAMPLE


def scenario(kind: str | None, *, enabled: bool = True) -> Any:
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
        over[part]["actors"] = {NAME: {**settings, "enabled": enabled}}
        if kind == "joint_working_group":
            over["world"]["attribution"]["maps_approved_day"] = None
    elif kind is None:
        pass
    return compose("planned", "investigate_first", **over)


@cache
def log_of(kind: str | None) -> EventLog:
    return simulate(scenario(kind), seed=1, replication=0)


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
    log = simulate(off, seed=1, replication=0)
    assert log.digest() == simulate(without, seed=1, replication=0).digest()


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
    for path in (PROJECT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
            origin = getattr(node, "module", None) or ""
            assert module not in [origin, *names, *(f"{origin}.{name}" for name in names)]


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
