"""Random points that use every part of each range once (Latin hypercube)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sim.experiment.designs.blocks.base import Draw
from sim.experiment.designs.blocks.sampled import Sampled, Unit
from sim.kernel.streams import Streams


class LatinHypercube(Sampled):
    """With ``points: 50`` each range is cut in 50 parts, and each part holds one point."""

    kind: Literal["latin_hypercube"]

    def unit(self, draw: Draw) -> Unit:
        """A column for each setting, drawn by its name: another setting leaves it as it is."""
        from scipy.stats import qmc  # takes a second, so only a sampled block waits for it

        streams = Streams(draw.seed, 0)
        columns = [
            qmc.LatinHypercube(1, rng=streams.digest("block", draw.block, key)).random(self.points)
            for key in self.over
        ]
        return np.hstack(columns)
