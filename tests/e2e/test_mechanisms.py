"""Holds docs/mechanisms.md to its word: what it names exists, is on where it says, and shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import sim.experiment.designs
import sim.model.actors
import sim.model.response_rules  # noqa: F401  importing makes the kinds known
from sim.analysis import kpis
from sim.config import Scenario
from sim.kernel import registry
from sim.model.model import simulate
from sim.points.find_points import find_points
from sim.scenario import open_composer
from sim.settings.files import SettingsFiles

PROJECT = Path(__file__).parents[2]
TEXT = (PROJECT / "docs" / "mechanisms.md").read_text(encoding="utf-8")
FILES = SettingsFiles(PROJECT)
ACTORS, RULES = registry.kinds("actor"), registry.kinds("response rule")
REPLICATIONS = 8
"""A rare deed shows in one of so many."""


class Row(NamedTuple):
    """A row of the first table: what stands in backticks in each of its cells."""

    here: list[str]
    scenarios: list[str]
    to_vary: list[str]
    kpis: list[str]


def _rows(columns: int) -> list[list[str]]:
    """The rows, below their heads, of the tables with so many columns."""
    lines = [line.strip("| \n").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if len(cells) == columns][1:]


def _named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


ROWS = [Row(*map(_named, cells[1:])) for cells in _rows(5)]
OF_KIND = {_named(cells[0])[0]: cells[1:] for cells in _rows(4)}
CHANGES = {  # by the first scenario of a row, the last value of each key it varies
    scenario: {
        key: value.split(",")[-1]
        for row in ROWS
        if row.scenarios[0] == scenario
        for key, _, value in (word.partition("=") for word in row.to_vary)
    }
    for scenario in sorted({row.scenarios[0] for row in ROWS})
}


@cache
def composed(scenario: str, *words: str) -> Scenario:
    """As a planner has it composed, one point."""
    with open_composer(FILES) as composer:
        words = (f"scenario={scenario}", "experiment=single", *words)
        return find_points(composer, words, multirun=False).scenarios[0]


def value_at(scenario: Scenario, key: str) -> Any:
    """What stands at a dotted key of a scenario; KeyError if nothing does."""
    value: Any = scenario.model_dump(mode="json")
    for part in key.split("."):
        value = value[part]
    return value


# --- what it names exists, and what exists is named -----------------------------------------------
def test_every_row_is_whole() -> None:
    assert len(ROWS) > 30
    for row in ROWS:
        assert row.scenarios, row
        assert row.to_vary, row
        assert row.kpis, row


def test_every_actor_and_every_rule_is_named() -> None:
    assert sorted(OF_KIND) == ACTORS
    named = {name for row in ROWS for name in row.here}
    assert set(ACTORS) - named == set()
    assert set(RULES) - named == set()


def test_every_scenario_is_named_and_exists() -> None:
    assert sorted({name for row in ROWS for name in row.scenarios}) == FILES.options("scenario")


def test_every_kpi_exists() -> None:
    for name in (name for row in ROWS for name in row.kpis):
        assert kpis.describe(name).label, name


def test_a_count_of_deeds_is_of_the_rows_own_actor() -> None:
    for row in ROWS:
        for name in row.kpis:
            if name.startswith("deeds_"):
                assert any(name.startswith(f"deeds_{kind}_") for kind in row.here), name


def test_an_actor_belongs_where_the_files_put_it() -> None:
    for path in [*PROJECT.glob("configs/*/**/*.yaml"), *PROJECT.glob("scenarios/**/*.yaml")]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        group = path.relative_to(PROJECT).parts[1]
        parts = {group: content} if group in ("world", "mission") else content
        for part in ("world", "mission"):
            for actor in ((parts.get(part) or {}).get("actors") or {}).values():
                if "kind" in actor:
                    assert OF_KIND[actor["kind"]][0] == part, f"{path}: {actor['kind']}"


def test_values_to_compare_are_at_least_two() -> None:
    for word in (word for row in ROWS for word in row.to_vary):
        key, _, values = word.partition("=")
        assert len(set(values.split(","))) >= 2, word
        if "." not in key:
            assert set(values.split(",")) <= set(FILES.options(key)), word


# --- and does what it says ------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("name", FILES.options("scenario"))
def test_a_scenario_holds_the_actors_that_are_said_to_be_on(name: str) -> None:
    scenario = composed(name)
    actors = [*scenario.world.actors.values(), *scenario.mission.actors.values()]
    on = {actor.kind for actor in actors if actor.enabled}
    for row in (row for row in ROWS if name in row.scenarios):
        assert set(row.here) & set(ACTORS) <= on
        for key in (word for word in row.here if "." in word):
            value_at(scenario, key)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_keys_can_be_varied_and_the_first_value_ships(name: str) -> None:
    shipped = composed(name)
    for row in (row for row in ROWS if row.scenarios[0] == name):
        for word in row.to_vary:
            key, _, values = word.partition("=")
            if "." in key:
                first = yaml.safe_load(values.split(",")[0])
                assert value_at(shipped, key) == first, word
    changes = CHANGES[name]
    changed = composed(name, *(f"{key}={value}" for key, value in changes.items()))
    for key, value in changes.items():
        if "." in key:
            assert value_at(changed, key) == yaml.safe_load(value), key


def _must_show(name: str) -> list[str]:
    """KPIs of a scenario that only a log can prove: members of open families."""
    closed = set(kpis.names())
    named = {kpi for row in ROWS if row.scenarios[0] == name for kpi in row.kpis}
    return sorted(named - closed)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CHANGES if _must_show(name)])
def test_what_is_said_to_show_shows(name: str) -> None:
    missing = set(_must_show(name))
    for replication in range(REPLICATIONS):
        found = kpis.compute(simulate(composed(name), 1, replication))
        missing -= {kpi for kpi in missing if found.get(kpi, (0.0, 0.0))[0] > 0.0}
        if not missing:
            return
    assert missing == set()
