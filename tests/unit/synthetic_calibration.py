"""A results folder of a calibration, made without a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from small_material import change_manifest
from synthetic_results import write_results
from synthetic_sensitivity import write_table

Row = dict[str, Any]

RUSSIA, TURKEY, GHOUTA = "russia", "turkey", "eastern_ghouta"
PARAMETERS = ("parameter", "words", "unit", "estimate", "low", "high", "tried_from", "tried_to")
PARAMETERS += ("before", "identified")
FITTED = (
    ("level", "background incidents", "factor", 1.21, 1.05, 1.44, 0.5, 2.0, 1.0, "yes"),
    ("following", "incidents that follow within days", "incidents per incident",
     0.14, 0.06, 0.2, 0.0, 0.2, 0.12, "yes"),
    ("variance", "how unlike days are", "factor squared", 0.3, 0.02, 0.97, 0.0, 1.0, 0.3, "no"),
    ("complaints", "complaints made of an incident", "factor", 0.9, 0.2, 1.9, 0.05, 2.0, 0.8,
     "only together with level"),
)  # fmt: skip
MOMENTS = ("moment", "words", "unit", "ledger", "zone", "data", "fitted")
COUNTED = (
    ("mean", "entries a day, mean", "entries/day", RUSSIA, GHOUTA, 3.4, 3.1, 0.5),
    ("mean", "entries a day, mean", "entries/day", TURKEY, GHOUTA, 2.5, 2.6, 0.4),
    ("fano_1_day", "variance over mean of days", "ratio", RUSSIA, "", 2.2, 2.0, 0.6),
    ("fano_1_day", "variance over mean of days", "ratio", TURKEY, "", 1.9, 2.1, 0.6),
    ("fano_7_days", "variance over mean of weeks", "ratio", RUSSIA, "", 4.4, 3.8, 1.9),
    ("lag_1", "correlation of a day with the next", "correlation", RUSSIA, "", 0.2, 0.25, 0.2),
)  # fmt: skip
LEDGERS = ("correlation", "correlation of the two ledgers", "correlation", "russia and turkey", "")
WEEKS = ("week", "ledger", "days", "data", "fitted", "fitted_low", "fitted_high")
FILES = ("world_calibrated.yaml", "evidence_calibrated.yaml")


def write_calibration(folder: Path, *, fits: bool = True) -> Path:
    """The scenario as it stands, the calibrated one if the model ``fits``, and the tables."""
    names = [GHOUTA, *(["calibrated"] if fits else [])]
    write_results(folder, names, GHOUTA, replications=8)
    change_manifest(
        folder,
        experiment="calibrate",
        question="Which values give these counts?",
        design={"kind": "calibrate", "data": "counts.csv"},
        conclusion=[
            "In the model these values go with the daily counts of counts.csv."
            if fits
            else "No setting within the ranges tried gives the daily counts of counts.csv.",
            "The counts tell next to nothing of how unlike days are.",
        ],
        conclusion_is_the_answer=True,
    )
    parameters = [dict(zip(PARAMETERS, row, strict=True)) for row in FITTED]
    write_table(folder, "parameters", PARAMETERS, parameters)
    columns = [*MOMENTS, "fitted_low", "fitted_high", "within"]
    write_table(folder, "moments", columns, moments(fits=fits))
    write_table(folder, "counts_by_week", WEEKS, counts_by_week(fits=fits))
    for name in FILES if fits else ():
        (folder / name).write_text("# made up\n", encoding="utf-8")
    return folder


def moments(*, fits: bool) -> list[Row]:
    """Rows of moments.csv; the last lies outside where the model doesn't fit."""
    rows = []
    for *named, half in (*COUNTED, (*LEDGERS, 0.6, 0.5 if fits else 0.35, 0.15)):
        row = dict(zip(MOMENTS, named, strict=True))
        ends = {"fitted_low": row["fitted"] - half, "fitted_high": row["fitted"] + half}
        within = abs(row["data"] - row["fitted"]) <= half
        rows.append(row | ends | {"within": "yes" if within else "no"})
    return rows


def counts_by_week(*, fits: bool) -> list[Row]:
    """Rows of counts_by_week.csv: nothing was counted in weeks 8 and 9, little in week 4."""
    rng = np.random.default_rng(9)
    rows = []
    for ledger, level in ((RUSSIA, 3.4), (TURKEY, 2.5)):
        for week in (week for week in range(18) if week not in (8, 9)):
            days = 3 if week == 4 else 7
            fitted = days * level * (1.0 + 0.02 * week)
            counted = {"week": week, "ledger": ledger, "days": days}
            counted["data"] = int(rng.poisson(fitted))
            ends = (fitted, 0.55 * fitted, 1.5 * fitted) if fits else (np.nan,) * 3
            rows.append(counted | dict(zip(WEEKS[-3:], ends, strict=True)))
    return rows
