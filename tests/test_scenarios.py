"""Every settings file that ships loads and runs two days."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from conftest import CONFIGS, compose_in, load

import sim.experiment.designs  # noqa: F401  importing makes the kinds known
from sim.config import Scenario
from sim.events import CheckpointHour, RunEnded, StockDay, ViolationOccurred
from sim.model import background, day_profile, excitation
from sim.model.model import simulate
from sim.points.find_points import find_points
from sim.scenario import open_composer
from sim.settings.contradictions import contradictions
from sim.settings.files import SettingsFiles

PROJECT = CONFIGS.parent
SCENARIOS = sorted(
    path.relative_to(PROJECT / "scenarios").with_suffix("").as_posix()
    for path in (PROJECT / "scenarios").rglob("*.yaml")
)


def names(group: str) -> list[str]:
    return sorted(path.stem for path in (CONFIGS / group).glob("*.yaml"))


ZONES = {
    mission: {post["zone"] for post in load("mission", mission)["posts"].values()}
    for mission in names("mission")
}


POSTS = {name: zone["posts"] for name, zone in load("staffing", "planned")["zones"].items()}
STAFFED = {
    world: {zone for zone in load("world", world)["zones"] if POSTS[zone]}
    for world in names("world")
}


def fits(world: str, mission: str) -> bool:
    """Whether the sites of a mission lie in just the zones of a world where posts are to be manned:
    roads lead through both."""
    return ZONES[mission] == STAFFED[world]


FITTING = [pair for pair in product(names("world"), names("mission")) if fits(*pair)]
COMBINATIONS = [
    (*pair, staffing, response)
    for pair in FITTING
    for staffing, response in product(names("staffing"), names("response"))
    # what a rule does has nothing to do with how many zones there are; one needs mediators
    if (pair[1] == "eastern_ghouta" and response != "mediate_first")
    or response == "investigate_first"
    or (pair[1], response) == ("eastern_ghouta_mediated", "mediate_first")
]


def run_two_days(scenario: Scenario) -> None:
    two_days = scenario.model_copy(update={"days": 2})
    log = simulate(two_days, 1, 1)
    assert log.rows[-1] == RunEnded(48.0)
    assert log.of(ViolationOccurred)
    assert bool(log.of(StockDay)) == bool(scenario.world.supply)
    assert bool(log.of(CheckpointHour)) == bool(scenario.world.party_checkpoints)


@pytest.mark.parametrize(
    ("world", "mission", "staffing", "response"),
    COMBINATIONS,
    ids=lambda name: name,
)
def test_every_preset_with_every_other(
    world: str, mission: str, staffing: str, response: str
) -> None:
    scenario = compose_in(world, mission, staffing, response)
    assert contradictions(scenario) == []
    problems = (
        excitation.stability_problem,
        background.ceiling_problem,
        background.day_factor_problem,
        day_profile.hour_problem,
    )
    assert [problem(scenario.world) for problem in problems] == [None] * len(problems)
    run_two_days(scenario)


def test_every_world_and_mission_is_in_some_combination() -> None:
    assert {world for world, _ in FITTING} == set(names("world"))
    assert {mission for _, mission in FITTING} == set(names("mission"))
    assert len(names("staffing")) >= 3
    assert len(names("response")) >= 4


PARTS = {
    "world": ["ghouta_as_announced", "north_homs", "idlib", "south", "shared/side_processes"],
    "mission": ["eastern_ghouta", "north_homs", "idlib", "south", "shared/side_actions"],
}


@pytest.mark.parametrize(
    ("group", "section"),
    [("world", s) for s in ("zones", "groups", "party_checkpoints", "routes", "actors", "supply")]
    + [("mission", s) for s in ("posts", "checkpoints", "actors")],
)
def test_four_zones_hold_everything_of_each(group: str, section: str) -> None:
    """Merged from five files, in which no two entries have the same name."""
    parts = [load(group, name).get(section, {}) for name in PARTS[group]]
    together = load(group, "four_zones")[section]
    assert len(together) == sum(len(part) for part in parts)
    assert together == {name: entry for part in parts for name, entry in part.items()}


def test_every_level_holds_every_zone() -> None:
    zones = load("world", "four_zones")["zones"].keys()
    for staffing in names("staffing"):
        assert load("staffing", staffing)["zones"].keys() >= zones


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_file(name: str) -> None:
    """As a planner runs it, through Hydra; a scenario asks its question in words."""
    with open_composer(SettingsFiles(PROJECT)) as composer:
        words = [f"scenario={name}", "experiment=single"]
        points = find_points(composer, words, multirun=False)
    (scenario,) = points.scenarios
    assert scenario.question.endswith("?")
    run_two_days(scenario)


@pytest.mark.parametrize("experiment", names("experiment"))
def test_every_experiment_has_its_points(experiment: str) -> None:
    files = SettingsFiles(PROJECT)
    child = next(name for name in SCENARIOS if files.parent(name))
    words = [f"experiment={experiment}"]
    words += [f"scenario={child}"] if experiment == "against_parent" else []
    counts = PROJECT / "docs" / "examples" / "counts_simulated.csv"
    words += [f"data={counts}"] if experiment == "calibrate" else []
    with open_composer(files) as composer:
        points = find_points(composer, words, multirun=False)
    assert points.baseline in {scenario.name for scenario in points.scenarios}
    assert len({scenario.name for scenario in points.scenarios}) == len(points.scenarios)


def test_sites_that_ship_are_hypothetical_and_the_same_in_both_kinds_of_files() -> None:
    folder = PROJECT / "scenarios" / "sites"
    csv, geojson = sorted(folder.iterdir())
    assert (csv.name, geojson.name) == ("ghouta_posts.csv", "ghouta_posts.geojson")
    rows = csv.read_text().splitlines()[1:]
    assert all("hypothetical" in row for row in rows)
    missions = []
    with open_composer(SettingsFiles(PROJECT)) as composer:
        for path in (csv, geojson):
            words = ["scenario=posts_from_a_spreadsheet", "experiment=single", f"sites_file={path}"]
            (scenario,) = find_points(composer, words, multirun=False).scenarios
            missions.append(scenario.mission)
    assert missions[0] == missions[1]
    assert len(missions[0].posts) == len(rows)


def test_nothing_else_lies_among_the_settings() -> None:
    for folder in (CONFIGS, PROJECT / "scenarios"):
        strays = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".yaml"]
        strays = [path for path in strays if path.parent != PROJECT / "scenarios" / "sites"]
        assert strays == [], f"not read by anybody: {strays}"
    assert Path(CONFIGS / "config.yaml").is_file()
