"""What the ledgers hold of violations: each incident once, belief and not truth."""

from __future__ import annotations

from conftest import compose

from sim.events import LedgerEntered
from sim.model.record import FirstEntries, is_of_a_violation

GROUPS = compose().world.groups


def entry(
    incident: int, *, ledger: str = "russia", zone: str = "here", blamed: str = ""
) -> LedgerEntered:
    return LedgerEntered(1.0, ledger, incident, "matched", "post", zone, "", "shelling", "", blamed)


def test_only_what_is_blamed_on_an_excluded_group_is_of_no_violation() -> None:
    assert is_of_a_violation(entry(1), GROUPS)
    assert is_of_a_violation(entry(1, blamed="government"), GROUPS)
    assert not is_of_a_violation(entry(1, blamed="excluded_group"), GROUPS)


def test_an_incident_is_passed_on_once_from_the_first_entry_that_counts() -> None:
    noted: list[LedgerEntered] = []
    first = FirstEntries(GROUPS, counts=lambda of: of.zone == "here", note=noted.append)
    elsewhere = entry(1, zone="there")
    ours, theirs = entry(1), entry(1, ledger="turkey")
    excluded, other = entry(2, blamed="excluded_group"), entry(2, ledger="turkey")
    for one in (elsewhere, ours, theirs, excluded, other):
        first.read(one)
    assert noted == [ours, other]
