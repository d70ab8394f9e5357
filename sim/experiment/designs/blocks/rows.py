"""Combinations of settings written out one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from sim.experiment.designs.blocks.base import Block, Draw, Place, Row, Value


def _alike_and_each_once(rows: list[Row]) -> list[Row]:
    first, seen = set(rows[0]), set()
    for number, row in enumerate(rows, start=1):
        if set(row) != first:
            other = sorted(set(row) ^ first)[0]
            raise ValueError(f"every row needs the same settings: row {number} and '{other}'")
        text = repr(sorted(row.items()))
        if text in seen:
            raise ValueError(f"row {number} is given twice")
        seen.add(text)
    return rows


class Rows(Block):
    """For settings that go together, such as shares that add up to 1."""

    kind: Literal["list"]
    rows: Annotated[
        list[Annotated[dict[str, Value], Field(min_length=1)]],
        Field(min_length=1),
        AfterValidator(_alike_and_each_once),
        WithJsonSchema({"unit": "a list of {setting: value, ...}"}),
    ]
    """Every row has the same settings."""

    def settings(self) -> list[str]:
        """The settings that vary, in the order of the first row."""
        return list(self.rows[0])

    def size(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def combinations(self, draw: Draw) -> list[Row]:
        """The rows as they are written."""
        del draw
        return [{key: row[key] for key in self.settings()} for row in self.rows]

    def values(self) -> Iterator[tuple[str, Any, Place]]:
        """Every value of every row."""
        for number, row in enumerate(self.rows):
            for key, value in row.items():
                yield key, value, ("rows", number, key)

    def choices(self, groups: frozenset[str]) -> list[dict[str, str]]:
        """The combinations of files that stand in a row."""
        found = [{k: row[k] for k in self.settings() if k in groups} for row in self.rows]
        return list({tuple(map(str, one.values())): one for one in found}.values())

    def place(self, key: str) -> Place:
        """Its first row."""
        return ("rows", 0, key)
