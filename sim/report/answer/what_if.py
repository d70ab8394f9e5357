"""What-ifs: scenarios that differ only in what nobody chooses, and what follows for the words.

Nothing is advised then, and none of them is best. Whether scenarios differ in what counts as a
violation is told by ``Results.what_counts_differs``: neither less nor more of what is counted is
better then, so `Results.direction_of` says "neither" and no verdict is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.differing_settings import SAID_OF_A_SCENARIO
from sim.report.folder.read import Results

ADVICE = "What would reverse this advice"
NO_ADVICE = "What it rests on"
CONTINGENT = "contingent"
"""Kind of actor that says how many people a guarantor has: a fact, until somebody adds to them."""
CHANGES = "changes"


def is_what_if(results: Results) -> bool:
    """Whether the scenarios differ only in the world, or in how many people guarantors have."""
    whole = results.everything
    base = whole.settings.get(whole.baseline, {})
    differ = False
    for name in whole.names:
        own = whole.settings.get(name, {})
        paths = differing(base, own)
        if not all(_is_circumstance(path, base, own) for path in paths):
            return False
        differ |= bool(paths)
    return differ


def reversal_title(results: Results) -> str:
    """The title of the section that says what speaks against the answer."""
    return NO_ADVICE if is_what_if(results) else ADVICE


def what_counts(results: Results) -> Iterator[str]:
    """That the scenarios differ in what counts as a violation, where they do."""
    if results.everything.what_counts_differs:
        yield (
            "What counts as a violation differs between them. So true incidents, deaths in "
            "violations and the record can't be compared; lethal events and all deaths can."
        )


def differing(base: Mapping[str, Any], other: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Paths of what differs in a run, whichever of the two has it."""
    return [path for path in _paths(base, other) if path[0] not in SAID_OF_A_SCENARIO]


def _paths(one: object, two: object, *path: str) -> Iterator[tuple[str, ...]]:
    if one == two or all(value in (None, {}) for value in (one, two)):  # an empty table is none
        return
    tables = [table if isinstance(table, Mapping) else {} for table in (one, two)]
    if not any(tables):
        yield path
    for key in {**tables[0], **tables[1]}:
        yield from _paths(tables[0].get(key), tables[1].get(key), *path, key)


def _is_circumstance(path: tuple[str, ...], *of: Mapping[str, Any]) -> bool:
    match path:
        case ("world", *_):
            return True
        case ("mission", "actors", actor, *setting):
            actors = [own.get("mission", {}).get("actors", {}).get(actor) for own in of]
            kinds = {one.get("kind") for one in actors if one}
            return kinds == {CONTINGENT} and CHANGES not in setting[:1]
    return False
