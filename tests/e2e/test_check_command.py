"""``python run.py check``: what it prints and writes, and that mistakes are told of in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import WRONG_SETTINGS, main


def checked(tmp_path: Path, *words: str) -> int:
    return main(["check", *words, f"results_folder={tmp_path}"])


def test_a_scenario_is_told_and_nothing_is_kept_but_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path, "experiment=single", "staffing=lean", "days=3") == 0
    said = capsys.readouterr().out
    page = tmp_path / "check" / "lean" / "check.html"
    assert said.startswith("What this scenario means: lean, eastern_ghouta\n")
    assert "no figure here is a result of a simulation" in said
    assert "The whole experiment: 30 replications, about" in said
    assert said.rstrip().endswith("check.html")
    assert [path.name for path in tmp_path.iterdir()] == ["check"]
    assert "What this scenario means: lean, eastern_ghouta" in page.read_text()


def test_all_points_are_checked_and_the_baseline_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path, "days=2", "workers=3") == 0
    said = capsys.readouterr().out
    assert "planned, investigate_first, the baseline of 12 scenarios compared" in said
    assert "360 replications" in said
    assert "on 3 processes" in said
    assert (tmp_path / "check" / "usual" / "check.html").is_file()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["scenario=nope"], "command line: no scenario called 'nope'"),
        (["experiment=single", "days=-1"], "days = -1"),
        (["experiment=single", "staffing.zones.eastern_ghouta.posts=99"], "lists only 11 posts"),
        (["lean"], "can't read 'lean'"),
        (["-m", "staffing=lean,planned"], "'check' doesn't take '-m'"),
        (["staffing=lean,planned"], "need the flag -m"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_written(
    words: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path, *words) == WRONG_SETTINGS
    said = capsys.readouterr()
    assert line in said.err
    assert said.err.count("error: ") == 1
    assert not said.out
    assert not list(tmp_path.iterdir())


def test_a_design_that_goes_on_until_it_knows_enough_says_at_least(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path, "experiment=select_best", "days=2") == 0
    assert "at least" in capsys.readouterr().out.partition("The whole experiment")[2]
