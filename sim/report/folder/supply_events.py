"""What changes the supply of a place while a run lasts, as its settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STOCK, OUT = "stock_tonnes_by_day__", "stock_out_by_day__"
"""How names of series of a place begin: its store, and days on which it was found empty."""
ROAD_OPENS, DROPS_BEGIN, DROPS_END = "a road opens", "air drops begin", "air drops end"
AIR_DROPS = "airdrops"
"""Kind of actor that drops supplies."""


def events_of(settings: Mapping[str, Any], place: str) -> list[tuple[str, float]]:
    """What changes the supply of a place during the run, and on which day of it."""
    found: list[tuple[str, float]] = []
    world, mission = settings.get("world") or {}, settings.get("mission") or {}
    try:
        for road in (world.get("routes") or {}).values():
            if road["destination"] == place:
                found.append((ROAD_OPENS, float(road.get("opens_day") or 0.0)))
        for actors in (world.get("actors") or {}, mission.get("actors") or {}):
            for actor in actors.values():
                dropped = actor.get("kind") == AIR_DROPS and actor.get("place") == place
                if dropped and actor.get("enabled", True):
                    found.append((DROPS_BEGIN, float(actor.get("from_day") or 0.0)))
                    found.append((DROPS_END, float(actor.get("until_day") or 0.0)))
        days = float(settings.get("days") or 0.0)
    except (KeyError, TypeError, ValueError, AttributeError):  # by another version, or by hand
        return []
    return sorted({one for one in found if 0.0 < one[1] < days}, key=lambda one: one[1])
