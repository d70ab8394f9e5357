"""``python run.py check``: what it prints and writes, and that mistakes are told of in one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli import WRONG_SETTINGS, main
from sim.commands.check import check_command
from sim.commands.simulating import make_kinds_known
from sim.points.find_points import find_points
from sim.scenario import Composer, open_composer
from sim.settings.evidence import read_evidence
from sim.settings.files import SettingsFiles, SettingsProblem

PROJECT = Path(__file__).parents[2]


# --- whole commands: before the composer below, since one is open at a time -----------------------
def test_a_scenario_is_told_and_nothing_is_kept_but_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", "experiment=single", "staffing=lean", "days=3", f"results_folder={tmp_path}"]
    assert main(words) == 0
    said = capsys.readouterr().out
    page = tmp_path / "check" / "lean" / "check.html"
    assert said.startswith("What this scenario means: lean, eastern ghouta\n")
    assert "no figure here is a result of a simulation" in said
    assert "The whole experiment: 30 replications, about" in said
    assert said.rstrip().endswith("check.html")
    assert [path.name for path in tmp_path.iterdir()] == ["check"]
    assert "What this scenario means: lean, eastern ghouta" in page.read_text()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["scenario=nope"], "command line: no scenario called 'nope'"),
        (["-m", "staffing=lean,planned"], "'check' doesn't take '-m'"),
    ],
)
def test_a_mistake_is_one_line_of_the_terminal(
    words: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *words, f"results_folder={tmp_path}"]) == WRONG_SETTINGS
    said = capsys.readouterr()
    assert line in said.err
    assert said.err.count("error: ") == 1
    assert not said.out
    assert not list(tmp_path.iterdir())


# --- on settings files that are read once ---------------------------------------------------------
@pytest.fixture(scope="module")
def composer() -> Iterator[Composer]:
    make_kinds_known()
    with open_composer(SettingsFiles(PROJECT)) as opened:
        yield opened


def checked(composer: Composer, folder: Path, *words: str) -> int:
    """The command, on settings files that are read once."""
    return check_command(
        list(words),
        lambda settings: find_points(composer, settings, multirun=False),
        lambda _given, _settings: folder,
        read_evidence(PROJECT),
    )


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page isn't written: a check is told of it and names it."""
    monkeypatch.setattr(
        "sim.report.before.page.write_check", lambda folder, *_: folder / "check.html"
    )


@pytest.mark.usefixtures("undrawn")
def test_all_points_are_checked_and_the_baseline_is_told(
    composer: Composer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(composer, tmp_path, "days=2", "workers=3") == 0
    said = capsys.readouterr().out
    assert "planned, investigate first, the baseline of 12 scenarios compared" in said
    assert "360 replications" in said
    assert "on 3 processes" in said
    assert said.rstrip().endswith("check/usual/check.html")


@pytest.mark.usefixtures("undrawn")
def test_single_values_of_the_staff_are_told_whatever_experiments_vary(
    composer: Composer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "staffing.zones.eastern_ghouta"
    assert checked(composer, tmp_path, "days=2", f"{key}.posts=0", f"{key}.checkpoints=0") == 0
    said = capsys.readouterr().out
    assert said.startswith("What this scenario means: eastern ghouta\n")
    assert "No post is manned in Eastern Ghouta" in said


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["experiment=single", "days=-1"], "days = -1"),
        (["staffing.zones.eastern_ghouta.posts=99"], "lists only 11 posts"),
        (["lean"], "can't read 'lean'"),
        (["staffing=lean,planned"], "need the flag -m"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_written(
    words: list[str], line: str, composer: Composer, tmp_path: Path
) -> None:
    with pytest.raises(SettingsProblem) as problem:
        checked(composer, tmp_path, *words)
    (only,) = problem.value.lines
    assert line in only
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("undrawn")
def test_a_design_that_goes_on_until_it_knows_enough_says_at_least(
    composer: Composer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(composer, tmp_path, "experiment=select_best", "days=2") == 0
    assert "at least" in capsys.readouterr().out.partition("The whole experiment")[2]
