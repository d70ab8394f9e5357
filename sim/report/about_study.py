"""The KPIs that a study was to settle: what its report is about before anything else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

FOUND = "smallest force found"
"""What a force sizing calls the scenario that it found."""


def is_a_choice(design: Any) -> bool:
    """Whether scenarios of a design can be chosen from: worlds that were fitted to counts can't, so
    none of them is better."""
    return not (isinstance(design, dict) and design.get("kind") == "calibrate")


def asked_of_study(design: Any) -> list[str]:
    """KPIs in the settings of a design, as the manifest has them: those to be known precisely,
    targets of a force, axes of a budget, what rules are ranked by."""
    if not isinstance(design, dict):
        return []
    match design:
        case {"kind": "precise", "kpi": str(kpi)} if kpi:
            return [kpi]
        case {"kind": "force_sizing", "targets": dict(targets)}:
            return list(map(str, targets))
        case {"kind": "budget", "axes": list(axes)}:
            return list(map(str, axes))
        case {"kind": "sensitivity", "kpi": str(kpi), "outputs": list(outputs)}:
            return [kpi, *map(str, outputs)]
        case _:
            return []


def scenario_found(design: Any, names: Collection[str]) -> str | None:
    """The scenario that a force sizing found, among those reported; None where none was sought."""
    sized = isinstance(design, dict) and design.get("kind") == "force_sizing"
    return FOUND if sized and FOUND in names else None
