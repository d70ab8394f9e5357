"""What a search for a force moves on: forces, what they cost, and what is known of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.quotients import Column
from sim.experiment.forces import Force, Lever


class Ground(ABC):
    """Forces between ``least`` and ``most`` of each lever; more of a lever makes no target worse,
    by and large."""

    least: Mapping[Lever, int]
    most: Mapping[Lever, int]

    @abstractmethod
    def force(self, numbers: Mapping[Lever, int]) -> Force:
        """The force with these numbers, its sites in the order in which a search mans them."""

    @abstractmethod
    def people(self, force: Force) -> float:
        """Paid people at full strength; infinite for a force that can't be."""

    @abstractmethod
    def need(self, forces: Sequence[Force], replications: Sequence[int], step: str) -> None:
        """Go on only once these replications of these forces are known."""

    @abstractmethod
    def column(self, force: Force, kpi: str, replications: Sequence[int]) -> Column:
        """A KPI of a force in replications that are known; NaN where there is no value."""

    def swaps(self, force: Force) -> list[Force]:
        """Forces of the same numbers with another site manned in place of one, the most promising
        first; a few."""
        del force
        return []

    def likely(self, force: Force) -> Mapping[Lever, int]:
        """Numbers that formulas think this force should have at least, where they know any."""
        del force
        return {}


Key = tuple[tuple[str, int], ...]


def key_of(force: Force) -> Key:
    """What tells a force from others."""
    return tuple(sorted(force.changes().items()))


def changed(force: Force, by: Mapping[Lever, int]) -> Force:
    """The force with so many more (or fewer) of some levers."""
    for lever, more in by.items():
        force = force.but(lever, force.numbers[lever] + more)
    return force


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a search: the force it came to, and what is thought of it by few replications."""

    before: Force
    force: Force
    people: float
    estimates: Mapping[str, float]
    """KPI of each target -> estimate."""
