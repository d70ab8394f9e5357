"""Finished experiments set side by side: what stands against it, and what their scenarios are
called together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.differing_settings import settings_of
from sim.analysis.kpis import Pair
from sim.analysis.statistics import Floats
from sim.experiment.designs.base import Request

NUMERATOR, DENOMINATOR = "__numerator", "__denominator"


class NotJoined(Exception):
    """Folders that can't be compared; one line for the planner."""


class KpiTable:
    """What a kpis.csv holds: replications, and their KPIs as pairs.

    A KPI that is no ratio of totals stands there as one number: its pair is that number over 1.
    """

    def __init__(self, requests: Sequence[Request], columns: Mapping[str, Floats]) -> None:
        """``columns``: column -> (R,), a number a replication, in their order."""
        self._row = {request: at for at, request in enumerate(requests)}
        self.kpis = [name for name in columns if not name.endswith((NUMERATOR, DENOMINATOR))]
        shape = len(self._row), len(self.kpis), 2
        self._pairs = np.empty(shape, dtype=np.float64)
        for at, name in enumerate(self.kpis):
            values = columns[name]
            has_value = np.isfinite(values)
            own = np.where(has_value, values, 0.0), has_value.astype(np.float64)
            totals = columns.get(f"{name}{NUMERATOR}", own[0])
            self._pairs[:, at, 0] = totals
            self._pairs[:, at, 1] = columns.get(f"{name}{DENOMINATOR}", own[1])

    @property
    def requests(self) -> list[Request]:
        """The replications it holds."""
        return list(self._row)

    def pairs_of(self, request: Request) -> dict[str, Pair]:
        """KPIs of a replication."""
        rows = self._pairs[self._row[request]].tolist()
        return {name: (top, below) for name, (top, below) in zip(self.kpis, rows, strict=True)}

    def differing_kpi(self, request: Request, other: KpiTable, of_other: Request) -> str:
        """The first KPI of both that isn't the same to the bit; empty when all are."""
        known = other.pairs_of(of_other)
        for name, pair in self.pairs_of(request).items():
            if name in known and not np.array_equal(pair, known[name], equal_nan=True):
                return name
        return ""


@dataclass(frozen=True)
class Part:
    """A finished experiment. ``folder``: as a planner may type it."""

    folder: Path
    manifest: Mapping[str, Any]
    kpis: KpiTable

    @property
    def settings(self) -> Mapping[str, dict[str, Any]]:
        """Scenario -> its resolved settings."""
        return settings_of(self.manifest)

    @property
    def baseline(self) -> str:
        """Its own baseline."""
        return str(self.manifest.get("baseline") or next(iter(self.settings)))

    @property
    def days(self) -> list[float]:
        """Lengths of its scenarios, each once."""
        return sorted({float(one["days"]) for one in self.settings.values() if "days" in one})

    @property
    def failed(self) -> list[dict[str, Any]]:
        """Replications that failed, of scenarios that it reports."""
        failed = self.manifest.get("failed")
        known = self.settings
        return [one for one in failed if one["scenario"] in known] if failed else []


# --- what stands against it -----------------------------------------------------------------------
def unlike(parts: Sequence[Part]) -> list[tuple[str, str]]:
    """What differs between the first folder and others that makes them hard to compare: in a few
    words with both folders, and what it means for who reads the figures."""
    found = []
    for other in parts[1:]:
        for what, meaning, values in _unlike(parts[0], other):
            one, two = values
            told = f" ({one} and {two})" if one and two else ""
            where = f"{parts[0].folder} and {other.folder}"
            found.append((f"{where} differ in their {what}{told}", meaning))
    return found


def _unlike(one: Part, two: Part) -> Iterator[tuple[str, str, tuple[str, str]]]:
    seeds = one.manifest.get("seed"), two.manifest.get("seed")
    if seeds[0] != seeds[1]:
        meaning = (
            "chance isn't the same in both: differences between them are less certain than their "
            "number of replications promises elsewhere, which their wider intervals say"
        )
        yield "seeds", meaning, _both(*seeds)
    if one.manifest.get("code_hash") != two.manifest.get("code_hash"):
        meaning = "a difference may come from the program, not from what was decided"
        yield "versions of the program", meaning, ("", "")
    ours, theirs = (part.manifest.get("versions") or {} for part in (one, two))
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    if names:
        meaning = "a difference may come from the libraries, not from what was decided"
        told = [", ".join(f"{n} {v.get(n, 'none')}" for n in names) for v in (ours, theirs)]
        yield "libraries", meaning, (told[0], told[1])
    if one.days != two.days:
        meaning = "figures a day or a month can be compared, totals can't"
        days = [" or ".join(f"{d:g}" for d in part.days) for part in (one, two)]
        yield "days", meaning, (days[0], days[1])


def _both(one: Any, two: Any) -> tuple[str, str]:
    return ("none given" if one is None else str(one)), ("none given" if two is None else str(two))


def other_worlds(parts: Sequence[Part]) -> str:
    """That the folders simulate other worlds, and what that means; empty when they share one."""
    worlds = [[one.get("world") for one in part.settings.values()] for part in parts]
    apart = [
        part.folder
        for part, own in zip(parts[1:], worlds[1:], strict=True)
        if not any(world in worlds[0] for world in own)
    ]
    if not apart:
        return ""
    return (
        f"No scenario of {' or '.join(map(str, apart))} has the same world (places, groups, "
        f"violence) as one of {parts[0].folder}: a difference between them may come from the "
        "world, not from what was decided."
    )


def same_chance(parts: Sequence[Part]) -> bool:
    """Whether equal numbers of replications mean the same chance in all."""
    return len({part.manifest.get("seed") for part in parts}) == 1


# --- what scenarios are called together -----------------------------------------------------------
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
    """A word for each: its place or its experiment where that tells them apart, else its folder."""
    for words in (
        [_place(part) for part in parts],
        [str(part.manifest.get("experiment", "")) for part in parts],
        [part.folder.name for part in parts],
    ):
        if len({*words}) == len(parts) and all(words):
            return words
    return [str(part.folder) for part in parts]


def _place(part: Part) -> str:
    """What the world of all its scenarios is called, up to a comma; empty where they have none in
    common."""
    labels = {str((one.get("world") or {}).get("label") or "") for one in part.settings.values()}
    return labels.pop().partition(",")[0] if len(labels) == 1 else ""


def taken(parts: Sequence[Part], names: Sequence[Names]) -> list[dict[Request, Request]]:
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
        found.append(own)
    return found


# --- what differs in their settings ---------------------------------------------------------------
def beside_one_another(parts: Sequence[Part]) -> list[str]:
    """The scenario of each part that its settings are told by: one that all have, else their own
    baselines."""
    common = [n for n in parts[0].settings if all(n in part.settings for part in parts[1:])]
    if not common:
        return [part.baseline for part in parts]
    name = parts[0].baseline if parts[0].baseline in common else common[0]
    return [name] * len(parts)


def replications_line(parts: Sequence[Part]) -> str:
    """That scenarios have other numbers of replications; empty when all have as many."""
    of_part = [sorted({*Counter(name for name, _ in p.kpis.requests).values()}) for p in parts]
    if len({number for counts in of_part for number in counts}) <= 1:
        return ""
    told = [
        f"{counts[0]} in {part.folder}"
        if len(counts) == 1
        else f"{counts[0]} to {counts[-1]} in {part.folder}"
        for part, counts in zip(parts, of_part, strict=True)
        if counts
    ]
    return (
        f"Not all scenarios have as many replications ({', '.join(told)}): a difference is over "
        "those that both have."
    )
