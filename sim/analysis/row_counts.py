"""How many rows the tables of a results folder hold: one cut off at a line's end looks whole."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, AnyStr

KPIS = "kpis.csv"


def rows_in(folder: Path) -> dict[str, int]:
    """File -> rows below its header, of the CSV files of a folder, packed ones too."""
    found = {}
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")]):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as file:
            found[path.name] = sum(1 for _ in whole_rows(file, b'"')) - 1
    return found


def whole_rows(lines: Iterable[AnyStr], quote: AnyStr) -> Iterator[AnyStr]:
    """The rows of a CSV file, each as it stands: those whose quoted cells hold line breaks are put
    together from several lines."""
    begun: AnyStr | None = None
    for line in lines:
        breaks = line.count(quote) % 2 == 1  # a quoted cell opens in this line or closes
        if begun is None and not breaks:
            yield line
        elif begun is None:
            begun = line
        else:
            begun += line
            if breaks:
                yield begun
                begun = None
    if begun is not None:
        yield begun


def rows_amiss(path: Path, found: int, manifest: Mapping[str, Any]) -> str:
    """That a table holds another number of rows than were written; empty when it doesn't.

    Manifests of earlier versions tell of no rows, but how many replications finished.
    """
    written = manifest.get("rows", {}).get(path.name)
    if written is None and path.name == KPIS:
        written = manifest.get("finished")
    if written is None or found == written:
        return ""
    return f"{path}: holds {found:,} of {written:,} rows: the file was cut off or changed"
