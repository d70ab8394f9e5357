"""The keys that settings may have, read off the source of their classes without importing it.

Importing the classes takes longer than one who presses TAB will wait.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
ROOTS = ("Scenario", "RunSettings")
"""The classes whose keys stand at the top."""
_PLUGIN_FOLDERS = ("model/actors", "model/response_rules", "experiment/designs")
_KIND = re.compile(r'^    kind: Literal\["(\w+)"\]', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DeclaredKey:
    """A key of a class: whether keys stand below it, and the values it has to be one of."""

    has_keys_below: bool
    choices: tuple[str, ...]


class DeclaredKeys:
    """The keys of every class of settings, and of plug-ins by their kind."""

    def __init__(self) -> None:
        self._classes: dict[str, ast.ClassDef] = {}
        self._aliases: dict[str, ast.expr] = {}
        for name in ("config.py", "report_settings.py", "run_settings.py"):
            self._read(PACKAGE / name)

    def below(self, parts: Sequence[str], settings: dict[str, Any]) -> dict[str, DeclaredKey]:
        """Keys that may stand below a key, of these settings; empty where planners choose names."""
        classes, entries_follow, node = list(ROOTS), False, settings
        for part in parts:
            annotation = self._fields(classes).get(part)
            if entries_follow:  # the name of an entry: what it holds is known already
                entries_follow = False
            else:
                entries_follow = annotation is not None and self._is_mapping(annotation)
                classes = self._classes_in(annotation) if annotation else []
            below = node.get(part)
            node = below if isinstance(below, dict) else {}
            if isinstance(node.get("kind"), str):
                classes, entries_follow = self._plugin(node["kind"]), False
        return (
            {}
            if entries_follow
            else {
                name: DeclaredKey(
                    bool(self._classes_in(annotation)) or self._is_mapping(annotation),
                    tuple(self._choices(annotation)),
                )
                for name, annotation in self._fields(classes).items()
            }
        )

    def _read(self, path: Path) -> None:
        """The classes of a file, and of those that their bases come from."""
        body = ast.parse(path.read_text(encoding="utf-8")).body
        classes = [node for node in body if isinstance(node, ast.ClassDef)]
        bases = {_base(base) for node in classes for base in node.bases}
        for node in body:
            if isinstance(node, ast.ImportFrom) and bases & {name.name for name in node.names}:
                module = str(node.module).split(".")
                if module[0] == PACKAGE.name:
                    self._read(PACKAGE.joinpath(*module[1:]).with_suffix(".py"))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._aliases[node.targets[0].id] = node.value
        self._classes |= {node.name: node for node in classes}

    def _plugin(self, kind: str) -> list[str]:
        """The class of a kind."""
        for path in _plugin_files():
            text = path.read_text(encoding="utf-8")
            if kind in _KIND.findall(text):
                self._read(path)
                return [
                    name
                    for name, node in self._classes.items()
                    if f"Literal['{kind}']" in map(ast.unparse, _own_fields(node).values())
                ]
        return []

    def _fields(self, classes: Sequence[str]) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for name in classes:
            node = self._classes[name]
            bases = [_base(base) for base in node.bases]
            found |= self._fields([base for base in bases if base in self._classes])
            found |= _own_fields(node)
        return found

    def _parts(self, annotation: ast.expr) -> Iterator[ast.AST]:
        """Everything that an annotation is made of, names of others spelled out."""
        for node in ast.walk(annotation):
            yield node
            if _name(node) in self._aliases:
                yield from self._parts(self._aliases[_name(node)])

    def _names(self, annotation: ast.expr) -> list[str]:
        return [_name(node) for node in self._parts(annotation)]

    def _is_mapping(self, annotation: ast.expr) -> bool:
        return "dict" in self._names(annotation)

    def _classes_in(self, annotation: ast.expr) -> list[str]:
        return [name for name in self._names(annotation) if name in self._classes]

    def _choices(self, annotation: ast.expr) -> Iterator[str]:
        if "list" in self._names(annotation):
            return
        for node in self._parts(annotation):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
                written = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                yield from (str(one.value) for one in written if isinstance(one, ast.Constant))
            elif _name(node) == "bool":
                yield from ("true", "false")


def _name(node: ast.AST) -> str:
    """The name that a node is, ``config.Day`` being ``Day``; else nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _base(node: ast.expr) -> str:
    """The class that a base is, ``Study[Found]`` being ``Study``."""
    return _name(node.value if isinstance(node, ast.Subscript) else node)


def _own_fields(node: ast.ClassDef) -> dict[str, ast.expr]:
    return {
        line.target.id: line.annotation
        for line in node.body
        if isinstance(line, ast.AnnAssign)
        and isinstance(line.target, ast.Name)
        and "ClassVar" not in ast.unparse(line.annotation)
    }


def _plugin_files() -> list[Path]:
    return [path for folder in _PLUGIN_FOLDERS for path in sorted((PACKAGE / folder).rglob("*.py"))]


def declared_kinds() -> list[str]:
    """Every kind of actor, response rule, design and block."""
    return [
        kind for path in _plugin_files() for kind in _KIND.findall(path.read_text(encoding="utf-8"))
    ]
