"""The record: what the guarantors' ledgers hold of violations. It is belief, never the truth."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping

from sim import config
from sim.events import LedgerEntered


def is_of_a_violation(entry: LedgerEntered, groups: Mapping[str, config.Group]) -> bool:
    """Whether an entry counts: not if it is blamed on a group excluded by the memorandum."""
    blamed = groups.get(entry.blamed_group)
    return blamed is None or blamed.covered


class FirstEntries:
    """Passes on the first entry of each incident in any ledger, if it is of a violation and
    ``counts``; subscribe ``read`` to the log's entries."""

    __slots__ = ("_counts", "_groups", "_known", "_note")

    def __init__(
        self,
        groups: Mapping[str, config.Group],
        counts: Callable[[LedgerEntered], bool],
        note: Callable[[LedgerEntered], None],
    ) -> None:
        self._groups = groups
        self._counts = counts
        self._note = note
        self._known: set[int] = set()

    def read(self, entry: LedgerEntered) -> None:
        """Look at an entry; an incident is known from the first one that counts."""
        if entry.incident in self._known or not is_of_a_violation(entry, self._groups):
            return
        if self._counts(entry):
            self._known.add(entry.incident)
            self._note(entry)


class EntriesByPlace:
    """How many entries of one ledger are about each place, of those of the last hours."""

    __slots__ = ("_entered_h", "ledger", "memory_h")

    def __init__(self, ledger: str, memory_h: float) -> None:
        self.ledger = ledger
        self.memory_h = memory_h
        self._entered_h: defaultdict[str, deque[float]] = defaultdict(deque)

    def read(self, entry: LedgerEntered) -> None:
        """Take note of an entry of this ledger; one without a place tells nothing."""
        if entry.ledger == self.ledger and entry.place:
            self._entered_h[entry.place].append(entry.hour)

    def lately(self, place: str, now_h: float) -> int:
        """Entries about a place that are remembered at an hour."""
        entered = self._entered_h.get(place)
        if not entered:
            return 0
        while entered and entered[0] < now_h - self.memory_h:
            entered.popleft()
        return len(entered)
