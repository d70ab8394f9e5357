"""A design decides which replications of which scenarios are simulated next."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import Literal

from pydantic import Field

from sim.config import Scenario
from sim.experiment.designs.blocks.base import AnyBlock
from sim.experiment.study_results import (
    FRESH_FROM,
    Changes,
    Conclusion,
    Make,
    NotPossible,
    Request,
    Results,
    Rows,
)
from sim.kernel.registry import Plugin


class Design(Plugin, family="design"):
    """Base of the designs; a concrete one declares its ``kind`` and the keys it takes in YAML.

    ``factors`` (name -> values) and ``points`` say how the scenarios are composed: the grid of
    factors, a single one, one against the scenario it extends, the blocks of ``design`` crossed.
    What a study (`sim.experiment.designs.study`) starts from it says itself.
    ``baseline`` names a value of each factor; blocks are compared with the scenario as it stands.
    """

    name: str
    question: str = ""
    factors: dict[str, list[str]] = Field(default_factory=dict)
    baseline: dict[str, str] = Field(default_factory=dict)
    design: dict[str, AnyBlock] = Field(default_factory=dict)
    """Blocks by name: settings that vary together, each block crossed with the others."""
    points: Literal["factors", "single", "parent", "design"] = "factors"
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


__all__ = [
    "FRESH_FROM",
    "Changes",
    "Conclusion",
    "Design",
    "Make",
    "NotPossible",
    "Request",
    "Results",
    "Rows",
]
