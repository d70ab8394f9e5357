"""The record: what the guarantors' ledgers hold of violations. It is belief, never the truth."""

from __future__ import annotations

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
