"""What a design or a study is told, what it asks for, and what it concludes.

Kept outside ``sim.experiment.designs``, whose import brings in every design: what the designs are
made of needs these, and must be importable by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.analysis.kpis import Pair
from sim.analysis.series import Point
from sim.config import Scenario

Request = tuple[str, int]
"""Scenario and replication."""


Changes = Mapping[str, Any]
"""What a scenario changes of the one a study starts from: dotted key -> value, group -> preset."""
Make = Callable[[str, Changes], Scenario]
"""Makes a checked scenario, by its name and its changes. Raises NotPossible."""


class NotPossible(ValueError):
    """Changes that make no scenario; the text says in one line why."""


def _no_further(name: str, _changes: Changes) -> Scenario:
    raise NotPossible(f"{name}: this experiment makes no further scenarios")


def _no_series(_scenario: str, _replication: int) -> list[Point]:
    return []


@dataclass(slots=True)
class Results:
    """What a design may know: the scenarios in order, and the KPIs it watches of every replication
    so far.

    A replication that failed is known by None: it isn't asked for again. KPIs that nobody watches
    stay in the store, so that a long sweep needs no more memory than a short one.
    """

    scenarios: tuple[str, ...]
    baseline: str
    replications: int
    """How many replications of each scenario the planner asked for."""
    known: dict[Request, Mapping[str, Pair] | None] = field(default_factory=dict)
    base: Scenario | None = None
    """The scenario called ``baseline``."""
    make: Make = _no_further
    further: dict[str, Changes] = field(default_factory=dict)
    """Scenarios that the design thought of, by what they change of the baseline: it enters them
    here before it asks for them. They stand behind ``scenarios``, never among them."""
    impossible: dict[str, str] = field(default_factory=dict)
    """Why scenarios of ``further`` can't be simulated: what was asked of them is never known."""
    step: str = ""
    """What the design is about just now, in a few words for who waits."""
    series: Callable[[str, int], list[Point]] = _no_series
    """The series of a replication that is known."""


Rows = list[dict[str, str | int | float]]
"""Rows of a table, column -> value; all with the same columns."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a design found beyond the comparison: sentences for the planner, printed below the
    tables, and rows of a table (column -> value), written as ``conclusion.csv``."""

    sentences: list[str]
    table: Rows = field(default_factory=list)
    is_the_answer: bool = False
    """Whether nothing need be said on what the question is about beyond these sentences."""
    tables: Mapping[str, Rows] = field(default_factory=dict)
    """Further tables, by the name of their file: ``force`` is written as ``force.csv``."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Further files by name, such as settings to go on with."""


FRESH_FROM = 1_000_000
"""Replications from this number on serve to confirm what earlier ones picked.

A draw is a digest of seed, replication and name, so numbers that no replication used before are as
good as another root seed; and the rows stay under the one seed that the planner gave.
"""
