"""A table that a planner saved from a spreadsheet as CSV, read as spreadsheets write them.

Commas, semicolons or tabs between cells, a mark at the beginning, empty rows and columns, blanks
around words and capitals in the header are taken as they come.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.settings.files import SettingsProblem

NOT_UTF_8 = "not a text file in UTF-8: in a spreadsheet, save it as 'CSV UTF-8'"
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
_BETWEEN = (",", ";", "\t")
_NUMBER = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table that holds something: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, str]
    """Those that aren't empty, without blanks around them."""


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """What a table says."""

    columns: tuple[str, ...]
    lines: list[Line]
    decimal_comma: bool
    """Whether a comma in a number is a decimal one: where commas don't stand between cells."""


def text_of(path: Path, shown: str) -> str:
    """The text of a planner's file. SettingsProblem if it is none; ``shown``: its path in
    messages."""
    if path.suffix.lower() in WORKBOOKS:
        raise SettingsProblem([f"{shown}: is a workbook: save the sheet as 'CSV UTF-8'"])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsProblem([f"{shown}:1: {NOT_UTF_8}"]) from None
    except OSError as error:
        reason = "is a folder" if path.is_dir() else f"can't be read ({error.strerror})"
        raise SettingsProblem([f"{shown}: {reason}"]) from None
    if "\0" in text:
        raise SettingsProblem([f"{shown}:1: {NOT_UTF_8}"])
    return text


def spreadsheet(text: str, shown: str, numbers: frozenset[str]) -> Spreadsheet:
    """The table in a text; ``numbers``: its columns that hold numbers. SettingsProblem tells of
    every row that can't be read."""
    between, rows = _rows(text, shown)
    if not rows:
        raise SettingsProblem([f"{shown}:1: the file is empty"])
    (head, named), *below = rows
    columns = [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in named]
    lines, problems = [], []
    for name in dict.fromkeys(columns):
        if name and columns.count(name) > 1:
            problems.append(f"{shown}:{head}: column '{name}' is given twice")
    for number, cells in below:
        told = [cell.strip() for cell in cells]
        while len(told) > len(columns) and not told[-1]:
            told.pop()
        if len(told) > len(columns):
            hint = " (a comma within a cell needs quotes around the cell)" if between == "," else ""
            message = f"has {len(told)} cells, but the header names {len(columns)} columns{hint}"
            problems.append(f"{shown}:{number}: {message}")
            continue
        pairs = list(zip(columns, told, strict=False))
        if any(cell and not name for name, cell in pairs):
            problems.append(f"{shown}:{number}: a cell stands below no name of a column")
        lines.append(Line(number, {name: cell for name, cell in pairs if name and cell}))
    commas = _decimal_commas(lines, numbers) if between != "," else None
    problems += _mixed(lines, numbers, commas, shown)
    if problems:
        raise SettingsProblem(problems)
    return Spreadsheet(tuple(filter(None, columns)), lines, between != ",")


def number_in(cell: str, *, decimal_comma: bool) -> float | None:
    """The number that a cell holds; None if it holds none."""
    if not _NUMBER.fullmatch(cell) or ("," in cell and not decimal_comma):
        return None
    return float(cell.replace(",", "."))


def _rows(text: str, shown: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """What stands between the cells, and the rows that aren't empty, each with its number."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=(.)"?\s*', first)  # as some spreadsheets write it above the header
    header = rest.lstrip().partition("\n")[0] if told else text.lstrip().partition("\n")[0]
    between = told[1] if told else max(_BETWEEN, key=header.count)
    skipped = 1 if told else 0
    below = io.StringIO(rest if told else text, newline="")
    reader = csv.reader(below, delimiter=between, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1 + skipped
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1 + skipped
    except csv.Error:
        message = "a cell has quotes in it that are not closed, or is too long"
        raise SettingsProblem([f"{shown}:{line}: {message}"]) from None
    return between, rows


def _decimal_commas(lines: list[Line], numbers: frozenset[str]) -> int | None:
    """The first line with a decimal comma; None if there is none."""
    return next(
        (
            line.number
            for line in lines
            for name, cell in line.cells.items()
            if name in numbers and "," in cell and _NUMBER.fullmatch(cell)
        ),
        None,
    )


def _mixed(
    lines: list[Line], numbers: frozenset[str], commas: int | None, shown: str
) -> Iterator[str]:
    """Numbers with a point where others have a comma: one of them may group thousands."""
    if commas is None:
        return
    for line in lines:
        for name, cell in line.cells.items():
            if name in numbers and "." in cell and _NUMBER.fullmatch(cell):
                said = f"{name} = {cell}: line {commas} has a decimal comma and this one a point"
                yield f"{shown}:{line.number}: {said}: write all alike"
