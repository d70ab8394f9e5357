"""The files of a results folder, each read with one line for the planner when it can't be."""

from __future__ import annotations

import csv
import json
import os
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from sim.analysis.row_counts import rows_amiss
from sim.report.folder.manifest_keys import fault_in

TEXT = (
    *("scenario", "series", "kpi", "unit", "controls", "verdict"),  # comparison and series
    *("against", "along", "record_in_most", "same_would_be_incidents"),  # recorded_and_true
)
"""Columns of words; the others hold numbers, an empty cell being none."""
NO_TEXT = "was changed: it isn't text in UTF-8"
IS_A_FOLDER = "is a folder, and should be a file"


class ResultsProblem(Exception):
    """A results folder that cannot be read; one line for the planner."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a folder's ``manifest.json`` holds. Raises `ResultsProblem` when it can't be read, or
    holds under a key what doesn't belong there."""
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8-sig"))  # some editors begin with a BOM
    except FileNotFoundError:
        raise ResultsProblem(f"{folder}: not a results folder (it has no manifest.json)") from None
    except json.JSONDecodeError as error:
        message = f"was cut off or isn't JSON (line {error.lineno})"
        raise ResultsProblem(f"{path}: {message}") from None
    except UnicodeDecodeError:
        raise ResultsProblem(f"{path}: {NO_TEXT}") from None
    except IsADirectoryError:
        raise ResultsProblem(f"{path}: {IS_A_FOLDER}") from None
    except (OSError, RecursionError) as error:
        raise ResultsProblem(f"{path}: cannot be read ({_reason(error)})") from None
    if not isinstance(manifest, dict):
        raise ResultsProblem(f"{path}: must hold one JSON object")
    if fault := fault_in(manifest):
        raise ResultsProblem(f"{path}: {fault}")
    return manifest


def read_table(
    path: Path, manifest: Mapping[str, Any], *columns: str, only: Collection[str] = ()
) -> pd.DataFrame:
    """A table of the folder of a manifest; scenario names stay text, even when they look like
    numbers or "NA".

    ``only``: columns to read, of those that there are; empty: all.

    Raises `ResultsProblem` when it can't be read, was cut off, lacks one of ``columns``, or holds
    words where there should be numbers.
    """
    text = dict.fromkeys(TEXT, str)
    if path.suffix == ".csv" and path.is_file() and _is_cut_off(path):
        raise ResultsProblem(f"{path}: was cut off (its last line has no end)")
    try:
        table = pd.read_csv(
            path,
            dtype=text,
            keep_default_na=False,
            usecols=(lambda column: column in only) if only else None,
            na_values={c: [] if c in text else ["", "nan", "NaN"] for c in _header(path)},
        )
    except FileNotFoundError:
        raise ResultsProblem(f"{path.parent}: {path.name} is missing") from None
    except IsADirectoryError:
        raise ResultsProblem(f"{path}: {IS_A_FOLDER}") from None
    except pd.errors.EmptyDataError:
        raise ResultsProblem(f"{path}: is empty") from None
    except UnicodeDecodeError:
        raise ResultsProblem(f"{path}: {NO_TEXT}") from None
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ResultsProblem(f"{path}: cannot be read ({_reason(error)})") from None
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ResultsProblem(f"{path}: has no column {missing[0]}")
    if amiss := rows_amiss(path, len(table), manifest):
        raise ResultsProblem(amiss)
    for column in table.columns if len(table) else ():
        if column not in text and not is_numeric_dtype(table[column]):
            raise ResultsProblem(f"{path}: cannot be read (no numbers in column {column})")
    return table


def read_rows(path: Path, manifest: Mapping[str, Any], *columns: str) -> list[dict[str, str]]:
    """The rows of a table of words, column -> what stands there; none without the file.

    Raises `ResultsProblem` when it was written and is missing, can't be read, was cut off, or lacks
    one of ``columns``.
    """
    if not path.is_file():
        if written := manifest.get("rows", {}).get(path.name):
            raise ResultsProblem(f"{path}: {is_missing(written)}")
        return []
    try:
        with path.open(encoding="utf-8", newline="") as text:
            header, *rows = list(csv.reader(text, strict=True)) or [[]]
    except UnicodeDecodeError:
        raise ResultsProblem(f"{path}: {NO_TEXT}") from None
    except (OSError, csv.Error) as error:
        raise ResultsProblem(f"{path}: cannot be read ({_reason(error)})") from None
    if not header:
        raise ResultsProblem(f"{path}: is empty")
    if missing := [column for column in columns if column not in header]:
        raise ResultsProblem(f"{path}: has no column {missing[0]}")
    if amiss := rows_amiss(path, len(rows), manifest):
        raise ResultsProblem(amiss)
    if any(len(row) != len(header) for row in rows):
        raise ResultsProblem(f"{path}: cannot be read (rows of different lengths)")
    return [dict(zip(header, row, strict=True)) for row in rows]


def is_missing(rows: int) -> str:
    """What is said of a table of so many rows that isn't there."""
    return f"is missing ({rows:,} row{' was' if rows == 1 else 's were'} written)"


def _reason(error: Exception) -> str:
    """In a line, without the path that the line begins with."""
    told = error.strerror if isinstance(error, OSError) else None
    return (told or str(error)).partition("\n")[0]


def _is_cut_off(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        return file.read() not in (b"\n", b"")


def _header(path: Path) -> list[str]:
    return [str(column) for column in pd.read_csv(path, nrows=0).columns]
