"""How much of the spread of each output comes from each factor that was kept, and from which two.

Every point rests on the same replications. That takes chance away only as far as two points run
alike: one incident more, and from then on they have different luck, which looks like an effect of
whatever was changed. So the share that chance may have is told beside the shares of the factors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.sobol_indices import Indices, blocks, indices
from sim.analysis.statistics import Floats
from sim.experiment.sensitivity.factors import RULE, Factors, named
from sim.experiment.sensitivity.outputs import values_of
from sim.experiment.study_results import Changes
from sim.experiment.trials import Trials, searching


@dataclass(slots=True)
class Blocks:
    """Blocks of points over the kept factors; those with a point that can't be are dropped.

    The first and the last point of a block are drawn independently: without their rule they are the
    guesses at which the rules are ranked.
    """

    factors: list[str]
    drawn: int
    points: dict[str, Changes] = field(default_factory=dict)
    """Name -> changes, block by block."""
    guesses: list[dict[str, float]] = field(default_factory=list)
    """The first of a block, the last of it, and so on."""
    worlds: list[Changes] = field(default_factory=list)
    """What each guess changes, without its rule."""
    why_not: dict[str, int] = field(default_factory=dict)

    @property
    def in_a_block(self) -> int:
        """Points of a block."""
        return 2 * len(self.factors) + 2

    @property
    def dropped(self) -> int:
        """Blocks that held a point which can't be."""
        return self.drawn - len(self.guesses) // 2


def plan_blocks(factors: Factors, kept: Sequence[str], count: int) -> Blocks:
    """Draw so many blocks, a power of two."""
    plan = Blocks([*kept], count)
    drawn: Floats = blocks(len(kept), count, factors.digest("blocks", *kept))
    for number, rows in enumerate(drawn):
        points = {
            f"block {number + 1:03d}, point {step:02d}": named(kept, row)
            for step, row in enumerate(rows)
        }
        changes = factors.whole(points, plan.why_not)
        if changes is None:
            continue
        plan.points |= changes
        names = [*points]
        for end in (names[0], names[-1]):
            plan.guesses.append({f: share for f, share in points[end].items() if f != RULE})
            plan.worlds.append({key: v for key, v in changes[end].items() if key != RULE})
    return plan


def need_blocks(trials: Trials, plan: Blocks, replications: int) -> None:
    """Have the blocks simulated."""
    step = f"what {len(plan.factors)} factors do, alone and together"
    trials.need(plan.points, searching(replications), step)


def apportion(
    trials: Trials, factors: Factors, plan: Blocks, outputs: Sequence[str], replications: int
) -> Mapping[str, Indices]:
    """The indices of each output, once the blocks are simulated."""
    numbers = searching(replications)
    return {
        output: indices(
            np.reshape(values_of(trials, plan.points, output, numbers), (-1, plan.in_a_block)),
            factors.digest("indices", output),
        )
        for output in outputs
    }
