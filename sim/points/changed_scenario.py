"""A scenario with some of its settings changed; it shares with the first all that stays the same.

Only the settings along a changed key are built and checked anew, so that ten thousand points of a
sweep take seconds and little memory. What needs more than one key is checked elsewhere.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.config import Scenario
from sim.kernel.names import did_you_mean, there_are
from sim.kernel.registry import Plugin, known_keys
from sim.settings.files import Key
from sim.settings.wording import Fault, faults

M = TypeVar("M", bound=BaseModel)
_STRICT = ConfigDict(strict=True, allow_inf_nan=False)


_READ = ("sites_file", "only_sites_of_file", "from_sites_file")
_READ_BEFORE = ": its file is read beforehand; to compare files: -m sites_file=A.csv,B.csv"
_KIND = ": it decides which settings there are, so vary presets instead (response: [a, b])"


class NoSuchSetting(Exception):
    """A key under which a scenario holds no value; the text is a hint at what was meant, or empty;
    after a colon, why what is there can't vary."""


class WrongSettings(Exception):
    """Values that a scenario can't have, each a fault with its whole key."""

    def __init__(self, found: list[Fault]) -> None:
        self.faults = found
        super().__init__(len(found))


@dataclass(frozen=True, slots=True)
class Setting:
    """A place in a scenario that holds one value."""

    key: Key
    """Its key; whole numbers count the entries of a list."""
    value: Any
    """What stands there now."""
    annotation: Any

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole numbers only."""
        kinds = list(map(_plain, _options(self.annotation)))
        return int in kinds and float not in kinds

    @property
    def choices(self) -> list[Any]:
        """The values that it has to be one of; empty when it may be others."""
        options = list(map(_plain, _options(self.annotation)))
        if {int, float} & set(options):
            return []
        if bool in options:
            return [False, True]
        return [value for one in options if get_origin(one) is Literal for value in get_args(one)]

    def problem(self, value: Any) -> str | None:
        """What is wrong with a value by itself: its type, or a bound that it breaks."""
        try:
            TypeAdapter(self.annotation, config=_STRICT).validate_python(value)
        except ValidationError as error:
            return "; ".join(fault.message for fault in faults(error, Scenario, value))
        return None


def find_setting(scenario: Scenario, dotted_key: str) -> Setting:
    """The setting of a scenario with this dotted key. Raises NoSuchSetting."""
    key: list[str | int] = []
    node: Any = scenario
    annotation: Any = Scenario
    if dotted_key in _READ:
        raise NoSuchSetting(_READ_BEFORE)
    for part in dotted_key.split("."):
        if isinstance(node, BaseModel):
            field = type(node).model_fields.get(part)
            if field is None:
                raise NoSuchSetting(_hint(part, node))
            if part == "kind" and isinstance(node, Plugin):
                raise NoSuchSetting(_KIND)
            node, annotation = getattr(node, part), field.annotation
            for rule in field.metadata:
                annotation = Annotated[annotation, rule]
            key.append(part)
        elif isinstance(node, dict):
            annotation = _held(annotation)
            if part not in node and not _is_plain(annotation):
                raise NoSuchSetting(f"{did_you_mean(part, list(node))} {there_are(list(node))}")
            node = node.get(part)
            key.append(part)
        elif isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            annotation, node = _held(annotation), node[int(part)]
            key.append(int(part))
        else:
            raise NoSuchSetting("")
    if isinstance(node, BaseModel | dict):
        below = list(type(node).model_fields) if isinstance(node, BaseModel) else list(node)
        names = [name for name in below if name != "kind"]
        example = f" (such as {dotted_key}.{names[0]})" if names else ""
        raise NoSuchSetting(f": it holds settings, so vary those below it{example}")
    return Setting(tuple(key), node, annotation)


def _hint(part: str, node: BaseModel) -> str:
    """What was meant perhaps; below a plug-in, also which keys its kind takes."""
    hint = did_you_mean(part, [name for name in type(node).model_fields if name != "kind"])
    if isinstance(node, Plugin):
        kind = str(getattr(node, "kind", ""))
        hint += f" ('{kind}' takes: {', '.join(known_keys(kind))})"
    return hint


def _plain(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _options(annotation: Any) -> tuple[Any, ...]:
    """What a value may be: the annotation itself, or each member of a union."""
    plain = _plain(annotation)
    if get_origin(plain) not in (Union, types.UnionType):
        return (annotation,)
    return tuple(inner for option in get_args(plain) for inner in _options(option))


def _held(annotation: Any) -> Any:
    """What the entries of a dictionary or a list are."""
    for option in map(_plain, _options(annotation)):
        if get_origin(option) in (dict, list):
            return get_args(option)[-1]
    return Any


def _is_plain(annotation: Any) -> bool:
    """Whether it is a value, and not settings or a plug-in."""
    options = [_plain(option) for option in _options(annotation)]
    return not any(o is Any or (isinstance(o, type) and issubclass(o, BaseModel)) for o in options)


Sections = dict[tuple[int, str], Any]
"""Sections of scenarios that were changed before, by the section as it was and what changed."""


class Variants:
    """Scenarios that differ from one in a few settings.

    Those with the same changes of a section (``world``) share that section; so do variants of
    several scenarios, if they are given the same ``sections`` and share what is equal.
    """

    def __init__(self, scenario: Scenario, sections: Sections | None = None) -> None:
        self.scenario = scenario
        self._sections: Sections = {} if sections is None else sections

    def at(self, name: str, changes: Mapping[Key, Any]) -> Scenario:
        """The scenario under another name, with these values. Raises WrongSettings."""
        by_section: dict[str, dict[Key, Any]] = {}
        for key, value in changes.items():
            by_section.setdefault(str(key[0]), {})[key] = value
        new: dict[str, Any] = {"name": name}
        for section, own in by_section.items():
            before = getattr(self.scenario, section)
            found = id(before), repr(own)
            if found not in self._sections:
                self._sections[found] = _changed(before, _nested(own)[section], (section,))
            new[section] = self._sections[found]
        return _checked(self.scenario, new, ())


def _nested(changes: Mapping[Key, Any]) -> dict[str | int, Any]:
    """Changes as a tree; no value is a dictionary, so what is one is a branch."""
    tree: dict[str | int, Any] = {}
    for key, value in changes.items():
        branch = tree
        for part in key[:-1]:
            branch = branch.setdefault(part, {})
        branch[key[-1]] = value
    return tree


def _changed(node: Any, tree: Any, key: Key) -> Any:
    """What stands at ``key`` with the changes of a tree below it."""
    if not isinstance(tree, dict):
        return tree
    if isinstance(node, BaseModel):
        new = {
            str(part): _changed(getattr(node, str(part)), below, (*key, part))
            for part, below in tree.items()
        }
        return _checked(node, new, key)
    made = list(node) if isinstance(node, list) else dict(node)
    for part, below in tree.items():
        before = made[part] if isinstance(made, list) or part in made else None
        made[part] = _changed(before, below, (*key, part))
    return made


def _checked(model: M, new: dict[str, Any], key: Key) -> M:
    """The settings with new values for some; the others are the very same objects."""
    given = {name: getattr(model, name) for name in model.model_fields_set} | new
    try:
        made = type(model).model_validate(given)
    except ValidationError as error:
        found = list(faults(error, type(model), given))
        raise WrongSettings(
            [Fault((*key, *f.key), f.what, f.message, f.kind) for f in found]
        ) from None
    return model.model_copy(update={name: getattr(made, name) for name in new})
