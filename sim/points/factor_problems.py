"""What is wrong with the factors of an experiment: one line for each error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.kernel.names import did_you_mean, there_are
from sim.scenario import Composer
from sim.settings.composition import COMMAND_LINE, Composition
from sim.settings.files import choices

AGAINST_PARENT = "experiment=against_parent"


def factor_problems(
    composer: Composer, base: Composition, design: Any, free: dict[str, list[str]]
) -> Iterator[str]:
    """What doesn't exist, and settings that would hold still what is to vary.

    ``free``: the factors that nobody fixed.
    """
    yield from _unknown(composer, base, design)
    yield from _owned(composer, base, design, free)


def _unknown(composer: Composer, base: Composition, design: Any) -> Iterator[str]:
    """Factors, levels and a baseline that don't exist."""
    files = composer.files
    # where it is simulated makes no difference
    fixed = ("experiment", "scenario", "cluster")
    groups = [group for group in files.groups if group not in fixed]
    for factor, values in design.factors.items():
        key = ("experiment", "factors", factor)
        where = base.where(key)
        if factor not in groups:
            hint = f"{did_you_mean(factor, groups)} {there_are(groups)}"
            yield f"{where}: no factor called '{factor}'{hint}"
            continue
        if not values or len(set(values)) < len(values):
            yield f"{where}: '{factor}' needs values, each once"
        for value in values:
            path = f"{factor}/{value}"
            if path in files.problems:
                yield files.problems[path]
            elif path not in files.files:
                yield f"{where}: {files.no_such(factor, value)}"
        chosen = design.baseline.get(factor)
        where = base.where(("experiment", "baseline", factor))
        if chosen is None:
            yield f"{where}: experiment.baseline names no {factor}"
        elif chosen not in values:
            hint = f"{did_you_mean(chosen, values)} {there_are(values)}"
            yield f"{where}: experiment.baseline.{factor} = {chosen}: not compared{hint}"


def _owned(
    composer: Composer, base: Composition, design: Any, free: dict[str, list[str]]
) -> Iterator[str]:
    """Settings below a factor: they would be the same at every level and flatten the comparison."""
    for override in base.overrides:
        factor = override.key.split(".")[0]
        if not override.is_group and factor in free:
            yield (
                f"{COMMAND_LINE}: '{override.key}' belongs to '{factor}', which experiment"
                f" '{design.name}' varies - fix it with {factor}=NAME, or use experiment=single"
            )
    for name in composer.files.ancestors(base.scenario):
        file = composer.files.files[f"scenario/{name}"]
        chosen = {group: line for line, entry in file.defaults() for group in choices(entry)}
        for factor in free:
            if factor in file.content:
                line = file.line_of((factor,))[0]
            elif factor in chosen and name != design.scenario:  # the point has the last word
                line = chosen[factor]
            else:
                continue
            extends = composer.files.parent(base.scenario) is not None
            advice = AGAINST_PARENT if extends else "experiment=single"
            yield (
                f"{file.shown}:{line}: '{factor}' is varied by experiment '{design.name}', so a"
                f" scenario can't set it - use {advice}, or fix it with {factor}=NAME"
            )
