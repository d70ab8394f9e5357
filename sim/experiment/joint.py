"""Finished experiments as one: their scenarios, replications and settings under joint names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.experiment.joining import NotJoined, Part
from sim.experiment.joint_names import Names, joint_names, what_parts_are_called
from sim.experiment.joint_warnings import replications_line
from sim.experiment.study_results import Request
from sim.kernel.names import did_you_mean, there_are

Settings = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Taken:
    """What is taken of a finished experiment, and what that is ``called`` beside others.

    ``names``: its scenarios -> their names among all; ``own``: replications taken, own -> joint.
    """

    part: Part
    called: str
    names: Names
    own: Mapping[Request, Request]


@dataclass(frozen=True)
class Joint:
    """Finished experiments as one. ``settings``: of every scenario, in the order of tables."""

    taken: Sequence[Taken]
    settings: Settings
    baseline: str
    warnings: Sequence[str] = ()

    @property
    def parts(self) -> list[Part]:
        """The finished experiments."""
        return [one.part for one in self.taken]

    @property
    def called(self) -> list[str]:
        """What each is called."""
        return [one.called for one in self.taken]

    @property
    def first(self) -> Mapping[str, Any]:
        """The manifest of the first part: what isn't said of all is as there."""
        return self.taken[0].part.manifest

    def common(self, key: str) -> Any:
        """What all manifests say alike under a key, else None."""
        said = [part.manifest.get(key) for part in self.parts]
        return said[0] if all(one == said[0] for one in said[1:]) else None

    def merged(self, key: str) -> dict[str, Any]:
        """Scenario -> what its manifest says of it under a key, by its name among all."""
        found: dict[str, Any] = {}
        for taken in self.taken:
            for name, one in (taken.part.manifest.get(key) or {}).items():
                if name in taken.names:
                    found.setdefault(taken.names[name], one)
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
    replications = _replications(parts, names)
    taken = [Taken(*one) for one in zip(parts, called, names, replications, strict=True)]
    settings: Settings = {}
    for one in taken:
        for name, values in one.part.settings.items():
            settings.setdefault(one.names[name], values)
    counted = replications_line(parts)
    base = _baseline(parts, names, settings, baseline)
    return Joint(taken, settings, base, [*warnings, *([counted] if counted else [])])


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


def _replications(parts: Sequence[Part], names: Sequence[Names]) -> list[dict[Request, Request]]:
    """The replications to take of each part, own -> joint; one that several have is taken once.

    Raises `NotJoined` when two have the same replication with other figures.
    """
    found: list[dict[Request, Request]] = []
    holder: dict[Request, tuple[int, Request]] = {}
    for at, (part, joint) in enumerate(zip(parts, names, strict=True)):
        own: dict[Request, Request] = {}
        for request in part.kpis.requests:
            if request[0] not in joint:
                continue
            wanted = joint[request[0]], request[1]
            if wanted in holder:
                first, earlier = holder[wanted]
                kpi = part.kpis.differing_kpi(request, parts[first].kpis, earlier)
                if kpi:
                    raise NotJoined(
                        f"{parts[first].folder} and {part.folder}: replication {request[1]} of "
                        f"'{request[0]}' should be the same in both, and isn't ({kpi} differs): "
                        "one of the folders was changed, or made by another machine's program"
                    )
                continue
            holder[wanted] = at, request
            own[request] = wanted
        if part.kpis.requests and not own:
            raise NotJoined(
                f"{part.folder}: every replication that it holds stands in "
                f"{' or '.join(str(other.folder) for other in parts[:at])}, too; there is nothing "
                "to compare"
            )
        found.append(own)
    return found
