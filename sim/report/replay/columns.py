"""Columns of whole numbers, each kept once: two scenarios share most of their civilian traffic."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

MINUTES_PER_H = 60.0


def minutes(hour: float) -> int:
    """Whole minutes since the run's start, rounded up: so that whatever happened by an hour has
    happened by its minute, and nothing else has."""
    return ceil(hour * MINUTES_PER_H)


def one_line(text: object, longest: int = 60) -> str:
    """A name that a planner typed, on one line, cut where it is longer than a label can be."""
    words = " ".join(str(text).split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


class Columns:
    """Two tables of columns: ``rising`` ones (times) as steps from the value before, which pack
    well, and ``plain`` ones. Everything else in the data names a column by its number."""

    def __init__(self) -> None:
        self._rising: dict[tuple[int, ...], int] = {}
        self._plain: dict[tuple[int, ...], int] = {}

    def rising(self, values: Iterable[int]) -> int:
        """The number of a column of times in order."""
        found = list(values)
        steps = (*found[:1], *(later - earlier for earlier, later in pairwise(found)))
        return self._rising.setdefault(steps, len(self._rising))

    def plain(self, values: Iterable[int]) -> int:
        """The number of a column of any whole numbers."""
        return self._plain.setdefault(tuple(values), len(self._plain))

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[int]]) -> dict[str, int]:
        """Rows in order of time as columns; the first value of a row is its time."""
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        return {
            name: self.rising(column) if at == 0 else self.plain(column)
            for at, (name, column) in enumerate(zip(names, columns, strict=True))
        }

    def content(self) -> dict[str, list[list[int]]]:
        """Both tables."""
        return {"rising": [*map(list, self._rising)], "plain": [*map(list, self._plain)]}


def packed(content: dict[str, Any]) -> str:
    """As JSON that a page may hold: ``{"gzip": base64 text}``; same content, same bytes."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    squeezed = gzip.compress(text.encode(), 9, mtime=0)
    return json.dumps({"gzip": base64.b64encode(squeezed).decode()})


def unpacked(data: str) -> dict[str, Any]:
    """What was packed."""
    found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(json.loads(data)["gzip"])))
    return found
