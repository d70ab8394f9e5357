"""How the ranges and values that a study tried are said in words."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan

from sim.analysis.interval_digits import decimals_of
from sim.report.folder.assumed import NO_UNIT
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row, as_number
from sim.report.words.figures import NO_DATA, plain, scale_and_unit, short
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


def plain_unit(row: Row) -> str:
    """The unit of a row's values, if it is one that anybody knows."""
    return "" if _is_of_the_model(found := unit(row)) else found


def units_apart(rows: Iterable[Row]) -> str:
    """In a note: the units of the model that are left out beside the values; empty without any."""
    told = {as_words(row): own for row in rows if _is_of_the_model(own := unit(row))}
    return f" Units: {'; '.join(f'{words}: {own}' for words, own in told.items())}." if told else ""


def _is_of_the_model(unit: str) -> bool:
    return unit.startswith("log ") or " per " in unit


def figures_within(low: float, high: float, *others: float) -> list[str]:
    """The ends of an interval and what lies beside it, with the decimals that it bears."""
    if not (isfinite(low) and isfinite(high)):
        return [NO_DATA if isnan(one) else short(one) for one in (low, high, *others)]
    decimals = decimals_of(low, high)
    return [plain(one, decimals).replace("-", MINUS) for one in (low, high, *others)]


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
