"""Finished experiments as one: their scenarios, replications and settings under joint names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.experiment.designs.base import Request
from sim.experiment.joining import (
    Names,
    NotJoined,
    Part,
    joint_names,
    other_worlds,
    replications_line,
    taken,
    what_parts_are_called,
)
from sim.kernel.names import did_you_mean, there_are

Settings = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Joint:
    """Finished experiments as one. ``names`` and ``own`` (replications taken, own -> joint) are in
    the order of ``parts``, as is what each is ``called``; ``settings``: of every scenario, in the
    order of tables."""

    parts: Sequence[Part]
    called: Sequence[str]
    names: Sequence[Names]
    own: Sequence[Mapping[Request, Request]]
    settings: Settings
    baseline: str
    warnings: Sequence[str] = ()

    @property
    def first(self) -> Mapping[str, Any]:
        """The manifest of the first part: what isn't said of all is as there."""
        return self.parts[0].manifest

    def common(self, key: str) -> Any:
        """What all manifests say alike under a key, else None."""
        said = [part.manifest.get(key) for part in self.parts]
        return said[0] if all(one == said[0] for one in said[1:]) else None

    def merged(self, key: str) -> dict[str, Any]:
        """Scenario -> what its manifest says of it under a key, by its name among all."""
        found: dict[str, Any] = {}
        for part, joint in zip(self.parts, self.names, strict=True):
            for name, one in (part.manifest.get(key) or {}).items():
                if name in joint:
                    found.setdefault(joint[name], one)
        return found


def join(
    parts: Sequence[Part],
    baseline: str = "",
    warnings: Sequence[str] = (),
    called: Sequence[str] = (),
) -> Joint:
    """Set finished experiments side by side. ``baseline``: a scenario's name in the first folder
    that has it, or its name among all; empty: the first folder's. ``called``: a word for each part,
    by which scenarios of one name are told apart; empty: found in the parts.

    Raises `NotJoined` where that can't be done.
    """
    for part in parts:
        if part.manifest.get("guesses"):
            raise NotJoined(
                f"{part.folder}: its scenarios are guesses at what nobody knows, which only their "
                "own experiment can weigh; compare takes experiments without guesses"
            )
    called = called or what_parts_are_called(parts)
    names = joint_names(parts, called)
    own = taken(parts, names)
    settings: Settings = {}
    for part, joint in zip(parts, names, strict=True):
        for name, values in part.settings.items():
            settings.setdefault(joint[name], values)
    counted = replications_line(parts)
    worlds = other_worlds(parts)
    warnings = [*warnings, *(said for said in (worlds, counted) if said)]
    base = _baseline(parts, names, settings, baseline)
    return Joint(parts, called, names, own, settings, base, warnings)


def _baseline(parts: Sequence[Part], names: Sequence[Names], settings: Settings, typed: str) -> str:
    if not typed:
        return names[0][parts[0].baseline]
    if typed in settings:
        return typed
    for joint in names:
        if typed in joint:
            return joint[typed]
    options = list(settings)
    raise NotJoined(
        f"command line: baseline={typed}: no scenario is called so{did_you_mean(typed, options)} "
        f"{there_are(options)}"
    )
