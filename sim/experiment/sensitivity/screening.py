"""Which of all unknowns matter at all: a few walks on which each of them changes once.

Each walk is gone under the response rule that stands and under another one, for something may do
little to an output and yet decide which rule is better.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.morris import Effects, effects, walk
from sim.analysis.statistics import Floats
from sim.experiment.sensitivity.factors import CLUSTERING, RULE, Factors, named
from sim.experiment.sensitivity.outputs import values_of
from sim.experiment.study_results import Changes
from sim.experiment.trials import Trials, searching

DRAWN_ANEW_AT_MOST = 100
"""So often a walk through a point that can't be is drawn anew; then it is given up."""


@dataclass(slots=True)
class Walks:
    """The walks of a screening, each of them possible at every point."""

    factors: list[str]
    shares: list[Floats] = field(default_factory=list)
    """Of each walk (k + 1, k)."""
    points: dict[str, Changes] = field(default_factory=dict)
    """Name -> changes, walk by walk, under the rule that stands."""
    others: dict[str, Changes] = field(default_factory=dict)
    """The same points under the walk's other rule."""
    drawn_anew: int = 0
    given_up: int = 0
    why_not: dict[str, int] = field(default_factory=dict)
    """Setting at fault -> how often."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What the walks found: the effects on each output, and the factors that are kept."""

    walks: Walks
    effects: Mapping[str, Effects]
    on_the_difference: Effects
    """On what the walk's other rule makes of the first output, less what the standing one does."""
    kept: list[str]
    """Unknowns in the order of how much they matter, then why fire comes in clusters, the rule."""


def plan_walks(factors: Factors, count: int) -> Walks:
    """Draw so many walks over all factors but the rule."""
    walks = Walks([name for name in factors.by_name if name != RULE])
    rules = [rule for rule in factors.rules if rule != factors.standing_rule]
    for number in range(count):
        for attempt in range(DRAWN_ANEW_AT_MOST):
            shares = walk(len(walks.factors), factors.digest("walk", number, attempt))
            points = {
                f"walk {number + 1:02d}, point {step:03d}": named(walks.factors, row)
                for step, row in enumerate(shares)
            }
            changes = factors.whole(points, walks.why_not)
            if changes is not None:
                other = rules[number % len(rules)]
                walks.shares.append(shares)
                walks.points |= changes
                walks.others |= {
                    f"{name}, {other}": {**own, RULE: other} for name, own in changes.items()
                }
                break
            walks.drawn_anew += 1
        else:
            walks.given_up += 1
    return walks


def screen(
    trials: Trials,
    factors: Factors,
    walks: Walks,
    outputs: Sequence[str],
    replications: int,
    keep: int,
    always: Collection[str],
) -> Screened:
    """Simulate the walks and keep so many unknowns, those of ``always`` among them.

    A factor counts by its largest effect on an output, or on the difference of two rules in the
    first output, each in standard deviations over all points.
    """
    numbers = searching(replications)
    step = f"screening {len(walks.factors)} factors"
    both = zip(walks.points.items(), walks.others.items(), strict=True)
    # Each point with its other rule next to it: they share their world.
    trials.need(dict(one for pair in both for one in pair), numbers, step)
    values = {name: values_of(trials, walks.points, name, numbers) for name in outputs}
    differences = values_of(trials, walks.others, outputs[0], numbers) - values[outputs[0]]
    found = {name: _effects(factors, walks, name, own) for name, own in values.items()}
    between = _effects(factors, walks, "difference", differences)
    scores = np.zeros(len(walks.factors))
    screened = [(between, differences), *((found[name], own) for name, own in values.items())]
    for effects_on, own in screened:
        spread = float(np.nanstd(own)) if np.isfinite(own).any() else 0.0
        if spread > 0.0:
            scores = np.fmax(scores, np.nan_to_num(effects_on.mu_star) / spread)
    return Screened(walks, found, between, _kept(factors, walks.factors, scores, keep, always))


def _effects(factors: Factors, walks: Walks, output: str, values: Floats) -> Effects:
    count, size = len(walks.shares), len(walks.factors)
    shares = np.reshape(walks.shares, (count, size + 1, size))
    return effects(shares, values.reshape(count, size + 1), factors.digest("effects", output))


def _kept(
    factors: Factors, screened: Sequence[str], scores: Floats, keep: int, always: Collection[str]
) -> list[str]:
    of = dict(zip(screened, scores.tolist(), strict=True))
    unknowns = sorted((name for name in of if name != CLUSTERING), key=lambda name: -of[name])
    free = max(keep - sum(name in always for name in unknowns), 0)
    first = [name for name in unknowns if name not in always and of[name] > 0.0][:free]
    kept = [name for name in unknowns if name in always or name in first]
    return [*kept, *(name for name in (CLUSTERING, RULE) if name in factors.by_name)]
