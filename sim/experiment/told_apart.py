"""Words that tell the scenarios of finished experiments apart: what those of each alone have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.analysis.differing_settings import differences

Settings = dict[str, Any]
IN_WORDS = ("label", "kind")
"""Last parts of keys whose values are words for readers."""
SAID_OF_A_SCENARIO = frozenset({"name", "question", "about", "from_sites_file"})
"""Keys that change nothing in what is simulated."""


def ways_apart(parts: Sequence[Sequence[Settings]]) -> Iterator[list[str]]:
    """Ways to tell them apart, the best first, a word for each part; empty where it has none.

    By staff and response rule, shortened and in full; by the one setting that differs; by the first
    that differs in words. ``parts``: settings of the scenarios of each.
    """
    levels, rules = _differing(parts, "staffing", "label"), _differing(parts, "response", "kind")
    yield _joined(list(map(_shortened, levels)), rules)
    yield _joined(levels, rules)
    if not all(len(part) == 1 for part in parts):
        return
    found = values_that_differ([part[0] for part in parts])
    if len(found) == 1:
        ((key, values),) = found.items()
        if all(isinstance(value, str | int | float) for value in values):
            name = key.rpartition(".")[2].replace("_", " ")
            yield [f"{name} {str(value).lower()}" for value in values]
    for key, values in found.items():
        if key.rpartition(".")[2] in IN_WORDS and all(isinstance(value, str) for value in values):
            yield [value.replace("_", " ") for value in values]


def values_that_differ(settings: Sequence[Settings]) -> dict[str, list[Any]]:
    """Dotted key -> value in each, None where one lacks it."""
    keys: dict[str, None] = {}
    for other in settings[1:]:
        keys |= dict.fromkeys(differences(settings[0], other))
        keys |= dict.fromkeys(differences(other, settings[0]))
    return {
        key: [_at(one, key) for one in settings] for key in keys if key not in SAID_OF_A_SCENARIO
    }


def _differing(parts: Sequence[Sequence[Settings]], *key: str) -> list[str]:
    """What all scenarios of a part have alike under a key, by part; empty where no part's differs
    or a part's scenarios do."""
    found = [{str(_at(one, ".".join(key)) or "") for one in part} for part in parts]
    if any(len(own) != 1 for own in found) or all(own == found[0] for own in found):
        return [""] * len(parts)
    return [own.pop().replace("_", " ") for own in found]


def _joined(levels: Sequence[str], rules: Sequence[str]) -> list[str]:
    return [", ".join(filter(None, both)) for both in zip(levels, rules, strict=True)]


def _shortened(label: str) -> str:
    """Up to a comma or a bracket: ``Lean`` of ``Lean, as announced``."""
    return label.partition(",")[0].partition(" (")[0].strip()


def _at(settings: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        settings = settings.get(part) if isinstance(settings, dict) else None
    return settings
