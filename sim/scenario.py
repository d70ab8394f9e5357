"""From settings files and the command line to checked scenarios, or to one line for each error.

Hydra composes, pydantic checks; beyond this file nobody sees Hydra.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from hydra import compose, initialize
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import OverrideType
from hydra.errors import HydraException, MissingConfigException
from hydra.types import RunMode
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import ValidationError

from sim.config import Scenario
from sim.kernel import registry
from sim.kernel.names import there_are
from sim.run_settings import RunSettings
from sim.settings.composition import COMMAND_LINE, Composition, Layers, Override, quoted
from sim.settings.contradictions import contradictions
from sim.settings.files import (
    GLOBAL_GROUPS,
    Contradiction,
    SettingsFiles,
    SettingsProblem,
)
from sim.settings.site_files import with_sites
from sim.settings.studies import what_was_meant
from sim.settings.wording import UNKNOWN, Fault, faults, unreadable
from sim.settings.world_checks import Check, WorldChecks


class Composer:
    """Composes and checks; made by ``open_composer``, one at a time."""

    def __init__(self, files: SettingsFiles, checks: Sequence[Check] = ()) -> None:
        self.files = files
        self._checks = WorldChecks(checks)
        self._layers: dict[tuple[str, ...], Layers] = {}
        loader = GlobalHydra.instance().config_loader()
        self._parser = OverridesParser.create(config_loader=loader)
        self.checking: Callable[[int], None] = lambda _scenarios: None
        """Hears how many scenarios are about to be checked, where they may be many."""
        self.check_run: Callable[[RunSettings], Sequence[Contradiction]] = lambda _run: ()
        """What is wrong with a run beyond its keys and bounds."""

    # --- the command line -------------------------------------------------------------------------
    def read_words(self, words: Sequence[str]) -> tuple[list[list[Override]], list[str]]:
        """The alternatives that each ``key=value`` stands for (one, unless it is a sweep).

        The second list holds one line for each thing that can't be read.
        """
        alternatives: list[list[Override]] = []
        lines: list[str] = []
        for word in words:
            try:
                several = self._read_word(word)
            except SettingsProblem as problem:
                lines += problem.lines
                continue
            bad = [line for o in several if (line := self._bad_choice(o))]
            lines += bad
            # In place of a file that isn't there any other will do to check the other words.
            options = [path for path in self.files.files if path.startswith(f"{several[0].key}/")]
            if bad and options:
                name = options[0].partition("/")[2]
                several = [Override(several[0].key, name, is_group=True)]
            alternatives.append(several)
        return alternatives, lines

    def _read_word(self, word: str) -> list[Override]:
        try:
            try:
                (parsed,) = self._parser.parse_overrides([word])
            except HydraException:
                (parsed,) = self._parser.parse_overrides([_with_quotes(word)])
            key = parsed.key_or_group
            if parsed.package is not None:
                raise ValueError("'@' has no use here")
            if parsed.is_sweep_override():
                values = [str(value) for value in parsed.sweep_string_iterator()]
            elif parsed.type == OverrideType.DEL:
                values = [""]
            else:
                values = [parsed.get_value_element_as_str()]
        except (HydraException, ValueError) as error:
            reason = unreadable(word, str(error).splitlines()[0])
            raise SettingsProblem([f"{COMMAND_LINE}: can't read '{word}' ({reason})"]) from None
        is_group = key in self.files.groups and parsed.type != OverrideType.DEL
        if key.split(".")[0].split("/")[0] == "hydra":
            message = f"unknown setting '{key}': Hydra's own settings have no use here"
            raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
        if not values:
            raise SettingsProblem([f"{COMMAND_LINE}: '{word}' matches nothing"])
        if is_group:  # a file's name, whether it had to be quoted or not
            values = [value.strip("'\"") for value in values]
        return [Override(key, value, is_group, parsed.type == OverrideType.DEL) for value in values]

    def _bad_choice(self, override: Override) -> str | None:
        group, name = override.key, override.value
        if not override.is_group:
            return None
        if name in ("", "null", "''"):
            options = there_are(self.files.options(group))
            return f"{COMMAND_LINE}: '{group}=' needs a name {options}"
        path = f"{group}/{name}"
        if path in self.files.problems:
            return self.files.problems[path]
        if path not in self.files.files or name not in self.files.options(group):
            return f"{COMMAND_LINE}: {self.files.no_such(group, name)}"
        return None

    # --- composing --------------------------------------------------------------------------------
    def compose(self, overrides: Sequence[Override]) -> Composition:
        """Compose the defaults, the scenario and these overrides.

        SettingsProblem if that fails.
        """
        made = self.composed({}, overrides)
        try:
            composed = compose("config", overrides=[override.text for override in overrides])
            values = OmegaConf.to_container(composed, resolve=True)
        except MissingConfigException as error:
            raise SettingsProblem([self._missing_file(error.missing_cfg_file or "")]) from None
        except (HydraException, OmegaConfBaseException, ValueError, TypeError) as error:
            reason = str(error).splitlines()[0].rstrip(".")
            key = tuple((getattr(error, "full_key", None) or "").split("."))
            where = made.where(key) if any(key) else self._whereabouts(reason, made.scenario)
            raise SettingsProblem([f"{where}: {reason}"]) from None
        except RecursionError:
            shown = self.files.files[f"scenario/{made.scenario}"].shown
            raise SettingsProblem([f"{shown}:1: files extend one another in a circle"]) from None
        assert isinstance(values, dict)
        return self.composed({str(key): value for key, value in values.items()}, overrides)

    def composed(self, values: dict[str, Any], overrides: Sequence[Override]) -> Composition:
        """A composition of these values, which can say where each comes from."""
        scenario, files = self._scenario_of(overrides), self.files.files
        written = [files[f"scenario/{s}"].content for s in self.files.ancestors(scenario)]
        presets = [f.content for path, f in files.items() if path.startswith("response/")]
        texts = tuple(override.text for override in overrides)
        find_layers = partial(self._find_layers, texts)
        return Composition.of(values, overrides, scenario, find_layers, written, presets)

    def _find_layers(self, texts: tuple[str, ...]) -> Layers:
        if texts not in self._layers:
            loader = GlobalHydra.instance().config_loader()
            defaults = loader.compute_defaults_list("config", list(texts), RunMode.RUN).defaults
            self._layers[texts] = [
                (self.files.files[path], tuple(filter(None, str(item.package).split("."))))
                for item in defaults
                if (path := item.config_path) in self.files.files
            ]
        return self._layers[texts]

    def choices(self, overrides: Sequence[Override]) -> dict[str, str]:
        """The file that each group takes under these overrides."""
        loader = GlobalHydra.instance().config_loader()
        texts = [override.text for override in overrides]
        found = loader.compute_defaults_list("config", texts, RunMode.RUN).overrides.known_choices
        return {group: str(found[group]) for group in self.files.groups if found.get(group)}

    def value_of(self, override: Override) -> Any:
        """The value that a word of the command line stands for."""
        (parsed,) = self._parser.parse_overrides([override.text])
        return parsed.value()

    def _scenario_of(self, overrides: Sequence[Override]) -> str:
        chosen = [o.value for o in overrides if o.is_group and o.key == "scenario"]
        if chosen:
            return chosen[-1]
        for _line, entry in self.files.files["config"].defaults():
            if isinstance(entry, dict) and isinstance(entry.get("scenario"), str):
                return str(entry["scenario"])
        raise SettingsProblem(["configs/config.yaml:1: 'defaults' must end with a scenario"])

    def _missing_file(self, path: str) -> str:
        if path in self.files.problems:
            return self.files.problems[path]
        group, _, name = path.partition("/")
        message = self.files.no_such(group, name) if name else f"no file '{path}'"
        for file in reversed(self.files.files.values()):
            for line, entry in file.defaults():
                named = entry.values() if isinstance(entry, dict) else [entry]
                if any(str(value).split("/")[-1] == name.split("/")[-1] for value in named):
                    return f"{file.shown}:{line}: {message}"
        return message

    def _whereabouts(self, reason: str, scenario: str) -> str:
        """The file that an error of composition speaks of, else the command line."""
        for path, file in self.files.files.items():
            if f"'{path}'" in reason:
                return f"{file.shown}:{file.line_of(('defaults',))[0]}"
        if "override" in reason.lower() or "delete" in reason.lower():
            return COMMAND_LINE
        return f"scenario '{scenario}'"

    # --- checking ---------------------------------------------------------------------------------
    def run_settings(self, composition: Composition) -> tuple[RunSettings, list[str]]:
        """The settings of the run, and a line for each that is wrong.

        With wrong settings the run can't go on, but its points can still be checked.
        SettingsProblem if even its experiment is wrong.
        """
        values = composition.values
        known = [*Scenario.model_fields, *RunSettings.model_fields, "scenario"]
        lines = [
            composition.line(Fault((key,), UNKNOWN, what_was_meant(key, known, values, self.files)))
            for key in values
            if key not in RunSettings.model_fields and key not in Scenario.model_fields
        ]
        own = {key: values[key] for key in RunSettings.model_fields if key in values}
        try:
            run = RunSettings.model_validate(own)
            return run, lines + [composition.value_line(*found) for found in self.check_run(run)]
        except ValidationError as error:
            found = list(faults(error, RunSettings, own))
        lines += [composition.line(fault) for fault in found]
        if any(fault.key[0] == "experiment" for fault in found):
            raise SettingsProblem(lines)
        own["experiment"] = registry.resolve("design", own["experiment"])
        return RunSettings.model_construct(None, **own), lines

    def scenario(self, composition: Composition, name: str | None = None) -> Scenario:
        """The checked scenario, under another name if one is given; SettingsProblem if it fails."""
        composition = with_sites(composition, self.files.root)
        values = {key: composition.values.get(key) for key in Scenario.model_fields}
        values = {key: value for key, value in values.items() if key in composition.values}
        values["name"] = name or values.get("name") or composition.scenario
        values = composition.of_its_world(values)
        lines, stale = [], []
        for keys, line in composition.stale():
            stale += keys
            lines.append(line)
        scenario, found = _checked(values)
        lines += [composition.line(fault) for fault in found if fault.key not in stale]
        if scenario is None and (mended := composition.mended(found)) is not None:
            mended = {key: value for key, value in mended.items() if key in Scenario.model_fields}
            scenario, _ = _checked(composition.of_its_world({**mended, "name": values["name"]}))
        contradictory = self.problems(scenario) if scenario else []
        lines += [composition.value_line(key, message) for key, message in contradictory]
        if scenario is None or lines:
            raise SettingsProblem(lines)
        return scenario

    def problems(self, scenario: Scenario, *, composed: bool = True) -> list[Contradiction]:
        """What contradicts something else in a scenario; ``composed``: by itself, rather than made
        from another with which it shares what is equal."""
        return contradictions(scenario) or self._checks.problems(scenario, composed=composed)


def _with_quotes(word: str) -> str:
    """The word with its value in quotes, if that is words and not broken grammar."""
    key, given, words = word.partition("=")
    return word if set(words) & set("'\"\\[]{}()$,:=") else f"{key}{given}{quoted(words)}"


def _checked(values: dict[str, Any]) -> tuple[Scenario | None, list[Fault]]:
    try:
        return Scenario.model_validate(values), []
    except ValidationError as error:
        return None, list(faults(error, Scenario, values))


class _Shared(dict[str, Any]):
    """Settings that Hydra may read but need not copy: it copies its sources at every composition,
    which would take a third of the time."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> _Shared:
        return self


@contextmanager
def open_composer(files: SettingsFiles, checks: Sequence[Check] = ()) -> Iterator[Composer]:
    """Make every readable settings file known to Hydra, for as long as the composer is in use."""
    store = ConfigStore.instance()
    before = store.repo
    store.repo = _Shared(before)
    for path, file in files.files.items():
        group, _, name = path.rpartition("/")
        top = path.split("/")[0]
        # A part in a subfolder writes where the presets that are made of it write.
        package = "_global_" if top in GLOBAL_GROUPS else file.package or (top if group else None)
        store.store(name=name, node=file.content, group=group or None, package=package)
    try:
        with initialize(config_path=None, version_base="1.3"):
            yield Composer(files, checks)
    finally:
        store.repo = before
