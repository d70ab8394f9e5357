"""Points that fill all ranges together evenly (a Sobol sequence, scrambled)."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, Field

from sim.experiment.designs.blocks.base import MOST_POINTS, Draw
from sim.experiment.designs.blocks.sampled import Sampled, Unit
from sim.kernel.streams import Streams


def _power_of_two(points: int) -> int:
    above = 1 << (points - 1).bit_length()
    if points not in (above, 1):
        raise ValueError(f"must be a power of 2: {above // 2} or {above}")
    return points


class Sobol(Sampled):
    """Twice the ``points`` keep those there were, so what is finished is used again."""

    kind: Literal["sobol"]
    points: Annotated[
        int,
        Field(ge=1, le=MOST_POINTS, json_schema_extra={"unit": "a power of 2"}),
        AfterValidator(_power_of_two),
    ]

    def unit(self, draw: Draw) -> Unit:
        """The first points of the sequence that belongs to the seed and the block's name."""
        from scipy.stats import qmc  # takes a second, so only a sampled block waits for it

        seed = Streams(draw.seed, 0).digest("block", draw.block)
        sequence = qmc.Sobol(len(self.over), rng=seed)
        return np.asarray(sequence.random_base2(self.points.bit_length() - 1))
