"""Sections on what the figures rest on: guesses, assumptions, provenance, words."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from pathlib import Path

import pytest
from blocks_as_text import commands, rows_of, tables, text
from conftest import compose
from small_material import change_manifest, material_of
from synthetic_results import two_factor_points, write_results

from sim.analysis.assumption import Assumption
from sim.commands import assumptions as known
from sim.experiment.csv_files import write_rows
from sim.report.blocks import Box
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, ResultsProblem, read_results
from sim.report.material import Material
from sim.report.sections import (
    ORDER,
    assumptions,
    comparison,
    glossary,
    provenance,
    sections,
    sensitivity,
)
from sim.report_settings import ReportSettings
from sim.settings.evidence import read_evidence

PROJECT = Path(__file__).parent.parent.parent
BASELINE = "planned, investigate_first"
RUNG = "world.violence.deterrence_by_rung"
RULES = ("record_only", "graduated")
FAILED = {"scenario": "base", "replication": 3, "cause": "ValueError: no road"}


# --- sensitivity ----------------------------------------------------------------------------------
def test_where_nothing_was_varied_the_command_stands_that_would(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "run", two_factor_points(), BASELINE)
    change_manifest(folder, command=["python", "run.py", "scenario=m4_corridor", "days=30"])
    found = sensitivity.section(material_of(folder))
    assert commands(found) == ["python run.py experiment=sensitivity scenario=m4_corridor"]
    change_manifest(folder, command=["python", "run.py", "-m", "scenario=idlib,south"])
    found = sensitivity.section(material_of(folder))
    assert commands(found) == ["python run.py experiment=sensitivity"]
    assert not tables(found)


def test_decisions_are_counted_at_the_same_guess(tmp_path: Path) -> None:
    names = ["as it stands", *(f"{rule}, unknowns {n}" for rule in RULES for n in (1, 2, 3))]
    folder = write_results(tmp_path / "run", names, names[0])
    factors = {name: {RUNG: f"0.{name[-1]}00004" if name[-1].isdigit() else "0"} for name in names}
    means = dict(zip(names[1:], (5.0, 6.0, 7.0, 6.0, 5.0, 7.0), strict=True))
    change_manifest(folder, guesses={"unknowns": [RUNG]}, factors=factors)
    compared = (folder / "comparison.csv").read_text(encoding="utf-8")
    with (folder / "comparison.csv").open("w", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(compared.splitlines()))
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row in rows:
            if row["kpi"] == "true_incidents_per_day" and row["scenario"] in means:
                row["mean"] = means[row["scenario"]]
            writer.writerow(row)
    found = tables(comparison.section(material_of(folder)))
    assert list(found)[:2] == ["Which decision does best", "Each guess: true incidents a day"]
    best = found["Which decision does best"]
    assert best.columns[1].heading == "Best at so many of 3 guesses"
    assert rows_of(best) == {"record only": ["1", "1"], "graduated": ["1", "1"]}
    each = found["Each guess: true incidents a day"]
    assert [row[0].text for row in each.rows] == ["unknowns 1", "unknowns 2", "unknowns 3"]
    assert [row[1].text for row in each.rows] == ["0.1", "0.2", "0.3"]
    assert each.columns[1].heading == "deterrence by sanctions"


def test_factors_of_the_world_are_guesses_too(tmp_path: Path) -> None:
    points = {
        f"{s}, {v}": {"staffing": s, RUNG: v} for s in ("lean", "surge") for v in ("0", "0.3")
    }
    folder = write_results(tmp_path / "run", points, "lean, 0")
    found = sensitivity.section(material_of(folder))
    best = rows_of(tables(comparison.section(material_of(folder)))["Which decision does best"])
    assert set(best) == {"lean", "surge"}
    assert sum(int(cell) for row in best.values() for cell in row[:1]) == 2
    assert "2 guesses were tried at what nobody knows: deterrence by sanctions." in text(found)


def test_worlds_are_called_worlds(tmp_path: Path) -> None:
    points = {f"{s}, {w}": {"staffing": s, "world": w} for s in ("lean", "surge") for w in "ab"}
    folder = write_results(tmp_path / "run", points, "lean, a")
    found = tables(comparison.section(material_of(folder)))
    assert found["Which decision does best"].columns[1].heading == "Best at so many of 2 worlds"
    each = found["Each world: true incidents a day"]
    assert [row[0].text for row in each.rows] == ["a", "b"]
    said = text(sensitivity.section(material_of(folder)))
    assert "2 worlds were simulated" in said
    assert "in the same world" in said


# --- assumptions ----------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Made-up results of two scenarios with the assumptions of the shipped baseline."""
    folder = write_results(tmp_path / "run", ["base", "other"], "base")
    assumed(folder)
    return folder


def assumed(folder: Path, deterrence: float = 0.15) -> None:
    base, other = (compose().model_dump(mode="json") for _ in range(2))
    base["world"]["violence"]["deterrence_by_rung"] = deterrence
    other["world"]["violence"]["resentment_effect"] = 0.05
    base["world"]["zones"]["eastern_ghouta"]["my_own"] = 3
    manifest = {"baseline": "base", "scenarios": {"base": base, "other": other}}
    rows = known.assumptions(read_evidence(PROJECT), manifest)
    write_rows(folder / "assumptions.csv", Assumption._fields, rows)


def test_values_are_counted_by_status_and_the_decisive_ones_told(folder: Path) -> None:
    found = assumptions.section(material_of(folder))
    with (folder / "assumptions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["value"] or row["varied"]]
    by_status = {row["status"]: 0 for row in rows}
    for row in rows:
        by_status[row["status"]] += 1
    assert text(found).splitlines()[1].startswith(f"{len(rows)} values stand behind the baseline")
    assert f"{by_status['assumed']} assumed" in text(found)
    decisive = tables(found)["Assumed effects that matter most for response rules"]
    tried = {row[0].text.split(":")[0]: [cell.text for cell in row[1:]] for row in decisive.rows}
    # exp(-0.15), exp(0.1) and exp(-0.4), as the model takes them
    worth_trying = "11 % more often to 33 % less often"
    assert tried["Deterrence"] == ["14 % less often", worth_trying, "this value only"]
    tried_here = "2 % more often; 5 % more often"
    assert tried["Resentment"] == ["2 % more often", "no change to 10 % more often", tried_here]
    assert tried["Resentment wears off"][0] == "21 days"
    assert any("at least 0.3 and at most 1.5 times" in note for note in decisive.notes)
    assert not [head for head in tried if "silence" in head], "nobody mediates"
    assert not [block for block in found.blocks if isinstance(block, Box)]
    assert "world.zones.eastern_ghouta.my_own = 3" in text(found)


def test_all_values_fit_into_150_rows_and_the_best_known_go_first(folder: Path) -> None:
    found = tables(assumptions.section(material_of(folder)))
    found.pop("Assumed effects that matter most for response rules")
    rows = [row for table in found.values() for row in table.rows]
    assert 100 < len(rows) <= 150
    said = " ".join(row[0].text for row in rows)
    assert (
        "resentment_effect: 0.02 share per wrong sanction (worth trying: 0 to 0.1); varied" in said
    )
    assert "*.places.*: 0.03 to 0.5 (worth trying: 0 to 1)" in said  # shares of groups at places


def test_a_value_out_of_range_is_a_warning(folder: Path) -> None:
    assumed(folder, deterrence=0.9)
    found = assumptions.section(material_of(folder))
    (box,) = [block for block in found.blocks if isinstance(block, Box)]
    assert box.kind == "warning"
    assert f"{RUNG} = 0.9: outside the range worth trying" in text(found)


def test_a_file_of_assumptions_may_be_missing_but_not_broken(folder: Path) -> None:
    path = folder / "assumptions.csv"
    path.write_text("key,value\nworld.start,2017-05-06\n")
    with pytest.raises(ResultsProblem, match=r"assumptions\.csv: has no column unit"):
        assumptions.section(material_of(folder))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ResultsProblem, match=r"assumptions\.csv: .*isn't text in UTF-8"):
        assumptions.section(material_of(folder))
    path.unlink()
    with pytest.raises(NotInResults, match="earlier version"):
        assumptions.section(material_of(folder))


# --- provenance -----------------------------------------------------------------------------------
def test_every_command_can_be_typed_as_it_stands(folder: Path) -> None:
    name = 'it\'s, "a" & <b>'
    typed = ["python", "run.py", f"name={name}", "results_folder=my results"]
    change_manifest(folder, command=typed, seed=7)
    found = provenance.section(material_of(folder))
    assert "Seed of all chance\n7" in text(found)
    run, install, again, report, replay = commands(found)
    assert shlex.split(run) == shlex.split(again) == typed
    assert "--require-hashes -r requirements.lock" in install
    assert shlex.split(report) == ["python", "run.py", "report", "FOLDER"]
    assert shlex.split(replay) == [
        "python",
        "run.py",
        "replay",
        "FOLDER",
        "point=base",
        "replication=0",
    ]


def test_a_copy_of_a_folder_has_the_same_provenance(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "moved"
    shutil.copytree(folder, copy)
    assert provenance.section(material_of(copy)) == provenance.section(material_of(folder))


def test_what_failed_can_be_simulated_again(folder: Path) -> None:
    change_manifest(folder, command=["python", "run.py"], failed=[FAILED])
    assert "python run.py redo_failed=true" in commands(provenance.section(material_of(folder)))


def test_what_the_folder_holds_does_not_hang_on_what_was_written_before(folder: Path) -> None:
    before = provenance.section(material_of(folder))
    for name in ("report.docx", "comparison.xlsx", "units.csv"):
        (folder / name).write_text("written")
    assert provenance.section(material_of(folder)) == before
    assert "comparison.xlsx" not in text(provenance.section(material_of(folder, excel=False)))
    (folder / "assumptions.csv").unlink()
    assert "assumptions.csv" not in text(provenance.section(material_of(folder)))


def test_experiments_compared_are_told_one_by_one(folder: Path) -> None:
    size = {"baseline": "base", "scenarios": 2}
    parts = [
        {"folder": "results/a/1", "command": ["python", "run.py"], "seed": 1, **size},
        {"folder": "results/b/2", "command": ["python", "run.py", "days=3"], "seed": 2, **size},
    ]
    change_manifest(folder, compared=parts, command=["python", "run.py", "compare", "a", "b"])
    found = provenance.section(material_of(folder))
    assert commands(found)[:3] == [
        "python run.py compare a b",
        "python run.py",
        "python run.py days=3",
    ]
    assert "results/b/2" in text(found)


# --- glossary -------------------------------------------------------------------------------------
def test_the_words_are_sorted_and_those_that_reports_need_are_there(folder: Path) -> None:
    found = glossary.section(material_of(folder))
    words = [word for word, _ in found.blocks[0].pairs]  # type: ignore[union-attr]
    assert words == sorted(words)
    said = " ".join(words).lower()
    needed = (
        *("true", "recorded", "matched", "incident", "violation", "report", "finding", "sanction"),
        *("ladder", "baseline", "scenario", "replication", "interval", "simultaneous", "paired"),
        *("coverage", "funnel", "guarantor", "ledger", "stock-out", "manning", "resentment"),
        *("deterrence", "complaint", "observable", "located", "attributed", "unfounded", "seed"),
    )
    assert [word for word in needed if word not in said] == []
    assert all(meaning.endswith(".") for _, meaning in glossary.TERMS.items())


# --- a real run -----------------------------------------------------------------------------------
OWN = (
    *("casualties", "access", "coverage", "build_up", "manning", "funnel", "convoys", "waits"),
    *("impartiality", "sensitivity", "assumptions", "provenance", "glossary"),
)


@pytest.mark.slow
def test_a_real_run_fills_every_section(run_folder: Path) -> None:
    material = Material(chosen(read_results(run_folder)), {}, {}, ReportSettings())
    written, left_out = sections(material)
    assert not {*left_out} & {*OWN}
    own = {section.name: section for section in written if section.name in OWN}
    assert list(own) == [name for name in ORDER if name in OWN]
    assert all(tables(own[name]) for name in OWN if name not in ("sensitivity", "glossary"))
    digests = json.loads((run_folder / "manifest.json").read_text())["log_digests"]
    assert set(digests.values()) <= set(text(own["provenance"]).splitlines())
