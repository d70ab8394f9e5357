"""What an answer rests on, where nobody chooses, nothing is comparable, or nothing happened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from blocks_as_text import text
from made_values import PEOPLE, TRUE, ask, change, write_values
from small_material import material_of

from sim.report.answer.headline import headline
from sim.report.answer.ways import from_to
from sim.report.folder.read import read_results
from sim.report.sections import misleading, reversal
from sim.report.sections.always_said import SENTENCES
from sim.report_settings import ReportSettings

RECORDED, WRONG = "recorded_per_day", "sanctions_wrong_group_share"
EFFECTS = {"deterrence_by_rung": 0.15, "resentment_effect": 0.0}


def said(folder: Path) -> list[str]:
    return headline(read_results(folder), ReportSettings())


def settings(folder: Path, **own: dict[str, Any]) -> None:
    """Other settings of scenarios: name -> part of the settings -> what is put into it."""
    scenarios = json.loads((folder / "manifest.json").read_text())["scenarios"]
    for name, parts in own.items():
        for part, values in parts.items():
            held = scenarios[name].get(part)
            both = isinstance(held, dict) and isinstance(values, dict)
            scenarios[name][part] = {**held, **values} if both else values
    change(folder, scenarios=scenarios)


def alike_but(folder: Path, **own: dict[str, Any]) -> None:
    """Scenarios that differ in nothing but this."""
    scenarios = json.loads((folder / "manifest.json").read_text())["scenarios"]
    change(folder, scenarios={name: {**scenarios["base"]} for name in scenarios})
    settings(folder, **own)


def sanctioned(folder: Path) -> None:
    """There are sanctions, of whomever."""
    table = pd.read_csv(folder / "comparison.csv")
    more = table[table["kpi"] == "people_reached_share"].assign(kpi=WRONG)
    pd.concat([table, more]).to_csv(folder / "comparison.csv", index=False)
    kpis = pd.read_csv(folder / "kpis.csv")
    kpis.assign(**{WRONG: 0.1}).to_csv(folder / "kpis.csv", index=False)


def test_fewer_incidents_by_more_staff_rest_on_assumed_deterrence(tmp_path: Path) -> None:
    values = {"base": {TRUE: 8.0, PEOPLE: 240.0}, "teams": {TRUE: 7.5, PEOPLE: 268.0}}
    write_values(tmp_path, values)
    sanctioned(tmp_path)
    violence = {"world": {"violence": EFFECTS}}
    alike_but(tmp_path, base=violence, teams={**violence, "staffing": {"investigation_teams": 4}})
    through = "In the model a mission changes violence only through sanctions, whose effect is "
    assert any(line.startswith(through) for line in said(tmp_path))
    reverse = text(reversal.section(material_of(tmp_path)))
    assert "“teams” takes on average 28 more paid people than the baseline" in reverse
    assert "That sanctions deter (with each step up the ladder a group fires 14 % less" in reverse
    assert "Nothing in these results speaks against it" not in reverse


def test_a_what_if_is_no_advice_and_nothing_reverses_it(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}, "closed": {TRUE: 7.0}})
    closed = {"actors": {"calendar": {"kind": "calendar", "label": "A closure", "enabled": True}}}
    alike_but(tmp_path, closed={"world": closed})
    made = reversal.section(material_of(tmp_path))
    assert made.title == "What it rests on"
    assert (
        "They differ in this: A closure. That is assumed, and nobody in the mission decides it"
        in text(made)
    )
    assert "would have chosen" not in text(misleading.section(material_of(tmp_path)))


def test_where_what_counts_differs_neither_truth_nor_record_is_weighed(tmp_path: Path) -> None:
    values = {"base": {TRUE: 24.0, RECORDED: 12.0}, "later": {TRUE: 20.0, RECORDED: 11.0}}
    write_values(tmp_path, values)
    zone = {"kind": "additional_zone", "zone": "south", "recorded_above": 60, "enabled": True}
    alike_but(tmp_path, later={"world": {"actors": {"later": zone}}})
    box = text(misleading.section(material_of(tmp_path)))
    assert "What counts as a violation differs between them" in box
    assert "because less happened" not in box
    assert "wrong side" not in box
    reverse = text(reversal.section(material_of(tmp_path)))
    assert "would be best" not in reverse
    assert "What counts as a violation differs between them" in reverse


def test_where_nothing_happened_all_entries_are_of_nothing(tmp_path: Path) -> None:
    nothing = [0.0] * 20
    write_values(tmp_path, {"base": {TRUE: nothing, RECORDED: 0.3}})
    box = text(misleading.section(material_of(tmp_path)))
    assert "no violation happened in any run, and yet with “base” the record holds 0.3" in box
    assert "not one of them is of a violation" in box


@pytest.mark.parametrize("better", [False, True])
def test_a_baseline_that_was_selected_is_not_said_to_be_the_best_mean(
    tmp_path: Path, better: bool
) -> None:
    other = 6.0 if better else 6.99
    luck = [other + (0.0 if better else 0.5 * (-1) ** at) for at in range(20)]
    write_values(tmp_path, {"base": {TRUE: 7.0}, "a": {TRUE: luck}, "b": {TRUE: 8.0}})
    rows = ["scenario,selected", "base,yes", "a,no", "b,no", ""]
    (tmp_path / "conclusion.csv").write_text("\n".join(rows))
    change(tmp_path, conclusion_is_the_answer=True, conclusion=["Selected."])
    first = said(tmp_path)[0]
    assert first.startswith("In the model, “base”, the baseline, was selected of three scenarios, ")
    fresh = "but fresh runs show “a” to do better" if better else "and fresh runs show no other to"
    assert fresh in first
    assert "fewest" not in first


def test_what_never_varies_is_not_said_to_be_known_precisely(tmp_path: Path) -> None:
    write_values(tmp_path, {name: {RECORDED: 5.0} for name in ("base", "a", "b")})
    ask(tmp_path, RECORDED)
    rows = ["scenario,half_width,outcome", "a,0.0,reached", "b,0.0,reached", ""]
    (tmp_path / "conclusion.csv").write_text("\n".join(rows))
    change(tmp_path, design={"kind": "precise", "kpi": RECORDED, "half_width": 0.5})
    first, second, *_ = said(tmp_path)
    assert "precisely as asked" not in first
    assert first.startswith("With both others the figure of ")
    assert first.endswith("is the baseline's own in every run: more runs would tell nothing more.")
    assert second.endswith(", and the same with both others.")


def test_ends_of_an_effect_share_what_they_share() -> None:
    assert from_to("14 % less often", "26 % less often") == "14 to 26 % less often"
    assert from_to("7 % more often", "26 % less often") == "7 % more often to 26 % less often"
    assert from_to("40 %", "60 %") == "40 to 60 %"
    assert from_to("no change", "9 % less often") == "no change to 9 % less often"


def test_every_report_names_all_by_which_a_rule_changes_violence() -> None:
    (sentence,) = (one for one in SENTENCES if "response rule" in one)
    assert all(way in sentence for way in ("sanctions deter", "resented", "silence regimes"))
