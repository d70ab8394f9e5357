"""What of a study's answer hangs on effects of staff on violence that nobody has observed."""

from __future__ import annotations

from collections.abc import Iterable

from sim.config import Scenario

OF_VIOLENCE = ("true_", "deaths")
"""Beginnings of the names of KPIs of true violence."""
ASSUMED = {
    "deterrence_by_rung": "that sanctions deter",
    "resentment_effect": "that wrong sanctions are resented",
    "deterrence_by_presence": "what the presence of observers does",
}
"""Setting of violence through which staff can change it -> what it assumes."""


def assumed_effects(scenario: Scenario, kpis: Iterable[str]) -> list[str]:
    """The sentence that says so, if one of the KPIs is of true violence; else none."""
    if not any(kpi.startswith(OF_VIOLENCE) for kpi in kpis):
        return []
    violence = scenario.world.violence
    assumed = [words for key, words in ASSUMED.items() if getattr(violence, key)]
    if not assumed:
        return [
            "This world gives sanctions and presence no effect on violence: no force can "
            "change true incidents through them."
        ]
    return [
        f"That staff changes true incidents at all is assumed, not observed: {'; '.join(assumed)}. "
        "With other assumptions other forces may be best (experiment=sensitivity)."
    ]
