"""Plug-ins chosen by their ``kind``: a new one is one new file, and nothing else changes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

P = TypeVar("P", bound="Plugin")

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


def discover(package: str, path: Iterable[str]) -> None:
    """Import every module of a package of plug-ins, so that each is known by its kind."""
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{package}.{module.name}")


def kinds(family: str) -> list[str]:
    """The kinds that a family has, sorted."""
    return sorted(_families.get(family, {}))


def known_keys(kind: str) -> list[str]:
    """The keys that plug-ins of this kind take, in any family."""
    classes = [family[kind] for family in _families.values() if kind in family]
    return sorted({key for plugin in classes for key in plugin.model_fields})


def resolve(family: str, settings: Any) -> Plugin:
    """The plug-in that ``settings`` (a mapping with a ``kind``) describes.

    ValueError names the known kinds when the kind is missing or unknown; pydantic's
    ValidationError tells of wrong fields.
    """
    if isinstance(settings, Plugin):
        return settings
    known = _families.get(family, {})
    kind = settings.get("kind") if isinstance(settings, dict) else None
    if kind is None:
        raise ValueError(f"needs a 'kind' (there are: {', '.join(kinds(family))})")
    if kind not in known:
        raise ValueError(f"no {family} of kind '{kind}' (there are: {', '.join(kinds(family))})")
    return known[kind].model_validate(settings)
