"""The result of a calibration as settings files: a world, and the evidence for its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from sim.config import Scenario
from sim.experiment.calibration.found import Estimate, Found
from sim.experiment.calibration.material import Material
from sim.experiment.calibration.parameters import Standing

WORLD_FILE, EVIDENCE_FILE = "world_calibrated.yaml", "evidence_calibrated.yaml"


def world_file(found: Found, material: Material, scenario: Scenario) -> str:
    """A world that takes everything from the one that was calibrated but what was found."""
    first, last = material.first_and_last
    content: dict[str, Any] = {
        "defaults": [material.world, "_self_"],
        "label": f"{scenario.world.label}; calibrated to daily counts, {first} to {last}",
    }
    for key, value in found.changes.items():
        _, *parts = key.split(".")
        node = content
        for part in parts[:-1]:
            node = node.setdefault(part, {})
        node[parts[-1]] = value
    head = (
        f"# The world '{material.world}' with values fitted to the daily counts of\n"
        f"# {_named(material)}, {first} to {last}: claims of those who kept the ledgers.\n"
        "# Save as configs/world/NAME.yaml; python run.py world=NAME takes it.\n"
    )
    return head + _yaml(content)


def evidence_file(
    found: Found, parameters: Sequence[Standing], material: Material, units: dict[str, str]
) -> str:
    """What is known now of each value that was found: its interval and where it comes from.

    Each entry is about this value only (``value``): the worlds that hold others keep their status.
    What is known together with others only stays assumed: by itself it may be any of its interval,
    and a sensitivity study goes on varying it.
    ``units``: of settings that a factor moves, by their key.
    """
    content = {
        key: {
            "value": value,
            "range": [float(f"{end:.4g}") for end in _interval(own, estimate, key)],
            "unit": units.get(key, own.parameter.unit),
            "status": "assumed" if estimate.partners else "calibrated",
            "source": _source(own, estimate, material),
        }
        for own, estimate in zip(parameters, found.estimates, strict=True)
        if estimate.identified
        for key, value in own.changes(estimate.value).items()
    }
    head = (
        "# Where the values of world_calibrated.yaml come from: the daily counts of\n"
        f"# {_named(material)}. Each is about one value.\n"
        "# Save as configs/evidence/NAME.yaml.\n"
    )
    return head + _yaml(content)


def _interval(own: Standing, estimate: Estimate, key: str) -> tuple[float, float]:
    value = own.changes(estimate.value)[key]
    low, high = (own.changes(end)[key] for end in (estimate.low, estimate.high))
    return min(low, value), max(high, value)


def _source(own: Standing, estimate: Estimate, material: Material) -> str:
    first, last = material.first_and_last
    ledgers = " and ".join(dict.fromkeys(ledger for ledger, _ in material.daily))
    with_others = (
        f"; known only together with {' and '.join(estimate.partners)}" if estimate.partners else ""
    )
    factor = "" if own.parameter.setting else ", all its settings moved by one factor"
    return (
        f"fitted to the daily counts of {_named(material)} ({ledgers}, {first} to {last}), claims "
        f"of those who kept them; range: 95 % interval of {own.name}{factor}{with_others}"
    )


def _named(material: Material) -> str:
    """The file without its folders, which are the planner's own."""
    return material.file.replace("\\", "/").rpartition("/")[2]


def _yaml(content: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    return text
