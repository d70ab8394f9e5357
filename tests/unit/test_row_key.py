"""What a scenario's replications are kept by: everything that they depend on, and no words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from conftest import compose, load

import sim
from sim.config import Scenario
from sim.experiment.row_key import row_key
from sim.model.model import simulate


def relabelled(settings: dict[str, Any]) -> dict[str, Any]:
    """Every label another, but for those in lists."""
    return {
        key: "another"
        if key == "label"
        else relabelled(value)
        if isinstance(value, dict)
        else value
        for key, value in settings.items()
    }


def test_labels_change_neither_the_key_nor_the_run(ghouta: Scenario) -> None:
    short = ghouta.model_copy(update={"days": 3})
    other = Scenario.model_validate(relabelled(short.model_dump(mode="json")))
    assert other.world.sides.side_a.label == other.staffing.label == "another"
    assert row_key(other, 7) == row_key(short, 7)
    assert simulate(other, 7, 0).digest() == simulate(short, 7, 0).digest()


def test_only_stages_of_returns_are_logged_by_their_labels() -> None:
    """So that leaving out other labels is right; those of stages stay in the key."""
    model = Path(sim.__file__).parent / "model"
    readers = {
        path.name
        for path in model.rglob("*.py")
        if re.search(r"\.label\b|\"label\"", path.read_text(encoding="utf-8"))
    }
    assert readers == {"returns.py"}
    returns = load("world", "besieged_city")["actors"]["returns_dez"]
    assert returns["kind"] == "returns"
    keys = set()
    for label in ("first", "another"):
        returns["stages"][0]["label"] = label
        keys.add(row_key(compose(world={"actors": {"returns": returns}}), 7))
    assert len(keys) == 2


def test_settings_and_seed_change_the_key(ghouta: Scenario) -> None:
    keys = {row_key(ghouta, 7), row_key(ghouta, 8)}
    settings = ghouta.model_dump(mode="json")
    settings["world"]["violence"]["kinds"]["mortar"]["severity"] += 1
    keys.add(row_key(Scenario.model_validate(settings), 7))
    assert len(keys) == 3
    words = {"name": "x", "question": "Why?", "about": ["true_incidents_per_day"]}
    assert row_key(ghouta.model_copy(update=words), 7) in keys
