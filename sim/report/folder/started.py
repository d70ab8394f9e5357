"""When the run began: the only date that documents made from its folder bear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

UNKNOWN = datetime(1980, 1, 1)


def started(manifest: Mapping[str, Any]) -> datetime:
    """By the manifest, without a time zone; 1980 where it doesn't say."""
    try:
        return datetime.fromisoformat(str(manifest.get("started"))).replace(tzinfo=None)
    except ValueError:
        return UNKNOWN
