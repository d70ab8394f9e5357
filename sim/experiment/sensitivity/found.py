"""What a sensitivity study had simulated, and everything that it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.sobol_indices import Indices
from sim.experiment.sensitivity.factors import RULE, Factors
from sim.experiment.sensitivity.one_by_one import Ends
from sim.experiment.sensitivity.rankings import Rankings
from sim.experiment.sensitivity.screening import Screened
from sim.experiment.sensitivity.spread import Blocks


@dataclass(frozen=True, slots=True)
class Simulated:
    """Everything is known of these: what was screened, drawn and set to the ends."""

    factors: Factors
    screened: Screened
    blocks: Blocks
    ends: Ends


@dataclass(frozen=True, slots=True)
class Found(Simulated):
    """And this is what it says."""

    indices: Mapping[str, Indices]
    """Output -> indices, in the order of the blocks' factors."""
    chance: Mapping[str, float]
    """Output -> share of its spread that chance may have; NaN where it isn't known."""
    rankings: Rankings

    @property
    def varied(self) -> list[str]:
        """The kept factors that a guess is about: all but the rule."""
        return [factor for factor in self.screened.kept if factor != RULE]
