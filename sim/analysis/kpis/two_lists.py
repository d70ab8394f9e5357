"""Two lists: what the ledgers of one log hold, told apart and matched as estimators need it.

Excluded entries (fire rightly laid at the door of a group excluded by the memorandum, or in a zone
that isn't covered yet) are in no list. Unfounded entries and double ones are: a mission can't tell
them from the others. The hour of an entry is the one that its notice gives for the incident.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sim.analysis.estimators import Lists
from sim.events import CaseOpened, LedgerEntered
from sim.kernel.eventlog import EventLog

WINDOW_H = 2.0
"""Entries at one place and of one kind may be of one incident if no more hours lie between them
(assumed)."""


class Row(NamedTuple):
    """An entry as its ledger holds it; ``incident`` is what only the simulator knows."""

    hour: float
    """Of the incident, as notified."""
    ledger: str
    incident: int
    zone: str
    place: str
    """Empty when the incident was only heard."""
    kind: str
    blamed_side: str
    post: bool
    """Entered because a post noticed it."""


class TwoLists(NamedTuple):
    """Counts from the entries of a window of time.

    The two lists are the two ledgers with the most entries; ``recorded_by_posts``,
    ``recorded_otherwise`` and ``totals`` are of all ledgers.
    """

    matched: Lists
    """By incident: matched without an error."""
    by_side: list[Lists]
    """The same by the side blamed; incidents for which nobody is are shared out among them."""
    by_window: Lists
    """Matched by place, kind and hour, as a mission could."""
    recorded_by_posts: int
    recorded_otherwise: int
    totals: list[list[int]]
    """Entries of each ledger, province (zone) by province."""


def ledger_rows(log: EventLog) -> list[Row]:
    """The entries that a mission would count, by the hour of the incident.

    The centre's case holds that hour; an entry without a case counts by its own.
    """
    happened = {case.report: case.incident_hour for case in log.of(CaseOpened)}
    rows = [
        Row(
            happened.get(entry.incident, entry.hour),
            entry.ledger,
            entry.incident,
            entry.zone,
            entry.place,
            entry.kind,
            entry.blamed_side,
            entry.source == "post",
        )
        for entry in log.of(LedgerEntered)
        if entry.entry != "excluded"
    ]
    rows.sort()
    return rows


def two_lists(rows: Sequence[Row], since_h: float, until_h: float) -> TwoLists:
    """Counts from the rows (in order of time) of incidents from ``since_h`` up to ``until_h``."""
    rows = rows[bisect_left(rows, (since_h,)) : bisect_left(rows, (until_h,))]
    sizes = Counter(row.ledger for row in rows)
    largest = sorted(sizes, key=lambda ledger: (-sizes[ledger], ledger))[:2]
    held: dict[str, set[int]] = {ledger: set() for ledger in sizes}
    side: dict[int, str] = {}
    by_posts = set()
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        held[row.ledger].add(row.incident)
        side[row.incident] = side.get(row.incident) or row.blamed_side
        totals[row.zone][row.ledger] += 1
        if row.post:
            by_posts.add(row.incident)
    first, second = (*(held[ledger] for ledger in largest), set(), set())[:2]
    return TwoLists(
        Lists(len(first), len(second), len(first & second)),
        _by_side(first, second, side),
        match_by_window([[row for row in rows if row.ledger == ledger] for ledger in largest]),
        len(by_posts),
        len(side) - len(by_posts),
        [list(by_ledger.values()) for by_ledger in totals.values()],
    )


def _by_side(first: set[int], second: set[int], side: Mapping[int, str]) -> list[Lists]:
    """Lists by the side blamed. Of those in the first only, in the second only and in both, the
    ones for which no side is blamed are shared out as the others are."""
    parts = [_shared_out(part, side) for part in (first - second, second - first, first & second)]
    strata = sorted({name for part in parts for name in part})
    return [
        Lists(ours + shared, theirs + shared, shared)
        for ours, theirs, shared in ([part.get(name, 0.0) for part in parts] for name in strata)
    ]


def _shared_out(incidents: Iterable[int], side: Mapping[int, str]) -> dict[str, float]:
    """How many incidents fall to each side; all to none where no side is blamed for any."""
    counts = Counter(side[incident] for incident in incidents)
    unnamed = counts.pop("", 0)
    named = sum(counts.values())
    if not named:
        return {"": float(unnamed)} if unnamed else {}
    return {name: number * (1.0 + unnamed / named) for name, number in counts.items()}


def match_by_window(lists: Sequence[Sequence[Row]], window_h: float = WINDOW_H) -> Lists:
    """At most two lists of rows in order of time, one entry matched with at most one.

    Entries match at the same place, of the same kind, no more than ``window_h`` apart; one without
    a place matches none. Taken in order of time, which matches as many as can be.
    """
    first, second = (*lists, (), ())[:2]
    hours: dict[tuple[str, str], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for which, rows in enumerate((first, second)):
        for row in rows:
            if row.place:
                hours[row.place, row.kind][which].append(row.hour)
    both = sum(_matches(ours, theirs, window_h) for ours, theirs in hours.values())
    return Lists(len(first), len(second), both)


def _matches(ours: Sequence[float], theirs: Sequence[float], window_h: float) -> int:
    at, there, found = 0, 0, 0
    while at < len(ours) and there < len(theirs):
        apart_h = theirs[there] - ours[at]
        if abs(apart_h) <= window_h:
            at, there, found = at + 1, there + 1, found + 1
        elif apart_h > 0.0:
            at += 1
        else:
            there += 1
    return found
