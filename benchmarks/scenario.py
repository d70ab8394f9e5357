"""The shipped scenarios for benchmarks, read without Hydra."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sim.model.model  # noqa: F401 - makes rules and actors known
from sim.config import Scenario
from sim.settings.composition import without_other_zones

CONFIGS = Path(__file__).resolve().parent.parent / "configs"


def eastern_ghouta(
    staffing: str = "planned", response: str = "investigate_first", **sections: dict[str, Any]
) -> Scenario:
    """Eastern Ghouta at a staffing level under a rule; keys named for a section are dropped."""
    settings = _settings("ghouta_as_announced", "eastern_ghouta", staffing, response)
    for group, keys in sections.items():
        for key in keys:
            del settings[group][key]
    return Scenario.model_validate(without_other_zones(settings))


ELSEWHERE: dict[str, dict[str, Any]] = {
    "world": {
        "settlements": {
            "kind": "places_join",
            "label": "Settlements that join",
            "zones": ["idlib", "south"],
            "joins_per_day": 1.0,
            "before_joining_factor": 1.3,
        },
        "drops": {
            "kind": "airdrops",
            "label": "Air drops",
            "place": "douma",
            "drops_per_week": 3.0,
            "drop_hour": 11.0,
            "tonnes_per_drop": 20.6,
            "lost_share": 0.1,
            "bad_weather_probability": 0.05,
        },
        "calendar": {
            "kind": "calendar",
            "label": "A closure",
            "entries": {
                "summer": {
                    "label": "Closed",
                    "traffic": ["civilians", "trade", "aid"],
                    "targets": ["eastern_ghouta"],
                    "from_day": 60.0,
                    "until_day": 67.0,
                }
            },
        },
        "later": {
            "kind": "additional_zone",
            "zone": "south",
            "window_days": 30.0,
            "latest_day": 60.0,
            "sites_after_days": 14.0,
        },
    },
    "mission": {
        "joint": {
            "kind": "joint_patrols",
            "label": "Joint patrols",
            "guarantors": ["russia", "turkey"],
            "from_day": 9.0,
            "every_days": 6.3,
            "start_hour": 9.0,
            "people": 60,
            "route": [{"to": "saraqib", "km": 2.0}, {"to": "ariha", "km": 19.0}],
            "speed_kmh": 20.0,
            "full_route_probability": 0.1,
            "bombed_probability": 0.04,
            "casualties_if_bombed": 3.0,
            "search_probability": 0.3,
            "trace_fading_h": 48.0,
        }
    },
}
"""One actor of each kind that ships in other worlds only."""


def four_zones(actors: str = "as_shipped") -> Scenario:
    """Four zones at the level planned under the memorandum's rule; side actors ``as_shipped``, all
    ``off`` (but for the relief agencies), or ``on``: every kind that there is."""
    settings = _settings("four_zones", "four_zones", "planned", "investigate_first")
    if actors != "as_shipped":
        for part in ("world", "mission"):
            for actor in settings[part]["actors"].values():
                actor["enabled"] = actors == "on" or actor["kind"] == "relief_agency"
            if actors == "on":
                settings[part]["actors"] |= ELSEWHERE[part]
    # room for what every actor together may add to the background; the same with and without
    settings["world"]["violence"]["background_ceiling"] = 60.0
    return Scenario.model_validate(without_other_zones(settings))


def _settings(world: str, mission: str, staffing: str, response: str) -> dict[str, Any]:
    files = {"world": world, "mission": mission, "staffing": staffing, "response": response}
    return {"name": "benchmark", "days": 184} | {
        group: _preset(group, name) for group, name in files.items()
    }


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
