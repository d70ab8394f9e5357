"""Errors of settings in plain words: what is wrong with a key, without the checker's jargon."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from math import isfinite
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.kernel import registry
from sim.kernel.names import did_you_mean, there_are
from sim.settings.files import Key

UNKNOWN = "unknown"
MISSING = "missing"
VALUE = "value"
NO_KIND = "needs a 'kind'"
"""How the message of a plug-in without its kind begins."""
BLOCKS: Key = ("experiment", "design")

_NUMBER = {"int_type", "int_parsing", "int_from_float"}
_WHOLE = "must be a whole number"
_UNQUOTED = {"int_type": _WHOLE, "float_type": "must be a number"}
_PLAIN = {
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": "must hold settings, 'key: value'",
    "model_type": "must hold settings, 'key: value'",
    "model_attributes_type": "must hold settings, 'key: value'",
    "list_type": "must be a list, [a, b]",
    "date_type": "must be a date such as 2017-05-06",
    "date_from_datetime_parsing": "must be a date such as 2017-05-06",
    "finite_number": "must be a finite number",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}
_ENDLESS = {".nan", ".inf", "+.inf", "-.inf"}
"""As YAML writes them; Hydra's command line takes them for text."""
_BOUND = {
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be below {lt:g}",
    "less_than_equal": "must be at most {le:g}",
}
_OF_THE_PARSER = (
    "Lexer",
    "Error parsing override",
    "no viable alternative",
    "mismatched input",
    "extraneous input",
)
_CLOSES = {")": "(", "]": "[", "}": "{"}


class Fault:
    """One thing wrong with one key: ``what`` is ``unknown``, ``missing`` or ``value``."""

    __slots__ = ("key", "kind", "message", "what")

    def __init__(self, key: Key, what: str, message: str, kind: str | None = None) -> None:
        self.key = key
        self.what = what
        self.message = message
        self.kind = kind
        """For a key that the plug-in of this kind doesn't know."""


def faults(error: ValidationError, model: type[BaseModel], values: Any) -> Iterator[Fault]:
    """The faults that a check of ``values`` against ``model`` found."""
    for item in error.errors():
        key: Key = item["loc"]
        if item["type"] == "extra_forbidden":
            known, kind = keys_at(model, key[:-1]), None
            if not known:  # below a plug-in, whose keys depend on its kind
                known, kind = _known_to_plugin(values, key[:-1])
            yield Fault(key, UNKNOWN, did_you_mean(str(key[-1]), known), kind)
        elif item["type"] == "missing":
            yield Fault(key, MISSING, "")
        elif key and key[-1] == "[key]":
            words = _words(item)
            it = "it " if words.startswith("must ") else ""
            yield Fault(key[:-1], UNKNOWN, f" - {it}{words}")
        elif len(key) == 3 and key[1] == "actors" and _words(item).startswith(NO_KIND):
            yield _no_such_actor(values, key, _words(item))
        elif key[:-1] == BLOCKS and _words(item).startswith(NO_KIND):
            yield _no_such_block(values, key, _words(item))
        else:
            message = _words(item)
            yield Fault((*key, "kind") if " of kind '" in message else key, VALUE, message)


def _known_to_plugin(values: Any, key: Key) -> tuple[list[str], str | None]:
    """The keys at a place in the settings of a plug-in; its kind, if they are the plug-in's own."""
    for depth in range(len(key), -1, -1):
        settings = value_at(values, key[:depth])
        kind = settings.get("kind") if isinstance(settings, dict) else None
        if kind is not None and depth == len(key):
            return registry.known_keys(str(kind)), kind
        if kind is not None:
            plugins = registry.of_kind(str(kind))
            return [name for one in plugins for name in keys_at(one, key[depth:])], None
    return [], None


def _no_such_actor(values: Any, key: Key, needs_a_kind: str) -> Fault:
    """Settings of an actor that no file has: a misspelt name, more often than a new actor."""
    part, _, name = (str(word) for word in key)
    if value_at(values, key) is not None and not isinstance(value_at(values, key), dict):
        return Fault(key, VALUE, f"{_PLAIN['dict_type']} (to switch it off: 'enabled: false')")
    actors = {
        where: [
            other
            for other, settings in (value_at(values, (where, "actors")) or {}).items()
            if isinstance(settings, dict) and "kind" in settings
        ]
        for where in ("world", "mission")
    }
    there = f"{did_you_mean(name, actors[part])} {there_are(actors[part])}"
    for where, others in actors.items():
        if where != part and name in others:
            there = f" - did you mean '{where}.actors.{name}'?"
    message = f": no actor of the {part} is called '{name}'{there}"
    switched = set(value_at(values, key) or ()) == {"enabled"}
    return Fault(key, UNKNOWN, message if switched else f"{message}; a new one {needs_a_kind}")


def _no_such_block(values: Any, key: Key, needs_a_kind: str) -> Fault:
    """A block that no file has: a misspelt name, unless it says what varies."""
    settings = value_at(values, key)
    blocks = (value_at(values, BLOCKS) or {}).items()
    others = [str(name) for name, own in blocks if isinstance(own, dict) and "kind" in own]
    if not others or not isinstance(settings, dict) or {"over", "rows"} & set(settings):
        return Fault(key, VALUE, needs_a_kind)
    hint = f"{did_you_mean(str(key[-1]), others)} {there_are(others)}"
    return Fault(key, VALUE, f"no block called '{key[-1]}'{hint}")


def value_at(values: Any, key: Key) -> Any:
    """What stands at ``key`` in nested mappings and lists; None if nothing does."""
    for part in key:
        if isinstance(values, list):
            values = values[part] if isinstance(part, int) and part < len(values) else None
        else:
            values = values.get(part) if isinstance(values, dict) else None
    return values


def _words(item: Any) -> str:
    kind, context = item["type"], item.get("ctx", {})
    if kind in _UNQUOTED and isinstance(item["input"], str) and _is_number(item["input"]):
        return f"{_UNQUOTED[kind]}, without quotes"
    if kind == "float_type" and str(item["input"]).lower() in _ENDLESS:
        return _PLAIN["finite_number"]
    if kind in _NUMBER:
        return _WHOLE
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUND:
        return _BOUND[kind].format(**context)
    if kind == "literal_error":
        return f"must be one of {context['expected'].replace(chr(39), '').replace(' or ', ', ')}"
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters"
    if kind == "value_error":
        message = str(context["error"]).splitlines()[0]
        if any(word in message for word in ("isoformat", "month", "year")):
            return _PLAIN["date_type"]
        return message
    text = str(item["msg"]).splitlines()[0]
    return text.replace("Input should be", "must be").replace("Value error, ", "")


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def unreadable(word: str, reason: str) -> str:
    """Why a word of the command line can't be read, without the parser's jargon (``reason``)."""
    of_the_parser = any(jargon in reason for jargon in _OF_THE_PARSER)
    if "=" in word and of_the_parser and (bracket := _wrong_bracket(word)):
        return bracket
    if "=" not in word or "Error parsing override" in reason:
        return "give settings as key=value"
    if of_the_parser:
        return """a value with such characters needs quotes of its own: 'key="..."'"""
    return reason


def _wrong_bracket(word: str) -> str:
    """What is wrong with the brackets of a word; empty when each is closed."""
    still_open: list[str] = []
    for sign in re.sub(r"""'[^']*'|"[^"]*\"""", "", word):
        if sign in _CLOSES.values():
            still_open.append(sign)
        elif sign in _CLOSES and not still_open:
            return "a bracket is closed that wasn't opened"
        elif sign in _CLOSES and still_open.pop() != _CLOSES[sign]:
            return "a bracket isn't closed"
    return "a bracket isn't closed" if still_open else ""


def keys_at(annotation: Any, key: Key) -> list[str]:
    """The keys that a model has at the place ``key`` below ``annotation``; empty if it has none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not key:
            return [field.alias or name for name, field in annotation.model_fields.items()]
        field = annotation.model_fields.get(str(key[0]))
        return keys_at(field.annotation, key[1:]) if field else []
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return keys_at(arguments[0], key)
    if origin in (Union, types.UnionType):
        return [found for option in arguments for found in keys_at(option, key)]
    if origin in (dict, list) and key:
        return keys_at(arguments[-1], key[1:])
    return []
