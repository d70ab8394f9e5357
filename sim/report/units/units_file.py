"""units.csv, the header of all CSV files of a folder: what each column is, and its unit."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.events import EVENT_KINDS
from sim.report.folder.read import Results, ResultsProblem
from sim.report.units.column_words import (
    ANYWHERE,
    LOG_UNITS,
    OF_FILE,
    OF_SERIES,
    UNIT_BY_ENDING,
    Words,
)
from sim.report.units.study_columns import ENDS_OF_KPI, OF_SIZING_AND_BUDGET
from sim.report.units.unknowns_columns import AT_THE_GUESS, OF_UNKNOWNS

UNITS = "units.csv"
LOG = "log.csv.gz"
PARTS = {
    "__numerator": "upper part of the ratio",
    "__denominator": "lower part of the ratio",
}


class ColumnRow(NamedTuple):
    """A row of units.csv. In ``series.csv.gz`` each series has one, in the log each event."""

    file: str
    column: str
    words: str
    unit: str


def write_units(results: Results, target: Path | None = None) -> Path:
    """Write ``units.csv`` into ``target``, the results folder by default.

    Raises `ResultsProblem` on a CSV file that can't be read.
    """
    path = (target or results.folder) / UNITS
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ColumnRow._fields)
    writer.writerows(column_rows(results))
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def column_rows(results: Results) -> Iterator[ColumnRow]:
    """Of every CSV file of the folder, by name, and of units.csv itself."""
    found = [*results.folder.glob("*.csv"), *results.folder.glob("*.csv.gz")]
    names = sorted({path.name for path in found} | {UNITS})
    for file in names:
        columns = list(ColumnRow._fields) if file == UNITS else header(results.folder / file)
        for column in columns:
            yield ColumnRow(file, column, *words_of(results, file, column))
        if file == "series.csv.gz":
            for series in dict.fromkeys(results.everything.series["series"]):
                yield ColumnRow(file, f"value where series is {series}", *_of_series(str(series)))
        if file == LOG:
            for kind, event in EVENT_KINDS.items():
                said = " ".join((event.__doc__ or "").replace("``", "").split())
                yield ColumnRow(file, f"rows where event is {kind}", said, "")


def words_of(results: Results, file: str, column: str) -> Words:
    """What a column is; of one that nobody described, its name."""
    if file == "kpis.csv":
        return ANYWHERE.get(column) or _of_kpi(results, column)
    of_file = OF_FILE.get(file) or OF_SIZING_AND_BUDGET.get(file) or OF_UNKNOWNS.get(file) or {}
    known = of_file.get(column) or ANYWHERE.get(column)
    if known:
        return known
    if file == LOG:
        return _of_log(column)
    if file in OF_SIZING_AND_BUDGET:
        return _of_study(results, column)
    if file == "ranking_points.csv":
        return f"{column}: {AT_THE_GUESS}", ""
    if file == "points.csv":
        return f"value of {column} in the scenario", "that of the setting"
    return column.replace("_", " "), ""


def header(path: Path) -> list[str]:
    """Columns of a CSV file. Raises `ResultsProblem` when it can't be read."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
                return next(csv.reader(packed), [])
        with path.open(encoding="utf-8", newline="") as text:
            return next(csv.reader(text), [])
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise ResultsProblem(f"{path}: cannot be read ({error})") from None


def _of_kpi(results: Results, column: str) -> Words:
    for ending, part in PARTS.items():
        if column.endswith(ending):
            kpi = column.removesuffix(ending)
            return f"{results.label_of(kpi)}: {part}", ""
    label = results.manifest.get("kpi_labels", {}).get(column, {})
    return results.label_of(column), str(label.get("unit", ""))


def _of_study(results: Results, column: str) -> Words:
    """A column named by a KPI, or by the place and role that it counts (``all zones: posts``)."""
    for ending, what in ENDS_OF_KPI.items():
        if column.endswith(ending) and column not in results.manifest.get("kpi_labels", {}):
            words, unit = _of_kpi(results, column.removesuffix(ending))
            return f"{words}: {what}", unit
    return (column.replace("_", " "), "") if ": " in column else _of_kpi(results, column)


def _of_series(series: str) -> Words:
    family, _, member = series.partition("__")
    words, unit = OF_SERIES.get(series) or OF_SERIES.get(family) or (family.replace("_", " "), "")
    return (f"{words} ({member.replace('_', ' ')})" if member else words), unit


def _of_log(column: str) -> Words:
    if column == "event":
        return "kind of event: which other columns are filled", ""
    kinds = [name for name, kind in EVENT_KINDS.items() if column in kind._fields]  # type: ignore[attr-defined]
    unit = LOG_UNITS.get(column) or next(
        (unit for ending, unit in UNIT_BY_ENDING.items() if column.endswith(ending)), ""
    )
    words = column.removesuffix("_h").replace("_", " ")
    return (words if column == "hour" else f"{words} (of {', '.join(kinds)})"), unit
