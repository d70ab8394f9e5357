"""Labels of a planner that would have a report say something else than was computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sim.report.words.labels import one_line, relabel

FIXED = ("simulated", "recorded is not true", "monte carlo error")
"""Words that only the project's own language files put otherwise."""
OPPOSITES = (
    ("true", "recorded"),
    ("better", "worse"),
    ("fewer", "more"),
    ("lower", "higher"),
    ("side a", "side b"),
)


ROOM = 60
"""Letters that a chart has room for in place of a short word."""


def label_problems(
    labels: Mapping[str, str], compared: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Keys of ``labels`` with what is wrong with each, one line a key.

    ``compared``: names of scenarios and words of KPIs, which must stay apart.
    """
    said_before: dict[str, str] = {}
    wrong = set()
    for old, new in labels.items():
        before = said_before.setdefault(_plain(new), old)
        if message := _of_one(old, new) or _of_two(old, before):
            wrong.add(old)
            yield old, message
    known = {_plain(name): one_line(name) for name in compared}
    told: dict[str, str] = {}
    for plain, name in known.items():
        said = _plain(relabel(name, labels))
        first = told.setdefault(said, name)
        if said != plain and said in known:
            yield from _blamed(labels, wrong, name, _taken(name, known[said]))
        elif first != name:
            yield from _blamed(labels, wrong, name, f"{first!r} and {name!r} would read the same")


def _of_one(old: str, new: str) -> str:
    if not new.strip():
        return "the new words are empty"
    if len(new) > (most := max(ROOM, 2 * len(old))):
        return f"the new words have {len(new)} letters, at most {most} have room in a chart"
    if any(words in _plain(old) for words in FIXED):
        return "every chart says this as it stands; only another language changes it"
    for pair in (*OPPOSITES, *(pair[::-1] for pair in OPPOSITES)):
        if _holds(old, pair[0]) and _holds(new, pair[1]) and not _holds(new, pair[0]):
            return f"what is {pair[0]!r} can't be called {pair[1]!r}"
    return ""


def _of_two(old: str, before: str) -> str:
    return "" if _plain(old) == _plain(before) else f"{before!r} has the same new words"


def _taken(name: str, other: str) -> str:
    return f"{name!r} would be called {other!r}, which is another scenario or KPI"


def _blamed(
    labels: Mapping[str, str], wrong: set[str], name: str, message: str
) -> Iterator[tuple[str, str]]:
    """The label that changes a name, unless it was told of already."""
    for old, new in labels.items():
        if old not in wrong and relabel(name, {old: new}) != name:
            wrong.add(old)
            yield old, message
            return


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){words}(?!\w)", _plain(text)) is not None


def _plain(text: str) -> str:
    return one_line(text).casefold()
