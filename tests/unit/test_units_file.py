"""units.csv: no column, series or event of a results folder is without words."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest
from small_material import change_manifest, material_of
from synthetic_results import write_results

from sim.analysis.record_power import PowerRow
from sim.analysis.recorded_and_true import PairRow
from sim.events import EVENT_KINDS
from sim.report.folder.read import ResultsProblem, read_results
from sim.report.units.column_words import OF_FILE, OF_SERIES
from sim.report.units.units_file import header, write_units

Described = dict[tuple[str, str], tuple[str, str]]


def described(folder: Path) -> Described:
    """(file, column) -> words and unit, as units.csv has them."""
    path = write_units(material_of(folder).results)
    with path.open(encoding="utf-8", newline="") as text:
        return {
            (row["file"], row["column"]): (row["words"], row["unit"])
            for row in csv.DictReader(text)
        }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_results(tmp_path, ["a", "b"], "a", replications=3)


def check_that_all_is_described(folder: Path, found: Described) -> None:
    for path in [*folder.glob("*.csv"), *folder.glob("*.csv.gz")]:
        for column in header(path):
            assert found[path.name, column][0], f"{path.name}: {column} has no words"
    for series in pd.read_csv(folder / "series.csv.gz")["series"].unique():
        words, _ = found["series.csv.gz", f"value where series is {series}"]
        assert series.partition("__")[0] in OF_SERIES, f"{series} is described by its name only"
        assert words


def test_every_column_has_words(folder: Path) -> None:
    check_that_all_is_described(folder, described(folder))


def test_kpis_have_their_labels_and_units(folder: Path) -> None:
    found = described(folder)
    assert found["kpis.csv", "people_reached_share"] == ("people reached over requested", "share")
    table = pd.read_csv(folder / "kpis.csv").assign(people_reached_share__numerator=1.0)
    table.to_csv(folder / "kpis.csv", index=False)
    words, unit = described(folder)["kpis.csv", "people_reached_share__numerator"]
    assert words == "people reached over requested: upper part of the ratio"
    assert unit == ""


def test_sweeps_and_unknown_columns_are_told_by_their_names(folder: Path) -> None:
    (folder / "points.csv").write_text("scenario,world.x\na,1\n", encoding="utf-8")
    (folder / "conclusion.csv").write_text("scenario,new_one\na,1\n", encoding="utf-8")
    found = described(folder)
    assert found["points.csv", "world.x"][0] == "value of world.x in the scenario"
    assert found["conclusion.csv", "new_one"] == ("new one", "")


def test_tables_of_the_program_are_described_to_the_last_column() -> None:
    everywhere = {"scenario", "replications"}
    for file, fields in (
        ("recorded_and_true.csv", PairRow._fields),
        ("record_power.csv", PowerRow._fields),
    ):
        assert set(OF_FILE[file]) == set(fields) - everywhere


def test_a_log_brings_what_its_events_are(folder: Path) -> None:
    (folder / "log.csv.gz").write_bytes(b"")
    import gzip

    columns = ["scenario", "replication", "hour", "event", "deaths", "wait_h", "stock_tonnes"]
    (folder / "log.csv.gz").write_bytes(gzip.compress((",".join(columns) + "\n").encode()))
    found = described(folder)
    assert found["log.csv.gz", "hour"] == ("hour", "hours since the start")
    assert found["log.csv.gz", "wait_h"] == ("wait (of ConvoyInspected, ConvoyDeparted)", "hours")
    assert found["log.csv.gz", "stock_tonnes"][1] == "tonnes"
    for kind in EVENT_KINDS:
        words, _ = found["log.csv.gz", f"rows where event is {kind}"]
        assert words.endswith(".")
        assert "`" not in words
        assert "\n" not in words


def test_a_file_that_cannot_be_read_is_told_in_a_line(folder: Path) -> None:
    (folder / "log.csv.gz").write_bytes(b"no gzip")
    with pytest.raises(ResultsProblem, match=r"log\.csv\.gz: cannot be read"):
        write_units(material_of(folder).results)


def test_names_with_commas_and_quotes_come_back(folder: Path) -> None:
    label = {"label": 'a, "b"\nc', "unit": "x,y", "direction": "lower", "page_one": True}
    change_manifest(folder, kpi_labels={"recorded_per_day": label})
    assert described(folder)["kpis.csv", "recorded_per_day"] == ('a, "b"\nc', "x,y")


@pytest.mark.slow
def test_every_column_of_a_real_run_has_words(run_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(run_folder, tmp_path / "run"))
    write_units(read_results(folder))
    with (folder / "units.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    found = {(row["file"], row["column"]): (row["words"], row["unit"]) for row in rows}
    check_that_all_is_described(folder, found)
    for path in [*folder.glob("*.csv"), *folder.glob("*.csv.gz")]:
        if path.name not in ("kpis.csv", "points.csv", "log.csv.gz", "conclusion.csv"):
            known = OF_FILE[path.name]
            for column in header(path):
                assert column in known or column in ("scenario", "replication", "replications")
