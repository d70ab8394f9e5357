"""Digests of the tables of a results folder: whether they are still as they were written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DIGESTS = "digests"
"""The key of a manifest under which they stand."""


def digests_of(folder: Path, tables: Iterable[str]) -> dict[str, str]:
    """File -> SHA-256 of its bytes, of these files of a folder."""
    return {name: _digest(folder / name) for name in tables}


def is_changed(path: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether a table isn't as it was written; of tables whose digest isn't known it can't be
    told."""
    written = manifest.get(DIGESTS, {}).get(path.name)
    return written is not None and _digest(path) != written


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
