"""What a planner typed behind ``report`` and ``compare``: the folders, and how they are shown."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sim.commands.report_checks import FILLED_IN, report_problems, with_its_words
from sim.experiment.paths import from_here
from sim.experiment.unfinished import UNFINISHED
from sim.kernel.names import did_you_mean, there_are
from sim.report.folder.results_files import ResultsProblem, read_manifest
from sim.report_settings import ReportSettings
from sim.settings.files import (
    Key,
    SettingsFile,
    SettingsFiles,
    SettingsProblem,
    read_file,
    value_in,
)
from sim.settings.wording import UNKNOWN, Fault, faults, value_at

COMMAND_LINE = "command line"
REPORT, STYLE, ROOT = "report.", "style=", "results_folder="
MANIFEST = "manifest.json"
LANGUAGE_LABELS = "language_labels"


def report_command(
    words: Sequence[str], project: Path, root_of: Callable[[str | None, list[str]], Path]
) -> tuple[Path, ReportSettings]:
    """The folder to report, without one among ``words`` the newest, and how to show it.

    ``root_of`` gives the folder of all results from its setting and the words typed.
    """
    styles = [word for word in words if is_of_the_report(word)]
    roots = [word for word in words if word.startswith(ROOT)]
    folders = [word for word in words if word not in (*styles, *roots)]
    for word in folders:
        if "=" in word and not Path(word).exists():
            message = f"'report' takes a folder, 'report.KEY=...' and 'style=FILE', not '{word}'"
            raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    if len(folders) > 1:
        message = f"'report' takes one folder; to compare them: compare {shlex.join(folders)}"
        raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    if folders and roots:
        message = f"'{roots[0]}' says where the newest results are; leave it or '{folders[0]}' out"
        raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    folder = (
        results_folder(folders[0])
        if folders
        else newest_results(all_results(words, project, root_of))
    )
    return folder, report_settings(styles, manifest_of(folder), folder, project)


def all_results(
    words: Sequence[str], project: Path, root_of: Callable[[str | None, list[str]], Path]
) -> Path:
    """The folder of all results: the one typed, else that of configs/config.yaml."""
    typed = [word.removeprefix(ROOT) for word in words if word.startswith(ROOT)]
    given = typed[-1] if typed else SettingsFiles(project).files["config"].content.get(ROOT[:-1])
    return root_of(given or None, list(words))


def is_of_the_report(word: str) -> bool:
    """Whether a word says how to show results."""
    return word.startswith((REPORT, STYLE)) and "=" in word


def results_folder(typed: str) -> Path:
    """A folder of finished results. Raises `SettingsProblem` in one line."""
    folder = Path(typed)
    name = folder.resolve().name
    if not folder.exists():
        problem = "there is no such folder (python run.py status lists the results there are)"
    elif not folder.is_dir():
        problem = "is a file; give the folder that it is in"
        if not (folder.parent / MANIFEST).is_file():
            problem = "is a file, and no folder of results"
    elif name.startswith(".") and name.endswith(UNFINISHED):
        problem = "was broken off while it was written; give its command again"
    elif not (folder / MANIFEST).is_file():
        problem = f"is no results folder (it has no {MANIFEST})"
        below = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
        if below:
            problem += f"; did you mean {from_here(below[-1])}?"
    else:
        return folder
    raise SettingsProblem([f"{COMMAND_LINE}: {folder}: {problem}"])


def newest_results(root: Path) -> Path:
    """The results folder below ``root`` that was begun last."""
    found = [
        path.parent for path in root.glob(f"*/*/{MANIFEST}") if not path.parent.name.startswith(".")
    ]
    if not found:
        raise SettingsProblem(
            [f"{COMMAND_LINE}: there are no results below {from_here(root)} yet: report FOLDER"]
        )
    # folders are called by the second in which their run began
    return max(found, key=lambda folder: (folder.name, folder.parent.name))


def manifest_of(folder: Path) -> dict[str, Any]:
    """Its manifest. Raises `SettingsProblem` when that can't be read."""
    try:
        return read_manifest(folder)
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem


def report_settings(
    words: Sequence[str], manifest: Mapping[str, Any], folder: Path, project: Path
) -> ReportSettings:
    """How a folder is to be shown: as its run asked, but for ``style=FILE`` and ``report.KEY=...``
    among ``words``; later ones win.

    Raises `SettingsProblem` with a line for each mistake.
    """
    stored = manifest.get("report") or {}
    if not isinstance(stored, dict):
        raise SettingsProblem([f"{folder / MANIFEST}: report: must hold settings"])
    layers = [_layer(word) for word in words]
    asked = _Asked(stored, folder, layers)
    try:
        report = ReportSettings.model_validate(asked.values)
    except ValidationError as error:
        lines = [asked.line(fault) for fault in faults(error, ReportSettings, asked.values)]
        raise SettingsProblem(lines) from None
    scenarios = manifest.get("scenarios")
    names = list(scenarios) if isinstance(scenarios, dict) else []
    problems = report_problems(report, project, names)
    if asked.sets((LANGUAGE_LABELS,)):
        problems.append(((LANGUAGE_LABELS,), FILLED_IN))
    lines = [asked.value_line(key, message) for key, message in problems]
    if lines:
        raise SettingsProblem(lines)
    return with_its_words(report, project) if asked.sets(("language",)) else report


_Layer = tuple[dict[str, Any], SettingsFile | None]
"""What a word sets below ``report``, and the file it names."""


class _Asked:
    """Settings of a report, and which word, file or manifest set each."""

    def __init__(self, stored: dict[str, Any], folder: Path, layers: Sequence[_Layer]) -> None:
        self._folder = folder
        self._layers = layers
        self.values = dict(stored)
        for values, _ in layers:
            for key, value in values.items():
                below = self.values.get(key)
                both = isinstance(below, dict) and isinstance(value, dict)
                self.values[key] = below | value if both else value

    def sets(self, key: Key) -> bool:
        """Whether a word sets it, rather than the manifest."""
        return any(value_at(values, key) is not None for values, _ in self._layers)

    def line(self, fault: Fault) -> str:
        """A fault in one line."""
        if fault.what == UNKNOWN:
            known = [key for key in ReportSettings.model_fields if key != LANGUAGE_LABELS]
            hint = fault.message or did_you_mean(str(fault.key[-1]), known)
            return f"{self._where(fault.key)}: unknown setting '{_dotted(fault.key)}'" + (
                hint or f" {there_are(known)}"
            )
        return self.value_line(fault.key, fault.message)

    def value_line(self, key: Key, message: str) -> str:
        """What is wrong with the value of a key, in one line."""
        value = value_at(self.values, key)
        shown = f" = {value}" if isinstance(value, str | int | float | bool) else ""
        return f"{self._where(key)}: {_dotted(key)}{shown}: {message}".replace("\n", " ")

    def _where(self, key: Key) -> str:
        for values, file in reversed(self._layers):
            if key[0] in values:
                if file is None:
                    return COMMAND_LINE
                return f"{file.shown}:{file.line_of(('report', *key))[0]}"
        return str(self._folder / MANIFEST)


def _dotted(key: Key) -> str:
    names = ".".join(("report", *(part for part in key if isinstance(part, str))))
    return names + "".join(f" (entry {part + 1})" for part in key if isinstance(part, int))


def _layer(word: str) -> _Layer:
    if word.startswith(STYLE):
        return _of_file(Path(word.removeprefix(STYLE)))
    key, _, text = word.removeprefix(REPORT).partition("=")
    try:
        # a colour is no comment
        value = text if text.startswith("#") else value_in(text)
    except yaml.YAMLError:
        problem = "a value with such characters needs quotes of its own: 'key=\"...\"'"
        raise SettingsProblem([f"{COMMAND_LINE}: can't read '{word}' ({problem})"]) from None
    first, _, below = key.partition(".")
    return {first: {below: value} if below else value}, None


def _of_file(path: Path) -> _Layer:
    """The section ``report`` of a house style's file."""
    if not path.is_file():
        problem = "is a folder; give a file" if path.is_dir() else "there is no such file"
        raise SettingsProblem([f"{COMMAND_LINE}: {STYLE}{path}: {problem}"])
    found = read_file(path, str(path), "style")
    if isinstance(found, str):
        raise SettingsProblem([found])
    others = [key for key in found.content if key != "report"]
    section = found.content.get("report")
    if others:
        where = f"{found.shown}:{found.line_of((others[0],))[0]}"
        message = (
            f"'{others[0]}' has no use in a house style, which holds the section 'report' only"
        )
        raise SettingsProblem([f"{where}: {message}"])
    if not isinstance(section, dict):
        raise SettingsProblem([f"{found.shown}:1: 'report' must hold settings, 'key: value'"])
    return section, found
