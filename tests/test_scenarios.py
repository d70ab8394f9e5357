"""Every settings file that ships loads and runs two days."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from conftest import CONFIGS, load

import sim.experiment.designs  # noqa: F401  importing makes the kinds known
from sim.config import Scenario
from sim.contradictions import contradictions
from sim.events import CheckpointHour, RunEnded, StockDay, ViolationOccurred
from sim.model import background, day_profile, excitation
from sim.model.model import simulate
from sim.points import find_points
from sim.scenario import open_composer
from sim.settings_files import SettingsFiles

PROJECT = CONFIGS.parent
SCENARIOS = sorted(
    path.relative_to(PROJECT / "scenarios").with_suffix("").as_posix()
    for path in (PROJECT / "scenarios").rglob("*.yaml")
)


def names(group: str) -> list[str]:
    return sorted(path.stem for path in (CONFIGS / group).glob("*.yaml"))


COMBINATIONS = list(product(names("world"), names("mission"), names("staffing"), names("response")))


def fits(world: str, mission: str) -> bool:
    """Whether the sites of a mission lie in the zones of a world."""
    posts = load("mission", mission).get("posts", {})
    return {post["zone"] for post in posts.values()} <= load("world", world)["zones"].keys()


def run_two_days(scenario: Scenario) -> None:
    two_days = scenario.model_copy(update={"days": 2})
    log = simulate(two_days, 1, 0)
    assert log.rows[-1] == RunEnded(48.0)
    assert log.of(ViolationOccurred)
    assert bool(log.of(StockDay)) == bool(scenario.world.supply)
    assert bool(log.of(CheckpointHour)) == bool(scenario.world.party_checkpoints)


@pytest.mark.parametrize(
    ("world", "mission", "staffing", "response"),
    [case for case in COMBINATIONS if fits(*case[:2])],
    ids=lambda name: name,
)
def test_every_preset_with_every_other(
    world: str, mission: str, staffing: str, response: str
) -> None:
    scenario = Scenario.model_validate(
        {
            "name": "two days",
            "world": load("world", world),
            "mission": load("mission", mission),
            "staffing": load("staffing", staffing),
            "response": load("response", response),
        }
    )
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
    used = [case[:2] for case in COMBINATIONS if fits(*case[:2])]
    assert {world for world, _ in used} == set(names("world"))
    assert {mission for _, mission in used} == set(names("mission"))
    assert len(names("staffing")) >= 3
    assert len(names("response")) >= 4


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
    child = next((name for name in SCENARIOS if files.parent(name)), None)
    if load("experiment", experiment)["experiment"].get("points") == "parent" and child is None:
        pytest.skip("no scenario that ships extends another")
    words = [f"experiment={experiment}"]
    words += [f"scenario={child}"] if experiment == "against_parent" else []
    with open_composer(files) as composer:
        points = find_points(composer, words, multirun=False)
    assert points.baseline in {scenario.name for scenario in points.scenarios}
    assert len({scenario.name for scenario in points.scenarios}) == len(points.scenarios)


def test_nothing_else_lies_among_the_settings() -> None:
    for folder in (CONFIGS, PROJECT / "scenarios"):
        strays = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".yaml"]
        assert strays == [], f"not read by anybody: {strays}"
    assert Path(CONFIGS / "config.yaml").is_file()
