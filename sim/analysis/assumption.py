"""A row of assumptions.csv: a value that the run rests on, with what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

ASSUMPTIONS = "assumptions.csv"
POSITIONS = frozenset({"lat", "lon", "base_lat", "base_lon"})
"""Settings that are never told: nothing says where a thing lies finer than a square of 2 km."""
NONE_GIVEN = "none given"
"""Status of a value of which no evidence speaks."""


class Assumption(NamedTuple):
    """Numbers stand as they are typed.

    ``value``: of the baseline, empty where it has no such setting. ``lowest`` and ``highest``: the
    range worth trying; of a choice all its words are in ``lowest``. ``varied``: in which values
    the scenarios differ; empty: all have that of the baseline.
    """

    key: str
    value: str
    unit: str
    lowest: str
    highest: str
    status: str
    source: str
    varied: str
    remark: str


AssumptionsOf = Callable[[Mapping[str, Any]], Iterable[Assumption]]
"""A manifest -> the rows on its settings."""
