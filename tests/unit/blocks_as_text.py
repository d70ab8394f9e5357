"""What a section says, for tests: its tables by caption, and all its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.blocks import (
    Block,
    Box,
    Bullets,
    Command,
    Folded,
    Picture,
    Section,
    Table,
    Terms,
    Words,
)


def blocks_of(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks, those within others too."""
    for block in blocks:
        yield block
        if isinstance(block, Box | Folded):
            yield from blocks_of(block.blocks)


def tables(section: Section) -> dict[str, Table]:
    """By caption; rows must be as wide as the head."""
    found = [block for block in blocks_of(section.blocks) if isinstance(block, Table)]
    for table in found:
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.caption
    return {table.caption: table for table in found}


def rows_of(table: Table) -> dict[str, list[str]]:
    """Head of a row -> the texts of its other cells."""
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def pictures(section: Section) -> list[str]:
    return [block.chart for block in blocks_of(section.blocks) if isinstance(block, Picture)]


def commands(section: Section) -> list[str]:
    return [block.text for block in blocks_of(section.blocks) if isinstance(block, Command)]


def text(section: Section) -> str:
    """Every word of it, a line a sentence or cell."""
    lines = [section.title]
    for block in blocks_of(section.blocks):
        if isinstance(block, Words | Command):
            lines.append(block.text)
        elif isinstance(block, Bullets):
            lines += block.items
        elif isinstance(block, Terms):
            lines += [word for pair in block.pairs for word in pair]
        elif isinstance(block, Box | Folded):
            lines.append(block.title)
        elif isinstance(block, Table):
            lines += [block.caption, *block.notes]
            lines += [column.heading for column in block.columns]
            lines += [cell.text for row in block.rows for cell in row]
    return "\n".join(lines)
