"""What charts of a scenario's insides need, added to a results folder made without a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.kpis.convoy_ends import LOST_BEFORE
from sim.analysis.kpis.convoy_fates import FATES
from sim.analysis.kpis.side_gaps import WORDS as GAPS

FUNNEL = {
    "observable": 0.6, "noticed": 0.3, "located": 0.2, "recorded": 0.55, "recorded_own": 0.3,
    "recorded_by_complaint": 0.25, "visited": 0.15, "attributed": 0.1, "rightly_attributed": 0.08,
    "answered": 0.09, "rightly_answered": 0.07,
}  # fmt: skip
COVERAGE = {
    "coverage_share": 0.7,
    "coverage_lost_share_in_all": 0.3,
    "coverage_lost_share_level": 0.2,
    "coverage_lost_share_late_opening": 0.0,
    "coverage_lost_share_shelter": 0.06,
    "coverage_lost_share_a_strike": 0.04,
}
BY_SIDE = (
    "located_given_equal_conduct_share",
    "found_given_equal_conduct_share",
    "sanctioned_given_equal_conduct_share",
    "findings_wrong_side_share_against",
    "sanctions_wrong_group_share_against",
    "movements_denied_share_of",
    "movements_delayed_share_of",
)
MANDATE = {
    "assessments_improved_share": 0.7,
    "assessments_improved_in_truth_share": 0.4,
    "assessments_disagreeing_share": 0.35,
    "mandate_extended_share": 0.8,
    "mandate_extended_on_true_counts_share": 0.5,
    "mandate_reversed_by_truth_share": 0.4,
}
FATE_SHARES = dict.fromkeys(FATES, 0.0) | {
    "refused": 0.2, "unanswered": 0.3, "access_denied": 0.1, "fire": 0.05, "attacked": 0.05,
    "partly_delivered": 0.05, "delivered_to_fewer": 0.1, "delivered": 0.15,
}  # fmt: skip
"""They sum to 1."""
LEDGERS = ("russia", "turkey", "iran")
PLACE = "douma"


def with_insides(folder: Path) -> Path:
    """Add KPIs, series, labels and settings to what ``write_results`` wrote."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    kpis = pd.read_csv(folder / "kpis.csv", keep_default_na=False, dtype={"scenario": str})
    rng = np.random.default_rng(11)
    shares = _shares()
    luck = pd.Series(rng.normal(0.0, 0.02, len(kpis)), kpis.index)
    new = {kpi: mean * (1.0 + luck) for kpi, mean in shares.items()}
    new |= {"deaths_per_month": 60.0 + 100.0 * luck}
    table = pd.concat([kpis, pd.DataFrame(new)], axis=1)
    table.to_csv(folder / "kpis.csv", index=False)
    _compared(folder, table, list(new), str(manifest["baseline"]))
    _series(folder, manifest, rng)
    for kpi in new:
        unit = "deaths/month" if kpi == "deaths_per_month" else "share"
        words = {"label": kpi.replace("_", " "), "unit": unit, "direction": "neither"}
        manifest["kpi_labels"][kpi] = words | {"page_one": False}
    for settings in manifest["scenarios"].values():
        settings["world"]["guarantors"] = {
            name: {"label": f"{name.title()}n <party> & $co$"} for name in LEDGERS
        }
        settings["world"]["zones"] = {"ghouta": {"places": {PLACE: {"label": "Douma & <town>"}}}}
        closed = {"summer": {"from_day": 85.0, "until_day": 110.0}}
        settings["world"]["supply"] = {PLACE: {"commercial_closures": closed}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _shares() -> dict[str, float]:
    shares = {f"incidents_reaching_share_{stage}": share for stage, share in FUNNEL.items()}
    shares |= COVERAGE | MANDATE
    shares |= {f"convoys_ending_share_{fate}": share for fate, share in FATE_SHARES.items()}
    left = 1.0
    for stage, lost in LOST_BEFORE.items():
        left -= sum(FATE_SHARES[fate] for fate in lost)
        shares[f"convoys_reaching_share_{stage}"] = left
    for at, kpi in enumerate(BY_SIDE):
        shares |= {f"{kpi}_side_a": 0.1 + 0.02 * at, f"{kpi}_side_b": 0.12}
    return shares | {f"side_gap_{name}": 0.02 * at - 0.02 for at, name in enumerate(GAPS)}


def _compared(folder: Path, table: pd.DataFrame, kpis: list[str], baseline: str) -> None:
    """Rows of ``comparison.csv`` for these KPIs."""
    comparison = pd.read_csv(folder / "comparison.csv", keep_default_na=False)
    rows: list[dict[str, Any]] = []
    for kpi in kpis:
        wide = table.pivot(index="replication", columns="scenario", values=kpi)
        for name in wide.columns:
            half = 2.1 * wide[name].std() / np.sqrt(len(wide)) if len(wide) > 1 else np.nan
            mean, difference = wide[name].mean(), (wide[name] - wide[baseline]).mean()
            rows.append(
                {
                    "scenario": name, "kpi": kpi,
                    "unit": "deaths/month" if kpi == "deaths_per_month" else "share",
                    "mean": mean, "low": mean - half, "high": mean + half,
                    "difference": difference, "difference_low": difference - half,
                    "difference_high": difference + half, "verdict": "no difference shown",
                }
            )  # fmt: skip
    pd.concat([comparison, pd.DataFrame(rows)]).to_csv(folder / "comparison.csv", index=False)


def _series(folder: Path, manifest: dict[str, Any], rng: np.random.Generator) -> None:
    """Ledgers, posts, people and stock by week or day, for every scenario and replication."""
    series = pd.read_csv(folder / "series.csv.gz", keep_default_na=False, dtype={"scenario": str})
    runs = series[["scenario", "replication"]].drop_duplicates()
    rows: list[tuple[str, int, str, float, float]] = []
    for name, replication in runs.itertuples(index=False):
        days = int(manifest["scenarios"][name]["days"])
        weeks = range(days // 7)
        due = [0.0 if week < 11 else min(week - 10.0, 11.0) for week in weeks]
        stock = np.clip(900.0 + 60.0 * rng.normal(0.0, 1.0, days).cumsum(), 0.0, None)
        put: dict[str, Any] = {
            f"recorded_entries_by_week__{ledger}": rng.poisson(20.0 - 8.0 * at, len(weeks))
            for at, ledger in enumerate(LEDGERS)
        }
        put |= {
            "posts_due_by_week": due,
            "posts_manned_by_week": [0.8 * posts for posts in due],
            "paid_people_by_week": [140.0 + 20.0 * posts for posts in due],
            f"stock_tonnes_by_day__{PLACE}": stock,
            f"stock_out_by_day__{PLACE}": (stock <= 0.0).astype(float),
        }
        for what, values in put.items():
            rows += [
                (name, replication, what, float(at), float(value))
                for at, value in enumerate(values)
            ]
    added = pd.DataFrame(rows, columns=["scenario", "replication", "series", "index", "value"])
    pd.concat([series, added]).to_csv(folder / "series.csv.gz", index=False)
