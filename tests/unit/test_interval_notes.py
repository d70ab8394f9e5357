"""What is said below the tables of control variates and of skewed replications."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from synthetic_results import two_factor_points, write_results

from sim.report.charts.differences import draw
from sim.report.folder.read import Results, read_results
from sim.report.printed.finished_run import print_comparison
from sim.report.tables.interval_notes import TRUE, interval_notes

BASELINE = "planned, investigate_first"
OTHER = "surge, graduated"


def changed(
    folder: Path, asked: list[str], of_comparison: dict[str, Any], controls: dict[str, float]
) -> Results:
    """Results with other columns in the row of one scenario, and with controls as KPIs."""
    write_results(folder, two_factor_points(), BASELINE, replications=12)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["control_variates"] = asked
    (folder / "manifest.json").write_text(json.dumps(manifest))
    table = pd.read_csv(folder / "comparison.csv")
    for column in ("bootstrap_low", "bootstrap_high", "half_width_kept"):
        table[column] = np.nan
    table["controls"] = pd.Series([None] * len(table), dtype=object)
    row = (table["scenario"] == OTHER) & (table["kpi"] == TRUE)
    for column, value in of_comparison.items():
        table.loc[row, column] = value
    kpis = pd.read_csv(folder / "kpis.csv")
    for name, value in controls.items():
        kpis[f"control_{name}"] = value
        like = table[table["kpi"] == TRUE].assign(
            kpi=f"control_{name}", mean=value, controls=None, half_width_kept=np.nan
        )
        table = pd.concat([table, like])
    kpis.to_csv(folder / "kpis.csv", index=False)
    table.to_csv(folder / "comparison.csv", index=False)
    return read_results(folder)


def test_nothing_is_said_of_what_was_not_asked_for(tmp_path: Path) -> None:
    assert interval_notes(changed(tmp_path, [], {}, {}), [TRUE]) == []


def test_results_without_the_newer_columns_are_read_as_they_are(tmp_path: Path) -> None:
    write_results(tmp_path, two_factor_points(), BASELINE, replications=12)
    assert interval_notes(read_results(tmp_path), [TRUE]) == []


@pytest.mark.parametrize(("kept", "gain"), [(0.62, True), (1.04, False)])
def test_controls_are_named_with_what_they_save(tmp_path: Path, kept: float, gain: bool) -> None:
    used = {"controls": "immigrants", "half_width_kept": kept}
    [said] = interval_notes(changed(tmp_path, ["immigrants"], used, {"immigrants": 1.01}), [TRUE])
    assert said.startswith("Control variates (immigrants): ")
    assert f"half-widths of differences are {kept:.2f} of those without." in said
    assert ("no gain" in said) == (not gain)


def test_controls_that_were_not_used_are_named_with_the_reason(tmp_path: Path) -> None:
    made = changed(tmp_path, ["immigrants", "arrivals"], {}, {"immigrants": 1.01})
    few, unknown = interval_notes(made, [TRUE])
    assert few == "Control variate immigrants isn't used: too few replications."
    assert unknown.startswith("Control variate arrivals isn't used with lean, record_only; ")
    assert "its mean isn't known there" in unknown


@pytest.mark.parametrize(
    ("interval", "bootstrap", "kind"),
    [
        ((-1.0, -0.2), (-1.2, 0.1), "unsure"),
        ((-1.0, 0.2), (-1.2, -0.1), "unsure"),
        ((-1.0, -0.2), (-1.2, -0.1), "better"),
        ((-1.0, 0.2), (-1.2, 0.1), "not shown"),
    ],
)
def test_skewed_replications_are_unsure_where_intervals_disagree(
    tmp_path: Path, interval: tuple[float, float], bootstrap: tuple[float, float], kind: str
) -> None:
    columns = ("difference_low", "difference_high", "bootstrap_low", "bootstrap_high")
    row = dict(zip(columns, (*interval, *bootstrap), strict=True))
    results = changed(tmp_path, [], row | {"verdict": "in words"}, {})
    assert results.estimate(TRUE, OTHER).kind_of_difference("lower") == kind
    said = interval_notes(results, [TRUE])
    assert bool(said) == (kind == "unsure")
    console = Console(file=io.StringIO(), width=200)
    print_comparison(tmp_path, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert ('"unsure" means' in printed) == (kind == "unsure")
    assert (" unsure " in printed) == (kind == "unsure")
    draw(results)
