"""What is to be simulated: the points of an experiment, each a checked scenario with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from sim.composition import COMMAND_LINE, Composition, Layers, Override, scenario_of, with_room
from sim.config import RunSettings, Scenario
from sim.factor_problems import factor_problems
from sim.scenario import Composer
from sim.settings_files import SettingsProblem

SINGLE = Override("experiment", "single", is_group=True)


@dataclass(slots=True)
class Points:
    """The scenarios of a run in the order of its tables, and how it is to be run."""

    settings: RunSettings
    scenarios: list[Scenario]
    baseline: str
    factors: dict[str, dict[str, str]] = field(default_factory=dict)
    """Scenario -> {factor: value}; empty for points that no factor names."""


class _Collector:
    """Gathers the errors of all points, so that a planner sees them at once."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __enter__(self) -> _Collector:
        return self

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> bool:
        if isinstance(error, SettingsProblem):
            self.lines += error.lines
            return True
        return False

    def stop_if_any(self) -> None:
        if self.lines:
            raise SettingsProblem(self.lines)


def find_points(composer: Composer, words: Sequence[str], *, multirun: bool) -> Points:
    """The points that the words of a command line (``key=value``) ask for.

    SettingsProblem tells of every error of every point.
    """
    alternatives, lines = composer.read_words(words)
    if not multirun:
        lines += [
            f"{COMMAND_LINE}: several values for '{several[0].key}'"
            f" ({', '.join(o.value for o in several)}) need the flag -m"
            for several in alternatives
            if len(several) > 1
        ]
    if lines and all(o.is_group for several in alternatives for o in several):
        raise SettingsProblem(lines)  # no other word is left to be judged
    try:
        if multirun:
            points = _sweep(composer, alternatives)
        else:
            points = _one_design(composer, [several[0] for several in alternatives])
    except SettingsProblem as problem:
        # After a word that can't be read, only the other words can still be judged.
        lines += [e for e in problem.lines if not lines or e.startswith(COMMAND_LINE)]
    if lines:
        raise SettingsProblem(lines)
    return points


def _one_design(composer: Composer, overrides: list[Override]) -> Points:
    base = composer.compose([*overrides, *scenario_of(overrides, composer.files.files)])
    settings, lines = composer.run_settings(base)
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


# --- -m: every combination of the values given ---------------------------------------------------
def _sweep(composer: Composer, alternatives: list[list[Override]]) -> Points:
    collector = _Collector()
    for several in alternatives:
        key = several[0].key
        if key == "experiment" and any(o.value != SINGLE.value for o in several):
            message = "-m runs each point by itself: leave experiment out"
            raise SettingsProblem([f"{COMMAND_LINE}: experiment={several[0].value}: {message}"])
        if len(several) > 1 and key.split(".")[0] in RunSettings.model_fields:
            message = f"'{key}' must be the same at every point"
            raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    swept = [several[0].key for several in alternatives if len(several) > 1]
    settings: RunSettings | None = None
    points: dict[str, Scenario] = {}
    factors: dict[str, dict[str, str]] = {}
    for chosen in product(*alternatives):
        overrides = [o for o in chosen if o.key != SINGLE.key] + [SINGLE]
        varied = {o.key: o for o in overrides if o.key in swept}
        name = ", ".join(override.words for override in varied.values())
        with collector:
            composition = composer.compose(overrides)
            own, wrong = composer.run_settings(composition)
            collector.lines += wrong
            settings = settings or own
            if own != settings:
                message = f"scenario '{composition.scenario}' sets its own seed or replications"
                raise SettingsProblem([f"{COMMAND_LINE}: {message}: give them with -m"])
            scenario = composer.scenario(composition, name or None)
            if scenario.name in points:
                raise SettingsProblem([f"{COMMAND_LINE}: '{scenario.name}' is given twice"])
            points[scenario.name] = scenario
            factors[scenario.name] = {key: override.value for key, override in varied.items()}
    collector.stop_if_any()
    assert settings is not None
    return Points(settings, list(points.values()), next(iter(points)), factors if swept else {})


# --- one scenario against the one it extends ------------------------------------------------------
def _against_parent(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    parent = composer.files.parent(base.scenario)
    if parent is None:
        file = composer.files.files[f"scenario/{base.scenario}"]
        message = f"'{base.scenario}' extends no scenario, so there is nothing to compare it with"
        raise SettingsProblem([f"{file.shown}:1: {message} (use experiment=single)"])
    fixed = [o for o in base.overrides if o.key not in ("scenario", "experiment")]
    experiment = [o for o in base.overrides if o.key == "experiment"]
    collector = _Collector()
    scenarios: list[Scenario] = []
    choice = Override("scenario", parent, is_group=True)
    with collector:
        # Whatever the parent's own experiment is, here it only stands for itself.
        alone = [choice, *(experiment or [SINGLE])]
        groups, typed = [o for o in fixed if o.is_group], [o for o in fixed if not o.is_group]
        if typed:
            child = composer.compose([o for o in base.overrides if o.is_group])
            typed = with_room(typed, child, composer.compose([*groups, *alone]))
        below = composer.compose([*groups, *typed, *alone])
        scenarios.append(composer.scenario(below))
    with collector:
        own = base.values.get("name")
        same = bool(scenarios) and own == scenarios[0].name
        scenarios.append(composer.scenario(base, base.scenario if same or not own else None))
    collector.stop_if_any()
    return Points(settings, scenarios, scenarios[0].name)


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
    collector = _Collector()
    compositions = _Compositions(composer, base, free)
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


class _Compositions:
    """The points of a grid; a level is put in place without composing anew where that is the same.

    It is the same when one preset, and nothing else, writes what stands under a factor's name.
    """

    def __init__(self, composer: Composer, base: Composition, free: dict[str, list[str]]) -> None:
        self._composer = composer
        self._base = base
        self._files = composer.files.files
        self._in_place = all(self._is_plain(name, values) for name, values in free.items())

    def at(self, point: dict[str, str]) -> Composition:
        """The composition with these levels of the free factors."""
        chosen = [Override(name, value, is_group=True) for name, value in point.items()]
        overrides = (*self._base.overrides, *chosen)
        if not self._in_place:
            return self._composer.compose(overrides)
        own = {name: self._files[f"{name}/{value}"].content for name, value in point.items()}
        made = self._composer.composed({**self._base.values, **own}, overrides)
        return replace(made, find_layers=lambda: self._layers(point))

    def _layers(self, point: dict[str, str]) -> Layers:
        chosen = {name: self._files[f"{name}/{value}"] for name, value in point.items()}
        return [
            (chosen.get(file.config_path.partition("/")[0], file), package)
            for file, package in self._base.find_layers()
        ]

    def _is_plain(self, factor: str, values: list[str]) -> bool:
        layers = self._base.find_layers()
        writers = [
            file
            for file, package in layers
            if package[:1] == (factor,) or (not package and factor in file.content)
        ]
        if len(writers) != 1 or writers[0].content != self._base.values.get(factor):
            return False
        levels = [self._files[f"{factor}/{value}"] for value in values]
        if any("defaults" in file.content or file.package for file in [*levels, *writers]):
            return False
        refer = [file.interpolates for file in [*levels, *(file for file, _ in layers)]]
        return not any(refer) and not any("${" in o.value for o in self._base.overrides)


_BY_KIND = {"single": _single, "parent": _against_parent, "factors": _grid}
