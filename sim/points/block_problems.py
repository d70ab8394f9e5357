"""What is wrong with the blocks of a design: one line for each error, with the block's line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

from sim.config import Scenario
from sim.experiment.designs.base import Design
from sim.experiment.designs.blocks.base import MOST_POINTS, Block, Place
from sim.kernel.names import listed
from sim.points.changed_scenario import NoSuchSetting, Setting, find_setting
from sim.points.point_names import in_words
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import COMMAND_LINE, Composition, Override, dotted
from sim.settings.files import Key
from sim.settings.wording import value_at

NOT_TO_VARY = ("name", "question", "about")
"""Keys of a scenario that change nothing in a run."""
RANGE = ("from", "to")
"""Where the ends of a range stand."""


@dataclass(frozen=True, slots=True)
class BlocksOfDesign:
    """The blocks of a design, and where each of their settings stands in the files."""

    base: Composition
    design: Design
    groups: frozenset[str]
    """Groups of presets that a block may choose from."""

    @property
    def blocks(self) -> dict[str, Block]:
        """The blocks by name, in the order of the file."""
        return self.design.design

    def where(self, block: str, place: Place) -> str:
        """File and line of a place in a block."""
        return self.base.where(("experiment", "design", block, *place))

    def settings(self) -> Iterator[tuple[str, str, str]]:
        """Each block, a setting that it varies, and where it says so."""
        for name, block in self.blocks.items():
            for key in block.settings():
                yield name, key, self.where(name, block.place(key))


def blocks_unused(base: Composition, design: Design) -> Iterator[str]:
    """What to say of blocks that ``points`` makes no use of, or of blocks that it lacks."""
    if design.points == "design" and not design.design:
        where = base.where(("experiment", "points"))
        yield f"{where}: experiment.points = design: needs blocks under experiment.design"
    elif design.points == "design" and design.factors:
        where = base.where(("experiment", "factors"))
        yield f"{where}: experiment.factors goes with 'points: factors': make it a grid block"
    elif design.points != "design" and design.design:
        where = base.where(("experiment", "design"))
        advice = "say 'points: design' to use it, or leave it out"
        yield f"{where}: experiment.design is not used with 'points: {design.points}': {advice}"


def still(
    blocks: BlocksOfDesign, overrides: Iterable[Override]
) -> tuple[dict[str, Block], list[str]]:
    """The blocks without the presets that the command line chooses, and a line for each block that
    can't do without one."""
    left, lines = dict(blocks.blocks), []
    for override in overrides:
        if not override.is_group or override.key not in blocks.groups:
            continue
        for name, block in left.items():
            if override.key in block.settings():
                left[name] = block.without(override.key)
                if left[name] is block:
                    lines.append(
                        f"{COMMAND_LINE}: '{override.key}' is varied by block '{name}' of"
                        f" experiment '{blocks.design.name}', and only a grid can do without: leave"
                        f" {override.key}={override.value} out"
                    )
    return left, lines


def block_problems(composer: Composer, blocks: BlocksOfDesign) -> Iterator[str]:
    """What is wrong whatever the scenario holds: settings that can't vary, that vary twice, or that
    something else holds still; presets that don't exist; too many points."""
    seen: dict[str, str] = {}
    for name, key, where in blocks.settings():
        problem = _not_to_vary(key) or _twice(blocks, key, seen)
        problem = problem or _held_still(composer, blocks, key, name)
        if problem:
            yield problem if problem.startswith(COMMAND_LINE) else f"{where}: {problem}"
        seen.setdefault(key, name)
    for name, block in blocks.blocks.items():
        for key, value, place in block.values():
            if key in blocks.groups:
                problem = _no_such_preset(composer, key, value, place)
                if problem:
                    yield f"{blocks.where(name, place)}: {problem}"
    refer = [f"{f.shown}:1" for f, _ in blocks.base.find_layers() if f.interpolates]
    refer += [COMMAND_LINE for override in blocks.base.overrides if "${" in override.value]
    advice = "the values of blocks don't reach there: write the values out"
    yield from (f"{where}: '${{...}}' refers to other settings, and {advice}" for where in refer)
    points = prod(block.size() for block in blocks.blocks.values())
    if points > MOST_POINTS:
        where = blocks.base.where(("experiment", "design"))
        sizes = " x ".join(f"{block.size():,}" for block in blocks.blocks.values())
        yield (
            f"{where}: experiment.design: its blocks make {sizes} = {points:,} points: at most"
            f" {MOST_POINTS:,} can be simulated in one experiment"
        )


def _not_to_vary(key: str) -> str | None:
    first = key.split(".")[0]
    if key in ("scenario", "experiment"):
        return f"'{key}' can't vary in a block (python run.py -m scenario=A,B compares scenarios)"
    if first in RunSettings.model_fields:
        return f"'{first}' belongs to the run and is the same at every point: it can't vary"
    return f"'{key}' changes nothing in a run: it can't vary" if key in NOT_TO_VARY else None


def _twice(blocks: BlocksOfDesign, key: str, seen: Mapping[str, str]) -> str | None:
    """The key, or one above or below it, varies already; a number in a preset that is chosen too is
    no trouble: the preset comes first."""
    if key in seen:
        return f"'{key}' is varied by block '{seen[key]}' already"
    for other, block in seen.items():
        if {key, other} & blocks.groups:
            continue
        if f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}."):
            return f"'{key}' and '{other}' (block '{block}') can't both vary: one holds the other"
    return None


def _held_still(composer: Composer, blocks: BlocksOfDesign, key: str, name: str) -> str | None:
    """The scenario or the command line sets it, so it isn't clear which value is meant."""
    for override in blocks.base.overrides:
        above = f"{key}.".startswith(f"{override.key}.")
        if not override.is_group and (above or f"{override.key}.".startswith(f"{key}.")):
            return (
                f"{COMMAND_LINE}: '{override.key}' is varied by block '{name}' of experiment"
                f" '{blocks.design.name}': leave it out here or there"
            )
    parts = tuple(key.split("."))
    if len(parts) == 1 and key not in blocks.groups:
        return None  # every scenario says how many days
    for scenario in composer.files.ancestors(blocks.base.scenario):
        file = composer.files.files[f"scenario/{scenario}"]
        if value_at(file.content, parts) is not None:
            line = f"{file.shown}:{file.line_of(parts)[0]}"
            return f"'{key}' is set by {line}, so a block can't vary it: leave it out here or there"
    return None


def _no_such_preset(composer: Composer, group: str, value: Any, place: Place) -> str | None:
    if place[-1] in RANGE:
        return f"'{group}' chooses a file, so it has no range: give 'choose' with names"
    files = composer.files
    path = f"{group}/{value}"
    if path in files.problems:
        return files.problems[path]
    there = path in files.files and value in files.options(group)
    return None if there else files.no_such(group, str(value))


# --- what the scenario has to take ----------------------------------------------------------------
def settings_of(
    blocks: BlocksOfDesign, scenario: Scenario, chosen: Mapping[str, str], lines: list[str]
) -> dict[str, Setting]:
    """The settings that vary, as they stand in a scenario under the presets chosen; what it doesn't
    have, and values that it can't take, are told in ``lines``."""
    found: dict[str, Setting] = {}
    under = f" under {', '.join(f'{key}={value}' for key, value in chosen.items())}"
    for name, block in blocks.blocks.items():
        wrong: dict[tuple[str, str], list[Any]] = {}
        place_of: dict[tuple[str, str], Place] = {}
        for key in block.settings():
            if key not in blocks.groups:
                try:
                    found[key] = find_setting(scenario, key)
                except NoSuchSetting as error:
                    where = blocks.where(name, block.place(key))
                    hint = str(error) or blocks.base.elsewhere(tuple(key.split(".")))
                    depends = under if "takes:" in hint and chosen else ""
                    lines.append(_no_setting(where, key, depends, hint))
        for key, value, place in block.values():
            problem = found[key].problem(value) if key in found else None
            if problem and place[-1] in RANGE and found[key].choices:
                choose = ", ".join(in_words(choice) for choice in found[key].choices)
                where = blocks.where(name, block.place(key))
                lines.append(f"{where}: {key} is a choice, not a number: {{choose: [{choose}]}}")
            elif problem:
                wrong.setdefault((key, problem), []).append(value)
                place_of.setdefault((key, problem), place)
        for (key, problem), values in wrong.items():
            where = blocks.where(name, place_of[key, problem])
            more = f" (and {len(values) - 1} more like it)" if len(values) > 1 else ""
            lines.append(f"{where}: {key} = {_shown(values[0])}: {problem}{more}")
    return found


def _no_setting(where: str, key: str, under: str, hint: str) -> str:
    if hint.startswith(":"):
        return f"{where}: '{key}' can't vary{hint}"
    return f"{where}: unknown setting '{key}'{under}{hint}"


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


# --- points that contradict themselves ------------------------------------------------------------
@dataclass(slots=True)
class WrongPoints:
    """Points whose values don't go together, the same fault told once."""

    blocks: BlocksOfDesign
    total: int
    _first: dict[tuple[Key, str], str] = field(default_factory=dict)
    _times: dict[tuple[Key, str], int] = field(default_factory=dict)

    def add(self, name: str, drawn: Mapping[str, Any], key: Key, message: str) -> None:
        """A fault of a point; ``drawn``: its values that the name doesn't tell."""
        fault = key, re.sub(r"[\d.]+", "0", message)
        self._times[fault] = self._times.get(fault, 0) + 1
        if fault not in self._first:
            values = listed([f"{setting} = {_shown(value)}" for setting, value in drawn.items()])
            shown = f"'{name}' ({values})" if values else f"'{name}'"
            self._first[fault] = f"{self._where(key)}: {shown}: {dotted(key)}: {message}"

    def lines(self) -> list[str]:
        """One line a fault: its first point, and how many more have it."""
        more = {fault: times - 1 for fault, times in self._times.items()}
        return [
            f"{line}; {more[fault]:,} more of {self.total:,} points are wrong in the same way"
            if more[fault]
            else line
            for fault, line in self._first.items()
        ]

    def _where(self, key: Key) -> str:
        """The line of the setting that is nearest to the one at fault."""
        parts = tuple(map(str, key))

        def shared(setting: str) -> int:
            pairs = zip(setting.split("."), parts, strict=False)
            return next((n for n, (one, other) in enumerate(pairs) if one != other), len(parts))

        return max(self.blocks.settings(), key=lambda item: shared(item[1]))[2]
