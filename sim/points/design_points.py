"""The points of a design made of blocks: every row of a block with every row of the others.

Presets are composed; single values are put into a scenario without composing it anew, so ten
thousand points take seconds. The scenario as it stands is the baseline, and stands first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, cast, get_args

from sim.config import PooledRole, Scenario
from sim.experiment.designs.base import Design
from sim.experiment.designs.blocks.base import Draw, Row
from sim.points.block_problems import (
    BlocksOfDesign,
    WrongPoints,
    block_problems,
    settings_of,
    still,
)
from sim.points.changed_scenario import (
    NoSuchSetting,
    Sections,
    Setting,
    Variants,
    WrongSettings,
    find_setting,
)
from sim.points.point_names import in_words, row_names
from sim.points.points import Points
from sim.points.preset_levels import PresetLevels
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import Composition
from sim.settings.files import GLOBAL_GROUPS, SettingsProblem


@dataclass(frozen=True, slots=True)
class _Level:
    """A choice of presets: its scenario, and the settings that vary as they stand in it."""

    variants: Variants
    settings: dict[str, Setting]


def design_points(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    """The points that the blocks of an experiment make; SettingsProblem tells of every error."""
    design: Design = settings.experiment
    groups = frozenset(composer.files.groups) - GLOBAL_GROUPS
    given = BlocksOfDesign(base, design, groups)
    left, lines = still(given, base.overrides)
    blocks = BlocksOfDesign(base, design.model_copy(update={"design": left}), groups)
    lines += block_problems(composer, blocks)
    if lines:
        raise SettingsProblem(lines)
    return _Expansion(composer, blocks, settings).points()


class _Expansion:
    """One design on its way to points."""

    def __init__(self, composer: Composer, blocks: BlocksOfDesign, settings: RunSettings) -> None:
        self._composer = composer
        self._blocks = blocks
        self._settings = settings
        self._shared: list[Any] = []
        self._base = self._sharing(composer.scenario(blocks.base))
        self._levels = self._make_levels()

    def points(self) -> Points:
        """Every point, checked."""
        blocks, groups = self._blocks.blocks, self._blocks.groups
        rows = {name: block.combinations(self._draw(name)) for name, block in blocks.items()}
        names, numbered = row_names(blocks, rows, groups)
        standing = self._as_it_stands()
        first = f"{self._blocks.base.scenario} as it stands"
        total = prod(map(len, rows.values()))
        stands_among = all(any(row.items() <= standing.items() for row in r) for r in rows.values())
        self._composer.checking(total + (not stands_among))
        wrong = WrongPoints(self._blocks, total)
        scenarios: list[Scenario] = []
        factors: dict[str, dict[str, str]] = {}
        baseline = ""
        for named_rows in product(*(zip(names[name], rows[name], strict=True) for name in rows)):
            row = {key: value for _, own in named_rows for key, value in own.items()}
            name = ", ".join(filter(None, (own for own, _ in named_rows))) or first
            drawn = {
                key: value
                for block, (_, own) in zip(rows, named_rows, strict=True)
                if block in numbered
                for key, value in own.items()
                if key not in groups
            }
            scenario = self._point(name, row, drawn, wrong)
            if scenario is None:
                continue
            scenarios.append(scenario)
            factors[name] = {key: in_words(value) for key, value in row.items()}
            if not baseline and row == standing:
                baseline = name
        if lines := wrong.lines():
            raise SettingsProblem(lines)
        if not baseline:
            baseline = first
            scenarios.insert(0, self._base.model_copy(update={"name": first}))
            words = {key: in_words(self._in_effect(key, v)) for key, v in standing.items()}
            factors = {first: words, **factors}
        kept = {name: block for name, block in blocks.items() if any(block.settings())}
        design = self._blocks.design.model_copy(update={"design": kept})
        settings = self._settings.model_copy(update={"experiment": design})
        return Points(settings, scenarios, baseline, factors)

    # --- presets ----------------------------------------------------------------------------------
    def _make_levels(self) -> dict[tuple[str, ...], _Level]:
        """The scenario at each choice of presets that a point may make."""
        chosen = [block.choices(self._blocks.groups) for block in self._blocks.blocks.values()]
        combined = [
            {group: name for one in several for group, name in one.items()}
            for several in product(*chosen)
        ]
        free = {group: list(dict.fromkeys(one[group] for one in combined)) for group in combined[0]}
        presets = PresetLevels(self._composer, self._blocks.base, free) if free else None
        levels: dict[tuple[str, ...], _Level] = {}
        sections: Sections = {}
        lines: list[str] = []
        for one in combined:
            try:
                scenario = self._base
                if presets is not None:
                    scenario = self._sharing(self._composer.scenario(presets.at(one)))
            except SettingsProblem as problem:
                lines += problem.lines
                continue
            settings = settings_of(self._blocks, scenario, one, lines)
            levels[tuple(one.values())] = _Level(Variants(scenario, sections), settings)
        if lines:
            raise SettingsProblem(lines)
        return levels

    def _sharing(self, scenario: Scenario) -> Scenario:
        """The scenario with the very sections of an earlier one where they are equal."""
        new = {}
        for section in ("world", "mission", "staffing", "response"):
            own = getattr(scenario, section)
            new[section] = next((seen for seen in self._shared if seen == own), own)
        self._shared += [own for own in new.values() if not any(own is s for s in self._shared)]
        return scenario.model_copy(update=new)

    # --- points -----------------------------------------------------------------------------------
    def _draw(self, block: str) -> Draw:
        levels = self._levels.values()
        whole = frozenset(k for level in levels for k, s in level.settings.items() if s.is_whole)
        return Draw(self._settings.seed, block, whole)

    def _point(
        self, name: str, row: Row, drawn: Mapping[str, Any], wrong: WrongPoints
    ) -> Scenario | None:
        groups = self._blocks.groups
        level = self._levels[tuple(value for key, value in row.items() if key in groups)]
        changes = {level.settings[k].key: v for k, v in row.items() if k not in groups}
        try:
            scenario = level.variants.at(name, changes)
        except WrongSettings as error:
            for fault in error.faults:
                wrong.add(name, drawn, fault.key, fault.message)
            return None
        for key, message in self._composer.problems(scenario, composed=False):
            wrong.add(name, drawn, key, message)
        return scenario

    def _as_it_stands(self) -> Row:
        """The values of the baseline; of a setting that it doesn't have, None."""
        chosen = self._composer.choices(self._blocks.base.overrides)
        return dict(self._standing(chosen))

    def _in_effect(self, key: str, value: Any) -> Any:
        """The same, of a pool that the zones add up to (null) their sum."""
        section, _, role = key.partition(".")
        if value is None and section == "staffing" and role in get_args(PooledRole):
            return self._base.staffing.in_all(cast(PooledRole, role))
        return value

    def _standing(self, chosen: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
        for _, key, _ in self._blocks.settings():
            if key in self._blocks.groups:
                yield key, chosen.get(key)
                continue
            try:
                yield key, find_setting(self._base, key).value
            except NoSuchSetting:
                yield key, None
