"""``compare`` as a planner types it, on a real run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.cli import main

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["report", "compare", "scenarios"])
def test_flags_of_simulating_are_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--print"], PROJECT) == 2
    assert capsys.readouterr().err == f"error: command line: '{command}' doesn't take '--print'\n"


@pytest.mark.slow
def test_a_run_compared_with_a_part_of_itself_is_that_run(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = tmp_path / "mailed"
    shutil.copytree(run_folder, part)
    told = json.loads((part / "manifest.json").read_text())
    told["scenarios"].popitem()
    (part / "manifest.json").write_text(json.dumps(told))
    words = ["compare", str(part), str(run_folder), f"results_folder={tmp_path / 'out'}"]
    assert main(words, PROJECT) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    for name in ("comparison.csv", "kpis.csv", "record_power.csv"):
        assert (folder / name).read_bytes() == (run_folder / name).read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["warnings"] == []
    assert manifest["settings_that_differ"]["keys"] == {}
    page = (folder / "report.html").read_text()
    assert "What was set side by side" in page
    assert str(part) in page


@pytest.mark.slow
def test_a_folder_in_another_language_and_back_is_the_same_again(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a folder was redrawn with leaves no trace."""
    folder = tmp_path / "mine"
    shutil.copytree(run_folder, folder)
    assert main(["report", str(folder)], PROJECT) == 0
    chart = folder / "charts" / "1_true_and_recorded.svg"
    english, manifest = chart.read_bytes(), (folder / "manifest.json").read_bytes()
    asked = ["report.language=fr", "report.charts=[1_true_and_recorded]", "report.formats=[svg]"]
    assert main(["report", str(folder), *asked], PROJECT) == 0
    assert "SIMULÉ" in chart.read_text()
    assert [path.name for path in (folder / "charts").glob("*.svg")] == [chart.name]
    assert not list((folder / "charts").glob("*.png"))
    assert main(["report", str(folder)], PROJECT) == 0
    assert chart.read_bytes() == english
    assert (folder / "manifest.json").read_bytes() == manifest
    capsys.readouterr()
