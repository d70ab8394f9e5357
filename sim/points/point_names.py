"""What the points of a design are called, and its values in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sim.experiment.designs.blocks.base import Block, Row

LONGEST = 150
"""Characters of a name; rows of blocks that would make longer ones are numbered."""


def in_words(value: Any) -> str:
    """A value as a planner types it."""
    if isinstance(value, list):
        return f"[{', '.join(map(in_words, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def short_names(keys: Collection[str]) -> dict[str, str]:
    """The last part of each dotted key, and as much before it as it takes to tell them apart; of a
    setting of an actor all that stands below the actors."""
    short = {}
    for key in keys:
        _, actors, below = key.partition(".actors.")
        parts = below.split(".") if actors else key.split(".")
        taken = len(parts) if actors else 1
        others = [other for other in keys if other != key]
        while taken < len(parts) and any(
            f".{other}".endswith(f".{'.'.join(parts[-taken:])}") for other in others
        ):
            taken += 1
        short[key] = ".".join(parts[-taken:])
    return short


def row_names(
    blocks: Mapping[str, Block], rows: Mapping[str, Sequence[Row]], groups: Collection[str]
) -> tuple[dict[str, list[str]], set[str]]:
    """A name for each row of each block, empty for a row that changes nothing; and the blocks whose
    rows are numbered. Names of the points, joined from them, are unique."""
    short = short_names([key for own in rows.values() for key in own[0]])

    def one(key: str, value: Any) -> str:
        words = in_words(value)
        return words if key in groups and not words.isdigit() else f"{short[key]}={words}"

    names = {}
    numbered = {name for name, block in blocks.items() if block.numbered}
    for block, own in rows.items():
        values = [", ".join(one(key, value) for key, value in row.items()) for row in own]
        names[block] = _numbered(block, len(own)) if block in numbered else values
    if sum(max(map(len, own)) + 2 for own in names.values()) > LONGEST:
        numbered = {block for block, own in names.items() if any(own)}
        names |= {block: _numbered(block, len(rows[block])) for block in numbered}
    return names, numbered


def _numbered(block: str, count: int) -> list[str]:
    width = len(str(count))
    return [f"{block} {number:0{width}d}" for number in range(1, count + 1)]
