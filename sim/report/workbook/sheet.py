"""A sheet of the workbook: SIMULATED on top and in print, then paragraphs or one filtered table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, inf, isfinite
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

Style = Literal[
    "", "simulated", "title", "heading", "note", "strong", "code", "better", "worse", "baseline"
]
Content = str | float | None

AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""What a planner typed is never run or followed."""

LONGEST_CELL = 32_767
"""Characters, of Excel."""
LONGEST_MARGIN = 60
"""Characters of a name in a page's head: all three parts must stay below 255."""
A4 = 9
EVERYWHERE = "A1:XFD1048576"
CHARACTERS = 1.15
"""Of running text that fit into the width of a digit, which widths are counted in."""
CHARACTERS_OF_CODE = 0.95
LINE_PT = 15.0
HIGHEST_ROW_PT = 409.0
NOTE_WIDTH = 130
WIDEST_PAGE = 320.0
"""Characters of a row that still reads when it is fitted to the width of a page."""
NAMING = 2
"""Columns that stay in sight beside wider ones."""
SCALE_OF_WIDE = 60
"""Per cent at which wider tables are printed, over several pages."""
MOVES = 2
"""A picture moves with its cells and keeps its size."""
POINTS_PER_INCH = 72.0

WORDS = {"valign": "top", "align": "left", "text_wrap": True, "indent": 1}
NUMBERS = {"align": "right", "text_wrap": False, "indent": 0}
LOOKS: dict[Style, dict[str, Any]] = {
    "": WORDS,
    "simulated": {"bold": True, "font_color": "#8B0000", "font_size": 12, "indent": 1},
    "title": WORDS | {"bold": True, "font_size": 14},
    "heading": WORDS | {"bold": True, "bg_color": "#E8E8E8", "border": 1},
    "note": {"italic": True, "font_color": "#444444", "indent": 1},
    "strong": WORDS | {"bold": True},
    "code": WORDS | {"font_name": "Courier New", "font_size": 9},
    "better": WORDS | {"bg_color": "#DCEBF7"},
    "worse": WORDS | {"bg_color": "#FBE3D6"},
    "baseline": WORDS | {"bold": True},
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table's column; ``width`` in characters."""

    words: str
    width: float
    numbers: str = "General"
    """Excel's format of its numbers, where a cell brings none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell with a look or a number format of its own."""

    content: Content
    style: Style = ""
    numbers: str = ""


class Book:
    """The workbook: its sheets in order, and its looks, each made once."""

    def __init__(self, experiment: str, properties: Mapping[str, Any]) -> None:
        from xlsxwriter import Workbook

        self._bytes = BytesIO()
        self._book = Workbook(self._bytes, {"in_memory": True} | AS_TEXT)
        self._book.set_properties(properties)
        self._made: dict[tuple[Style, str, bool], Any] = {}
        self.experiment = experiment
        self.names: list[str] = []

    def sheet(self, name: str) -> Sheet:
        """A new sheet behind the others."""
        self.names.append(name)
        return Sheet(self, self._book.add_worksheet(name), name)

    def look(self, style: Style, numbers: str = "", *, line_above: bool = False) -> Any:
        """A look, with a number format."""
        key = style, numbers, line_above
        if key not in self._made:
            look = dict(LOOKS[style])
            if numbers:
                look |= {"num_format": numbers} | NUMBERS
            if line_above:
                look |= {"top": 1, "top_color": "#999999"}
            self._made[key] = self._book.add_format(look)
        return self._made[key]

    def finished(self) -> bytes:
        """The file; nothing can be added then."""
        self._book.close()
        return self._bytes.getvalue()


class Sheet:
    """One sheet, filled from the top."""

    def __init__(self, book: Book, worksheet: Any, name: str) -> None:
        self._look = book.look
        self._sheet = worksheet
        self._row = 0
        self._widths: tuple[float, ...] = (inf,)
        sheet = self._sheet
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})  # a name may be a number
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        shown = " ".join(book.experiment.split())[:LONGEST_MARGIN].replace("&", "&&")
        sheet.set_header(f"&L{shown}&C&BSIMULATED&R{name}")
        sheet.set_footer("&LSimulated. Recorded is not true.&RPage &P of &N")
        self.line("SIMULATED: figures of a model, not of any real ceasefire.", "simulated")

    def columns(self, *widths: float) -> None:
        """Widths in characters, from the left."""
        self._widths = widths
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)

    def line(self, text: str, style: Style = "") -> None:
        """A paragraph in the first column."""
        self._put(0, text, self._look(style))
        self._make_room([text], CHARACTERS_OF_CODE if style == "code" else CHARACTERS)
        self._row += 1

    def note(self, text: str) -> None:
        """A paragraph above a table, over its columns."""
        for part in wrap(text, NOTE_WIDTH):
            self._put(0, part, self._look("note"))
            self._row += 1

    def gap(self) -> None:
        """An empty row."""
        self._row += 1

    def table(self, heads: Sequence[Head], rows: Iterable[Sequence[Content | Entry]]) -> None:
        """The sheet's table: its head stays in sight and on every printed page, and filters.

        A line parts rows whose first cells differ.
        """
        self.columns(*(head.width for head in heads))
        first = self._row
        self._put_row([Entry(head.words, "heading") for head in heads], heads)
        group = None
        for row in rows:
            self._put_row(row, heads, line_above=row[0] != group)
            group = row[0]
        is_wide = sum(self._widths) > WIDEST_PAGE
        self._sheet.freeze_panes(first + 1, NAMING if is_wide else 0)
        self._sheet.repeat_rows(first)
        if self._row > first + 1:
            self._sheet.autofilter(first, 0, self._row - 1, len(heads) - 1)
        if is_wide:  # in full on a page it could not be read
            self._sheet.fit_to_pages(0, 0)
            self._sheet.set_print_scale(SCALE_OF_WIDE)
            self._sheet.repeat_columns(0, NAMING - 1)

    def _put_row(
        self, row: Sequence[Content | Entry], heads: Sequence[Head], *, line_above: bool = False
    ) -> None:
        for at, cell in enumerate(row):
            entry = cell if isinstance(cell, Entry) else Entry(cell)
            is_number = isinstance(entry.content, int | float)
            numbers = (entry.numbers or heads[at].numbers) if is_number else ""
            look = self._look(entry.style, numbers, line_above=line_above)
            self._put(at, entry.content, look)
        self._make_room([cell.content if isinstance(cell, Entry) else cell for cell in row])
        self._row += 1

    def _make_room(self, contents: Sequence[Content], characters: float = CHARACTERS) -> None:
        """A row as high as its longest text: not every program makes it so by itself."""
        lines = max(
            sum(ceil((len(part) + 1) / (characters * width)) for part in text.split("\n"))
            for text, width in zip(contents, self._widths, strict=False)
            if isinstance(text, str)
        )
        if lines > 1:
            self._sheet.set_row(self._row, min(LINE_PT * lines, HIGHEST_ROW_PT))

    def picture(self, path: Path, description: str) -> None:
        """A PNG at its own size, with the words for who can't see it; what follows stands below."""
        options = {"description": description[:LONGEST_CELL], "object_position": MOVES}
        self._sheet.insert_image(self._row, 0, str(path), options)
        self._row += ceil(_height_in(path) * POINTS_PER_INCH / LINE_PT) + 1

    def _put(self, column: int, content: Content, look: Any) -> None:
        """Text stays text whatever it begins with; no number, an empty cell."""
        if isinstance(content, str):
            self._sheet.write_string(self._row, column, content[:LONGEST_CELL], look)
        elif content is None or not isfinite(content):
            self._sheet.write_blank(self._row, column, None, look)
        else:
            self._sheet.write_number(self._row, column, content, look)


def _height_in(png: Path) -> float:
    """Height of a picture in print, by the pixels a metre that its file says."""
    from xlsxwriter.image import Image

    image = Image(png)
    return float(image.height / image.y_dpi)
