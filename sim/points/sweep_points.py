"""The points of ``-m``: every combination of the values given on the command line.

A point that differs from another in plain values only is made from it without composing anew, which
takes a thousandth of the time; what is wrong with a point is told by composing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sim.config import Scenario
from sim.experiment.designs.blocks.base import MOST_POINTS
from sim.points.changed_scenario import NoSuchSetting, Variants, WrongSettings, find_setting
from sim.points.collected_errors import Collector
from sim.points.points import Points
from sim.points.preset_levels import PresetLevels
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import COMMAND_LINE, Composition, Override
from sim.settings.files import GLOBAL_GROUPS, Key, SettingsProblem
from sim.settings.studies import is_study

SINGLE = Override("experiment", "single", is_group=True)
WRONG_POINTS_TOLD = 20
"""After so many points that can't be simulated, the others aren't looked at."""


def sweep_points(composer: Composer, alternatives: list[list[Override]]) -> Points:
    """Every combination of the alternatives; the first is the baseline.

    SettingsProblem tells of the errors.
    """
    for several in alternatives:
        key = several[0].key
        if key == "experiment" and any(o.value != SINGLE.value for o in several):
            message = f"-m runs each point by itself: leave experiment out{_as_grid(alternatives)}"
            if is_study(composer.files, several[0].value):
                message = "it makes its scenarios itself: leave -m out, and give one value a run"
            raise SettingsProblem([f"{COMMAND_LINE}: experiment={several[0].value}: {message}"])
        if len(several) > 1 and key.split(".")[0] in RunSettings.model_fields:
            message = f"'{key}' must be the same at every point"
            raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    points = prod(map(len, alternatives))
    if points > MOST_POINTS:
        message = f"{points:,} points: at most {MOST_POINTS:,} can be simulated in one experiment"
        raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    return _Sweep(composer, alternatives).points()


@dataclass(frozen=True, slots=True)
class _Known:
    """A point that was composed, from which others are made."""

    variants: Variants
    keys: dict[str, Key]
    """The swept settings that may be changed in place."""


class _Sweep:
    """One sweep on its way to points."""

    def __init__(self, composer: Composer, alternatives: list[list[Override]]) -> None:
        self._composer = composer
        self._alternatives = alternatives
        self._swept = [several[0].key for several in alternatives if len(several) > 1]
        self._free = {
            several[0].key: [o.value for o in several]
            for several in alternatives
            if len(several) > 1 and several[0].is_group
        }
        self._values: dict[str, Any] = {}
        self._known: dict[tuple[str, ...], _Known] = {}
        self._is_plain = True
        self._levels: PresetLevels | None = None
        self._settings: RunSettings | None = None

    def points(self) -> Points:
        """Every point, checked."""
        collector = Collector()
        scenarios: dict[str, Scenario] = {}
        factors: dict[str, dict[str, str]] = {}
        wrong, left = 0, prod(map(len, self._alternatives))
        self._composer.checking(left)
        for chosen in product(*self._alternatives):
            overrides = [o for o in chosen if o.key != SINGLE.key] + [SINGLE]
            varied = {o.key: o for o in overrides if o.key in self._swept}
            name = ", ".join(override.words for override in varied.values())
            before = len(collector.lines)
            with collector:
                scenario = self._made(name, varied) or self._composed(name, overrides, collector)
                if scenario.name in scenarios:
                    raise SettingsProblem([f"{COMMAND_LINE}: '{scenario.name}' is given twice"])
                scenarios[scenario.name] = scenario
                factors[scenario.name] = {key: override.value for key, override in varied.items()}
            left -= 1
            wrong += len(collector.lines) > before
            if wrong == WRONG_POINTS_TOLD and left:
                message = f"{left:,} more points were not looked at: put these right first"
                collector.lines.append(f"{COMMAND_LINE}: {message}")
                break
        collector.stop_if_any()
        assert self._settings is not None
        found = list(scenarios.values())
        return Points(self._settings, found, found[0].name, factors if self._swept else {})

    # --- made from another point ------------------------------------------------------------------
    def _made(self, name: str, varied: dict[str, Override]) -> Scenario | None:
        """The point, made from one with the same presets; None if it has to be composed."""
        known = self._known.get(_presets(varied))
        if known is None:
            return None
        changes = {known.keys[o.key]: self._value(o) for o in varied.values() if not o.is_group}
        try:
            scenario = known.variants.at(name, changes)
        except WrongSettings:
            return None
        return None if self._composer.problems(scenario, composed=False) else scenario

    def _value(self, override: Override) -> Any:
        if override.text not in self._values:
            self._values[override.text] = self._composer.value_of(override)
        return self._values[override.text]

    # --- composed ---------------------------------------------------------------------------------
    def _composed(self, name: str, overrides: list[Override], collector: Collector) -> Scenario:
        varied = {o.key: o for o in overrides if o.key in self._swept}
        composition = self._composition(overrides, varied)
        own, lines = self._composer.run_settings(composition)
        collector.lines += lines
        self._settings = self._settings or own
        if own != self._settings:
            message = f"scenario '{composition.scenario}' sets its own seed or replications"
            raise SettingsProblem([f"{COMMAND_LINE}: {message}: give them with -m"])
        scenario = self._composer.scenario(composition, name or None)
        presets = _presets(varied)
        if self._is_plain and presets not in self._known and not lines:
            keys = self._in_place(composition, scenario)
            self._is_plain = keys is not None
            if keys is not None:
                self._known[presets] = _Known(Variants(scenario), keys)
        return scenario

    def _composition(self, overrides: list[Override], varied: dict[str, Override]) -> Composition:
        presets = {key: o.value for key, o in varied.items() if o.is_group}
        plain = [several[0] for several in self._alternatives if not several[0].is_group]
        if self._levels is not None and all(o in overrides for o in plain):
            return self._levels.at(presets)
        composition = self._composer.compose(overrides)
        if self._levels is None and self._free and all(o in overrides for o in plain):
            self._levels = PresetLevels(self._composer, composition, self._free)
        return composition

    def _in_place(self, composition: Composition, scenario: Scenario) -> dict[str, Key] | None:
        """The keys of the swept settings; None if one isn't a plain value of the scenario, or may
        be what something else refers to."""
        typed = [o for several in self._alternatives for o in several]
        refer = [file.interpolates for file, _ in composition.find_layers()]
        if any(refer) or any("${" in override.value for override in typed):
            return None
        plain = [o for o in typed if o.key in self._swept and not o.is_group]
        if any(o.key.endswith(".kind") or isinstance(self._value(o), dict) for o in plain):
            return None
        try:
            return {o.key: find_setting(scenario, o.key).key for o in plain}
        except NoSuchSetting:
            return None


def _as_grid(alternatives: list[list[Override]]) -> str:
    """How an experiment varies what was given several values; empty when nothing was."""
    varied = [
        f"'{several[0].key}: [{', '.join(o.value for o in several)}]'"
        for several in alternatives
        if len(several) > 1 and several[0].key not in GLOBAL_GROUPS
    ]
    if not varied:
        return ""
    return f"; or put {' and '.join(varied)} into a grid block of that experiment"


def _presets(varied: dict[str, Override]) -> tuple[str, ...]:
    return tuple(o.value for o in varied.values() if o.is_group)
