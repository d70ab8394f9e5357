"""Settings of many scenarios told as those of one and what differs from it, by dotted key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Settings = Mapping[str, Any]
SAID_OF_A_SCENARIO = frozenset(
    {"name", "question", "about", "sites_file", "only_sites_of_file", "from_sites_file"}
)
"""Settings of a scenario that change nothing in a run by themselves: words, and where its sites
were read from."""
IN_FULL_UP_TO = 50
"""Scenarios of which all settings are written; of more the baseline's, and what differs."""


def differences(base: Settings, other: Settings) -> dict[str, Any]:
    """Dotted key -> value of ``other``, wherever it isn't that of ``base``.

    A table is told whole where ``other`` lacks one of its keys, or where a key holds a dot.
    """
    return dict(_differences(base, other, ""))


def _differences(base: Settings, other: Settings, before: str) -> Iterator[tuple[str, Any]]:
    for key, value in other.items():
        if key not in base:
            yield before + key, value
            continue
        of_base = base[key]
        if isinstance(value, dict) and isinstance(of_base, dict) and _told_apart(of_base, value):
            yield from _differences(of_base, value, f"{before}{key}.")
        elif value != of_base or type(value) is not type(of_base):
            yield before + key, value


def _told_apart(base: Settings, other: Settings) -> bool:
    """Whether keys of ``other`` alone say what it is."""
    return base.keys() <= other.keys() and not any("." in key for key in other)


def with_differences(base: Settings, differing: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with other values under dotted keys; ``base`` stays as it is."""
    made = dict(base)
    copied: set[tuple[str, ...]] = {()}
    for dotted, value in differing.items():
        *path, last = dotted.split(".")
        table = made
        for depth, key in enumerate(path, start=1):
            if (way := tuple(path[:depth])) not in copied:
                table[key] = dict(table[key])
                copied.add(way)
            table = table[key]
        table[last] = value
    return made


def told_in_manifest(
    scenarios: Sequence[str], baseline: str, settings: Callable[[str], Settings]
) -> dict[str, Any]:
    """The part of a manifest that `settings_of` reads back; ``settings``: those of a scenario."""
    if len(scenarios) <= IN_FULL_UP_TO:
        return {"scenarios": {name: settings(name) for name in scenarios}}
    base = settings(baseline)
    return {
        "scenarios": {baseline: base},
        "scenarios_differ": {name: differences(base, settings(name)) for name in scenarios},
    }


def settings_of(manifest: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    """Scenario -> its settings, from a manifest that holds them all, or the baseline's and what
    differs in each."""
    scenarios: dict[str, dict[str, Any]] = manifest["scenarios"]
    differing = manifest.get("scenarios_differ")
    if isinstance(differing, dict):
        return ManySettings(scenarios[manifest["baseline"]], differing)
    return scenarios


class ManySettings(Mapping[str, dict[str, Any]]):
    """Scenario -> its settings, made when asked for; a sweep's don't fit into memory."""

    def __init__(self, base: Settings, differing: Mapping[str, Mapping[str, Any]]) -> None:
        """``differing``: scenario -> `differences` from ``base``, in the order of the scenarios."""
        self._base = base
        self._differing = differing

    def __getitem__(self, scenario: str) -> dict[str, Any]:
        return with_differences(self._base, self._differing[scenario])

    def __iter__(self) -> Iterator[str]:
        return iter(self._differing)

    def __len__(self) -> int:
        return len(self._differing)
