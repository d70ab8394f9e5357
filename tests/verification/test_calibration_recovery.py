"""Calibration finds the values that data were made with: over a stand-in, and over the model."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import yaml
from conftest import CONFIGS, compose
from simulated_counts import counts_as_csv, with_values

from sim.cli import main
from sim.experiment.calibration.parameters import Parameter
from sim.experiment.designs.base import Conclusion, Rows

from .thinned_clusters import SIDE_B, calibrated, data

SMALL = {"wide_points": 60, "wide_replications": 2, "near_points": 60, "near_replications": 3}
MORE = {"wide_points": 100, "wide_replications": 2, "near_points": 120, "near_replications": 3}
TRUE = {"level": 1.3, "further": 0.06, "depth": 0.8, "side_a": 0.55}
NOTHING = {
    "words": "nothing that shows",
    "setting": "world.violence.spread_km",
    "from": 1.0,
    "to": 10.0,
}


def settings(true: dict[str, float]) -> dict[str, float]:
    """The settings of the stand-in that these parameters stand for."""
    return {
        "world.groups.government.background_per_day": 3.6 * true["level"],
        "world.violence.slow.own": true["further"],
        "world.violence.recovery.depth": true["depth"],
        "world.complaints.probability.side_a": true["side_a"],
    }


def by_name(rows: Rows) -> dict[str, dict[str, Any]]:
    return {str(row["parameter"]): dict(row) for row in rows}


def holds(row: dict[str, Any], value: float) -> bool:
    return bool(row["low"] <= value <= row["high"])


def test_known_values_are_in_the_intervals_and_the_intervals_tell_something() -> None:
    conclusion, _ = calibrated(data(settings(TRUE), 1), **SMALL)
    found = by_name(conclusion.tables["parameters"])
    assert all(holds(found[name], value) for name, value in TRUE.items())
    assert all(row["low"] <= row["estimate"] <= row["high"] for row in found.values())
    assert found["side_a"]["high"] - found["side_a"]["low"] < 0.2
    assert found["side_a"]["identified"] == "yes"
    # the number of incidents is that of clusters times their size: neither is known by itself
    assert found["level"]["identified"] == "only together with further"
    assert found["further"]["identified"] == "only together with level"


@cache
def with_more_unknown() -> Conclusion:
    """Both sides' complaints unknown, and a setting that shows nowhere."""
    more = {"side_b": SIDE_B, "nothing": NOTHING}
    return calibrated(data(settings(TRUE), 2), more=more, **MORE)[0]


def test_without_a_probability_known_level_and_reporting_are_known_together_only() -> None:
    conclusion = with_more_unknown()
    found = by_name(conclusion.tables["parameters"])
    assert "side_a" in found["side_b"]["identified"]
    assert "only together with" in found["side_a"]["identified"]
    assert any("can't tell apart" in said for said in conclusion.sentences)


def test_what_shows_nowhere_keeps_its_value_and_is_not_marked() -> None:
    conclusion = with_more_unknown()
    row = by_name(conclusion.tables["parameters"])["nothing"]
    assert (row["identified"], row["estimate"], row["before"]) == ("no", 3.0, 3.0)
    assert "spread_km" not in conclusion.files["world_calibrated.yaml"]
    assert "spread_km" not in conclusion.files["evidence_calibrated.yaml"]
    assert any(said.startswith("The counts tell next to nothing") for said in conclusion.sentences)


def test_counts_that_no_setting_gives_are_said_to_be_so() -> None:
    daily = {cell: dict.fromkeys(own, 30) for cell, own in data({}, 4).items()}
    conclusion, results = calibrated(daily, **SMALL)
    assert conclusion.sentences[0].startswith("No setting within the ranges tried gives the daily")
    assert "variance over mean of daily counts (russia): 0.05" in conclusion.sentences[0]
    assert not conclusion.files
    assert "calibrated" not in results.further


@pytest.mark.slow
def test_intervals_hold_the_known_values_of_many_sets_of_data() -> None:
    """At least 16 of 20 for each parameter: fewer by chance once in 400, were it 95 %."""
    rng = np.random.default_rng(20170506)
    held: dict[str, int] = dict.fromkeys(TRUE, 0)
    fitting = 0
    for number in range(20):
        true = {
            "level": float(np.exp(rng.uniform(np.log(0.7), np.log(1.6)))),
            "further": float(rng.uniform(0.03, 0.17)),
            "depth": float(rng.uniform(0.4, 0.9)),
            "side_a": float(rng.uniform(0.2, 0.7)),
        }
        conclusion, _ = calibrated(data(settings(true), 100 + number), seed=number, **SMALL)
        found = by_name(conclusion.tables["parameters"])
        for name, value in true.items():
            held[name] += holds(found[name], value)
        fitting += "world_calibrated.yaml" in conclusion.files
    assert min(held.values()) >= 16, held
    assert fitting >= 18


@pytest.mark.slow
def test_values_of_the_model_itself_are_found_again(tmp_path: Any) -> None:
    file = yaml.safe_load((CONFIGS / "experiment" / "calibrate.yaml").read_text())
    over = {k: Parameter.model_validate(v) for k, v in file["experiment"]["over"].items()}
    true = {"background_level": 1.6, "complaints_side_a": 0.65, "recovery_depth": 0.6}
    days = 70
    known = with_values(compose(days=days), over, true)
    path = tmp_path / "counts.csv"
    path.write_text(counts_as_csv(known, seed=1, replication=7))
    left_out = [f"~experiment.over.{name}" for name in over if name not in true]
    small = ["wide_points=60", "wide_replications=1", "near_points=60", "near_replications=1"]
    words = ["experiment=calibrate", f"data={path}", f"days={days}", "replications=4", "workers=1"]
    results = tmp_path / "results"
    words += ["report.word=false", "report.excel=false", "report.map=false", "report.charts=[]"]
    assert main([*words, *small, *left_out, f"results_folder={results}"]) == 0
    (folder,) = (path for path in (results / "calibrate").iterdir() if path.is_dir())
    header, *rows = (folder / "parameters.csv").read_text().splitlines()
    found = {
        row.split(",")[0]: dict(zip(header.split(","), row.split(","), strict=True)) for row in rows
    }
    for name, value in true.items():
        assert float(found[name]["low"]) <= value <= float(found[name]["high"]), found[name]
    assert found["complaints_side_a"]["identified"] != "no"
