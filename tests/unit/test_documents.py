"""Which files stand beside the page, and what becomes of those of an earlier writing."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from small_material import material_of
from synthetic_results import write_results

from sim.report import documents
from sim.report.documents import write_documents
from sim.report.read import ResultsProblem
from sim.report.whole_file import whole_file
from sim.report.word import write_word
from sim.report.write_report import write_report
from sim.report_settings import ReportSettings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_results(tmp_path, ["a", "b"], "a", replications=3)


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_what_is_switched_off_does_not_stay_from_before(folder: Path) -> None:
    found = write_documents(material_of(folder), [])
    assert names(found) == ["units.csv", "comparison.xlsx", "report.docx"]
    (folder / "map").mkdir()
    (folder / "map" / "incidents.geojson").touch()
    off = material_of(folder, excel=False, word=False, map=False)
    assert names(write_documents(off, [])) == ["units.csv"]
    for name in ("comparison.xlsx", "report.docx", "map"):
        assert not (folder / name).exists()


def test_without_the_library_word_is_left_out_or_refused_before_any_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_word, "find_spec", lambda _name: None)
    assert "report.docx" not in names(write_documents(material_of(folder), []))
    with pytest.raises(ResultsProblem, match="python-docx isn't installed"):
        write_report(folder, ReportSettings(word=True))
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize("file", ["units.csv", "comparison.xlsx", "report.docx"])
def test_a_full_disk_names_the_file_and_leaves_no_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    written = {"comparison.xlsx": "write_bytes", "report.docx": "write_bytes"}
    material = material_of(folder, excel=file == "comparison.xlsx", word=file == "report.docx")
    if file != "units.csv":
        monkeypatch.setattr(documents, "write_units", lambda _results: folder / "units.csv")
    monkeypatch.setattr(Path, written.get(file, "write_text"), full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_documents(material, [])
    assert caught.value.filename == str(folder / file)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*before, "charts"])


def test_an_error_with_another_file_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, whole_file(tmp_path / "new.csv"):
        (tmp_path / "missing.png").read_bytes()
    assert caught.value.filename == str(tmp_path / "missing.png")


@pytest.mark.slow
def test_a_real_run_has_all_documents_and_they_repeat_to_the_byte(
    run_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(run_folder, tmp_path / "run"))
    written = write_report(folder).files
    kept = ("units.csv", "comparison.xlsx", "report.docx", "incidents.geojson")
    own = [path for path in written if path.name in (*kept, "posts_and_places.geojson")]
    assert len(own) == 5
    before = [path.read_bytes() for path in own]
    write_report(folder)
    assert [path.read_bytes() for path in own] == before
