"""Plug-ins chosen by their ``kind``: a new one is one new file, and nothing else changes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from sim.kernel.names import did_you_mean, there_are, unknown

Problem = tuple[tuple[str | int, ...], str]
"""The key below a plug-in's own that is at fault, and what would be right."""

_families: dict[str, dict[str, type[Plugin]]] = {}


class Plugin(BaseModel):
    """Base of everything a planner chooses by ``kind``; its fields are its keys in YAML.

    A family (``class ResponseRule(Plugin, family="response rule")``) is one base class; each
    concrete subclass declares ``kind: Literal["its_name"]``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    family: ClassVar[str] = ""

    def __init_subclass__(cls, family: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, family: str | None = None, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if family is not None:
            cls.family = family
            _families.setdefault(family, {})
        kind = cls.model_fields.get("kind")
        if kind is not None:
            for name in getattr(kind.annotation, "__args__", ()):
                _families[cls.family][name] = cls


def unknown_names(
    key: str, names: Sequence[str] | Mapping[str, Any], what: str, known: Collection[str]
) -> Iterator[Problem]:
    """A problem for each name of a list, or key of a dictionary, that isn't among the known."""
    for number, name in enumerate(names):
        if name not in known:
            yield (key, name if isinstance(names, Mapping) else number), unknown(what, name, known)


def discover(package: str, path: Iterable[str]) -> None:
    """Import every module of a package of plug-ins, so that each is known by its kind."""
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{package}.{module.name}")


def kinds(family: str) -> list[str]:
    """The kinds that a family has, sorted."""
    return sorted(_families.get(family, {}))


def of(family: str) -> dict[str, type[Plugin]]:
    """The plug-ins of a family by kind, sorted."""
    return dict(sorted(_families.get(family, {}).items()))


def of_kind(kind: str) -> list[type[Plugin]]:
    """The plug-ins of this kind, in any family."""
    return [family[kind] for family in _families.values() if kind in family]


def known_keys(kind: str) -> list[str]:
    """The keys that plug-ins of this kind take, in any family."""
    return sorted({key for plugin in of_kind(kind) for key in plugin.model_fields})


def resolve(family: str, settings: Any) -> Plugin:
    """The plug-in that ``settings`` (a mapping with a ``kind``) describes.

    ValueError names the known kinds when the kind is missing or unknown; pydantic's
    ValidationError tells of wrong fields.
    """
    if isinstance(settings, Plugin):
        return settings
    known = _families.get(family, {})
    kind = settings.get("kind") if isinstance(settings, dict) else None
    options = kinds(family)
    if kind is None:
        raise ValueError(f"needs a 'kind' {there_are(options)}")
    if kind not in known:
        hint = f"{did_you_mean(str(kind), options)} {there_are(options)}"
        raise ValueError(f"no {family} of kind '{kind}'{hint}")
    return known[kind].model_validate(settings)
