"""A design decides which replications of which scenarios are simulated next."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from sim.analysis.kpis import Pair
from sim.kernel.registry import Plugin

Request = tuple[str, int]
"""Scenario and replication."""


@dataclass(slots=True)
class Results:
    """What a design may know: the scenarios in order, and the KPIs of every replication so far.

    A replication that failed is known by None: it isn't asked for again.
    """

    scenarios: tuple[str, ...]
    baseline: str
    replications: int
    """How many replications of each scenario the planner asked for."""
    known: dict[Request, Mapping[str, Pair] | None] = field(default_factory=dict)


class Design(Plugin, family="design"):
    """Base of the designs; a concrete one declares its ``kind`` and the keys it takes in YAML.

    ``factors`` (name -> values) and ``points`` say how the scenarios are composed: the grid of
    factors, a single one, or one against the scenario it extends. ``baseline`` names a value of
    each factor.
    """

    name: str
    question: str = ""
    factors: dict[str, list[str]] = Field(default_factory=dict)
    baseline: dict[str, str] = Field(default_factory=dict)
    points: Literal["factors", "single", "parent"] = "factors"

    @abstractmethod
    def ask(self, results: Results) -> list[Request]:
        """Replications to simulate next; empty when the design is done.

        Must depend on the numbers of replications and their KPIs only, never on the order in which
        they were finished, so that any number of workers gives the same answer.
        """
