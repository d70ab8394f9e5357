"""In what what-ifs differ, in words: all that their difference rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from sim.kernel.names import listed
from sim.report.answer.what_if import differing
from sim.report.words.wording import Wording

Path = tuple[str, ...]
Settings = Mapping[str, Any]
UNSAID = frozenset({"world", "mission", "actors", "enabled"})
"""Parts of a setting's name that say nothing to a reader."""


def what_differs(wording: Wording) -> Iterator[str]:
    """What isn't the same in all scenarios, and that nobody decides it."""
    results = wording.results
    others = {**results.settings}
    base = others.pop(results.baseline)
    scenarios = [base, *others.values()]
    paths = dict.fromkeys(path for other in others.values() for path in differing(base, other))
    told = dict.fromkeys(_in_words(path, scenarios) for path in paths)
    if told:
        yield (
            f"They differ in this: {listed(list(told))}. That is assumed, and nobody in the "
            "mission decides it: with other values the difference is another."
        )


def _in_words(path: Path, scenarios: Sequence[Settings]) -> str:
    """``Mediators``, ``air drops, until day``; of an actor that some lack no more than its name."""
    parts = list(path)
    if path[1:2] == ("actors",) and len(path) > 2:
        part, _, name, *setting = path
        actors = [own.get(part, {}).get("actors", {}).get(name) for own in scenarios]
        label = next((actor["label"] for actor in actors if actor and actor.get("label")), name)
        parts = [str(label), *(setting if all(actors) else ())]
    told = ", ".join(one.replace("_", " ") for one in parts if one not in UNSAID)
    return (told or path[-1].replace("_", " ")) + _values(path, scenarios)


def _values(path: Path, scenarios: Sequence[Settings]) -> str:
    """`` (247 against 366)``, the baseline's last: of a number that both of two scenarios have."""
    found = [reduce(_within, path, own) for own in scenarios]
    numbers = [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(scenarios) != 2 or len(numbers) != 2:
        return ""
    return f" ({numbers[1]:,g} against {numbers[0]:,g})"


def _within(settings: Any, key: str) -> Any:
    return settings.get(key) if isinstance(settings, Mapping) else None
