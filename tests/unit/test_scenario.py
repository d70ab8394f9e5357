"""From files and words to checked scenarios: which points a command line asks for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import sim.experiment.designs
import sim.model.actors
import sim.model.response_rules  # noqa: F401  importing makes the kinds known
from sim.points.find_points import find_points
from sim.points.points import Points
from sim.scenario import open_composer
from sim.settings.files import SettingsFiles, SettingsProblem

PROJECT = Path(__file__).parents[2]
STAFFING = ["lean", "planned", "surge"]
RULES = ["record_only", "sanction_first", "investigate_first", "graduated"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "configs", tmp_path / "configs")
    (tmp_path / "scenarios").mkdir()
    shutil.copy(PROJECT / "scenarios" / "eastern_ghouta.yaml", tmp_path / "scenarios")
    return tmp_path


def scenario_file(project: Path, name: str, text: str) -> None:
    path = project / "scenarios" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def points(project: Path, *words: str, multirun: bool = False) -> Points:
    with open_composer(SettingsFiles(project)) as composer:
        return find_points(composer, words, multirun=multirun)


def names(found: Points) -> list[str]:
    return [scenario.name for scenario in found.scenarios]


def test_the_default_is_the_grid_of_twelve(project: Path) -> None:
    found = points(project)
    assert names(found) == [f"{staffing}, {rule}" for staffing in STAFFING for rule in RULES]
    assert found.baseline == "planned, investigate_first"
    assert found.factors["lean, graduated"] == {"staffing": "lean", "response": "graduated"}
    assert found.settings.replications == 30


def test_levels_put_in_place_equal_levels_composed(project: Path) -> None:
    in_place = {s.name: s for s in points(project).scenarios}
    for rule in ("record_only", "graduated"):
        words = ["experiment=single", "staffing=surge", f"response={rule}"]
        (composed,) = points(project, *words).scenarios
        assert composed.model_copy(update={"name": f"surge, {rule}"}) == in_place[f"surge, {rule}"]


def test_a_level_that_inherits_is_composed(project: Path) -> None:
    text = "defaults: [lean, _self_]\nlabel: Lean with three teams\ninvestigation_teams: 3\n"
    (project / "configs/staffing/lean.three.yaml").write_text(text)
    (project / "configs/staffing/three.yaml").write_text(text)
    found = points(project, "experiment.factors.staffing=[planned,three]", "response=graduated")
    three = next(s for s in found.scenarios if s.name == "three, graduated")
    (lean,) = points(project, "experiment=single", "staffing=lean").scenarios
    assert three.staffing.investigation_teams == 3
    assert three.staffing.zones == lean.staffing.zones


def test_a_factor_on_the_command_line_is_fixed_in_the_baseline_too(project: Path) -> None:
    found = points(project, "staffing=lean", "staffing.investigation_teams=4")
    assert names(found) == [f"lean, {rule}" for rule in RULES]
    assert found.baseline == "lean, investigate_first"
    assert {s.staffing.investigation_teams for s in found.scenarios} == {4}
    assert found.settings.experiment.baseline["staffing"] == "lean"


def test_single_takes_any_dotted_key(project: Path) -> None:
    found = points(project, "experiment=single", "staffing.investigation_teams=7", "days=9")
    assert names(found) == [found.baseline] == ["eastern_ghouta"]
    assert found.scenarios[0].staffing.investigation_teams == 7
    assert found.scenarios[0].days == 9


def test_a_sweep_ends_in_one_comparison_with_the_first_point_as_baseline(project: Path) -> None:
    words = ["staffing=surge,lean", "world.violence.friday_factor=0.5,1"]
    found = points(project, *words, multirun=True)
    assert names(found) == [
        "surge, friday_factor=0.5",
        "surge, friday_factor=1",
        "lean, friday_factor=0.5",
        "lean, friday_factor=1",
    ]
    assert found.baseline == "surge, friday_factor=0.5"
    assert found.scenarios[3].world.violence.friday_factor == 1.0
    assert found.settings.experiment.points == "single"


def test_a_sweep_over_a_pattern_of_scenarios(project: Path) -> None:
    scenario_file(project, "eastern_two", "defaults: [eastern_ghouta, _self_]\ndays: 3\n")
    found = points(project, "scenario=glob(eastern*)", multirun=True)
    assert names(found) == ["eastern_ghouta", "eastern_two"]
    assert [s.days for s in found.scenarios] == [184, 3]


def test_a_scenario_against_the_one_it_extends(project: Path) -> None:
    text = """\
defaults: [eastern_ghouta, override /experiment: against_parent, _self_]
staffing: {investigation_teams: 6}
"""
    scenario_file(project, "folder/more_teams", text.replace("[east", "[/scenario/east"))
    found = points(project, "scenario=folder/more_teams", "days=5", "staffing=lean")
    assert names(found) == ["eastern_ghouta", "folder/more_teams"]
    assert found.baseline == "eastern_ghouta"
    parent, child = found.scenarios
    assert (parent.days, child.days) == (5, 5)
    assert [s.staffing.in_all("investigation_teams") for s in (parent, child)] == [1, 6]
    assert parent.world == child.world


@pytest.mark.slow
def test_what_is_typed_of_an_actor_that_only_the_child_has_is_the_childs_alone(
    project: Path,
) -> None:
    for name in ("crossing_closed_to_trade", "four_zones", "guarantor_pools"):
        shutil.copy(PROJECT / "scenarios" / f"{name}.yaml", project / "scenarios")
    words = ("world.actors.calendar.entries.midsummer.until_day=60", "days=5")
    parent, child = points(project, "scenario=crossing_closed_to_trade", *words).scenarios
    assert (parent.days, child.days) == (5, 5)
    assert "calendar" not in parent.world.actors
    assert child.world.actors["calendar"].entries["midsummer"].until_day == 60
    typed = points(project, "scenario=guarantor_pools", "mission.actors.pool_iran.people=90")
    assert {s.mission.actors["pool_iran"].people for s in typed.scenarios} == {90}


def test_a_scenario_has_the_last_word_over_presets_and_the_command_line_over_it(
    project: Path,
) -> None:
    text = "defaults: [eastern_ghouta, _self_]\ndays: 50\nworld: {label: Other}\n"
    scenario_file(project, "other", text)
    (from_file,) = points(project, "scenario=other", "experiment=single").scenarios
    words = ("scenario=other", "experiment=single", "days=4", "world=ghouta_as_reported_by_un")
    (from_words,) = points(project, *words).scenarios
    assert (from_file.days, from_file.world.label) == (50, "Other")
    assert (from_words.days, from_words.world.label) == (4, "Other")
    assert from_words.world.zones["eastern_ghouta"].population_people == 393000


def test_numbers_and_dates_are_read_as_planners_mean_them(project: Path) -> None:
    text = """\
defaults: [eastern_ghouta, _self_]
world: {start: 2017-05-07, violence: {deterrence_by_rung: 1e-3}}
"""
    scenario_file(project, "plain", text)
    (scenario,) = points(project, "scenario=plain", "experiment=single").scenarios
    assert scenario.world.start.isoformat() == "2017-05-07"
    assert scenario.world.violence.deterrence_by_rung == 0.001


def test_points_of_a_sweep_name_the_actor_that_they_vary(project: Path) -> None:
    words = ["world.actors.aid_douma.enabled=true,false", "staffing.investigation_teams=2,4"]
    with open_composer(SettingsFiles(project)) as composer:
        names = [s.name for s in find_points(composer, words, multirun=True).scenarios]
    assert names[0] == "aid_douma.enabled=true, investigation_teams=2"
    assert names[-1] == "aid_douma.enabled=false, investigation_teams=4"


def test_a_check_of_the_model_is_made_once_for_a_world(project: Path) -> None:
    seen = []
    with open_composer(SettingsFiles(project), [lambda scenario: seen.append(scenario) or []]) as c:
        find_points(c, ["response=graduated"], multirun=False)
    assert len(seen) == 1


def test_a_check_of_the_model_stops_the_run(project: Path) -> None:
    def check(_scenario: object) -> list[tuple[tuple[str, ...], str]]:
        return [(("world", "violence"), "has no end")]

    with (
        open_composer(SettingsFiles(project), [check]) as composer,
        pytest.raises(SettingsProblem) as caught,
    ):
        find_points(composer, [], multirun=False)
    (line,) = caught.value.lines
    assert line.startswith("configs/world/ghouta_as_announced.yaml:")
    assert line.endswith("world.violence: has no end")


@pytest.mark.slow
# --- worlds made of parts, and staff for the zones of this world ----------------------------------
def test_a_staffing_level_is_cut_down_to_the_zones_of_the_world(project: Path) -> None:
    (ghouta,) = points(project, "experiment=single").scenarios
    assert set(ghouta.staffing.zones) == {"eastern_ghouta"}
    words = ["experiment=single", "world=four_zones", "mission=four_zones", "staffing=lean"]
    (four,) = points(project, *words).scenarios
    assert set(four.staffing.zones) == {"eastern_ghouta", "north_homs", "idlib", "south"}
    assert set(four.world.zones) == set(four.staffing.zones)
    assert four.staffing.in_all("investigation_teams") == 4
    (more,) = points(project, *words, "staffing.investigation_teams=6").scenarios
    assert more.staffing.in_all("investigation_teams") == 6


def test_the_levels_of_a_grid_are_cut_down_too(project: Path) -> None:
    found = points(project, "response=graduated")
    assert [set(s.staffing.zones) for s in found.scenarios] == [{"eastern_ghouta"}] * 3


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("eastern_gouta", "no zone called 'eastern_gouta' - did you mean 'eastern_ghouta'?"),
        ("somewhere", None),
    ],
)
def test_a_misspelt_zone_of_a_level_is_told_another_one_left_out(
    project: Path, zone: str, told: str | None
) -> None:
    path = project / "configs/staffing/lean.yaml"
    path.write_text(path.read_text().replace("  south:", f"  {zone}:"))
    words = ["experiment=single", "staffing=lean"]
    if told is None:
        (scenario,) = points(project, *words).scenarios
        assert set(scenario.staffing.zones) == {"eastern_ghouta"}
        return
    with pytest.raises(SettingsProblem) as caught:
        points(project, *words)
    (line,) = caught.value.lines
    assert line.startswith("configs/staffing/lean.yaml:")
    assert told in line


def test_staff_named_for_a_zone_that_is_not_there_is_told(project: Path) -> None:
    with pytest.raises(SettingsProblem) as caught:
        points(project, "experiment=single", "staffing.zones.idlib.posts=3")
    assert caught.value.lines == [
        "command line: staffing.zones.idlib: no zone called 'idlib' (there are: eastern_ghouta)"
    ]


def test_where_no_staffed_zone_is_in_the_world_each_is_told(project: Path) -> None:
    path = project / "configs/staffing/lean.yaml"
    path.write_text(path.read_text().replace("  eastern_ghouta:", "  somewhere:"))
    with pytest.raises(SettingsProblem) as caught:
        points(project, "experiment=single", "staffing=lean")
    told = [line for line in caught.value.lines if "no zone called" in line]
    assert told == caught.value.lines
    for zone in ("somewhere", "north_homs", "idlib", "south"):
        assert sum(f"no zone called '{zone}'" in line for line in told) == 1


def test_parts_of_worlds_are_not_to_be_chosen(project: Path) -> None:
    files = SettingsFiles(project)
    assert "world/shared/violence" in files.files
    assert not any("/" in name for name in files.options("world"))
    with pytest.raises(SettingsProblem) as caught:
        points(project, "experiment=single", "world=shared/violence")
    (line,) = caught.value.lines
    assert line.startswith("command line: no world called 'shared/violence'")
    assert line.count("shared") == 1


def test_a_mistake_in_a_part_is_told_with_its_line(project: Path) -> None:
    path = project / "configs/world/shared/movement.yaml"
    path.write_text(path.read_text().replace("memory_days: 3", "memory_days: long"))
    with pytest.raises(SettingsProblem) as caught:
        points(project, "experiment=single")
    (line,) = caught.value.lines
    assert line.startswith("configs/world/shared/movement.yaml:")
    assert line.endswith("world.access.memory_days = long: must be a number")
