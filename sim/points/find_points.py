"""What is to be simulated: the points of an experiment, each a checked scenario with its name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from sim.config import Scenario
from sim.points.block_problems import blocks_unused
from sim.points.collected_errors import Collector
from sim.points.data_points import data_points
from sim.points.design_points import design_points
from sim.points.factor_problems import factor_problems
from sim.points.points import Points
from sim.points.preset_levels import PresetLevels
from sim.points.study_points import study_points
from sim.points.sweep_points import SINGLE, sweep_points
from sim.points.unknown_points import unknown_points
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import (
    COMMAND_LINE,
    Composition,
    Override,
    scenario_of,
)
from sim.settings.files import SettingsProblem
from sim.settings.studies import is_study, of_the_experiment
from sim.settings.wording import value_at


class SeveralValues(SettingsProblem):
    """Several values for a setting, ``key``, without the flag -m."""

    def __init__(self, lines: list[str], key: str) -> None:
        super().__init__(lines)
        self.key = key


def find_points(composer: Composer, words: Sequence[str], *, multirun: bool) -> Points:
    """The points that the words of a command line (``key=value``) ask for.

    SettingsProblem tells of every error of every point; SeveralValues if one of them is such.
    """
    alternatives, lines = composer.read_words(words)
    swept = [] if multirun else [several for several in alternatives if len(several) > 1]
    chosen = [o.value for several in alternatives for o in several if o.key == "experiment"]
    study = next((name for name in chosen if is_study(composer.files, name)), "")
    advice = f": experiment={study} takes one" if study else " need the flag -m"
    lines += [
        f"{COMMAND_LINE}: several values for '{several[0].key}'"
        f" ({', '.join(o.value for o in several)}){advice}"
        for several in swept
    ]
    if lines and all(o.is_group for several in alternatives for o in several):
        raise _problem(lines, swept)  # no other word is left to be judged
    try:
        if multirun:
            points = sweep_points(composer, alternatives)
        else:
            points = _one_design(composer, [several[0] for several in alternatives])
    except SettingsProblem as problem:
        # After a word that can't be read, only the other words can still be judged.
        lines += [e for e in problem.lines if not lines or e.startswith(COMMAND_LINE)]
    if lines:
        raise _problem(lines, swept)
    return points


def _problem(lines: list[str], swept: list[list[Override]]) -> SettingsProblem:
    return SeveralValues(lines, swept[0][0].key) if swept else SettingsProblem(lines)


def _one_design(composer: Composer, overrides: list[Override]) -> Points:
    overrides = of_the_experiment(overrides, composer.choices, composer.files)
    base = composer.compose([*overrides, *scenario_of(overrides, composer.files.files)])
    settings, lines = composer.run_settings(base)
    lines += blocks_unused(base, settings.experiment)
    try:
        points = _BY_KIND[settings.experiment.points](composer, base, settings)
    except SettingsProblem as problem:
        raise SettingsProblem([*lines, *problem.lines]) from None
    if lines:
        raise SettingsProblem(lines)
    return points


def _single(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    scenario = composer.scenario(base)
    return Points(settings, [scenario], scenario.name)


# --- one scenario against the one it extends ------------------------------------------------------
def _against_parent(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    parent = composer.files.parent(base.scenario)
    if parent is None:
        file = composer.files.files[f"scenario/{base.scenario}"]
        message = f"'{base.scenario}' extends no scenario, so there is nothing to compare it with"
        raise SettingsProblem([f"{file.shown}:1: {message} (use experiment=single)"])
    fixed = [o for o in base.overrides if o.key not in ("scenario", "experiment")]
    experiment = [o for o in base.overrides if o.key == "experiment"]
    collector = Collector()
    scenarios: list[Scenario] = []
    choice = Override("scenario", parent, is_group=True)
    with collector:
        # Whatever the parent's own experiment is, here it only stands for itself.
        alone = [choice, *(experiment or [SINGLE])]
        groups, typed = [o for o in fixed if o.is_group], [o for o in fixed if not o.is_group]
        if typed:
            child = composer.compose([o for o in base.overrides if o.is_group])
            typed = _with_room(typed, child, composer.compose([*groups, *alone]))
        below = composer.compose([*groups, *typed, *alone])
        scenarios.append(composer.scenario(below))
    with collector:
        own = base.values.get("name")
        same = bool(scenarios) and own == scenarios[0].name
        scenarios.append(composer.scenario(base, base.scenario if same or not own else None))
    collector.stop_if_any()
    return Points(settings, scenarios, scenarios[0].name)


def _with_room(typed: list[Override], child: Composition, parent: Composition) -> list[Override]:
    """The settings typed that both a scenario and the one it extends have room for: one about an
    entry that only the child has (an actor, say) is the child's alone."""

    def has_room(override: Override) -> bool:
        parts = tuple(override.key.split("."))
        entries = [parts[:depth] for depth in range(1, len(parts))]
        return not any(
            value_at(child.values, entry) is not None and value_at(parent.values, entry) is None
            for entry in entries
        )

    return [override for override in typed if has_room(override)]


# --- the grid of an experiment's factors ----------------------------------------------------------
def _grid(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    design = settings.experiment
    fixed = {o.key: o.value for o in base.overrides if o.is_group and o.key in design.factors}
    free = {name: values for name, values in design.factors.items() if name not in fixed}
    lines = list(factor_problems(composer, base, design, free))
    if lines:
        raise SettingsProblem(lines)
    levels = {**{name: [value] for name, value in fixed.items()}, **free}
    levels = {name: levels[name] for name in design.factors}
    baseline = {**design.baseline, **fixed}
    collector = Collector()
    compositions = PresetLevels(composer, base, free)
    composer.checking(prod(map(len, levels.values())))
    scenarios: list[Scenario] = []
    factors = {}
    for values in product(*levels.values()):
        point = dict(zip(levels, values, strict=True))
        with collector:
            composition = compositions.at({name: point[name] for name in free})
            name = ", ".join(values) or None
            scenario = composer.scenario(composition, name)
            scenarios.append(scenario)
            factors[scenario.name] = point
    collector.stop_if_any()
    baseline_name = ", ".join(baseline[name] for name in levels) or scenarios[0].name
    # The design keeps what is left to vary, so that the record says what was compared.
    kept = design.model_copy(update={"factors": levels, "baseline": baseline})
    settings = settings.model_copy(update={"experiment": kept})
    return Points(settings, scenarios, baseline_name, factors if levels else {})


_BY_KIND = {
    "single": _single,
    "parent": _against_parent,
    "factors": _grid,
    "design": design_points,
    "study": study_points,
    "unknowns": unknown_points,
    "data": data_points,
}
