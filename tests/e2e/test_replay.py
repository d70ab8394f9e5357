"""The command ``replay``: what it takes, what it says, and a line for each mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from little_shown import LITTLE_SHOWN

from sim.analysis.log_reader import read_logs
from sim.cli import main
from sim.commands.replay import _chosen
from sim.settings.files import SettingsProblem

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(PROJECT / "configs", tmp_path / "configs")
    (tmp_path / "scenarios").mkdir()
    shutil.copy(PROJECT / "scenarios" / "eastern_ghouta.yaml", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ([], "command line: 'replication' is missing (replay scenario=NAME replication=17"),
        (["replication=two"], "command line: replication = two: must be the number of one"),
        (["replication=-1"], "command line: replication = -1: must be the number of one"),
        (["replication=1.5"], "command line: replication = 1.5: must be the number of one"),
        (["replication=" + "9" * 30], "command line: replication = 999999"),
        (["replication=٣"], "command line: replication = ٣: must be the number of one"),
        (["replication=1", "events=2"], "command line: events = 2: must be true or false"),
        (["replication=1", "nowhere"], "nowhere: not a results folder (it has no manifest.json)"),
        (["replication=1", "a", "b"], "command line: 'replay' takes one results folder, not 'b'"),
        (["replication=1", "a", "days=2"], "command line: 'replay FOLDER' takes its settings from"),
        (
            ["replication=1", "dayz=2"],
            "command line: unknown setting 'dayz' - did you mean 'days'?",
        ),
        (
            ["replication=1", "point=lean, graduate"],
            "command line: experiment 'staffing_by_response' has no point called 'lean, graduate'"
            " - did you mean 'lean, graduated'? (there are: lean, record_only; ",
        ),
        (
            ["replication=1", "experiment=staffing_by_response"],
            "command line: experiment 'staffing_by_response' has 12 points: choose one, such as "
            "point='lean, record_only' (there are: lean, record_only; ",
        ),
        (
            ["-m", "staffing=lean,surge", "replication=0"],
            "command line: 'replay' simulates one scenario: give one value for 'staffing', or "
            "point=NAME",
        ),
        (
            ["staffing=lean,surge", "replication=0", "point=planned"],
            "command line: the sweep has no point called 'planned' (there are: lean; surge)",
        ),
    ],
)
def test_a_mistake_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], words: list[str], starts: str
) -> None:
    assert main(["replay", *words], project) == 2
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith(f"error: {starts}")
    assert captured.out == ""
    assert not (project / "results").exists()


def test_a_number_needs_no_zeros_before_it() -> None:
    names = ["lean, unknowns 017", "lean, unknowns 107", "n=05, unknowns 170", "n=5, unknowns 170"]
    assert _chosen("lean, unknowns 17", names, "it") == names[0]
    assert _chosen("lean, unknowns 0107", names, "it") == names[1]
    assert _chosen("n=5, unknowns 170", names, "it") == names[3]
    for unknown in ("lean, unknowns 7", "unknowns 17", "n=05, unknowns 17"):
        with pytest.raises(SettingsProblem):
            _chosen(unknown, names, "it")


def test_a_folder_that_is_no_run_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project / "results" / "single" / "then"
    folder.mkdir(parents=True)
    for text, words in (
        ("{}", "lacks the settings of its scenarios"),
        ('{"scenarios": {"a": {"name": "a"}}}', "is not that of a run"),
        ("[]", "must hold one JSON object"),
        (
            '{"seed": 1, "code_hash": "", "versions": {}, "scenarios": {"b": {"name": "b"}}}',
            "has no point called",
        ),
        (
            '{"seed": 1, "code_hash": "", "versions": {}, "scenarios": {"a": {"name": "a"}}}',
            "settings of 'a' don't fit this version",
        ),
    ):
        (folder / "manifest.json").write_text(text)
        assert main(["replay", str(folder), "replication=0", "point=a"], project) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("error: ")
        assert words in line


@pytest.mark.slow
def test_any_replication_of_an_experiment_is_replayed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = ["days=2", "staffing=lean", "results_folder=mine"]
    assert main(["replications=2", "workers=1", *LITTLE_SHOWN, *short], project) == 0
    folder = project / capsys.readouterr().out.splitlines()[-1]

    # the point of the experiment: its log is that of the run
    words = ["replay", *short, "point=lean, graduated", "replication=0"]
    assert main(words, project) == 0
    *_, said, where = capsys.readouterr().out.splitlines()
    assert said == "identical to what is kept: KPIs, series, incidents and log"
    assert Path(where).parent == Path("mine/replays")
    (log,) = read_logs(project / where / "log.csv.gz").values()
    assert log.rows == read_logs(folder / "log.csv.gz")["lean, graduated", 0].rows

    # the same by itself, and by the folder
    assert main(["replay", *short, "response=graduated", "replication=1"], project) == 0
    out = capsys.readouterr().out
    assert out.startswith("eastern_ghouta (lean, graduated), replication 1, seed ")
    assert "identical to what is kept: KPIs, series and" in out
    assert Path(out.splitlines()[-1]).name.startswith("eastern_ghouta_lean_graduated_1_")
    sweep = ["replay", "-m", "days=2", "staffing=lean,surge", "response=graduated", "point=lean"]
    assert main([*sweep, "results_folder=mine", "replication=1"], project) == 0
    out = capsys.readouterr().out
    assert out.startswith("lean, replication 1, seed ")
    assert "identical to what is kept: KPIs, series and" in out
    words = ["replay", str(folder), "point=lean, graduated", "replication=1"]
    assert main(words, project) == 0
    assert "identical to what is kept: KPIs, series and" in capsys.readouterr().out

    # the folder alone holds less, and is compared with that
    shutil.move(folder, project / "sent")
    shutil.rmtree(project / "mine")
    words = ["replay", "sent", "point=lean, graduated", "replication=0"]
    assert main(words, project) == 0
    captured = capsys.readouterr()
    assert "identical to what is kept: KPIs and log\nresults/replays/" in captured.out
    assert captured.err == ""

    # a replication that was never run is simulated all the same
    assert main([*words[:-1], "replication=9"], project) == 0
    assert "not compared: no result of these settings" in capsys.readouterr().out
