"""Which posts or checkpoints a scenario's staffing can man."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def manned(settings: Mapping[str, Any], what: str) -> list[str]:
    """Names of the ``posts`` or ``checkpoints``, zone by zone, the first in priority first.

    As the model does it: as many of a zone as its level has, by priority, then by name.
    """
    sites = settings["mission"][what]
    found: list[str] = []
    for zone, level in settings["staffing"]["zones"].items():
        own = [name for name, site in sites.items() if site["zone"] == zone]
        own.sort(key=lambda name: (sites[name]["priority"], name))
        found += own[: int(level[what])]
    return found
