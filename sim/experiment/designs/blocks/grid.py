"""Every combination of the values listed for some settings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from sim.experiment.designs.blocks.base import Block, Draw, Place, Row, Value


def each_once(values: list[Any]) -> list[Any]:
    """The values; ValueError names the first that is given twice."""
    seen = set()
    for value in values:
        if repr(value) in seen:
            raise ValueError(f"{value} is given twice")
        seen.add(repr(value))
    return values


Values = Annotated[list[Value], Field(min_length=1), AfterValidator(each_once)]


class Grid(Block):
    """A setting may be a dotted key, or a group of presets (``staffing: [lean, surge]``)."""

    kind: Literal["grid"]
    over: Annotated[
        dict[str, Values],
        Field(min_length=1),
        WithJsonSchema({"unit": "each setting: [values]"}),
    ]

    def settings(self) -> list[str]:
        """The settings that vary, in the order of the file."""
        return list(self.over)

    def size(self) -> int:
        """How many combinations there are."""
        return prod(map(len, self.over.values()))

    def combinations(self, draw: Draw) -> list[Row]:
        """The combinations; the last setting varies fastest."""
        del draw
        return [dict(zip(self.over, row, strict=True)) for row in product(*self.over.values())]

    def values(self) -> Iterator[tuple[str, Any, Place]]:
        """Every value of every setting."""
        for key, values in self.over.items():
            for number, value in enumerate(values):
                yield key, value, ("over", key, number)

    def choices(self, groups: frozenset[str]) -> list[dict[str, str]]:
        """The combinations of the files it varies."""
        chosen = {key: values for key, values in self.over.items() if key in groups}
        return [dict(zip(chosen, row, strict=True)) for row in product(*chosen.values())]

    def without(self, key: str) -> Block:
        """The grid of the other settings; a grid of none has one row, which changes nothing."""
        left = {other: values for other, values in self.over.items() if other != key}
        return self.model_copy(update={"over": left})
