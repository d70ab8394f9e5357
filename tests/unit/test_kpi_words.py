"""Labels of KPIs in the names of the settings, deeds in words, and units of one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.report.folder.kpi_words import DEEDS, in_own_names, names_in
from sim.report.folder.of_one import counted
from sim.report.words.effects import change, deterrence, each, half_life, resentment

SETTINGS = {
    "world": {
        "guarantors": {"russia": {"label": "Russian party"}},
        "zones": {"idlib": {"label": "Idlib and parts of Hama"}, "new_zone": {}},
        "actors": {"no_label": {"kind": "calendar", "label": None}, "odd": None},
    },
    "mission": {"actors": {"pool_russia": {"label": "Russian people for posts"}}},
}
MODEL = Path(__file__).parents[2] / "sim" / "model" / "actors"


@pytest.mark.parametrize(
    ("kpi", "label", "read"),
    [
        (
            "recorded_per_day_in_ledger_russia",
            "recorded a day, ledger of russia",
            "recorded a day, ledger: Russian party",
        ),
        (
            "coverage_lost_share_pool_russia_from_first_post",
            "due post-hours lost to pool russia, from the first post on",
            "due post-hours lost to Russian people for posts, from the first post on",
        ),
        ("located_share_in_idlib", "located in idlib", "located in Idlib and parts of Hama"),
        ("located_share_in_new_zone", "located in new zone", "located in new zone"),
        ("recorded_per_day", "recorded a day, all ledgers", "recorded a day, all ledgers"),
        ("deeds_airdrops_drops", "done by side actors: airdrops drops", "air drops"),
        ("deeds_own_thing", "done by side actors: own thing", "done by side actors: own thing"),
    ],
)
def test_a_kpi_is_called_as_the_settings_call_what_it_is_about(
    kpi: str, label: str, read: str
) -> None:
    assert in_own_names(kpi, label, names_in(SETTINGS)) == read


def test_deeds_in_words_are_deeds_that_some_actor_does() -> None:
    said = {
        name for file in MODEL.glob("*.py") for name in re.findall(r'"([a-z_]+)"', file.read_text())
    }
    kinds = {name for name in said if (MODEL / f"{name}.py").exists()}
    for deed in DEEDS:
        kind = max((kind for kind in kinds if deed.startswith(f"{kind}_")), key=len)
        assert deed.removeprefix(f"{kind}_") in said, deed


@pytest.mark.parametrize(
    ("number", "unit", "read"),
    [
        ("1", "days", "1 day"),
        ("0.1", "days", "0.1 days"),
        ("1.0", "days", "1.0 days"),
        ("-1", "hours", "-1 hour"),
        ("1", "people on watch", "1 person on watch"),
        ("1", "paid people", "1 paid person"),
        ("1", "working days", "1 working day"),
        ("1", "true incidents a day", "1 true incident a day"),
        ("1", "share of incidents", "1 share of incidents"),
        ("1", "incidents per incident", "1 incident per incident"),
        ("1", "UAVs", "1 UAV"),
        ("1", "entries", "1 entry"),
        ("1", "percentage points", "1 percentage point"),
        ("1", "km", "1 km"),
        ("1", "", "1"),
        ("2", "people", "2 people"),
    ],
)
def test_one_is_told_in_the_singular(number: str, unit: str, read: str) -> None:
    assert counted(number, unit) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (each("0.15", deterrence), "14 % less often"),
        (each("-0.1 to 0.4", deterrence), "11 % more often to 33 % less often"),
        (each("\N{MINUS SIGN}0.1 to 0", deterrence), "11 % more often to no change"),
        (each("0.0, 0.1, 0.2, 0.05, 0.1", resentment), "no change to 20 % more often (4 values)"),
        (each("0.1, 0.02", resentment), "2 % more often; 10 % more often"),
        (each("", resentment), ""),
        (each("30", half_life), "21 days"),
        (each("0.5", change), "50 % less often"),
        (change(2.5), "150 % more often"),
    ],
)
def test_assumed_effects_are_told_as_the_model_takes_them(said: str, read: str) -> None:
    assert said == read
