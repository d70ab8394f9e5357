"""A design decides which replications of which scenarios are simulated next."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field

from sim.analysis.kpis import Pair
from sim.analysis.series import Point
from sim.config import Scenario
from sim.experiment.designs.blocks.base import AnyBlock
from sim.kernel.registry import Plugin

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


class Design(Plugin, family="design"):
    """Base of the designs; a concrete one declares its ``kind`` and the keys it takes in YAML.

    ``factors`` (name -> values) and ``points`` say how the scenarios are composed: the grid of
    factors, a single one, one against the scenario it extends, the blocks of ``design`` crossed, or
    one that a study starts from.
    ``baseline`` names a value of each factor; blocks are compared with the scenario as it stands.
    """

    name: str
    question: str = ""
    factors: dict[str, list[str]] = Field(default_factory=dict)
    baseline: dict[str, str] = Field(default_factory=dict)
    design: dict[str, AnyBlock] = Field(default_factory=dict)
    """Blocks by name: settings that vary together, each block crossed with the others."""
    points: Literal["factors", "single", "parent", "design", "study", "data", "unknowns"] = (
        "factors"
    )
    scenario: str = ""
    """The scenario it is made for: taken unless another is chosen; empty: the usual one."""

    @abstractmethod
    def ask(self, results: Results) -> list[Request]:
        """Replications to simulate next; empty when the design is done.

        Must depend on the numbers of replications and their KPIs only, never on the order in which
        they were finished, so that any number of workers gives the same answer.
        """

    def watched(self) -> Collection[str]:
        """The KPIs by which it decides or concludes; no other is in ``Results.known``."""
        return ()

    def presets(self) -> dict[str, list[str]]:
        """Presets that scenarios of ``Results.further`` may choose, by group; the first of each
        group needn't be that of the scenario as it stands."""
        return {}

    def problems(self, scenario: Scenario) -> list[tuple[tuple[str | int, ...], str]]:
        """What doesn't go with the scenario that a study starts from: the key below ``experiment``,
        and what is wrong with its value or what would be right. Asked before anything is
        simulated."""
        del scenario
        return []

    def guesses(self) -> dict[str, list[str]]:
        """Blocks whose rows are guesses, not decisions, with their settings: those that are drawn,
        of the world at least in part (what the mission does is decided, however it is picked)."""
        return {
            name: block.settings()
            for name, block in self.design.items()
            if block.numbered and any(key.split(".")[0] == "world" for key in block.settings())
        }

    def reported(self, results: Results) -> list[Request] | None:
        """The replications whose figures are reported, once the design is done; None: all.

        Figures by which scenarios were picked flatter those picked, so a selection reports others.
        """
        del results
        return None

    def conclude(self, results: Results) -> Conclusion | None:
        """What the design found, once it is done; None: nothing beyond the comparison."""
        del results
        return None
