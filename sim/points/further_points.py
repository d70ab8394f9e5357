"""Scenarios that a design thinks of while it runs: the one it starts from with some changes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from sim.config import Scenario
from sim.experiment.study_results import Changes, NotPossible
from sim.points.changed_scenario import (
    NoSuchSetting,
    Sections,
    Variants,
    WrongSettings,
    find_setting,
)
from sim.points.collected_errors import Collector
from sim.points.preset_levels import PresetLevels
from sim.scenario import Composer
from sim.settings.composition import Composition, dotted

SECTIONS_KEPT = 200
"""A study that tries thousands of worlds is not to hold each of them for ever."""


class FurtherPoints:
    """Makes scenarios from the one a study starts from, without Hydra: presets are composed
    beforehand, single values are put in place."""

    def __init__(
        self,
        composer: Composer,
        base: Composition,
        scenario: Scenario,
        presets: Mapping[str, list[str]],
    ) -> None:
        """``presets``: groups that may be chosen, with their files. SettingsProblem tells of
        presets that the scenario can't take."""
        self._composer = composer
        chosen = composer.choices(base.overrides)
        self._standing = {group: chosen.get(group, "") for group in presets}
        self._sections: Sections = {}
        self._levels = {tuple(self._standing.values()): Variants(scenario, self._sections)}
        compositions = PresetLevels(composer, base, dict(presets)) if presets else None
        collector = Collector()
        for names in product(*presets.values()):
            if compositions is not None and names not in self._levels:
                with collector:
                    composition = compositions.at(dict(zip(presets, names, strict=True)))
                    at_level = composer.scenario(composition)
                    self._levels[names] = Variants(at_level, self._sections)
        collector.stop_if_any()

    def __call__(self, name: str, changes: Changes) -> Scenario:
        """The scenario under this name with these changes. Raises NotPossible, one line."""
        chosen = {**self._standing, **{k: v for k, v in changes.items() if k in self._standing}}
        try:
            variants = self._levels[tuple(chosen.values())]
        except KeyError:
            raise NotPossible(f"{name}: no such preset among {chosen}") from None
        plain = {key: value for key, value in changes.items() if key not in self._standing}
        if len(self._sections) > SECTIONS_KEPT:
            self._sections.clear()
        try:
            places = {find_setting(variants.scenario, key).key: v for key, v in plain.items()}
            scenario = variants.at(name, places)
        except NoSuchSetting as error:
            raise NotPossible(f"{name}: no such setting{error}") from None
        except WrongSettings as error:
            fault = error.faults[0]
            raise NotPossible(f"{name}: {dotted(fault.key)}: {fault.message}") from None
        for key, message in self._composer.problems(scenario, composed=False):
            raise NotPossible(f"{name}: {dotted(key)}: {message}")
        return scenario
