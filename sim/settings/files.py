"""Every settings file that planners write, read once, with the line of each of its keys.

``configs/<group>/<name>.yaml`` are presets, made perhaps of parts in a folder of the group,
``scenarios/**.yaml`` are the group ``scenario``, and ``configs/config.yaml`` names the defaults. A
file that can't be read is kept as a problem and stops only the runs that use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.kernel.names import did_you_mean, there_are

Key = tuple[str | int, ...]
Contradiction = tuple[Key, str]
"""The key at fault, and what is wrong with it."""

NOT_PRESETS = {"evidence", "labels"}
GLOBAL_GROUPS = {"experiment", "scenario"}
"""Their files write anywhere in a run; those of other groups write under the group's name."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SettingsProblem(Exception):
    """Settings that can't be simulated; ``lines`` holds one line a problem, without repeats."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(dict.fromkeys(lines))
        super().__init__("\n".join(self.lines))


class _SettingsLoader(_Loader):  # type: ignore[misc]
    """YAML as Hydra reads it: dates stay text, and 1e-3 is a number."""


_SettingsLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float")
    ]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_SettingsLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"""^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
        |[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$""",
        re.X,
    ),
    list("-+0123456789."),
)


def value_in(text: str) -> Any:
    """A value as settings files hold it. Raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=_SettingsLoader)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One file: what it says and where it says it."""

    config_path: str
    """Group and name, ``staffing/lean``; what Hydra calls it."""
    shown: str
    """Path as printed in messages, relative to the project."""
    content: dict[str, Any]
    node: yaml.MappingNode
    package: str | None
    """The package of a ``# @package`` line, if there is one."""
    interpolates: bool
    """It refers to other settings, ``${...}``."""

    def line_of(self, key: Key) -> tuple[int, int]:
        """Line of the deepest part of ``key`` that the file holds, and how many parts that is."""
        line, depth = 1, 0
        node: yaml.Node = self.node
        for part in key:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
            depth += 1
        return line, depth

    def defaults(self) -> list[tuple[int, Any]]:
        """The entries of its defaults list, each with its line."""
        found = _child(self.node, "defaults")
        entries = self.content.get("defaults")
        if found is None or not isinstance(entries, list):
            return []
        assert isinstance(found[1], yaml.SequenceNode)
        return [
            (node.start_mark.line + 1, entry)
            for node, entry in zip(found[1].value, entries, strict=True)
        ]


def choices(entry: Any) -> dict[str, str]:
    """The file that an entry of a defaults list chooses, by its group; empty for a part's name."""
    if not isinstance(entry, dict):
        return {}
    return {
        str(group).removeprefix("override ").lstrip("/"): str(name) for group, name in entry.items()
    }


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == str(part):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


def read_file(path: Path, shown: str, config_path: str) -> SettingsFile | str:
    """What a file says, or one line on why it can't be read. ``shown``: its path in messages."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        node = yaml.compose(text, Loader=_SettingsLoader)
        if node is None:
            return f"{shown}:1: the file is empty"
        if not isinstance(node, yaml.MappingNode):
            return f"{shown}:1: must hold settings, 'key: value'"
        repeated = _repeated_key(node)
        if repeated:
            line, key = repeated
            return f"{shown}:{line}: '{key}' is given twice"
        content = yaml.load(text, Loader=_SettingsLoader)
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        return f"{shown}:1: not a text file in UTF-8"
    except OSError as error:
        return f"{shown}:1: can't be read ({error.strerror})"
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return _syntax_problem(shown, error)
    package = re.match(r"(?:\s*#[^\n]*\n)*?\s*#\s*@package\s+(\S+)", text)
    return SettingsFile(
        config_path,
        shown,
        content,
        node,
        package[1] if package else None,
        interpolates="${" in text,
    )


class SettingsFiles:
    """All settings files under ``root`` (which holds ``configs/`` and ``scenarios/``)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, SettingsFile] = {}
        self.problems: dict[str, str] = {}
        configs, scenarios = root / "configs", root / "scenarios"
        for path in sorted(configs.rglob("*.yaml")):
            config_path = path.relative_to(configs).with_suffix("").as_posix()
            if config_path.split("/")[0] not in NOT_PRESETS:
                self._read(path, config_path)
        for path in sorted(scenarios.rglob("*.yaml")):
            self._read(path, f"scenario/{path.relative_to(scenarios).with_suffix('').as_posix()}")
        if "config" not in self.files:
            problem = self.problems.get("config", f"{configs}/config.yaml: there is no such file")
            raise SettingsProblem([problem])
        self.groups = sorted({path.split("/")[0] for path in self._paths() if "/" in path})

    def _paths(self) -> list[str]:
        return sorted([*self.files, *self.problems])

    def _read(self, path: Path, config_path: str) -> None:
        found = read_file(path, path.relative_to(self.root).as_posix(), config_path)
        if isinstance(found, SettingsFile):
            self.files[config_path] = found
        else:
            self.problems[config_path] = found

    def options(self, group: str) -> list[str]:
        """Names of the files of a group to choose from, those that can't be read too.

        Parts of presets, in a folder of their group, are none to choose; a scenario in a folder is.
        """
        found = [p[len(group) + 1 :] for p in self._paths() if p.startswith(f"{group}/")]
        return [name for name in found if "/" not in name or group in GLOBAL_GROUPS]

    def no_such(self, group: str, name: str) -> str:
        """What to say when a group has no file of this name."""
        options = self.options(group)
        return f"no {group} called '{name}'{did_you_mean(name, options)} {there_are(options)}"

    def parent(self, scenario: str) -> str | None:
        """The scenario that a scenario extends, or None."""
        file = self.files.get(f"scenario/{scenario}")
        for _line, entry in file.defaults() if file else []:
            name = _inherited(entry)
            if name is not None:
                folder = scenario.rpartition("/")[0]
                inside = f"{folder}/{name}" if folder else name
                return inside if inside in self.options("scenario") else name.lstrip("/")
        return None

    def ancestors(self, scenario: str) -> list[str]:
        """The scenario, the one it extends, and so on; SettingsProblem if one can't be read."""
        chain = [scenario]
        while (parent := self.parent(chain[-1])) is not None:
            file = self.files[f"scenario/{chain[-1]}"]
            where = f"{file.shown}:{file.line_of(('defaults',))[0]}"
            if parent in chain:
                circle = " -> ".join([*chain[chain.index(parent) :], parent])
                raise SettingsProblem([f"{where}: scenarios extend one another: {circle}"])
            if f"scenario/{parent}" in self.problems:
                raise SettingsProblem([self.problems[f"scenario/{parent}"]])
            if f"scenario/{parent}" not in self.files:
                raise SettingsProblem([f"{where}: {self.no_such('scenario', parent)}"])
            chain.append(parent)
        return chain


def _inherited(entry: Any) -> str | None:
    """The scenario that an entry of a defaults list extends, if it does that."""
    if isinstance(entry, str):
        return None if entry == "_self_" else entry.removeprefix("/scenario/")
    if isinstance(entry, dict) and len(entry) == 1:
        ((group, name),) = entry.items()
        if group in ("scenario", "/scenario") and isinstance(name, str):
            return name
    return None


def _repeated_key(node: yaml.Node) -> tuple[int, str] | None:
    stack, seen_nodes = [node], set()
    while stack:
        node = stack.pop()
        if id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            names = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                    if key.value in names:
                        return key.start_mark.line + 1, key.value
                    names.add(key.value)
                stack.append(value)
    return None


def _syntax_problem(shown: str, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{shown}:{line}: not valid YAML ({reason})"
