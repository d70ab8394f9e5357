"""What-ifs that nobody chooses, scenarios that differ in what counts, figures of yes or no."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_values import PEOPLE, TRUE, ask, change, write_values

from sim.report.answer.beside import why_beside
from sim.report.answer.headline import headline
from sim.report.answer.stock_phases import stock_by_phase
from sim.report.answer.told import in_runs
from sim.report.answer.what_if import ADVICE, NO_ADVICE, is_what_if, reversal_title
from sim.report.folder.read import read_results
from sim.report.folder.what_counts import what_counts_differs
from sim.report.words.wording import Wording
from sim.report_settings import ReportSettings

LATER = {"kind": "additional_zone", "zone": "south", "latest_day": 120.0}
FEW = {"kind": "contingent", "people": 100, "enabled": True}


def settings(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())["scenarios"]
    return found


def make(folder: Path, world: dict[str, Any], mission: dict[str, Any] | None = None) -> Path:
    """Two scenarios; the second has these actors besides."""
    write_values(
        folder,
        {"base": {TRUE: 8.0, PEOPLE: 240.0}, "closed": {TRUE: 7.0, PEOPLE: 240.0}},
    )
    scenarios = settings(folder)
    scenarios["closed"] = json.loads(json.dumps(scenarios["base"])) | {"name": "closed"}
    scenarios["closed"]["world"]["actors"] = world
    if mission:
        scenarios["closed"]["mission"]["actors"] = mission
    change(folder, scenarios=scenarios)
    return folder


def said(folder: Path) -> list[str]:
    return headline(read_results(folder), ReportSettings())


def test_a_difference_in_the_world_is_no_choice(tmp_path: Path) -> None:
    folder = make(tmp_path, {"calendar": {"kind": "calendar"}})
    results = read_results(folder)
    assert is_what_if(results)
    assert reversal_title(results) == NO_ADVICE
    assert said(folder) == [
        "In the model, with “closed” against “base”: true incidents 7.00 a day (6.97 to 7.03) "
        "against 8.00 a day (7.97 to 8.03), 1 fewer.",
        "Each takes 240 paid people on average.",
        "Nobody in the mission chooses between them: this is a what-if, and nothing is advised.",
    ]


@pytest.mark.parametrize(
    ("mission", "what_if"),
    [
        ({"pool": FEW}, True),
        ({"patrols": {"kind": "mobile_patrols"}}, False),
        ({}, False),
    ],
)
def test_how_many_people_a_guarantor_has_is_no_choice(
    tmp_path: Path, mission: dict[str, Any], what_if: bool
) -> None:
    results = read_results(make(tmp_path, {}, mission))
    assert is_what_if(results) == what_if
    assert reversal_title(results) == (NO_ADVICE if what_if else ADVICE)


def test_people_added_by_agreement_are_a_choice(tmp_path: Path) -> None:
    folder = make(tmp_path, {}, {"pool": FEW | {"changes": {"third": {"people": 150}}}})
    scenarios = settings(folder)
    scenarios["base"]["mission"]["actors"] = {"pool": FEW}
    change(folder, scenarios=scenarios)
    assert not is_what_if(read_results(folder))


def test_what_counts_as_a_violation() -> None:
    without: dict[str, Any] = {"world": {"groups": {"a": {"covered": True}}, "actors": {}}}
    later = {"world": without["world"] | {"actors": {"south": LATER}}}
    by_record = {"world": {"actors": {"south": LATER | {"recorded_above": 60}}}}
    off = {"world": without["world"] | {"actors": {"south": LATER | {"enabled": False}}}}
    excluded = {"world": {"groups": {"a": {"covered": False}}}}
    assert what_counts_differs([without, later])
    assert what_counts_differs([by_record, by_record])
    assert what_counts_differs([without, excluded])
    assert not what_counts_differs([later, later])
    assert not what_counts_differs([without, off])
    assert not what_counts_differs([by_record])


def test_violations_counted_otherwise_have_no_verdict(tmp_path: Path) -> None:
    folder = make(tmp_path, {"south": LATER})
    results = read_results(folder)
    assert results.direction_of(TRUE) == "neither"
    assert results.direction_of("people_reached_share") == "higher"
    assert Wording(results, ReportSettings()).kind(TRUE, "closed") == "differs"
    assert any(
        sentence.startswith("What counts as a violation differs") for sentence in said(folder)
    )


def test_yes_or_no_is_told_in_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kpi = "people_reached_share"
    monkeypatch.setattr("sim.report.answer.told.YES_OR_NO", (kpi,))
    yes = [0.0, 1.0, 1.0, 1.0]
    write_values(tmp_path, {"base": {TRUE: 7.0, kpi: yes}}, replications=4)
    ask(tmp_path, kpi)
    assert "people reached over requested in 3 of 4 runs" in said(tmp_path)[0]
    wording = Wording(read_results(tmp_path), ReportSettings())
    assert not in_runs(wording, TRUE, "base")


def test_best_is_only_who_is_shown_to_do_better(tmp_path: Path) -> None:
    noise = np.tile([-1.0, 1.0], 10)
    write_values(
        tmp_path,
        {"base": {TRUE: 7.0}, "a": {TRUE: 6.0}, "b": {TRUE: 7.0}, "c": {TRUE: list(6.9 + noise)}},
    )
    results = read_results(tmp_path)
    assert why_beside(results, "a") == "best of the others"
    assert why_beside(results, "b") == "first of the others"
    assert why_beside(results, "c") == "best mean of the others"


def test_what_is_in_store_before_and_after_a_road_opens(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 7.0}}, replications=2)
    series = pd.read_csv(tmp_path / "series.csv.gz")
    own = [
        ("base", replication, "stock_tonnes_by_day__city", day, 100.0 if day < 10 else 300.0)
        for replication in (0, 1)
        for day in range(28)
    ]
    pd.concat([series, pd.DataFrame(own, columns=series.columns)]).to_csv(
        tmp_path / "series.csv.gz", index=False
    )
    scenarios = settings(tmp_path)
    scenarios["base"]["world"] |= {
        "supply": {"city": {}},
        "routes": {"west": {"destination": "city", "opens_day": 10.0}},
        "actors": {"drops": {"kind": "airdrops", "place": "city", "until_day": 12.0}},
    }
    change(tmp_path, scenarios=scenarios)
    assert list(stock_by_phase(Wording(read_results(tmp_path), ReportSettings()), "base")) == [
        "In store on average: until day 10, 100 tonnes; from day 10 on, as a road opens and air "
        "drops end, 300 tonnes."
    ]
