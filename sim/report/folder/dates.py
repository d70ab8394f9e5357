"""When a scenario begins and how long it lasts, from the settings kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.report.folder.read import NotInResults

LACKS = "the manifest lacks the settings of a scenario"


def start_of(settings: Mapping[str, Any]) -> date:
    """The date of its first day. Raises `NotInResults` where the settings lack it."""
    try:
        return date.fromisoformat(str(settings["world"]["start"])[:10])
    except (KeyError, TypeError, ValueError):  # written by another version, or by hand
        raise NotInResults(LACKS) from None


def days_of(settings: Mapping[str, Any]) -> int:
    """Its whole days. Raises `NotInResults` where the settings lack them."""
    try:
        return int(settings["days"])
    except (KeyError, TypeError, ValueError):
        raise NotInResults(LACKS) from None
