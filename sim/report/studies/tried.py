"""How the ranges and values that a study tried are said in words."""

from __future__ import annotations

from collections.abc import Iterable

from sim.report.folder.assumed import NO_UNIT
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row, as_number
from sim.report.words.figures import scale_and_unit
from sim.report.words.said import said

DIGITS = 3
WORDS_AT_MOST = 70
MINUS = "\N{MINUS SIGN}"


def is_number(cell: str | float) -> bool:
    """Whether a cell holds a number, not a choice and not nothing."""
    try:
        return bool(str(cell).strip()) and as_number(str(cell)) is not None
    except ValueError:
        return False


def value(cell: str | float) -> str:
    """A value as it is read: a number with three digits, a choice in words."""
    if not is_number(cell):
        return said(str(cell), WORDS_AT_MOST)
    number = float(f"{as_number(str(cell)):.{DIGITS}g}")
    return f"{number:,.10g}".replace("-", MINUS)


def unit(row: Row) -> str:
    """The unit of a row's values; empty where it need not be told."""
    found = str(row.get("unit") or "")
    return "" if found in NO_UNIT else found


def from_to(low: str | float, high: str | float, unit: str = "") -> str:
    """``0 to 0.4 log intensity per rung``, ``record only / graduated``."""
    ends = list(dict.fromkeys((value(low), value(high))))
    joined = (" to " if is_number(low) else " / ").join(ends)
    return f"{joined} {unit}".rstrip()


def as_words(row: Row) -> str:
    """What a row's parameter is."""
    return said(str(row.get("words") or row["parameter"]), WORDS_AT_MOST)


def outputs(rows: Iterable[Row]) -> list[str]:
    """The KPIs of a table, in its order."""
    return list(dict.fromkeys(str(row["output"]) for row in rows))


def of_output(results: Results, kpi: str) -> tuple[float, str]:
    """What a KPI is multiplied with to be read, and its words with their unit."""
    scale, unit = scale_and_unit(results.unit_of(kpi))
    label = results.label_of(kpi)
    return scale, f"{label}, {unit}" if unit.startswith("%") else label
