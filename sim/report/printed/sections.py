"""Sections printed on a terminal, or into a pipe: the words and tables of a page, without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from sim.report.blocks import Block, Box, Bullets, Folded, Section, Table, Terms, Words
from sim.report.printed.piped import TIGHT, print_table, unbroken

BETWEEN = 2
"""Characters between two columns."""


def print_sections(sections: Sequence[Section], console: Console) -> None:
    """Print headings, paragraphs, lists and tables; pictures and maps are for the page."""
    with unbroken(console):
        for section in sections:
            console.print()
            console.print(Text(section.title, style="bold"))
            for block in section.blocks:
                print_block(block, console)


def print_block(block: Block, console: Console) -> None:
    """Print one of a section's blocks."""
    if isinstance(block, Table):
        console.print()
        _say(block.caption, console, style="italic")
        print_table(console, _table(block, console))
        for note in block.notes:
            _say(note, console, style="dim")
    elif isinstance(block, Box | Folded):
        console.print(Text(block.title, style="yellow" if isinstance(block, Box) else ""))
        for inner in block.blocks:
            print_block(inner, console)
    else:
        for line in _lines(block):
            _say(line, console)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Words):
        yield block.text
    elif isinstance(block, Bullets):
        yield from (f"- {item}" for item in block.items)
    elif isinstance(block, Terms):
        yield from (f"{name}: {words}" for name, words in block.pairs)


def _say(line: str, console: Console, **how: Any) -> None:
    text = Text(line, **how)
    console.print(Padding(text, (0, 0, 0, 2), expand=False) if console.is_terminal else text)


def _table(block: Table, console: Console) -> RichTable:
    if console.is_terminal:
        table = RichTable(box=box.SIMPLE_HEAD, **TIGHT)
        widths = _widths(block, console.width)
    else:
        table = RichTable(box=box.MARKDOWN)
        widths = [None] * len(block.columns)
    for column, width in zip(block.columns, widths, strict=True):
        justify: Literal["right", "left"] = "right" if column.numeric else "left"
        table.add_column(Text(column.heading), justify=justify, overflow="fold", width=width)
    for row in block.rows:
        table.add_row(*(Text(cell.text) for cell in row))
    return table


def _widths(block: Table, room: int) -> list[int | None]:
    """Columns of a terminal so wide: the roomiest are narrowed, none below its longest word. Where
    that isn't enough rich decides."""
    texts = [
        [column.heading, *(row[at].text for row in block.rows)]
        for at, column in enumerate(block.columns)
    ]
    words = [max(len(word) for text in column for word in text.split()) for column in texts]
    widths = [max(map(len, column)) for column in texts]
    room -= BETWEEN * len(widths)
    while sum(widths) > room and widths != words:
        slack = [width - word for width, word in zip(widths, words, strict=True)]
        widths[slack.index(max(slack))] -= 1
    return [*widths] if sum(widths) <= room else [None] * len(widths)
