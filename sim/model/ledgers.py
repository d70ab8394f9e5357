"""Ledgers: each guarantor's own record of incidents, so each is partisan; neither is the truth."""

from __future__ import annotations

from sim.events import LedgerEntered
from sim.kernel.replication import Replication
from sim.model.entities import Notice


class Ledgers:
    """The guarantors' ledgers.

    A guarantor recognises an incident it has already entered, unless it is told of it twice as if
    it were two. Across ledgers the centre matches perfectly (a stated assumption).
    """

    __slots__ = ("_entered", "_matched", "rep")

    def __init__(self, rep: Replication) -> None:
        self.rep = rep
        self._entered: set[tuple[str, int]] = set()
        self._matched: set[int] = set()

    def enter(self, notice: Notice) -> None:
        """Enter a notice in its guarantor's ledger, if it is new to it."""
        key = (notice.guarantor, notice.incident)
        if key in self._entered and not notice.double:
            return
        self._entered.add(key)
        entry = notice.standing
        if entry == "founded":
            entry = "duplicate" if notice.incident in self._matched else "matched"
            self._matched.add(notice.incident)
        self.rep.record(
            LedgerEntered(
                self.rep.now,
                notice.guarantor,
                notice.incident,
                entry,
                notice.source,
                notice.zone,
                notice.place,
                notice.kind,
                notice.suspect_side,
                notice.suspect_group,
            )
        )
