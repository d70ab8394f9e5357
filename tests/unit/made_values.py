"""Results folders with chosen values of a KPI, for tests of what is said of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from synthetic_results import compare, recorded_and_true, write_results

TRUE = "true_incidents_per_day"
PEOPLE = "mean_paid_people"


def write_values(
    folder: Path,
    values: Mapping[str, Mapping[str, float | Sequence[float]]],
    *,
    baseline: str = "base",
    replications: int = 20,
    **manifest: Any,
) -> Path:
    """A folder in which these scenarios have these KPIs; a single number has the same spread from
    replication to replication in all scenarios, so that differences are exact."""
    write_results(folder, list(values), baseline, replications, days=28)
    kpis = pd.read_csv(folder / "kpis.csv", dtype={"scenario": str}, keep_default_na=False)
    luck = np.linspace(-0.1, 0.1, replications)
    for name, columns in values.items():
        own = kpis["scenario"] == name
        for kpi, value in columns.items():
            spread = 0.0 * luck if kpi == PEOPLE else luck
            kpis.loc[own, kpi] = np.asarray(value, float) + (spread if np.isscalar(value) else 0.0)
    kpis.to_csv(folder / "kpis.csv", index=False)
    compare(kpis, list(values), baseline).to_csv(folder / "comparison.csv", index=False)
    if len(values) > 1:
        pairs = recorded_and_true(kpis, list(values), baseline)
        pairs.to_csv(folder / "recorded_and_true.csv", index=False)
    change(folder, **manifest)
    return folder


def change(folder: Path, **manifest: Any) -> None:
    """Set keys of the folder's manifest."""
    path = folder / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8")) | manifest
    path.write_text(json.dumps(found), encoding="utf-8")


def ask(folder: Path, *about: str) -> None:
    """Let the question of every scenario be about these KPIs."""
    path = folder / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    for scenario in found["scenarios"].values():
        scenario["about"] = list(about)
    path.write_text(json.dumps(found), encoding="utf-8")
