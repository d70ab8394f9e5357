"""Sections on the mission's people: when posts open, who is paid, and what that costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from blocks_as_text import rows_of, tables, text
from small_material import material_of
from synthetic_results import two_factor_points, write_results

from sim.analysis.logfile import log_to_text, write_logs
from sim.events import RunEnded, StaffEngaged
from sim.kernel.eventlog import EventLog
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, read_results
from sim.report.material import Material
from sim.report.sections import build_up, manning
from sim.report_settings import ReportSettings

BASELINE = "planned, record_only"
POINTS = {name: two_factor_points()[name] for name in (BASELINE, "lean, record_only")}
PARTY = "First <party>"
CALLED = "planned, record only"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven posts planned, four with lean; a checkpoint; five days in January and February."""
    folder = write_results(tmp_path / "run", POINTS, BASELINE)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for settings in manifest["scenarios"].values():
        settings["world"] |= {
            "zones": {"ghouta": {"label": "Ghouta & more"}},
            "guarantors": {"first": {"label": PARTY}},
        }
        for group in settings["world"]["groups"].values():
            group["zone"] = "ghouta"
        for post in settings["mission"]["posts"].values():
            post["guarantor"] = "first"
        gate = {"label": "Gate", "zone": "ghouta", "guarantor": "first", "priority": 1}
        settings["mission"] |= {
            "checkpoints": {"gate": gate | {"opens_day": 79.0, "closes_day": 100.0}},
            "watches": {"starts_hours": [6.0, 18.5]},
        }
        settings["staffing"]["zones"]["ghouta"]["checkpoints"] = 1
        settings["staffing"] |= {
            "round_the_clock_factor": 5.0,
            "daylight_factor": 2.0,
            "support_share": 0.4,
        }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def with_logs(folder: Path, posts: dict[str, int]) -> None:
    """Logs in which posts are manned from the first day on, 10 people each, for 184 days."""

    def lines(number: int) -> str:
        log = EventLog()
        for at in range(number):
            log.append(StaffEngaged(0.0, "observers", f"post_{at}", 2.0, 10.0))
        log.append(RunEnded(184 * 24.0))
        return log_to_text(log)

    logs = [(name, 0, lines(number)) for name, number in posts.items()]
    write_logs(folder / "log.csv.gz", logs)


def change(folder: Path, scenario: str, **changed: Any) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenarios"][scenario] |= changed
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


# --- build-up -------------------------------------------------------------------------------------
def test_dates_are_those_of_the_sites_that_each_staffing_can_man(folder: Path) -> None:
    (table,) = tables(build_up.section(material_of(folder))).values()
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows == [
        ["22 July 2017", "Ghouta & more", "a group of side B joins the ceasefire", "1", "1"],
        ["24 July 2017", "Ghouta & more", "posts open: Post 0; Post 1; Post 2; Post 3", "4", "4"],
        ["24 July 2017", "Ghouta & more", "checkpoints open: Gate", "1", "1"],
        ["4 August 2017", "Ghouta & more", "posts open: Post 4; Post 5; Post 6", "3", "none"],
        ["14 August 2017", "Ghouta & more", "checkpoints close: Gate", "1", "1"],
        ["18 August 2017", "Ghouta & more", "a group of side B joins the ceasefire", "1", "1"],
    ]
    assert table.columns[3].heading == f"{CALLED} (baseline)"


def test_many_sites_of_a_day_are_counted(folder: Path) -> None:
    settings = json.loads((folder / "manifest.json").read_text())["scenarios"][BASELINE]
    posts = {
        name: post | {"opens_day": 79.0} for name, post in settings["mission"]["posts"].items()
    }
    change(folder, BASELINE, mission=settings["mission"] | {"posts": posts})
    (table,) = tables(build_up.section(material_of(folder))).values()
    assert table.rows[1][2].text == "posts open: Post 0; Post 1; Post 2; Post 3; and 3 more"
    assert [cell.text for cell in table.rows[1][3:]] == ["7", "4"]


def test_a_manifest_without_settings_has_no_build_up(folder: Path) -> None:
    change(folder, BASELINE, world={})
    with pytest.raises(NotInResults, match="lacks the settings"):
        build_up.section(material_of(folder))


# --- manning --------------------------------------------------------------------------------------
def test_months_and_roles_of_both(folder: Path) -> None:
    with_logs(folder, {BASELINE: 7, "lean, record_only": 4})
    found = manning.section(material_of(folder))
    months = rows_of(tables(found)["Paid people by month"])
    assert list(months)[:2] == ["May 2017", "June 2017"]
    # 26 of the 31 days of May; all of June
    assert months["May 2017"] == [f"{70 * 26 / 31:.0f}", f"{40 * 26 / 31:.0f}"]
    assert months["June 2017"] == ["70", "40"]
    roles = tables(found)[f"Manning of {CALLED}"]
    assert [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in roles.rows[0]] == [
        "Observers",
        "Ghouta & more (7 sites)",
        PARTY,
        "14",
        "70",
        "6 May 2017",
        "6 Nov 2017",
        f"{70 * 184:,}",
    ]
    said = text(found)
    assert "5 people are paid" in said
    assert "40 % more" in said
    assert "06:00 and 18:30" in said


def test_it_is_said_whether_all_replications_pay_the_same(folder: Path) -> None:
    with_logs(folder, {BASELINE: 7, "lean, record_only": 4})
    assert {note[:30] for note in _notes(folder)} == {"The same in every replication."}
    path = folder / "kpis.csv"
    kpis = pd.read_csv(path)
    kpis["mean_paid_people"] += kpis["replication"]
    kpis.to_csv(path, index=False)
    assert {note[:17] for note in _notes(folder)} == {"Of replication 0;"}


def _notes(folder: Path) -> list[str]:
    found = tables(manning.section(material_of(folder))).items()
    return [table.notes[0] for title, table in found if "on a mean day" not in title]


def test_a_planners_cost_makes_it_money(folder: Path) -> None:
    with_logs(folder, {BASELINE: 7, "lean, record_only": 4})
    material = material_of(folder, cost_per_person_month=1500.0, currency="EUR")
    table = tables(manning.section(material))["Paid people by month"]
    assert table.columns[1].heading == f"{CALLED} (baseline), cost, EUR"
    assert rows_of(table)["June 2017"] == ["105,000", "60,000"]
    assert any("1,500 EUR" in note for note in table.notes)


def test_of_one_whose_replication_0_failed_nothing_is_told(folder: Path) -> None:
    with_logs(folder, {BASELINE: 7})
    found = tables(manning.section(material_of(folder)))
    assert len(found["Paid people by month"].columns) == 2


def test_without_logs_or_settings_there_is_no_manning(folder: Path) -> None:
    with pytest.raises(NotInResults, match="no log"):
        manning.section(material_of(folder))
    with_logs(folder, {BASELINE: 7, "lean, record_only": 4})
    change(folder, BASELINE, mission={})
    with pytest.raises(NotInResults, match="lacks the settings"):
        manning.section(material_of(folder))


# --- a real run -----------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_manning_table_adds_up_to_the_kpi_of_the_replication(run_folder: Path) -> None:
    material = Material(chosen(read_results(run_folder)), {}, {}, ReportSettings())
    found = tables(manning.section(material))
    kpis = pd.read_csv(run_folder / "kpis.csv")
    for name in material.pair:
        row = kpis[(kpis["scenario"] == name) & (kpis["replication"] == 0)]
        total = found[f"Manning of {name.replace('_', ' ')}"].rows[-1][-1].sort
        assert total == pytest.approx(float(row["paid_person_days"].iloc[0]))
