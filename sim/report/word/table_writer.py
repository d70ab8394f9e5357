"""Fills a table of a Word document: its head repeats on each page, rows don't break."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell

from sim.report.blocks import Cell, Column, Table
from sim.report.word.clean_text import clean

HEAD_SHADE = "E8E8E8"
SHADES = {"better": "DCEBF7", "worse": "FBE3D6", "baseline": "F2F2F2"}
WIDEST = 32
"""Characters beyond which a column's text is broken anyway."""
LONGEST_WORD = 20
"""Characters of a word that are never broken."""
PADDING = 3
"""Of a cell, in characters."""
CHARACTER_CM_PER_PT = 0.0185
MOST_COLUMNS = 8
"""Beside one another that a page bears well."""
TOGETHER = 15
"""So many rows stay on one page."""


def upright(block: Table) -> Table:
    """A table that is too wide for a page and not long, with its columns as rows; else as it is."""
    if len(block.columns) <= MOST_COLUMNS or len(block.rows) >= MOST_COLUMNS:
        return block
    first, *others = block.columns
    heads = [first, *(Column(row[0].text, numeric=True) for row in block.rows)]
    rows = [
        [Cell(column.heading), *(row[at] for row in block.rows)]
        for at, column in enumerate(others, start=1)
    ]
    return replace(block, columns=heads, rows=rows)


def write_table(table: WordTable, block: Table, width_cm: float) -> None:
    """Head and rows, in as large a type as so many columns bear."""
    table.style = "Table Grid"
    table.autofit = False
    size_pt = 9.0 if len(block.columns) <= 5 else 8.0 if len(block.columns) <= 8 else 7.0
    size, capacity = Pt(size_pt), width_cm / (CHARACTER_CM_PER_PT * size_pt)
    widths = [Cm(width_cm * share) for share in _shares(block, capacity)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head, *rows = table.rows
    _mark(head, "w:tblHeader")
    for cell, heading, width in zip(head.cells, block.columns, widths, strict=True):
        _fill(cell, heading.heading, size, numeric=heading.numeric, bold=True)
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        shade(cell, HEAD_SHADE)
        cell.width = width
    stay = len(rows) <= TOGETHER
    for row, cells in zip(rows, block.rows, strict=True):
        _mark(row, "w:cantSplit")
        for at, (cell, content) in enumerate(zip(row.cells, cells, strict=True)):
            bold = content.kind == "baseline"
            _fill(cell, _text(content), size, numeric=block.columns[at].numeric, bold=bold)
            if stay and row is not rows[-1]:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
            if content.kind in SHADES:
                shade(cell, SHADES[content.kind])
            cell.width = widths[at]


def shade(cell: _Cell, color: str) -> None:
    """Give a cell a background."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", color)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _text(cell: Cell) -> str:
    """Better, worse and baseline are told in words, not by colour alone."""
    if cell.kind in SHADES and cell.kind not in cell.text:
        return f"{cell.text} ({cell.kind})"
    return cell.text


def _fill(cell: _Cell, text: str, size: Any, *, numeric: bool, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(clean(text))
    run.font.size = size
    if bold:
        run.bold = True


def _shares(block: Table, capacity: float) -> list[float]:
    """Of the width for each column: room for its longest word, and what is left by its texts."""
    texts = [
        [column.heading, *(_text(row[at]) for row in block.rows)]
        for at, column in enumerate(block.columns)
    ]
    words = [
        max(len(word) for text in column for word in text.replace("\n", " ").split(" "))
        for column in texts
    ]
    least = [PADDING + min(length, LONGEST_WORD) for length in words]
    wanted = [
        max(narrow, PADDING + min(max(map(len, column[1:]), default=0), WIDEST))
        for narrow, column in zip(least, texts, strict=True)
    ]
    spare = max(min(capacity, sum(wanted)) - sum(least), 0.0)
    more = [wide - narrow for wide, narrow in zip(wanted, least, strict=True)]
    widths = [
        narrow + spare * extra / (sum(more) or 1.0)
        for narrow, extra in zip(least, more, strict=True)
    ]
    return [width / sum(widths) for width in widths]


def _mark(row: Any, what: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(what))
