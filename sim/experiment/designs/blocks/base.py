"""A block of a design: settings that vary together, and the values they take at each point.

Blocks of a design are crossed: every row of one with every row of the others.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, WithJsonSchema

from sim.kernel.registry import Plugin, resolve

MOST_POINTS = 100_000
"""More points than this are refused: somebody typed a number too many."""

Row = dict[str, Any]
"""Setting -> value. A setting is a dotted key, or a group whose files are chosen by name."""
Place = tuple[str | int, ...]
"""Where a value stands, below the block's own key."""


def _single(value: Any) -> Any:
    if isinstance(value, dict):
        raise ValueError("must be one value: give each setting below it a key of its own")
    return value


Value = Annotated[Any, BeforeValidator(_single), WithJsonSchema({"unit": "values of the setting"})]
"""A number, a word, true or false, null, or a list of such."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What the rows of a sampled block depend on besides its own keys."""

    seed: int
    block: str
    """The block's name."""
    whole: frozenset[str] = frozenset()
    """Settings that take whole numbers only."""


class Block(Plugin, family="block"):
    """Base of the blocks; a concrete one declares its ``kind`` and the keys it takes in YAML."""

    numbered: ClassVar[bool] = False
    """Its rows are drawn: they are called by the block's name and a number, not by their values."""

    @abstractmethod
    def settings(self) -> list[str]:
        """The settings that vary, in the order of the file."""

    @abstractmethod
    def size(self) -> int:
        """How many rows it has."""

    @abstractmethod
    def combinations(self, draw: Draw) -> list[Row]:
        """Its rows, each with a value for each of its keys; the same for the same draw."""

    @abstractmethod
    def values(self) -> Iterator[tuple[str, Any, Place]]:
        """Values known before anything is drawn, a range by its ends: the setting, a value, and
        where that stands."""

    @abstractmethod
    def choices(self, groups: frozenset[str]) -> list[dict[str, str]]:
        """Which files of these groups its rows may choose together, each combination once."""

    def without(self, key: str) -> Block:
        """The block with this setting held still; itself where it can't do without."""
        del key
        return self

    def place(self, key: str) -> Place:
        """Where it says that this setting varies."""
        return ("over", key)


AnyBlock = Annotated[
    Any,
    BeforeValidator(lambda settings: resolve("block", settings)),
    WithJsonSchema({"unit": "a block, by its kind"}),
]
