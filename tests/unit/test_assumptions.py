"""assumptions.csv: the baseline's values, what is known of them, and what other scenarios have."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import CONFIGS, compose
from test_evidence import evidence_in

from sim.analysis.assumption import Assumption
from sim.analysis.differing_settings import differences
from sim.cli import main
from sim.commands.assumptions import assumptions
from sim.experiment.csv_files import write_rows
from sim.settings.evidence import Evidence, read_evidence


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    text = (
        "world.days: {range: [1, 10], unit: days, status: sourced, source: a book}\n"
        "world.mode: {range: [fast, slow, odd], unit: choice, status: expert, source: us}\n"
        "world.on: {range: [false, true], unit: yes or no, status: assumed, source: none}\n"
        "response.window: {range: [1, 9], unit: days, status: assumed, source: none}\n"
    )
    return read_evidence(evidence_in(tmp_path, text))


def scenario(days: float, mode: str = "fast", **response: Any) -> dict[str, Any]:
    world = {"days": days, "mode": mode, "on": True, "label": "A world", "own": 7, "unset": None}
    return {"name": "s", "world": world, "response": {"kind": "record_only", **response}}


def rows(evidence: Evidence, **scenarios: dict[str, Any]) -> dict[str, Assumption]:
    manifest = {"baseline": next(iter(scenarios)), "scenarios": scenarios}
    return {row.key: row for row in assumptions(evidence, manifest)}


def test_a_row_says_what_is_known_of_the_baselines_value(evidence: Evidence) -> None:
    found = rows(evidence, base=scenario(3.0))
    assert found["world.days"] == Assumption(
        "world.days", "3", "days", "1", "10", "sourced", "a book", "", ""
    )
    assert found["world.mode"][1:5] == ("fast", "choice", "fast, slow, odd", "")
    assert found["world.on"][1:5] == ("true", "yes or no", "false", "true")
    # a planner's own setting; names, and what isn't set, are no assumptions
    assert found["world.own"][1:] == ("7", "", "", "", "none given", "", "", "")
    assert list(found) == ["world.days", "world.mode", "world.on", "world.own"]


def test_what_scenarios_differ_in_is_told_with_the_baselines_value(evidence: Evidence) -> None:
    found = rows(
        evidence,
        base=scenario(7.0),
        less=scenario(4.0, "slow"),
        more=scenario(11.0, window=3),
    )
    assert found["world.days"].value == "7"
    assert found["world.days"].varied == "4, 7, 11"
    assert found["world.days"].remark == "in some scenarios outside the range worth trying"
    assert found["world.mode"].varied == "fast, slow"
    assert found["world.on"].varied == ""
    # only another scenario has it: a table told whole, of which nothing else differs
    assert found["response.window"][:2] == ("response.window", "")
    assert found["response.window"].status == "assumed"


def test_many_numbers_are_told_by_their_ends(evidence: Evidence) -> None:
    many = {f"s{n}": scenario(float(n)) for n in range(1, 11)}
    assert rows(evidence, **many)["world.days"].varied == "1 to 10"


def test_a_value_outside_its_range_is_marked_and_no_error(evidence: Evidence) -> None:
    found = rows(evidence, base=scenario(12.0, "upside down"))
    assert found["world.days"].remark == "outside the range worth trying"
    assert found["world.mode"].remark == "outside the range worth trying"


def test_a_large_sweep_is_told_by_what_differs(evidence: Evidence) -> None:
    scenarios = {"base": scenario(3.0), "a": scenario(5.0), "b": scenario(3.0, "slow")}
    short = {
        "baseline": "base",
        "scenarios": {"base": scenarios["base"]},
        "scenarios_differ": {n: differences(scenarios["base"], s) for n, s in scenarios.items()},
    }
    assert list(assumptions(evidence, short)) == list(rows(evidence, **scenarios).values())


def test_the_shipped_baseline_has_hundreds_of_values_and_none_out_of_range(tmp_path: Path) -> None:
    settings = compose().model_dump(mode="json")
    path = tmp_path / "assumptions.csv"
    manifest = {"baseline": "b", "scenarios": {"b": settings}}
    write_rows(path, Assumption._fields, assumptions(read_evidence(CONFIGS.parent), manifest))
    with path.open(encoding="utf-8", newline="") as text:
        found = {row["key"]: row for row in csv.DictReader(text)}
    assert len(found) > 300
    assert {row["remark"] for row in found.values()} == {""}
    deterrence = found["world.violence.deterrence_by_rung"]
    assert (deterrence["value"], deterrence["status"]) == ("0.15", "assumed")
    assert (deterrence["lowest"], deterrence["highest"]) == ("-0.1", "0.4")


def test_no_position_is_told() -> None:
    settings = compose().model_dump(mode="json")
    post = next(iter(settings["mission"]["posts"]))
    other = json.loads(json.dumps(settings))
    other["mission"]["posts"][post]["lat"] += 0.1
    manifest = {"baseline": "b", "scenarios": {"b": settings, "o": other}}
    told = list(assumptions(read_evidence(CONFIGS.parent), manifest))
    assert "degrees" not in {row.unit for row in told}
    assert not [row.key for row in told if row.key.endswith(("lat", "lon"))]
    assert f"mission.posts.{post}.opens_day" in {row.key for row in told}


def test_a_broken_evidence_file_stops_a_run_before_it_simulates(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project = evidence_in(
        tmp_path, "world.days: {range: [1, 10], unit: days, status: sure, source: x}"
    )
    shutil.copytree(CONFIGS, project / "configs", dirs_exist_ok=True)
    shutil.copytree(CONFIGS.parent / "scenarios", project / "scenarios")
    assert main(["days=20"], project) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("error: configs/evidence/mine.yaml:1: 'world.days': 'status' must be")
    assert not (tmp_path / "results").exists()
