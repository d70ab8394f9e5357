"""What ``python run.py kinds`` prints: everything chosen by a ``kind``, and the keys it takes.

All of it is read off the plug-ins themselves and the settings files, so a new file shows up by
itself.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import dedent, indent, wrap
from typing import Any, get_args

from pydantic import BaseModel

from sim.kernel import registry
from sim.kernel.names import unknown
from sim.kernel.registry import Plugin
from sim.settings.files import GLOBAL_GROUPS, Key, SettingsFiles, SettingsProblem

FAMILIES = {
    "actor": "Actors, under world.actors or mission.actors; 'enabled: false' switches one off",
    "response rule": "Response rules, under response",
    "design": "Designs, under experiment",
    "block": "Blocks of a design, under experiment.design",
}
EVERY_KIND = "all"
_WIDTH = 100
_COLUMN = 24


def kinds_text(names: Sequence[str], files: SettingsFiles) -> str:
    """Every kind with what it is; with names of kinds (or ``all``), their keys.

    SettingsProblem for a name that no kind has.
    """
    known = {kind: plugin for family in FAMILIES for kind, plugin in registry.of(family).items()}
    if not names:
        parts = [_overview(family) for family in FAMILIES]
        more = (
            "Keys, units and bounds of some, and where they are set: python run.py kinds NAME ..."
        )
        return "\n\n".join([*parts, f"{more}  (or: kinds {EVERY_KIND})"])
    lines = [
        f"command line: {unknown('kind', name, known)}"
        for name in names
        if name not in known and name != EVERY_KIND
    ]
    if lines:
        raise SettingsProblem(lines)
    chosen = list(known) if EVERY_KIND in names else list(dict.fromkeys(names))
    return "\n\n".join(_in_full(kind, known[kind], files) for kind in chosen)


def _overview(family: str) -> str:
    found = [
        line
        for kind, plugin in registry.of(family).items()
        for line in _beside(kind, what_it_is(plugin))
    ]
    return "\n".join([FAMILIES[family], *found])


def what_it_is(plugin: type[Plugin]) -> str:
    """The sentence with which the plug-in's file begins."""
    return _first_paragraph(sys.modules[plugin.__module__].__doc__)


def _first_paragraph(docstring: str | None) -> str:
    text = inspect.cleandoc(docstring or "").partition("\n\n")[0]
    return " ".join(text.replace("``", "'").split())


def _beside(name: str, text: str) -> list[str]:
    """A name and its text, in two columns."""
    lines = wrap(text, _WIDTH - _COLUMN - 4) or [""]
    if len(name) > _COLUMN:  # then the text begins on a line of its own
        return [f"  {name}", *(f"  {'':<{_COLUMN}}  {line}" for line in lines)]
    return [f"  {name if n == 0 else '':<{_COLUMN}}  {line}" for n, line in enumerate(lines)]


def _in_full(kind: str, plugin: type[Plugin], files: SettingsFiles) -> str:
    own = inspect.cleandoc(vars(plugin).get("__doc__") or "").replace("``", "'")
    used = list(_uses(kind, files))
    parts = [f"{kind} ({plugin.family}): {what_it_is(plugin)}"]
    parts += [indent(own, "  ")] if own else []
    parts += _keys(plugin)
    parts += [f"  set in {used[0]}", *(f"         {place}" for place in used[1:])] if used else []
    return "\n".join(parts)


# --- keys -----------------------------------------------------------------------------------------
def _keys(plugin: type[Plugin]) -> list[str]:
    """A key a line: unit, bounds, default; what it means below it; keys below it further in."""
    schema = plugin.model_json_schema()
    models = {model.__name__: model for model in _models(plugin)}
    lines: list[str] = []

    def describe(model: type[BaseModel], described: dict[str, Any], depth: int) -> None:
        meanings = _meanings(model)
        for key, node in described["properties"].items():
            if "const" in node:  # the kind itself
                continue
            words = _words(node) + _if_not_set(node, required=key in described.get("required", ()))
            lines.extend(indent(line, "  " * depth) for line in _beside(key, words))
            meaning = wrap(meanings.get(key, ""), _WIDTH - _COLUMN - 6 - 2 * depth)
            lines.extend(f"{'  ' * depth}{'':<{_COLUMN + 6}}{line}" for line in meaning)
            name = _below(node)
            if name:
                describe(models[name], schema["$defs"][name], depth + 1)

    describe(plugin, schema, 1)
    return lines


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and those of the keys below it."""
    yield model
    waiting: list[Any] = [field.annotation for field in model.model_fields.values()]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _models(annotation)
        else:
            waiting += get_args(annotation)


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """What the file says below each of its keys, by key; bases included."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if owner in (object, BaseModel):
            continue
        try:
            (body,) = ast.parse(dedent(inspect.getsource(owner))).body
        except (OSError, TypeError):  # made in a session: there is no file to read
            continue
        statements = getattr(body, "body", [])
        for statement, after in zip_longest(statements, statements[1:]):
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                value = after.value if isinstance(after, ast.Expr) else None
                said = value.value if isinstance(value, ast.Constant) else None
                # A key declared anew means what is said there, if anything is.
                found[statement.target.id] = _first_paragraph(said if isinstance(said, str) else "")
    return found


def _words(node: dict[str, Any]) -> str:
    """Unit and bounds of a value in words."""
    if "anyOf" in node:
        (value,) = (one for one in node["anyOf"] if one.get("type") != "null")
        return f"{_words(value)}, or null"
    if "$ref" in node:
        return "the keys below"
    if "enum" in node:
        return " | ".join(map(str, node["enum"]))
    kind = node.get("type")
    if kind == "array":
        return f"list of {_words(node['items'])}{_at_least(node.get('minItems'))}"
    if kind == "object":
        inside = f"{_words(node['additionalProperties'])}{_at_least(node.get('minProperties'))}"
        return f"{node.get('unit', 'by name')}: {inside}"
    if kind == "boolean":
        return "true or false"
    if kind == "string":
        return "text"
    whole = "whole" if kind == "integer" else ""
    return ", ".join(filter(None, [node.get("unit", "number"), _bounds(node), whole]))


def _at_least(number: int | None) -> str:
    return f" (at least {number})" if number else ""


def _bounds(node: dict[str, Any]) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None and high is not None:
        return f"{low:,.10g} to {high:,.10g}"
    words = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}
    words["exclusiveMaximum"] = "below"
    return ", ".join(f"{say} {node[key]:,.10g}" for key, say in words.items() if key in node)


def _if_not_set(node: dict[str, Any], *, required: bool) -> str:
    if required:
        return "; required"
    if "unless" in node:
        return f"; required, unless '{node['unless']}' is given"
    default = node.get("default", [])
    if isinstance(default, dict | list):
        return "; may be left out"
    return f"; {default if isinstance(default, str) else json.dumps(default)} if not given"


def _below(node: dict[str, Any]) -> str:
    """The name of the keys below a key, if there are any."""
    for one in (node, *node.get("anyOf", ()), node.get("items"), node.get("additionalProperties")):
        if isinstance(one, dict) and "$ref" in one:
            return str(one["$ref"]).rpartition("/")[2]
    return ""


# --- where a kind is used -------------------------------------------------------------------------
def _uses(kind: str, files: SettingsFiles) -> Iterator[str]:
    """File, line and key of every place where the settings files choose a kind."""
    for file in files.files.values():
        group = file.config_path.partition("/")[0]
        prefix = [] if group in GLOBAL_GROUPS or group == "config" else [group]
        for key in _keys_of_kind(kind, file.content):
            named = ".".join(map(str, [*prefix, *key])) or group
            yield f"{file.shown}:{file.line_of(key)[0]} as {named}"


def _keys_of_kind(kind: str, content: Any, key: Key = ()) -> Iterator[Key]:
    if isinstance(content, dict):
        if content.get("kind") == kind:
            yield key
        for name, value in content.items():
            yield from _keys_of_kind(kind, value, (*key, name))
