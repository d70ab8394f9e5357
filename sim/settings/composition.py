"""One composed run: its settings, and which file or which word of the command line set each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sim.config import Scenario
from sim.kernel.names import did_you_mean
from sim.kernel.registry import known_keys
from sim.settings.files import Key, SettingsFile
from sim.settings.wording import MISSING, UNKNOWN, VALUE, Fault, keys_at, value_at

COMMAND_LINE = "command line"
STAFFED_ZONES: Key = ("staffing", "zones")
ACTORS: tuple[Key, ...] = (("world", "actors"), ("mission", "actors"))
PLUGINS = ("response.", "world.actors.", "mission.actors.")
"""How keys of settings begin that a plug-in's kind decides on."""

Layers = list[tuple[SettingsFile, Key]]
"""Files, the last writer last, each with the key below which it writes."""


def quoted(words: str) -> str:
    """As Hydra's grammar takes any text: a name with blanks, a question with accents."""
    return f"'{words}'"


@dataclass(frozen=True, slots=True)
class Override:
    """One setting of the command line, ``key=value``."""

    key: str
    value: str
    is_group: bool
    """It chooses a file (``staffing=lean``), rather than a value (``staffing.posts=3``)."""
    deletes: bool = False

    @property
    def text(self) -> str:
        """As Hydra takes it. Values are forced in: the check that follows knows every key."""
        if self.is_group:
            plain = re.fullmatch(r"[\w./-]+", self.value, re.ASCII)
            return f"{self.key}={self.value}" if plain else f"{self.key}={quoted(self.value)}"
        return f"~{self.key}" if self.deletes else f"++{self.key}={self.value}"

    @property
    def words(self) -> str:
        """What a point that differs in it is called; a setting of an actor has the actor's name."""
        _, actors, below = self.key.partition(".actors.")
        short = below if actors else self.key.rpartition(".")[2]
        value = self.value.lower() if self.value in ("True", "False") else self.value
        return f"{short}={value}" if "." in self.key or value.isdigit() else value


@dataclass(frozen=True, slots=True)
class Composition:
    """What was composed: plain values, and what led to them."""

    values: dict[str, Any]
    overrides: tuple[Override, ...]
    scenario: str
    """Name of the scenario's file."""
    plugins_rewritten: bool
    """Something beside one preset writes settings of plug-ins, so a kind may have changed."""
    find_layers: Callable[[], Layers]
    """Finding the layers takes as long as composing: it is done for a message only."""
    staffed_by_name: frozenset[str] = frozenset()
    """Zones whose staff the scenario's files or the command line name themselves."""
    from_file: Mapping[Key, str] = field(default_factory=dict)
    """Entries of a planner's file of sites, each with its line there."""

    @classmethod
    def of(
        cls,
        values: dict[str, Any],
        overrides: Sequence[Override],
        scenario: str,
        find_layers: Callable[[], Layers],
        written: Sequence[dict[str, Any]],
        rules: Iterable[dict[str, Any]],
    ) -> Composition:
        """``written``: contents of the scenario's files; ``rules``: of the presets of rules."""
        rewritten = (
            any("response" in c or any(value_at(c, key) for key in ACTORS) for c in written)
            or any("kind" in content and "defaults" in content for content in rules)
            or any(override.key.startswith(PLUGINS) for override in overrides)
        )
        named = staffed_by_name(written, overrides)
        return cls(values, tuple(overrides), scenario, rewritten, find_layers, named)

    def of_its_world(self, values: dict[str, Any]) -> dict[str, Any]:
        """Such values without the staff for zones of other worlds."""
        return without_other_zones(values, self.staffed_by_name)

    # --- one line an error ------------------------------------------------------------------------
    def line(self, fault: Fault) -> str:
        """A fault in one line: where, what, and what was meant perhaps."""
        where = self.where(fault.key)
        if fault.what == UNKNOWN:
            hint = fault.message or self.elsewhere(fault.key)
            if where == COMMAND_LINE and not hint:
                hint = " (python run.py --help lists the settings)"
            if fault.kind is not None:
                hint += f" ('{fault.kind}' takes: {', '.join(known_keys(fault.kind))})"
            return f"{where}: unknown setting '{dotted(fault.key)}'{hint}"
        if fault.what == MISSING:
            return f"{where}: '{self._called(fault.key)}' is missing"
        return self.value_line(fault.key, fault.message)

    def value_line(self, key: Key, message: str) -> str:
        """What is wrong with the value of a key, in one line."""
        value = value_at(self.values, key)
        shown = f" = {value}" if isinstance(value, str | int | float | bool) else ""
        shown = shown if len(shown) < 80 else f"{shown[:77]}..."
        return f"{self.where(key)}: {self._called(key)}{shown}: {message}".replace("\n", " ")

    def _called(self, key: Key) -> str:
        """The key as planners write it: in a file of sites, the row's name or the column alone."""
        entry = next((key[:at] for at in range(len(key) + 1) if key[:at] in self.from_file), ())
        return dotted(key[len(entry) :] or key[-1:])

    def elsewhere(self, key: Key) -> str:
        """A hint at the one place where a setting of this name exists, or nothing."""
        groups = ("world", "mission", "staffing") if len(key) == 1 else ()
        found: list[Key] = [(g, key[0]) for g in groups if key[0] in keys_at(Scenario, (g,))]
        if not found:
            found = [path for path in _paths(self.values) if path[-1] == key[-1] and path != key]
        return f" - did you mean '{dotted(found[0])}'?" if len(found) == 1 else ""

    def where(self, key: Key) -> str:
        """File and line that set ``key`` last, or the command line."""
        name = f"{dotted(key)}."
        for override in self.overrides:
            above = name.startswith(f"{override.key}.")
            if not override.is_group and (above or f"{override.key}.".startswith(name)):
                return COMMAND_LINE
        for depth in range(len(key), 0, -1):
            if key[:depth] in self.from_file:
                return self.from_file[key[:depth]]
        best, best_depth = "configs/config.yaml:1", -1
        for file, package in reversed(self.find_layers()):
            if key[: len(package)] == package:
                line, depth = file.line_of(key[len(package) :])
                if depth + len(package) > best_depth:
                    best, best_depth = f"{file.shown}:{line}", depth + len(package)
        return best

    # --- going on after a fault -------------------------------------------------------------------
    def mended(self, found: list[Fault]) -> dict[str, Any] | None:
        """The values with each fault undone, so that the rest can be checked as well.

        An unknown setting is left out; a wrong value is taken from an earlier file. None if none
        has it.
        """
        values = deepcopy(self.values)
        for fault in found:
            holder = value_at(values, fault.key[:-1])
            earlier = self._valid_before(fault.key) if fault.what == VALUE else None
            if not isinstance(holder, dict) or (earlier is None and fault.what != UNKNOWN):
                return None
            if earlier is None:
                holder.pop(fault.key[-1], None)
            else:
                holder[fault.key[-1]] = earlier
        return values

    def _valid_before(self, key: Key) -> Any:
        now = value_at(self.values, key)
        for file, package in reversed(self.find_layers()):
            value = value_at(file.content, key[len(package) :])
            if key[: len(package)] == package and value is not None and value != now:
                return value
        return None

    # --- settings left over from another kind -----------------------------------------------------
    def stale(self) -> Iterator[tuple[list[Key], str]]:
        """Settings made for one ``kind`` of a plug-in that now go to another: keys and a line.

        A scenario that changes the kind inherits the rest, and some of it the new kind would take.
        """
        if not self.plugins_rewritten:
            return
        plugins: list[Key] = [("response",)]
        for actors in ACTORS:
            plugins += [(*actors, str(name)) for name in value_at(self.values, actors) or ()]
        for key in plugins:
            kind: Any = None
            made_for: dict[str, Any] = {}
            for node in self._written(key):
                kind = node.get("kind", kind)
                made_for |= {name: kind for name in node if name not in ("kind", "defaults")}
            settings = value_at(self.values, key) or {}
            left = sorted(name for name, of in made_for.items() if of != kind and name in settings)
            if left and known_keys(str(kind)):
                yield (
                    [(*key, name) for name in left],
                    f"{self.where((*key, 'kind'))}: {dotted(key)}.kind = {kind}: inherits"
                    f" {', '.join(left)} from '{made_for[left[0]]}' - set them anew where the kind"
                    " is set, or choose another preset",
                )

    def _written(self, key: Key) -> Iterator[dict[str, Any]]:
        """What each file, and last the command line, writes under ``key``."""
        for file, package in self.find_layers():
            node = value_at(file.content, key[len(package) :])
            if key[: len(package)] == package and isinstance(node, dict):
                yield node
        values = [o for o in self.overrides if not o.is_group and not o.deletes]
        inside = [o for o in values if o.key.rpartition(".")[0] == dotted(key)]
        yield {override.key.rpartition(".")[2]: override.value for override in inside}


def staffed_by_name(
    written: Iterable[dict[str, Any]], overrides: Iterable[Override]
) -> frozenset[str]:
    """The zones whose staff the contents of these files or the command line name."""
    before = f"{dotted(STAFFED_ZONES)}."
    words = [o.key.removeprefix(before) for o in overrides if o.key.startswith(before)]
    found = [value_at(content, STAFFED_ZONES) for content in written]
    inside = [zone for zones in found if isinstance(zones, dict) for zone in zones]
    return frozenset([*inside, *(word.split(".")[0] for word in words)])


def without_other_zones(values: dict[str, Any], named: Collection[str] = ()) -> dict[str, Any]:
    """Settings of a scenario without the staff for zones that its world doesn't have.

    A staffing level holds every zone that ships. What stays, for the check to tell of it: zones
    ``named`` by the planner, names that resemble a zone of the world, and all where none fits.
    """
    staffed, here = value_at(values, STAFFED_ZONES), value_at(values, ("world", "zones"))
    if not isinstance(staffed, dict) or not isinstance(here, dict):
        return values
    kept = {
        zone: positions
        for zone, positions in staffed.items()
        if zone in here or zone in named or did_you_mean(zone, list(here))
    }
    return {**values, "staffing": {**values["staffing"], "zones": kept}} if kept else values


def scenario_of(typed: Sequence[Override], files: Mapping[str, SettingsFile]) -> list[Override]:
    """The choice of the scenario that the experiment typed is made for; none if a scenario is
    typed too."""
    chosen = {override.key: override.value for override in typed if override.is_group}
    if "experiment" not in chosen or "scenario" in chosen:
        return []
    content = files[f"experiment/{chosen['experiment']}"].content
    name = value_at(content, ("experiment", "scenario"))
    return [Override("scenario", name, is_group=True)] if name else []


def dotted(key: Key) -> str:
    """The key as planners write it: ``staffing.investigation_teams``."""
    return ".".join(map(str, key))


def _paths(values: Mapping[str, Any], before: Key = ()) -> Iterator[Key]:
    for name, value in values.items():
        yield (*before, name)
        if isinstance(value, dict):
            yield from _paths(value, (*before, name))
