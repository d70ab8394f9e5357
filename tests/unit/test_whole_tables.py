"""A results folder whose files were cut off, emptied or changed is refused in one line."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rewritten import as_written
from small_material import change_manifest
from synthetic_results import write_results

import sim
from sim.analysis.log_reader import LogProblem, read_logs
from sim.analysis.logfile import header, write_logs
from sim.analysis.row_counts import rows_in, whole_rows
from sim.report.folder.read import ResultsProblem, read_results
from sim.report.folder.results_files import read_manifest, read_rows
from sim.report.read_ahead import read_ahead
from sim.report.read_first import warnings
from sim.report.write_report import write_report
from sim.report_settings import ReportSettings

MANY_LINES = 'a "name",\nof\n\nlines'


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_results(tmp_path_factory.mktemp("whole"), ["one", "two"], "one", replications=2)
    lines = ["1.0,RunEnded" + "," * (header().count(",") - 3) + "\n"]
    write_logs(folder / "log.csv.gz", [("one", 0, lines[0] * 3), ("two", 0, lines[0] * 2)])
    change_manifest(folder, rows=rows_in(folder))
    return folder


@pytest.fixture
def copied(tmp_path: Path, whole: Path) -> Path:
    for path in whole.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def packed(path: Path, lines: list[bytes]) -> None:
    content = b"".join(lines)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def lines_of(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines(True)


def said_of(folder: Path) -> str:
    with pytest.raises(ResultsProblem) as caught:
        read_ahead(read_results(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_whole_folder_is_read_with_its_logs(whole: Path) -> None:
    logs = read_ahead(read_results(whole))
    assert {name: len(log.rows) for name, log in logs.items()} == {"one": 3, "two": 2}


@pytest.mark.parametrize(
    "file", ["kpis.csv", "comparison.csv", "series.csv.gz", "recorded_and_true.csv", "log.csv.gz"]
)
def test_a_table_cut_off_at_the_end_of_a_line_is_refused(copied: Path, file: str) -> None:
    lines = lines_of(copied / file)
    packed(copied / file, lines[:-1])
    kept, written = f"{len(lines) - 2:,}", f"{len(lines) - 1:,}"
    expected = f"{file}: holds {kept} of {written} rows: the file was cut off or changed"
    assert said_of(copied) == expected


def test_a_broken_log_is_found_before_anything_is_written(copied: Path) -> None:
    packed(copied / "log.csv.gz", lines_of(copied / "log.csv.gz")[:-1])
    there = {path.name for path in copied.iterdir()}
    with patch("sim.report.write_report.draw_all") as drawn, pytest.raises(ResultsProblem):
        write_report(copied)
    assert not drawn.called
    assert {path.name for path in copied.iterdir()} == there


@pytest.mark.parametrize("file", ["comparison.csv", "series.csv.gz", "log.csv.gz"])
def test_an_emptied_table_is_called_empty(copied: Path, file: str) -> None:
    packed(copied / file, [])
    assert said_of(copied) == f"{file}: is empty"


TABLES = ["kpis.csv", "comparison.csv", "series.csv.gz", "recorded_and_true.csv", "log.csv.gz"]


@pytest.mark.parametrize("file", TABLES)
def test_a_table_changed_since_it_was_written_is_refused(copied: Path, file: str) -> None:
    as_written(copied)
    read_ahead(read_results(copied))
    lines = lines_of(copied / file)
    last, comma, number = lines[-1].rpartition(b",")
    packed(copied / file, [*lines[:-1], last + comma + b"1" + number])
    assert said_of(copied) == (
        f"{file}: was changed since it was written; put it back as it was, or run the command again"
    )
    as_written(copied)
    read_results(copied)


@pytest.mark.parametrize("file", TABLES[:-1])
def test_a_table_that_was_written_is_not_missed_silently(copied: Path, file: str) -> None:
    (copied / file).unlink()
    assert "is missing" in said_of(copied)
    (copied / file).mkdir()
    assert said_of(copied) == f"{file}: is a folder, and should be a file"


def test_a_log_that_is_missing_is_told_first_and_the_incidents_of_an_earlier_report_stay(
    copied: Path,
) -> None:
    incidents = copied / "map" / "incidents.geojson"
    incidents.parent.mkdir()
    incidents.write_text("{}")
    (copied / "log.csv.gz").unlink()
    lost = (
        "log.csv.gz is missing (5 rows were written): without it there is no map replay and no "
        "table of manning"
    )
    assert warnings(read_results(copied))[0] == f"{lost}."
    small = ReportSettings(charts=[], excel=False, word=False)
    (line,) = write_report(copied, small)
    assert line == (
        f"{copied}: {lost}, and map/incidents.geojson wasn't written; that of an earlier report "
        "stays."
    )
    assert incidents.read_text() == "{}"
    page = (copied / "report.html").read_text()
    assert page.index("log.csv.gz is missing (5 rows") < page.index("Compared were")
    change_manifest(copied, rows={"log.csv.gz": 0})
    assert not any("log.csv.gz" in said for said in warnings(read_results(copied)))


def test_tables_without_digests_are_read_and_the_page_says_so(copied: Path) -> None:
    change_manifest(copied, simulator=sim.__version__)
    told = "An earlier version wrote the tables, without digests"
    assert any(said.startswith(told) for said in warnings(read_results(copied)))
    as_written(copied)
    assert warnings(read_results(copied)) == []


def test_tables_that_speak_of_other_things_are_refused(copied: Path) -> None:
    lines = lines_of(copied / "kpis.csv")
    packed(copied / "kpis.csv", [*lines[:2], lines[1], *lines[3:]])
    assert said_of(copied) == "kpis.csv: holds replication 0 of 'one' twice"
    packed(copied / "kpis.csv", [*lines[:3], *(b"th" + line for line in lines[3:])])
    told = "kpis.csv: holds a scenario 'thtwo' that the manifest doesn't know"
    assert said_of(copied) == told
    packed(copied / "kpis.csv", [*lines[:3], *(line.replace(b"two", b"one") for line in lines[3:])])
    assert "of 'one' twice" in said_of(copied)
    change_manifest(copied, rows={})
    packed(copied / "kpis.csv", lines[:3])
    told = "kpis.csv: holds no replication of 'two', though comparison.csv has figures of it"
    assert said_of(copied) == told


def test_a_manifest_that_an_editor_began_with_a_mark_is_read(copied: Path) -> None:
    path = copied / "manifest.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    read_results(copied)


def test_manifests_of_earlier_versions_know_how_many_replications_finished(copied: Path) -> None:
    change_manifest(copied, rows={}, finished=6)
    assert said_of(copied) == "kpis.csv: holds 4 of 6 rows: the file was cut off or changed"


def test_figures_without_replications_are_refused(copied: Path) -> None:
    change_manifest(copied, rows={})
    packed(copied / "kpis.csv", lines_of(copied / "kpis.csv")[:1])
    assert said_of(copied) == "kpis.csv: holds no row, though comparison.csv does"


def test_tables_of_words_are_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "conclusion.csv"
    assert read_rows(path, {}) == []
    path.write_text('scenario,why\n"a, b",best\nc,\n')
    rows = [{"scenario": "a, b", "why": "best"}, {"scenario": "c", "why": ""}]
    assert read_rows(path, {"rows": {"conclusion.csv": 2}}, "why") == rows
    with pytest.raises(ResultsProblem, match=r"conclusion\.csv: holds 2 of 3 rows"):
        read_rows(path, {"rows": {"conclusion.csv": 3}})
    with pytest.raises(ResultsProblem, match=r"conclusion\.csv: has no column when"):
        read_rows(path, {}, "when")
    path.write_text("scenario,why\na\n")
    with pytest.raises(ResultsProblem, match="rows of different lengths"):
        read_rows(path, {})
    path.write_text("")
    with pytest.raises(ResultsProblem, match=r"conclusion\.csv: is empty"):
        read_rows(path, {})


def test_rows_with_line_breaks_in_a_cell_are_one_each(tmp_path: Path) -> None:
    text = io.StringIO()
    rows = [["scenario", "n"], [MANY_LINES, "1"], ["plain", "2"], [MANY_LINES, "3"]]
    csv.writer(text, lineterminator="\n").writerows(rows)
    found = list(whole_rows(text.getvalue().splitlines(True), '"'))
    assert "".join(found) == text.getvalue()
    assert [next(csv.reader(io.StringIO(row))) for row in found] == rows
    (tmp_path / "points.csv").write_text(text.getvalue())
    assert rows_in(tmp_path) == {"points.csv": 3}


def test_logs_of_some_scenarios_are_found_whatever_these_are_called(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    line = "1.0,RunEnded" + "," * (header().count(",") - 3) + "\n"
    names = ["one", "one, two", MANY_LINES, 'one"']
    write_logs(path, [(name, at, line * (at + 1)) for at, name in enumerate(names)])
    every = {key: len(log.rows) for key, log in read_logs(path).items()}
    assert every == {(name, at): at + 1 for at, name in enumerate(names)}
    for at, name in enumerate(names):
        assert list(read_logs(path, only=[name])) == [(name, at)]
    assert read_logs(path, only=[]) == {}
    broken = gzip.decompress(path.read_bytes()) + b"one,0,x,RunEnded\n"
    path.write_bytes(gzip.compress(broken))
    with pytest.raises(LogProblem, match=r"row 12: not a row of a log"):
        read_logs(path, only=["one"])
    assert len(read_logs(path, only=["one, two"])) == 1


@pytest.mark.parametrize(
    ("key", "held", "said"),
    [
        ("failed", None, "failed: must be a list"),
        ("failed", ["x"], "failed.1: must hold keys with values"),
        ("failed", [{"replication": 1}], "failed.1.scenario: is missing"),
        ("missing", {"one": 1}, "missing.one: must hold keys with values"),
        ("missing", {"one": {"failed": 1, "asked": 0}}, "missing.one.asked: must be above 0"),
        ("missing", {"one": {"failed": 1, "asked": 2, "of": 3}}, "missing.one.of: has no use"),
        ("left_out", "one", "left_out: must be a list"),
        ("kpi_labels", {"x": {"label": 5}}, "kpi_labels.x.label: must be text"),
        ("worth_seeing", "much", "worth_seeing: must be a number"),
        ("worth_seeing", float("nan"), "worth_seeing: must be a number"),
        ("control_variates", 5, "control_variates: must be a list"),
        ("command", "python", "command: must be a list"),
        ("finished", 1.5, "finished: must be a whole number"),
        ("held_in_part", [], "held_in_part: must hold keys with values"),
        ("paired", "no", "paired: must be true or false"),
        ("baseline", "", "baseline: is missing"),
        ("baseline", "three", "baseline: 'three' is not among its scenarios"),
        ("scenarios", {}, "lacks the settings of its scenarios: it was made by a version before"),
        ("scenarios", {"one": 1}, "scenarios.one: must hold keys with values"),
        ("scenarios_differ", {"x": {}}, "baseline: 'one' is not among its scenarios"),
    ],
)
def test_a_manifest_holds_what_it_should(copied: Path, key: str, held: Any, said: str) -> None:
    change_manifest(copied, **{key: held})
    assert said_of(copied).startswith(f"manifest.json: {said}")


def test_a_manifest_that_was_cut_off_names_the_line(copied: Path) -> None:
    path = copied / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()), indent=1)[:40])
    with pytest.raises(ResultsProblem, match=r"was cut off or isn't JSON \(line 2\)"):
        read_manifest(copied)
