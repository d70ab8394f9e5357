"""Writes the blocks of a section into a Word document, or into a box of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm, Pt
from docx.table import _Cell

from sim.report.blocks import (
    Block,
    Box,
    Bullets,
    Command,
    Folded,
    Picture,
    Replay,
    Table,
    Terms,
    Words,
)
from sim.report.charts import DrawnChart
from sim.report.word.clean_text import clean
from sim.report.word.table_writer import shade, upright, write_table

WIDTH_CM = 16.0
IN_BOX_CM = 15.0
SHADES = {"warning": "FFF1E6", "note": "F2F2F2"}


class BlockWriter:
    """Writes blocks one below the other; ``into`` is the document or the cell of a box."""

    def __init__(self, into: Document | _Cell, charts: Mapping[str, DrawnChart]) -> None:
        self._into = into
        self._charts = charts
        self._width_cm = IN_BOX_CM if isinstance(into, _Cell) else WIDTH_CM

    def write(self, blocks: Sequence[Block]) -> None:
        """All of them, in order."""
        for block, next_one in zip_longest(blocks, blocks[1:]):
            self._write(block)
            if isinstance(block, Words) and isinstance(next_one, Picture | Table):
                self._into.paragraphs[-1].paragraph_format.keep_with_next = True

    def _write(self, block: Block) -> None:
        match block:
            case Words(text, strong):
                self._paragraph(text, bold=strong)
            case Bullets(items):
                for item in items:
                    self._paragraph(item, "List Bullet")
            case Terms(pairs):
                for term, words in pairs:
                    paragraph = self._paragraph(f"{term}: ", bold=True)
                    paragraph.add_run(clean(words))
            case Command(text):
                self._command(text)
            case Table():
                self._table(block)
            case Picture(chart):
                if chart in self._charts:
                    self._picture(self._charts[chart])
            case Replay(_, description):
                self._paragraph("The map replay moves on the page, report.html. In words:")
                self._paragraph(description)
            case Box(title, inner, kind):
                self._box(title, inner, kind)
            case Folded(title, inner):
                self._paragraph(title, "Heading 2")
                self.write(inner)

    def _paragraph(self, text: str, style: str | None = None, *, bold: bool = False) -> Any:
        paragraph = self._into.add_paragraph(style=style)
        run = paragraph.add_run(clean(text))
        if bold:
            run.bold = True
        return paragraph

    def _command(self, text: str) -> None:
        paragraph = self._into.add_paragraph()
        run = paragraph.add_run(clean(text))
        run.font.name, run.font.size = "Courier New", Pt(9)

    def _table(self, block: Table) -> None:
        self._paragraph(f"{block.caption} (SIMULATED)", "Caption")
        shown = upright(block)
        rows, columns = len(shown.rows) + 1, len(shown.columns)
        write_table(self._into.add_table(rows, columns), shown, self._width_cm)
        for note in block.notes:
            paragraph = self._paragraph(note)
            paragraph.runs[0].font.size, paragraph.runs[0].italic = Pt(9), True
            paragraph.paragraph_format.space_before = Pt(3)
        if not block.notes:
            self._into.add_paragraph()

    def _picture(self, chart: DrawnChart) -> None:
        """The chart, which bears its title and SIMULATED, with its words for who can't see it,
        which stand below it too."""
        if "png" in chart.files:
            paragraph = self._into.add_paragraph()
            png, width = str(chart.files["png"]), Cm(self._width_cm)
            shape = paragraph.add_run().add_picture(png, width=width)
            about = shape._inline.docPr
            about.set("descr", clean(f"SIMULATED. {chart.title}. {chart.description}".strip()))
            about.set("title", clean(chart.title))
            paragraph.paragraph_format.keep_with_next = bool(chart.description)
        else:
            self._paragraph(f"{chart.title} (SIMULATED)", "Caption")
            self._paragraph(f"In the results folder: charts/{chart.name}.")
        if chart.description:
            paragraph = self._paragraph(chart.description)
            paragraph.runs[0].font.size = Pt(9)

    def _box(self, title: str, inner: Sequence[Block], kind: str) -> None:
        table = self._into.add_table(1, 1)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        (cell,) = table.rows[0].cells
        shade(cell, SHADES[kind])
        first = cell.paragraphs[0]
        first.add_run(clean(title)).bold = True
        BlockWriter(cell, self._charts).write(inner)
        self._into.add_paragraph()
