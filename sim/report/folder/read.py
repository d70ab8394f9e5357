"""Reads a results folder: manifest, comparison, KPI table and series."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.differing_settings import settings_of
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.recorded_and_true import RECORDED, TRUE
from sim.analysis.shown import ALL_UP_TO
from sim.report.folder.estimate import NUMBERS, Estimate
from sim.report.folder.results import Floats, NotInResults, Results
from sim.report.folder.results_files import ResultsProblem, read_manifest, read_table
from sim.report.folder.whole import check_tables, check_together

__all__ = ["Estimate", "Floats", "NotInResults", "Results", "ResultsProblem", "read_results"]


def read_results(folder: Path) -> Results:
    """Read a results folder. Raises `ResultsProblem` when it is missing or not whole."""
    manifest = read_manifest(folder)
    comparison = read_table(
        folder / "comparison.csv", manifest, "scenario", "kpi", "unit", *NUMBERS, "verdict"
    )
    series = read_table(
        folder / "series.csv.gz", manifest, "scenario", "replication", "series", "index", "value"
    )
    if manifest.get("left_out"):
        series = series[~series["scenario"].isin(manifest["left_out"])]
    settings = settings_of(manifest)
    many = len(settings) > ALL_UP_TO
    asked_for = _asked_for(manifest) if many else ()
    kpis = read_table(folder / "kpis.csv", manifest, "scenario", "replication", only=asked_for)
    if kpis.empty and comparison["mean"].notna().any():
        raise ResultsProblem(f"{folder / 'kpis.csv'}: holds no row, though comparison.csv does")
    names = list(settings)
    check_together(folder, settings, kpis, comparison, series)
    check_tables(folder, manifest)
    asked = _replications(manifest, kpis, names)
    return Results(
        folder=folder,
        manifest=manifest,
        comparison=comparison,
        kpis=kpis,
        series=series,
        names=names,
        baseline=manifest.get("baseline") or names[0],
        factors=_factors(manifest, names),
        replications=max(asked),
        fewest_replications=min(number for number in asked if number or not any(asked)),
        failed=len(manifest.get("failed", [])),
        settings=settings,
    )


def _replications(manifest: dict[str, Any], kpis: pd.DataFrame, names: list[str]) -> list[int]:
    """Replications simulated of each scenario, failed ones too; a design decides how many."""
    finished = kpis.groupby("scenario")["replication"].nunique()
    if "missing" in manifest:
        asked = {name: found["asked"] for name, found in manifest["missing"].items()}
        return [asked.get(name) or int(finished.get(name, 0)) for name in names]
    unfinished = Counter(one["scenario"] for one in manifest.get("failed", []))
    return [int(finished.get(name, 0)) + unfinished[name] for name in names]


def _asked_for(manifest: dict[str, Any]) -> list[str]:
    """Columns of kpis.csv that are read of many scenarios; the others when they are asked for."""
    controls = [f"{CONTROL}{name}" for name in manifest.get("control_variates") or []]
    return ["scenario", "replication", TRUE, RECORDED, *controls]


def _factors(manifest: dict[str, Any], names: list[str]) -> dict[str, dict[str, str]]:
    """Factor values of each scenario, when all have the same one or two that vary."""
    given = manifest.get("factors", {})
    if not all(n in given for n in names):
        return {}
    factors = {n: {str(f): str(v) for f, v in given[n].items()} for n in names}
    varied = [f for f in factors[names[0]] if len({factors[n].get(f) for n in names}) > 1]
    if varied:
        factors = {n: {f: v for f, v in factors[n].items() if f in varied} for n in names}
    keys = {tuple(values) for values in factors.values()}
    values = {tuple(values.values()) for values in factors.values()}
    if len(keys) != 1 or len(values) != len(names) or not 1 <= len(next(iter(keys))) <= 2:
        return {}
    return factors
