"""Whether the tables of a results folder are those that were written, and speak of the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.table_digests import DIGESTS, is_changed
from sim.report.folder.results_files import IS_A_FOLDER, ResultsProblem, is_missing

LOG = "log.csv.gz"
"""The one table that a folder may have lost: the largest, left out where folders are mailed."""


def check_tables(folder: Path, manifest: Mapping[str, Any]) -> None:
    """That every table that was written is there, and as it was written; of the log only that it
    is, where it is there. Raises `ResultsProblem`."""
    for name, rows in manifest.get("rows", {}).items():
        path = folder / name
        if path.is_dir():
            raise ResultsProblem(f"{path}: {IS_A_FOLDER}")
        if not path.is_file():
            if name == LOG:
                continue
            raise ResultsProblem(f"{path}: {is_missing(rows)}")
        try:
            changed = is_changed(path, manifest)
        except OSError as error:
            raise ResultsProblem(f"{path}: cannot be read ({error.strerror})") from None
        if changed:
            raise ResultsProblem(
                f"{path}: was changed since it was written; put it back as it was, or run the "
                "command again"
            )


def lost_log(folder: Path, manifest: Mapping[str, Any]) -> str:
    """That the log was written and is missing, and what there is not without it; empty when it
    isn't."""
    rows = manifest.get("rows", {}).get(LOG)
    if not rows or (folder / LOG).exists():
        return ""
    return f"{LOG} {is_missing(rows)}: without it there is no map replay and no table of manning"


def not_proved(manifest: Mapping[str, Any]) -> str:
    """That nobody can tell whether tables were changed; empty when one can."""
    if DIGESTS in manifest or not manifest.get("simulator"):
        return ""
    return (
        "An earlier version wrote the tables, without digests: whether a figure was changed since "
        "can't be told"
    )


def check_together(
    folder: Path,
    names: Collection[str],
    kpis: pd.DataFrame,
    comparison: pd.DataFrame,
    series: pd.DataFrame,
) -> None:
    """That these tables speak of the same scenarios, ``names``, and of each replication once.
    Raises `ResultsProblem`."""
    tables = {"kpis.csv": kpis, "comparison.csv": comparison, "series.csv.gz": series}
    for name, table in tables.items():
        strange = [one for one in table["scenario"].unique() if one not in names]
        if strange:
            raise ResultsProblem(
                f"{folder / name}: holds a scenario '{strange[0]}' that the manifest doesn't know"
            )
    for name, key in (("kpis.csv", "replication"), ("comparison.csv", "kpi")):
        table = tables[name]
        twice = table[table.duplicated(["scenario", key])]
        if len(twice):
            scenario, what = twice.iloc[0][["scenario", key]]
            raise ResultsProblem(f"{folder / name}: holds {key} {what} of '{scenario}' twice")
    figures = comparison.loc[comparison["mean"].notna(), "scenario"].unique()
    simulated = {*kpis["scenario"].unique()}
    if without := [one for one in figures if one not in simulated]:
        raise ResultsProblem(
            f"{folder / 'kpis.csv'}: holds no replication of '{without[0]}', though comparison.csv "
            "has figures of it"
        )
