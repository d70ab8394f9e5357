"""A report takes the place of an earlier one when all of it is written, and not before."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_material import change_manifest
from synthetic_results import write_results

from sim.cli import main
from sim.commands.showing import NotReported, show
from sim.experiment.problems import Interrupted
from sim.report import write_report as writing
from sim.report.folder.read import ResultsProblem
from sim.report.staged import put_in_place, staged
from sim.report.word import write_word
from sim.report.write_report import write_report
from sim.report_settings import ReportSettings

SMALL = ReportSettings(charts=["3_convoys"], formats=["svg"], excel=False, word=False, map=False)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_results(tmp_path_factory.mktemp("run"), ["a", "b"], "a", replications=3)
    assert write_report(folder, SMALL) == []
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("failing", "told", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), NotReported, "the disk is full; "),
        (KeyboardInterrupt(), Interrupted, "stopped: "),
    ],
)
def test_what_is_kept_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: BaseException,
    told: type[Exception],
    said: str,
) -> None:
    def fail(*_: object) -> None:
        raise failing

    monkeypatch.setattr(writing, "write_report", fail)
    with pytest.raises(told) as caught:
        show(tmp_path / "my run")
    line = str(caught.value)
    assert said in line
    assert "an earlier report of them stays as it was" in line
    assert line.endswith(f"python run.py report '{tmp_path}/my run'")


@pytest.mark.parametrize("failed", [[], [{"scenario": "b", "replication": 2}]])
def test_what_a_script_must_know_is_told_beside_the_page(
    tmp_path: Path,
    reported: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failed: list[dict[str, Any]],
) -> None:
    folder = Path(shutil.copytree(reported, tmp_path / "run"))
    change_manifest(folder, failed=failed)
    monkeypatch.setattr(writing, "write_report", lambda *_: ["something is missing"])
    assert main(["report", str(folder)]) == (1 if failed else 0)
    said = capsys.readouterr()
    assert said.err == "something is missing\n"
    assert said.out.splitlines()[-1] == str(folder)


@pytest.mark.parametrize(
    "failing", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_a_report_that_fails_at_the_end_leaves_the_earlier_one(
    reported: Path, monkeypatch: pytest.MonkeyPatch, failing: BaseException
) -> None:
    before = files(reported)

    def fail(*_: object) -> None:
        raise failing

    monkeypatch.setattr(writing, "write_documents", fail)
    with pytest.raises(type(failing)):
        write_report(reported, SMALL.model_copy(update={"width_cm": 12.0, "organisation": "We"}))
    assert files(reported) == before
    assert not list(reported.glob(".*"))


def test_what_isnt_asked_for_any_more_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    old, new = ["page", "map/x", "charts/a", "charts/b", "own"], ["page", "charts/b"]
    part = tmp_path / "part"
    for folder, names in ((tmp_path, [*old, "charts/own"]), (part, new)):
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            (folder / name).write_text(str(folder))
    removed = put_in_place(part, tmp_path, last="page", earlier=["map/x", "charts/a", "charts/b"])
    assert removed == ["charts/a", "map/x"]
    assert {*files(tmp_path)} == {"page", "charts/b", "charts/own", "own"}
    assert not (tmp_path / "map").exists()
    assert (tmp_path / "page").read_text() == str(part)


def test_two_reports_of_one_folder_at_once_are_refused(reported: Path) -> None:
    before = files(reported)
    other = os.open(reported, os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ResultsProblem, match="another report of this folder is being written"):
            write_report(reported, SMALL)
    finally:
        os.close(other)
    assert files(reported) == before


def test_what_a_killed_command_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / ".report.1.part"
    left.mkdir()
    (left / "report.html").touch()
    with staged(tmp_path) as part:
        assert [part] == list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_an_error_of_the_disk_names_the_file_in_the_results_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, staged(tmp_path) as part:
        (part / "charts" / "1.svg").write_text("x")
    assert caught.value.filename == str(tmp_path / "charts" / "1.svg")
    with pytest.raises(FileNotFoundError) as caught, staged(tmp_path):
        (tmp_path / "missing.png").read_bytes()
    assert caught.value.filename == str(tmp_path / "missing.png")


def test_an_earlier_word_document_that_cant_be_written_again_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_results(tmp_path, ["a"], "a", replications=2)
    (folder / "report.docx").touch()
    monkeypatch.setattr(write_word, "find_spec", lambda _name: None)
    settings = ReportSettings(charts=[], formats=["svg"], excel=False, map=False)
    (line,) = write_report(folder, settings)
    assert "report.docx wasn't written, since the extra 'word' isn't installed" in line
    assert not (folder / "report.docx").exists()
    assert write_report(folder, settings) == []
