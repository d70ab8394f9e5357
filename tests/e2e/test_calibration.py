"""Calibration as a planner does it: a file typed, the result taken over, wrong files."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import CONFIGS, compose
from simulated_counts import counts_as_csv

from sim.cli import main

PROJECT = CONFIGS.parent
DAYS = 40
FEW = ["wide_points=36", "wide_replications=1", "near_points=36", "near_replications=1"]
QUICK = ["workers=1", "report.charts=[]", "report.map=false", "report.excel=false"]
QUICK += ["report.word=false", f"days={DAYS}"]
FREE = ["background_level", "complaints_side_a"]


def command(data: str) -> list[str]:
    """Two parameters left free; and few replications."""
    content = yaml.safe_load((CONFIGS / "experiment" / "calibrate.yaml").read_text())
    left_out = [name for name in content["experiment"]["over"] if name not in FREE]
    return [
        *("experiment=calibrate", f"data={data}", "replications=2", *FEW, *QUICK),
        *(f"~experiment.over.{name}" for name in left_out),
    ]


def folder_in(results: Path) -> Path:
    (found,) = (path for path in results.iterdir() if path.is_dir())
    return found


def assumed(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "assumptions.csv").open(encoding="utf-8", newline="") as text:
        return {row["key"]: row for row in csv.DictReader(text)}


@pytest.mark.slow
def test_the_result_is_taken_over_by_copying_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    for name in ("configs", "scenarios"):
        shutil.copytree(PROJECT / name, project / name)
    monkeypatch.chdir(tmp_path)
    rows = counts_as_csv(compose(days=DAYS), seed=3).splitlines()
    gap = [row for row in rows if "2017-05-20" not in row]
    Path("counts.csv").write_text("\n".join(gap) + "\n")
    assert main([*command("counts.csv"), "results_folder=res"], project) == 0
    said = capsys.readouterr().out
    assert "the daily counts of counts.csv, 2017-05-06 to 2017-06-14" in said
    assert "Without counts: 1 days of russia in eastern_ghouta" in said
    assert "copy world_calibrated.yaml of this folder to configs/world/NAME.yaml" in said
    found = folder_in(Path("res/calibrate"))
    shutil.copy(found / "world_calibrated.yaml", project / "configs/world/mine.yaml")
    shutil.copy(found / "evidence_calibrated.yaml", project / "configs/evidence/mine.yaml")

    alone = ["experiment=single", "world=mine", "replications=1", *QUICK]
    assert main([*alone, "results_folder=again"], project) == 0
    values = yaml.safe_load((found / "world_calibrated.yaml").read_text())
    assert values["defaults"] == ["ghouta_as_announced", "_self_"]
    table = assumed(folder_in(Path("again/single")))
    key = "world.complaints.probability.side_a"
    assert float(table[key]["value"]) == values["complaints"]["probability"]["side_a"]
    for own in (key, "world.groups.government.background_per_day"):
        assert table[own]["status"] == "calibrated"
        assert "counts.csv (russia and turkey, 2017-05-06 to 2017-06-14)" in table[own]["source"]
        assert table[own]["remark"] == ""
    # the world that it was made from isn't said to be fitted to these counts
    assert main(["experiment=single", "replications=1", *QUICK, "results_folder=old"], project) == 0
    assert "counts.csv" not in (folder_in(Path("old/single")) / "assumptions.csv").read_text()


def test_what_is_wrong_is_told_in_a_line_before_anything_is_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.csv").write_text("date,ledger,zone,count\n2017-05-06,russia,ghouta,1\n")
    assert main(["experiment=calibrate", "data=wrong.csv", "results_folder=res"]) == 2
    (error,) = capsys.readouterr().err.splitlines()
    assert "wrong.csv:2: zone = ghouta: no zone is called so" in error
    assert not Path("res").exists()
