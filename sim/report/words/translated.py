"""Tables in other words: what a planner's labels or a language say instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.report.blocks import Block, Table
from sim.report.words.labels import relabel


def translated(blocks: Sequence[Block], labels: Mapping[str, str]) -> list[Block]:
    """Blocks whose tables have captions, headings and cells in the words of ``labels``; notes and
    other sentences stay."""
    if not labels:
        return list(blocks)
    return [_table(one, labels) if isinstance(one, Table) else one for one in blocks]


def _table(table: Table, labels: Mapping[str, str]) -> Table:
    return replace(
        table,
        caption=relabel(table.caption, labels),
        columns=[
            replace(column, heading=relabel(column.heading, labels)) for column in table.columns
        ],
        rows=[
            [replace(cell, text=relabel(cell.text, labels)) for cell in row] for row in table.rows
        ],
    )
