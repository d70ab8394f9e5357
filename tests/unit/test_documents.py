"""Which files stand beside the page."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small_material import material_of
from synthetic_results import write_results

from sim.report.documents import write_documents
from sim.report.folder.read import ResultsProblem
from sim.report.word import write_word
from sim.report.write_report import write_report
from sim.report_settings import ReportSettings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_results(tmp_path, ["a", "b"], "a", replications=3)


def written(folder: Path, **settings: bool) -> list[str]:
    """Names of the files that are written beside the page."""
    target = folder / "new"
    target.mkdir(exist_ok=True)
    write_documents(replace(material_of(folder, **settings), written_to=target), [])
    return sorted(path.name for path in target.iterdir())


def test_what_is_switched_off_is_not_written(folder: Path) -> None:
    assert written(folder, excel=False, word=False, map=False) == ["units.csv"]
    assert written(folder) == ["comparison.xlsx", "report.docx", "units.csv"]


def test_without_the_library_word_is_left_out_or_refused_before_any_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_word, "find_spec", lambda _name: None)
    assert "report.docx" not in written(folder, excel=False)
    with pytest.raises(ResultsProblem, match="python-docx isn't installed"):
        write_report(folder, ReportSettings(word=True))
    assert not (folder / "report.html").exists()


@pytest.mark.slow
def test_a_real_run_has_all_documents_and_they_repeat_to_the_byte(
    run_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(run_folder, tmp_path / "run"))
    write_report(folder)
    map_files = ("map/incidents.geojson", "map/posts_and_places.geojson")
    own = [folder / name for name in ("units.csv", "comparison.xlsx", "report.docx", *map_files)]
    before = [path.read_bytes() for path in own]
    write_report(folder)
    assert [path.read_bytes() for path in own] == before
