"""The guesses of what isn't known at which the rules are ranked, each with luck of its own.

At a guess all rules have the same replications, so that they can be compared; each guess has others
than every other, so that what chance does at one of them it needn't do at the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np

from sim.experiment.sensitivity.factors import RULE
from sim.experiment.sensitivity.spread import Blocks
from sim.experiment.study_results import Request
from sim.experiment.trials import Trials, Unknown, fresh


def names_at(rules: Sequence[str], number: int) -> dict[str, str]:
    """Rule -> scenario at one of the guesses."""
    return {rule: f"guess {number + 1:03d}, {rule}" for rule in rules}


def numbers_at(number: int, replications: int) -> range:
    """The numbers of so many replications at one of the guesses."""
    return fresh(replications, 1 + number)


def need_guesses(trials: Trials, plan: Blocks, rules: Sequence[str], replications: int) -> None:
    """Have the rules simulated at each guess."""
    missing: list[Request] = []
    for number, changes in enumerate(plan.worlds):
        points = {name: {**changes, RULE: rule} for rule, name in names_at(rules, number).items()}
        step = f"{len(rules)} response rules at {len(plan.worlds)} guesses"
        try:
            trials.need(points, numbers_at(number, replications), step)
        except Unknown as unknown:
            missing += unknown.requests
    if missing:
        raise Unknown(missing, step)


def variance_by_chance(
    trials: Trials, plan: Blocks, rules: Sequence[str], output: str, replications: int
) -> float:
    """Variance of an output between replications under one rule at one guess, the mean of all.

    NaN where the output has two values nowhere.
    """
    found = []
    for number in range(len(plan.worlds)):
        for name in names_at(rules, number).values():
            values = trials.column(name, output, numbers_at(number, replications)).values
            known = values[np.isfinite(values)]
            if len(known) > 1:
                found.append(float(known.var(ddof=1)))
    return float(np.mean(found)) if found else nan
