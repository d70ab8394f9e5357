"""What the figures rest on: each value with its status and its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.analysis.assumption import ASSUMPTIONS, NONE_GIVEN, Assumption
from sim.report.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Column,
    Folded,
    Section,
    Table,
    Terms,
    Words,
)
from sim.report.folder.assumed import by_source, read_assumptions, told_together
from sim.report.material import Material
from sim.report.studies.turning_rows import tried_by_study
from sim.report.tables.assumed_effects import assumed_effects

STATUS = {
    "sourced": "a source states it, or a range for it",
    "expert": "judgement of people who know the field",
    "calibrated": "chosen so that a figure of the simulation meets a sourced one",
    "assumed": "nobody has measured it; to be tried over its range, never argued from",
    NONE_GIVEN: "no evidence file speaks of it",
}
SUBJECTS = {
    "world": "World, in general",
    "world.zones": "Zones and places",
    "world.groups": "Armed groups: where and how often they fire",
    "world.violence": "Violence: how it spreads, recovers and is deterred",
    "world.observation": "What observers notice",
    "world.complaints": "Complaints",
    "world.attribution": "Who is taken to have fired",
    "world.access": "Who is let pass",
    "world.traffic": "Traffic and inspection at checkpoints",
    "world.party_checkpoints": "Checkpoints of the parties",
    "world.convoys": "Convoys",
    "world.routes": "Roads",
    "world.supply": "Supply of besieged places",
    "world.actors": "Further mechanisms of the world",
    "mission": "Mission, in general",
    "mission.posts": "Observation posts",
    "mission.checkpoints": "Checkpoints of the mission",
    "mission.watches": "Watches",
    "mission.centre": "Joint centre",
    "mission.investigation": "Investigation teams",
    "mission.ladder": "Ladder of sanctions",
    "mission.actors": "Further parts of the mission",
    "staffing": "Staffing, in general",
    "staffing.zones": "Staff by zone",
    "response": "Response rule",
}
ROWS_AT_MOST = 150
SETTINGS_AT_MOST = 12
"""So many settings of one source stand in a cell."""
NAMED_AT_MOST = 12


def section(material: Material) -> Section:
    """How many values are known how well, the decisive ones, and the table by subject."""
    results = material.results.everything
    rows = [row for row in read_assumptions(results) if row.value or row.varied]
    blocks: list[Block] = [Words(_counted(rows))]
    decisive = assumed_effects(results, rows, tried_by_study(results))
    blocks += [block for block in (_outside(rows), decisive) if block]
    tables, left_out = _by_subject(rows)
    count = f"{sum(len(table.rows) for table in tables):,} rows"
    said = (
        "Settings of the same status and source stand in one row; * stands for names, such as of "
        f"places or posts. {ASSUMPTIONS} in the results folder has every value in a row of its "
        "own. Positions are left out."
    )
    if left_out:
        said += f" Left out here are {left_out:,} of the rows, those best known first."
    table = Folded(
        f"All values by subject, with status and source ({count})", [Words(said), *tables]
    )
    blocks.append(Terms([(words, STATUS[words]) for words in STATUS if _has(rows, words)]))
    blocks += [block for block in (_unknown(rows), table) if block]
    return Section("assumptions", "What the figures rest on", blocks)


def _has(rows: Sequence[Assumption], status: str) -> bool:
    return any(row.status == status for row in rows)


def _counted(rows: Sequence[Assumption]) -> str:
    counts = Counter(row.status for row in rows)
    parts = [f"{counts[status]:,} {status}" for status in STATUS if counts[status]]
    return (
        f"{len(rows):,} values stand behind the baseline: {', '.join(parts)}. Intervals in this "
        "report cover chance in the simulation only. A wrong assumption can move figures by more "
        "than any of them, and no number of replications shows it."
    )


def _outside(rows: Sequence[Assumption]) -> Box | None:
    """Values that the evidence speaks against."""
    found = [f"{row.key} = {row.value or 'varied'}: {row.remark}" for row in rows if row.remark]
    return Box("Values out of range", [Bullets(_cut(found))], "warning") if found else None


def _unknown(rows: Sequence[Assumption]) -> Folded | None:
    """Values that no evidence speaks of."""
    found = [
        f"{row.key} = {row.value or 'varied'}{f' ({row.source})' if row.source else ''}"
        for row in rows
        if row.status == NONE_GIVEN
    ]
    title = f"Values without evidence ({len(found):,})"
    return Folded(title, [Bullets(_cut(found))]) if found else None


def _cut(items: list[str]) -> list[str]:
    more = len(items) - NAMED_AT_MOST
    return items[:NAMED_AT_MOST] + ([f"and {more:,} more: see {ASSUMPTIONS}"] if more > 0 else [])


def _by_subject(rows: Sequence[Assumption]) -> tuple[list[Table], int]:
    """A table a subject, and how many rows are left out: there are `ROWS_AT_MOST` in all."""
    subjects = by_source(rows)
    order = list(STATUS)[::-1]

    def rank(group: Sequence[Assumption]) -> int:
        row = group[0]
        return -1 if row.varied or row.remark else order.index(row.status)

    groups = sorted((group for of in subjects.values() for group in of), key=rank)
    kept = {id(group) for group in groups[:ROWS_AT_MOST]}
    tables = []
    for subject in sorted(subjects, key=_place):
        of = [group for group in subjects[subject] if id(group) in kept]
        if of:
            heads = [Column("Setting: value"), Column("Status"), Column("Source")]
            written = [
                [Cell(_settings(one)), Cell(one[0].status), Cell(one[0].source)] for one in of
            ]
            tables.append(Table(SUBJECTS.get(subject, subject), heads, written))
    return tables, max(len(groups) - ROWS_AT_MOST, 0)


def _place(subject: str) -> tuple[int, str]:
    known = list(SUBJECTS)
    return (known.index(subject) if subject in known else len(known), subject)


def _settings(rows: Sequence[Assumption]) -> str:
    told = told_together(rows)
    more = len(told) - SETTINGS_AT_MOST
    return "; ".join(told[:SETTINGS_AT_MOST]) + (f"; and {more} more" if more > 0 else "")
