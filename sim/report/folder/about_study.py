"""The KPIs that a study was to settle: what its report is about before anything else."""

from __future__ import annotations

from typing import Any

SIZED, BUDGET, SENSITIVITY, CALIBRATED = "force_sizing", "budget", "sensitivity", "calibrate"
"""Kinds of design that think of the scenarios they simulate."""
OF_FORCES = (SIZED, BUDGET)
"""Those that tell forces apart, by the people they take at full strength."""


def is_a_choice(design: Any) -> bool:
    """Whether scenarios of a design can be chosen from: worlds that were fitted to counts can't, so
    none of them is better."""
    return not (isinstance(design, dict) and design.get("kind") == CALIBRATED)


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
