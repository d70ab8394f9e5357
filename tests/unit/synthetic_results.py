"""A results folder made without a model, in the format of a real one, for tests of the report."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.recorded_and_true import PairRow
from sim.analysis.reversal import reversal

STAFFING = {"lean": (140, 4), "planned": (350, 7), "surge": (660, 11)}
RESPONSE = {
    "record_only": 6.4,
    "sanction_first": 6.0,
    "investigate_first": 5.7,
    "graduated": 5.4,
}
HOURS = [0, 1, 2, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336]
UNITS = {
    "true_incidents_per_day": ("true incidents a day", "incidents/day", "lower"),
    "recorded_per_day": ("entries in all ledgers a day", "entries/day", "neither"),
    "recorded_matched_per_day": ("incidents recorded a day", "incidents/day", "neither"),
    "convoys_requested": ("convoys requested", "convoys", "neither"),
    "convoys_granted": ("convoys granted", "convoys", "higher"),
    "convoys_completed": ("convoys completed", "convoys", "higher"),
    "people_reached_share": ("people reached over requested", "share", "higher"),
    "visited_within_72_h_share": ("reports visited within 72 h", "share", "higher"),
    "mission_wait_mean_minutes": ("wait at mission checkpoints, mean", "minutes", "lower"),
    "mean_paid_people": ("paid people", "people", "lower"),
    "paid_person_days": ("paid person-days", "person-days", "lower"),
}


def settings(name: str, days: int, posts: int) -> dict[str, Any]:
    """The part of a resolved scenario that charts read."""
    return {
        "name": name,
        "days": days,
        "world": {
            "start": "2017-05-06",
            "groups": {
                name: {"label": label, "side": side, "joins_day": day, "covered": covered}
                for name, label, side, day, covered in (
                    ("government", "Government forces", "side_a", 0.0, True),
                    ("one", "First group", "side_b", 77.0, True),
                    ("two", "Second group", "side_b", 104.0, True),
                    ("excluded", "Excluded group", "side_b", 20.0, False),
                )
            },
        },
        "mission": {
            "posts": {
                f"post_{i}": {
                    "label": f"Post {i}",
                    "zone": "ghouta",
                    "priority": i + 1,
                    "opens_day": 79.0 if i < 4 else 90.0 if i < 7 else 104.0,
                    "late_days": 0.0,
                }
                for i in range(11)
            }
        },
        "staffing": {"zones": {"ghouta": {"posts": posts}}},
    }


def two_factor_points() -> dict[str, dict[str, str]]:
    """The default experiment: three staffing levels by four response rules."""
    return {f"{s}, {r}": {"staffing": s, "response": r} for s, r in product(STAFFING, RESPONSE)}


def write_results(
    folder: Path,
    points: dict[str, dict[str, str]] | list[str],
    baseline: str,
    replications: int = 30,
    days: int = 184,
    seed: int = 1,
) -> Path:
    """Write manifest, KPI table, comparison and series; ``points`` with factors or names only."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(points)
    rng = np.random.default_rng(seed)
    good, bad = rng.normal(0, 0.35, replications), rng.normal(0, 0.05, replications)
    kpis, series, scenarios = [], [], {}
    for at, name in enumerate(names):
        level, rule = _levels(points, name, at)
        people, posts = STAFFING[level]
        scenarios[name] = settings(name, days, posts)
        noise = rng.normal(0, 0.12, replications)
        table = _kpis(level, rule, people, days, good, bad, noise, rng)
        table.insert(0, "scenario", name)
        table.insert(1, "replication", range(replications))
        kpis.append(table)
        series.append(_series(name, level, rule, days, replications, rng))
    kpi_table = pd.concat(kpis)
    kpi_table.to_csv(folder / "kpis.csv", index=False)
    pd.concat(series).to_csv(folder / "series.csv.gz", index=False)
    compare(kpi_table, names, baseline).to_csv(folder / "comparison.csv", index=False)
    if len(names) > 1:
        recorded_and_true(kpi_table, names, baseline).to_csv(
            folder / "recorded_and_true.csv", index=False
        )
    manifest: dict[str, Any] = {
        "experiment": "staffing_by_response",
        "question": "Which staffing level and which rule?",
        "baseline": baseline,
        "replications": replications,
        "scenarios": scenarios,
        "failed": [],
        "kpi_labels": {
            kpi: {"label": label, "unit": unit, "direction": direction, "page_one": True}
            for kpi, (label, unit, direction) in UNITS.items()
        },
    }
    if isinstance(points, dict):
        manifest["factors"] = points
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _levels(points: Any, name: str, at: int) -> tuple[str, str]:
    found = points[name] if isinstance(points, dict) else {}
    return (
        found.get("staffing", list(STAFFING)[at % 3]),
        found.get("response", list(RESPONSE)[at % 4]),
    )


def _kpis(
    level: str, rule: str, people: int, days: int, good: Any, bad: Any, noise: Any, rng: Any
) -> pd.DataFrame:
    n = len(good)
    acts = rule != "record_only"
    true = RESPONSE[rule] - (0.0012 * people if acts else 0.0) + good + (noise if acts else 0.0)
    seen = {"lean": 0.45, "planned": 0.58, "surge": 0.66}[level]
    requested = np.random.default_rng(7).poisson(26, n)
    granted = np.floor(requested * (0.55 + bad))
    completed = np.floor(granted * (0.75 if level == "lean" else 0.85))
    reached = np.clip(0.3 + (people - 140) / 4000 + bad + noise / 5, 0, 1)
    visited = {"lean": 0.22, "planned": 0.43, "surge": 0.7}[level] if acts else 0.0
    return pd.DataFrame(
        {
            "true_incidents_per_day": true,
            "recorded_per_day": true * seen * 1.35,
            "recorded_matched_per_day": true * seen,
            "convoys_requested": requested,
            "convoys_granted": granted,
            "convoys_completed": completed,
            "people_reached_share": reached,
            "visited_within_72_h_share": visited + (bad / 3 if acts else 0.0),
            "mission_wait_mean_minutes": {"lean": 46, "planned": 11, "surge": 2.5}[level]
            * np.exp(rng.normal(0, 0.05, n)),
            "mean_paid_people": float(people),
            "paid_person_days": float(people * days),
        }
    )


def compare(kpis: pd.DataFrame, names: list[str], baseline: str) -> pd.DataFrame:
    """A comparison table of means; Bonferroni only roughly (the real one is tested elsewhere)."""
    rows = []
    for kpi, (_, unit, _) in UNITS.items():
        wide = kpis.pivot(index="replication", columns="scenario", values=kpi)
        root = np.sqrt(len(wide))
        for name in names:
            y, d = wide[name], wide[name] - wide[baseline]
            half = 2.05 * y.std() / root if len(wide) > 1 else np.nan
            wide_half = 3.1 * d.std() / root if len(wide) > 1 else np.nan
            low, high = d.mean() - wide_half, d.mean() + wide_half
            if name == baseline:
                verdict, low, high = "baseline", 0.0, 0.0
            elif not d.any():
                verdict = "identical"
            elif np.isnan(low):
                verdict = "not enough data"
            elif low <= 0.0 <= high:
                verdict = "no difference shown"
            else:
                ends = sorted((abs(low), abs(high)))
                verdict = f"{'lower' if high < 0 else 'higher'} by {ends[0]:.2g} to {ends[1]:.2g}"
            rows.append(
                {
                    "scenario": name,
                    "kpi": kpi,
                    "unit": unit,
                    "mean": y.mean(),
                    "low": y.mean() - half,
                    "high": y.mean() + half,
                    "difference": d.mean(),
                    "difference_low": low,
                    "difference_high": high,
                    "verdict": verdict,
                }
            )
    return pd.DataFrame(rows)


def recorded_and_true(kpis: pd.DataFrame, names: list[str], baseline: str) -> pd.DataFrame:
    """A table of reversals and splits; what happened and what was seen are made up."""
    wide = kpis.pivot(index="replication", columns="scenario")
    rows = []
    for name in names:
        if name == baseline:
            continue
        true, recorded, matched = (
            wide[kpi][name] - wide[kpi][baseline]
            for kpi in ("true_incidents_per_day", "recorded_per_day", "recorded_matched_per_day")
        )
        found = reversal(*(np.asarray(x) for x in (true, 0 * true, recorded, 0 * recorded)))
        happened = 0.5 * true.mean()
        terms = happened, matched.mean() - happened, (recorded - matched).mean()
        ends = [end for term in terms for end in (term, term - 0.1, term + 0.1)]
        cells = (name, baseline, "baseline", *found, found.verdict, *ends, "yes")
        rows.append(PairRow._make(cells))
    return pd.DataFrame(rows, columns=PairRow._fields)


def _series(
    name: str, level: str, rule: str, days: int, replications: int, rng: Any
) -> pd.DataFrame:
    weeks = np.arange(-(-days // 7))
    seen = {"lean": 0.45, "planned": 0.58, "surge": 0.66}[level]
    hourly = np.exp(-((np.arange(7, 17) - 9) ** 2) / 8) + np.exp(
        -((np.arange(7, 17) - 14) ** 2) / 8
    )
    scale = {"lean": 46, "planned": 11, "surge": 2.5}[level]
    speed = {"lean": 260.0, "planned": 130.0, "surge": 60.0}[level]
    rows: list[tuple[str, int, str, float, float]] = []
    for r in range(replications):
        mean = 7 * RESPONSE[rule] * (1 - 0.6 * np.exp(-weeks / 8))
        true = rng.poisson(mean * rng.gamma(6, 1 / 6, len(weeks)))
        put = {
            "true_incidents_by_week": zip(weeks, true, strict=True),
            "recorded_matched_by_week": zip(weeks, rng.binomial(true, seen), strict=True),
            "coverage_by_week": [
                (w, rng.uniform(0.75, 0.95) * (1 if w > 13 else 0.5)) for w in weeks if w >= 11
            ],
            "background_under_watch_by_week": [
                (w, seen * rng.uniform(0.5, 0.6)) for w in weeks if w >= 11
            ],
            "lost_post_hours_by_week__shelter": [
                (w, rng.uniform(0.01, 0.05)) for w in weeks if w >= 11
            ],
            "lost_post_hours_by_week__late_opening": [
                (w, 0.5 if w <= 13 else 0.0) for w in weeks if w >= 11
            ],
            "wait_sum_by_hour_of_day_h": zip(
                range(7, 17), 400 * scale / 60 * hourly * rng.uniform(0.9, 1.1), strict=True
            ),
            "served_by_hour_of_day": [(h, 400.0) for h in range(7, 17)],
        }
        if rule != "record_only":
            put["cases_visited_share_by_hours"] = [
                (h, 0.8 * (1 - np.exp(-max(0, h - 12) / speed))) for h in HOURS
            ]
            put["cases_answered_share_by_hours"] = [
                (h, 0.7 * (1 - np.exp(-max(0, h - 30) / speed))) for h in HOURS
            ]
        put["cases_called_share_by_hours"] = [(h, 0.97 * (1 - np.exp(-h / 1.5))) for h in HOURS]
        for what, pairs in put.items():
            rows += [(name, r, what, float(i), float(v)) for i, v in pairs]
    return pd.DataFrame(rows, columns=["scenario", "replication", "series", "index", "value"])
