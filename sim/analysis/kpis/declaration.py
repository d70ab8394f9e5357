"""How a KPI is declared: a pure function of a log's window, with its unit, direction and label.

A KPI function gives (numerator, denominator); its value is their quotient, NaN over a denominator
of zero. A family (``by``) gives one such pair for each member and makes one KPI of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, Literal, NamedTuple

from sim.analysis.kpis.view import View

Direction = Literal["lower", "higher", "neither"]
Pair = tuple[float, float]
"""Numerator and denominator."""

FROM_FIRST_POST = "_from_first_post"
"""Suffix of a KPI over the time from the hour the first post is manned."""


class Label(NamedTuple):
    """What a planner must know to read a KPI."""

    label: str
    unit: str
    direction: Direction
    page_one: bool
    ratio: bool
    """A ratio of two random totals: scenarios are compared by the ratio of sums."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A declared KPI or family of KPIs.

    ``members`` are the words of a family by suffix; without ``total`` it is closed. An open family
    takes its members from the log (ledgers, kinds of incident); one that a log doesn't hold counted
    zero there, over the denominator of the KPI ``total``.
    """

    name: str
    function: Callable[[View], Any]
    label: Label
    members: Mapping[str, str] | None = None
    total: str = ""

    def pairs(self, view: View) -> dict[str, Pair]:
        """Numerator and denominator by KPI name, as plain floats."""
        result = self.function(view)
        if self.members is None and not self.total:
            return {self.name: _plain(result)}
        return {f"{self.name}_{member}": _plain(pair) for member, pair in result.items()}


UNKNOWN = "unknown"
"""``total`` of an open family of which a member that a log doesn't hold is unknown there."""

REGISTERED: dict[str, Kpi] = {}
"""Every declared KPI by name, in the order of declaration."""


def kpi(
    label: str,
    unit: str,
    direction: Direction = "neither",
    *,
    ratio: bool = False,
    page_one: bool = False,
    by: Mapping[str, str] | None = None,
    total: str = "",
) -> Callable[[Callable[[View], Any]], Callable[[View], Any]]:
    """Declare the decorated function as a KPI of its own name.

    ``by`` makes it a family (suffix -> words), closed unless there is a ``total``.
    """

    def register(function: Callable[[View], Any]) -> Callable[[View], Any]:
        name = function.__name__
        if name in REGISTERED:
            raise ValueError(f"there are two KPIs named {name}")
        REGISTERED[name] = Kpi(
            name, function, Label(label, unit, direction, page_one, ratio), by, total
        )
        return function

    return register


def value(pair: Pair) -> float:
    """The KPI's value; NaN when there is nothing to divide by."""
    return pair[0] / pair[1] if pair[1] else nan


def _plain(pair: tuple[Any, Any]) -> Pair:
    # numpy scalars would be written as "np.float64(...)" and pickled at ten times the size
    return float(pair[0]), float(pair[1])
