"""What is known of each setting: the range worth trying, the unit, the status and the source.

``configs/evidence/*.yaml`` hold one entry a pattern of dotted keys, in which * stands for any name
or part of one; of several that fit, the one with more letters counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from sim.config import Settings
from sim.settings.files import SettingsFile, SettingsProblem, read_file

Key = tuple[str, ...]
"""The parts of a dotted key."""
Words = Annotated[str, Field(pattern=r"\S")]

NAMING = frozenset({"label", "held_by", "side", "zone", "guarantor", "near", "hears_complaints_of"})
NAMING |= {"kind", "destination", "to", "checkpoint", "exposed_to", "distribution", "place"}
"""Settings that name something: there is no evidence of a name."""
NAMES = frozenset({"groups", "places", "also_supplies", "checkpoints", "guarantors"})
NAMES |= {"zones", "targets", "traffic", "provinces"}
"""Lists of names of other entries."""
CHOICE = "choice"
"""Unit of what is chosen among the words of its range."""
FOLDER = Path("configs", "evidence")

EXPECTED = {
    "range": "must be the lowest and the highest value worth trying, as in [0, 0.3]",
    "unit": "must be the unit in words",
    "status": "must be sourced, expert, assumed or calibrated",
    "source": "must say where the value comes from",
    "value": "must be a number, the only one that the entry is about",
}
"""Key of an entry -> what would be right."""


class Entry(Settings):
    """What is known of the settings that a pattern stands for."""

    range: Annotated[list[bool | int | float | str], Field(min_length=2)]
    unit: Words
    status: Literal["sourced", "expert", "assumed", "calibrated"]
    source: Words
    value: float | None = None
    """The one value that the entry is about, in whichever world holds it; None: any."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        kinds = {str if isinstance(end, str) else float for end in self.range}
        if self.unit != CHOICE and (
            len(self.range) != 2 or len(kinds) > 1 or self.range[0] > self.range[1]  # type: ignore[operator]
        ):
            raise ValueError("range")
        return self

    def holds(self, value: Any) -> bool:
        """Whether a value is among those worth trying; that nothing is set always is."""
        if value is None:
            return True
        if self.unit == CHOICE or isinstance(value, bool):
            return value in self.range
        low, high = self.range
        same = isinstance(value, str) == isinstance(low, str) == isinstance(high, str)
        return same and bool(low <= value <= high)


@dataclass(frozen=True)
class Evidence:
    """All entries, by their pattern."""

    entries: dict[str, Entry]
    of_values: dict[tuple[str, float], Entry] = field(default_factory=dict)
    """Entries about one value of a setting, by its dotted key and that value."""

    def of(self, key: Key, value: Any = None) -> Entry | None:
        """What is known of a setting, or of this value of it; None where nothing is."""
        if isinstance(value, int | float) and (own := self.of_values.get((".".join(key), value))):
            return own
        near = [*self._patterns[len(key), key[-1]], *self._patterns[len(key), ""]]
        found = [
            (letters, pattern)
            for letters, pattern, parts in near
            if all(map(fnmatchcase, key, parts))
        ]
        return self.entries[max(found)[1]] if found else None

    @cached_property
    def _patterns(self) -> dict[tuple[int, str], list[tuple[int, str, Key]]]:
        """(number of parts, the last part or nothing where it has a *) -> letters, pattern, parts.

        There are hundreds of patterns and thousands of settings.
        """
        found: dict[tuple[int, str], list[tuple[int, str, Key]]] = defaultdict(list)
        for pattern in self.entries:
            parts = tuple(pattern.split("."))
            last = "" if re.search(r"[*?[]", parts[-1]) else parts[-1]
            found[len(parts), last].append((len(pattern.replace("*", "")), pattern, parts))
        return found

    def values(self, settings: Any, key: Key = ()) -> Iterator[tuple[Key, Any]]:
        """The settings below a key that evidence is about: all but names and lists of names."""
        return values(settings, key)


def values(node: Any, key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Dotted keys and values of what isn't a name."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from values(child, (*key, name))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from values(child, (*key, str(index)))
    elif key[-1] not in NAMING and not (isinstance(node, str) and NAMES & {*key[-3:-1]}):
        yield key, node


def read_evidence(project: Path) -> Evidence:
    """Everything under ``configs/evidence``; SettingsProblem with one line for each mistake."""
    entries: dict[str, Entry] = {}
    of_values: dict[tuple[str, float], Entry] = {}
    lines: list[str] = []
    for path in sorted((project / FOLDER).glob("*.yaml")):
        file = read_file(path, path.relative_to(project).as_posix(), f"evidence/{path.stem}")
        if isinstance(file, str):
            lines.append(file)
            continue
        for pattern, content in file.content.items():
            try:
                if not isinstance(pattern, str):
                    raise TypeError
                entry = Entry.model_validate(content)
                if entry.value is None:
                    entries[pattern] = entry
                else:
                    of_values[pattern, entry.value] = entry
            except TypeError:
                lines.append(f"{file.shown}: '{pattern}': must be a dotted key")
            except ValidationError as error:
                lines += _problems(file, pattern, error)
    if lines:
        raise SettingsProblem(lines)
    return Evidence(entries, of_values)


def _problems(file: SettingsFile, pattern: str, error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        key = str(fault["loc"][0]) if fault["loc"] else "range"
        where = f"{file.shown}:{file.line_of((pattern, key))[0]}: '{pattern}'"
        if not isinstance(fault["input"], dict) and not fault["loc"]:
            yield f"{where}: must hold range, unit, status and source"
        elif fault["type"] == "missing":
            yield f"{where}: has no '{key}': it {EXPECTED[key]}"
        elif key in EXPECTED:
            yield f"{where}: '{key}' {EXPECTED[key]}"
        else:
            yield f"{where}: unknown key '{key}' (there are: {', '.join(EXPECTED)})"
