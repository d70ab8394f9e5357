"""Side A for side B and the other way round, and rows of a log in an order of their own."""

from __future__ import annotations

from typing import Any

SWAP = {"side_a": "side_b", "side_b": "side_a"}


def mirrored(value: Any) -> Any:
    """Settings or a field of a row with the sides swapped, in keys and in values."""
    if isinstance(value, dict):
        return {SWAP.get(key, key): mirrored(content) for key, content in value.items()}
    if isinstance(value, list):
        return [mirrored(content) for content in value]
    return SWAP.get(value, value) if isinstance(value, str) else value


def ordered(rows: Any) -> list[Any]:
    """Rows by hour, and within one by kind and content."""
    return sorted(rows, key=lambda row: (row[0], type(row).__name__, repr(tuple(row))))
