"""What the scenarios of several finished experiments are called together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.experiment.joining import Part
from sim.experiment.told_apart import ways_apart

Names = dict[str, str]
"""A part's own name of a scenario -> the name it has among all."""


def joint_names(parts: Sequence[Part], called: Sequence[str]) -> list[Names]:
    """The names of each part's scenarios among those of all.

    A scenario of the same settings, seed and code in several parts is one. Others that share a name
    are told apart by what their part is ``called``.
    """
    identities: dict[str, dict[Any, int]] = {}
    for at, part in enumerate(parts):
        for name in part.settings:
            identities.setdefault(name, {}).setdefault(_identity(part, at, name), at)
    used = {name for name, own in identities.items() if len(own) == 1}
    given: dict[tuple[str, Any], str] = {}
    for name, own in identities.items():
        for identity, at in own.items():
            joint = name
            if len(own) > 1:
                joint, number = f"{name} ({called[at]})", 1
                while joint in used:
                    number += 1
                    joint = f"{name} ({called[at]}, {number})"
                used.add(joint)
            given[name, identity] = joint
    return [
        {name: given[name, _identity(part, at, name)] for name in part.settings}
        for at, part in enumerate(parts)
    ]


def _identity(part: Part, at: int, name: str) -> Any:
    """Equal for scenarios that give equal results."""
    return (part.manifest.get("store_keys") or {}).get(name) or at


def what_parts_are_called(parts: Sequence[Part]) -> list[str]:
    """A word for each: its place, its experiment or its only scenario where that tells them apart,
    else what its scenarios have that those of the others haven't, else its folder."""
    for words in (
        [_place(part) for part in parts],
        [str(part.manifest.get("experiment", "")) for part in parts],
        [_only_scenario(part) for part in parts],
        *ways_apart([list(part.settings.values()) for part in parts]),
        [part.folder.name for part in parts],
    ):
        if len({*words}) == len(parts) and all(words):
            return words
    return [str(part.folder) for part in parts]


def _only_scenario(part: Part) -> str:
    """Its name; empty where there are several."""
    names = list(part.settings)
    return names[0] if len(names) == 1 else ""


def _place(part: Part) -> str:
    """What the world of all its scenarios is called, up to a comma; empty where they have none in
    common."""
    labels = {str((one.get("world") or {}).get("label") or "") for one in part.settings.values()}
    return labels.pop().partition(",")[0] if len(labels) == 1 else ""
