"""Folders that were compared, as they are named to readers: without the paths of a machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

PARTS = 2
"""Of a path those that are told: the experiment's and the run's own."""


def short_name(folder: object) -> str:
    """``staffing/2026-11-22_131534`` of any path to it."""
    return "/".join(PurePath(str(folder)).parts[-PARTS:])


def briefly(manifest: Mapping[str, Any], said: object) -> str:
    """A sentence that names folders which were compared, with their short names."""
    folders = {str(part.get("folder")) for part in manifest.get("compared") or ()}
    told = str(said)
    for folder in sorted(folders, key=lambda path: (-len(path), path)):
        told = told.replace(folder, short_name(folder))
    return told
