"""Ledgers: what each guarantor enters, and as what."""

from __future__ import annotations

from typing import Any

import pytest

from sim.events import LedgerEntered
from sim.kernel.replication import Replication
from sim.model.entities import Complaint, Notice, Sighting
from sim.model.ledgers import Ledgers


def sighting(incident: int = 1, guarantor: str = "russia", **over: Any) -> Sighting:
    about = Sighting(
        incident, 1.0, 0.0, guarantor, True, "strip", "town", "mortar", 1, "army", "side_a"
    )
    return about._replace(**over)


def complaint(incident: int = 1, guarantor: str = "russia", **over: Any) -> Complaint:
    about = Complaint(incident, 1.0, 0.0, guarantor, "strip", "town", "mortar", 1, "army", "side_a")
    return about._replace(**over)


@pytest.mark.parametrize(
    ("notices", "entries"),
    [
        ([sighting()], ["matched"]),
        # a guarantor recognises what it entered before, unless told as if it were another
        ([sighting(), complaint()], ["matched"]),
        ([complaint(), complaint(double=True)], ["matched", "duplicate"]),
        ([complaint(double=True)], ["matched"]),
        ([sighting(), sighting(2)], ["matched", "matched"]),
        # the first entry in any ledger is the match
        ([sighting(), complaint(guarantor="turkey")], ["matched", "duplicate"]),
        ([complaint(guarantor="turkey"), sighting()], ["matched", "duplicate"]),
        ([sighting(standing="unfounded")], ["unfounded"]),
        ([sighting(standing="excluded")], ["excluded"]),
        # unfounded or excluded entries are never a match nor its duplicate
        (
            [sighting(standing="excluded"), complaint(guarantor="turkey", standing="unfounded")],
            ["excluded", "unfounded"],
        ),
        (
            [complaint(standing="unfounded"), complaint(standing="unfounded", double=True)],
            ["unfounded", "unfounded"],
        ),
    ],
)
def test_entries(notices: list[Notice], entries: list[str]) -> None:
    rep = Replication(1, 0, 10.0)
    ledgers = Ledgers(rep)
    for notice in notices:
        ledgers.enter(notice)
    assert [row.entry for row in rep.log.of(LedgerEntered)] == entries


def test_an_entry_says_who_told_whom_of_what() -> None:
    rep = Replication(1, 0, 10.0)
    ledgers = Ledgers(rep)
    rep.at(4.0, lambda: ledgers.enter(complaint(7, "turkey")))
    assert list(rep.run()) == [
        LedgerEntered(
            hour=4.0,
            ledger="turkey",
            incident=7,
            entry="matched",
            source="complaint",
            zone="strip",
            place="town",
            kind="mortar",
            blamed_side="side_a",
            blamed_group="army",
        )
    ]
