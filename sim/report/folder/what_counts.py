"""Whether scenarios differ in what counts as a violation.

Fire where the ceasefire doesn't hold counts as none: fewer violations may then mean no more than
that fewer are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

COUNTS_VIOLATIONS = (
    "deaths_per_month",
    "found_given_equal_conduct_share",
    "incidents_first_recorded",
    "incidents_located",
    "incidents_reaching_share",
    "located_",
    "quiet_covered_days",
    "recorded_",
    "sanctioned_given_equal_conduct_share",
    "true_incidents_per_day",
    "watch_outcome_share",
)
"""How names of KPIs begin that count violations, or entries of them, or are shares of either."""
ZONE_LATER = "additional_zone"
"""Kind of actor that keeps the ceasefire out of a zone until something triggers it."""


def counts_violations(kpi: str) -> bool:
    """Whether a KPI changes where the same fire counts as a violation or as none."""
    return kpi.startswith(COUNTS_VIOLATIONS)


def what_counts_differs(scenarios: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the same fire may be a violation in one scenario and none in another, by their
    resolved settings. A zone that opens by what was recorded opens at other times in each."""
    worlds = [settings.get("world", {}) for settings in scenarios]
    if len(worlds) < 2:
        return False
    later = [_covered_later(world) for world in worlds]
    covered = [_covered(world) for world in worlds]
    return (
        any(by_record for zones in later for _, _, by_record in zones)
        or any(zones != later[0] for zones in later)
        or any(covered[0].get(group, own[group]) != own[group] for own in covered for group in own)
    )


def _covered(world: Mapping[str, Any]) -> dict[str, bool]:
    """Group -> whether the ceasefire covers it."""
    groups = world.get("groups", {}).items()
    return {name: bool(group.get("covered", True)) for name, group in groups}


def _covered_later(world: Mapping[str, Any]) -> list[tuple[object, object, bool]]:
    """Zones that the ceasefire covers later: which, when at the latest, and whether by record."""
    triggers = ("recorded_above", "recorded_below")
    return [
        (
            actor.get("zone"),
            actor.get("latest_day"),
            any(actor.get(trigger) is not None for trigger in triggers),
        )
        for actor in world.get("actors", {}).values()
        if actor.get("kind") == ZONE_LATER and actor.get("enabled", True)
    ]
