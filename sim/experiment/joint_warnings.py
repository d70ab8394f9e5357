"""What stands against comparing finished experiments, and what that means for their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sim.experiment.joining import Part


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
    if other_worlds(one, two):
        meaning = (
            "no scenario of one has the places, groups and violence of one of the other, so a "
            "difference may come from the world, and none is a reason to choose"
        )
        yield "worlds", meaning, ("", "")
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


def other_worlds(one: Part, two: Part) -> bool:
    """Whether no scenario of the one has the world of one of the other."""
    worlds = [own.get("world") for own in one.settings.values()]
    return not any(own.get("world") in worlds for own in two.settings.values())


def same_chance(parts: Sequence[Part]) -> bool:
    """Whether equal numbers of replications mean the same chance in all."""
    return len({part.manifest.get("seed") for part in parts}) == 1


def replications_line(parts: Sequence[Part]) -> str:
    """That a folder has no finished replication, folders have none in common, or scenarios other
    numbers of them; empty when all have the same."""
    if empty := [part for part in parts if not part.kpis.requests]:
        return (
            f"{empty[0].folder} holds no finished replication ({len(empty[0].failed):,} failed). So"
            " no difference from its scenarios is told."
        )
    numbers = [{number for _, number in part.kpis.requests} for part in parts]
    apart = [part.folder for part, own in zip(parts, numbers, strict=True) if not own & numbers[0]]
    if apart and same_chance(parts):
        return (
            f"{parts[0].folder} and {apart[0]} have no replication in common. So no difference "
            "between their scenarios is told."
        )
    of_part = [sorted({*Counter(name for name, _ in p.kpis.requests).values()}) for p in parts]
    if len({number for counts in of_part for number in counts}) <= 1:
        return ""
    told = [
        f"{counts[0]} in {part.folder}"
        if len(counts) == 1
        else f"{counts[0]} to {counts[-1]} in {part.folder}"
        for part, counts in zip(parts, of_part, strict=True)
    ]
    return (
        f"Not all scenarios have as many replications ({', '.join(told)}): a difference is over "
        "those that both have."
    )
