"""The shipped scenario for benchmarks, read without Hydra."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sim.model.model  # noqa: F401 - makes rules and actors known
from sim.composition import without_other_zones
from sim.config import Scenario

CONFIGS = Path(__file__).resolve().parent.parent / "configs"


def eastern_ghouta(
    staffing: str = "planned", response: str = "investigate_first", **sections: dict[str, Any]
) -> Scenario:
    """Eastern Ghouta at a staffing level under a rule; keys named for a section are dropped."""
    settings: dict[str, Any] = {"name": "benchmark", "days": 184}
    files = {
        "world": "ghouta_as_announced",
        "mission": "eastern_ghouta",
        "staffing": staffing,
        "response": response,
    }
    for group, name in files.items():
        settings[group] = _preset(group, name)
        for key in sections.get(group, {}):
            del settings[group][key]
    return Scenario.model_validate(without_other_zones(settings))


def _preset(group: str, name: str) -> dict[str, Any]:
    """A preset with the parts that it is made of."""
    own = yaml.safe_load((CONFIGS / group / f"{name}.yaml").read_text())
    made: dict[str, Any] = {}
    for part in own.pop("defaults", ["_self_"]):
        _merge(made, own if part == "_self_" else _preset(group, part))
    return made


def _merge(below: dict[str, Any], above: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _merge(below[key], value)
        else:
            below[key] = value
