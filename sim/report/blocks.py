"""What a section of the report is made of, whether it is written as a page or as a document.

Texts are plain text: whoever writes them out escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["", "better", "worse", "quiet", "baseline"]
"""What a cell says beside its words: it is never told by colour alone."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names with what they are: a glossary, facts of a run."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Command:
    """What a planner types, to be copied as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a table's column."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """``sort``: what the column is sorted by; None: the text."""

    text: str
    sort: float | None = None
    kind: Kind = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first cell of a row is its head."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    sortable: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, by its name in `sim.report.charts.CHARTS`; left out where it wasn't drawn."""

    chart: str


@dataclass(frozen=True, slots=True)
class Replay:
    """The map replay, with the data that it plays (JSON) and the words for who can't see it."""

    data: str
    description: str


@dataclass(frozen=True, slots=True)
class Box:
    """What must not be overlooked."""

    title: str
    blocks: Sequence[Block]
    kind: Literal["warning", "note"] = "note"


@dataclass(frozen=True, slots=True)
class Folded:
    """Details: closed on a screen. ``in_print``: open on paper all the same; else a line says there
    that they can be opened on the screen."""

    title: str
    blocks: Sequence[Block]
    in_print: bool = False


Block = Words | Bullets | Terms | Command | Table | Picture | Replay | Box | Folded


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading; ``name`` is that of its file, and its address on the
    page."""

    name: str
    title: str
    blocks: Sequence[Block]


def texts(block: Block | Section) -> Iterator[str]:
    """Everything that is read of a block, piece by piece; of a chart its words are its own."""
    match block:
        case Words(text) | Command(text):
            yield text
        case Bullets(items):
            yield from items
        case Terms(pairs):
            for pair in pairs:
                yield from pair
        case Table():
            yield block.caption
            yield from (column.heading for column in block.columns)
            yield from (cell.text for row in block.rows for cell in row)
            yield from block.notes
        case Replay():
            yield block.description
        case Box() | Folded() | Section():
            yield block.title
            for inner in block.blocks:
                yield from texts(inner)
