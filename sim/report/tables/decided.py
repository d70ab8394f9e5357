"""What scenarios were decided to be: the staff of each level, and what each rule does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.blocks import Block, Bullets, Cell, Column, Folded, Table
from sim.report.folder.about_study import OF_FORCES
from sim.report.folder.read import Results
from sim.report.folder.study_tables import design_of
from sim.report.words.said import said

LEVEL = "staffing"
NAME_AT_MOST = 60
LEVELS_AT_MOST = 24
OF_A_ZONE = {
    "posts": "observation posts",
    "checkpoints": "mission checkpoints",
    "investigation_teams": "investigation teams",
    "escort_groups": "escort groups",
}
"""Setting of a zone's staff -> what it counts. Teams and groups may be of the whole mission."""
RULES = {
    "record_only": "reports are recorded and both sides called; nothing else is done.",
    "sanction_first": "the group that a report names is sanctioned at once.",
    "investigate_first": "investigate; sanction the group that the finding names.",
    "graduated": "investigate; protest at a first finding, sanction at a further one.",
    "escalate_after_n": "investigate; sanction from the n-th finding within a time on.",
    "mediate_first": (
        "have a local silence regime mediated; investigate a report from a place under one."
    ),
    "joint_commission": "investigate; sanction if every guarantor near a side agrees in time.",
}
"""Kind of a response rule -> what it does, beside a call to both sides."""


def what_was_decided(results: Results) -> list[Block]:
    """Folded: the staff of each level that occurs, and what the rules that occur do. The forces of
    a study are no levels, and it has tables of its own."""
    folded: list[Block] = []
    if design_of(results) not in OF_FORCES and (table := _levels(results)):
        folded.append(Folded("What the staffing levels are", [table], in_print=True))
    kinds = [str((own.get("response") or {}).get("kind")) for own in results.settings.values()]
    rules = [f"{said(kind)}: {RULES[kind]}" for kind in dict.fromkeys(kinds) if kind in RULES]
    if rules:
        folded.append(Folded("What the response rules do", [Bullets(rules)], in_print=True))
    return folded


def _levels(results: Results) -> Table | None:
    """A row a level; None where the manifest holds no staff."""
    factors = results.manifest.get("factors")
    factors = factors if isinstance(factors, dict) else {}
    rows: dict[tuple[str, ...], list[Cell]] = {}
    staffs = _staffs(results)
    for name, own in results.settings.items():
        staff = own.get("staffing") or {}
        if not staff.get("zones"):
            continue
        own_label = staff.get("label") if len(staffs[str(staff.get("label"))]) == 1 else None
        level = (factors.get(name) or {}).get(LEVEL) or own_label or name
        label = said(str(staff.get("label") or ""), NAME_AT_MOST)
        called = said(str(level), NAME_AT_MOST)
        counts = [_in_all(staff, what) for what in OF_A_ZONE]
        cells = [Cell(called), *(Cell(f"{count:,}", count) for count in counts)]
        cells.append(Cell("" if label.lower() == called.lower() else label))
        rows.setdefault(tuple(cell.text for cell in cells), cells)
    if not rows:
        return None
    heads = [Column("Level"), *(Column(what, numeric=True) for what in OF_A_ZONE.values())]
    heads.append(Column("in words"))
    told = list(rows.values())[:LEVELS_AT_MOST]
    notes = [f"The first {len(told)} of {len(rows):,} levels."] if len(told) < len(rows) else []
    return Table("Staff that is decided on, of all zones together", heads, told, notes)


def _staffs(results: Results) -> dict[str, set[tuple[int, ...]]]:
    """Label of a staffing -> its numbers: several where a scenario changed some of them."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for own in results.settings.values():
        staff = own.get("staffing") or {}
        if staff.get("zones"):
            numbers = tuple(_in_all(staff, what) for what in OF_A_ZONE)
            found.setdefault(str(staff.get("label")), set()).add(numbers)
    return found


def _in_all(staff: Mapping[str, Any], what: str) -> int:
    """The mission's number where one is given, else the sum of the zones'."""
    if staff.get(what) is not None:
        return int(staff[what])
    return sum(int(zone.get(what) or 0) for zone in staff["zones"].values())
