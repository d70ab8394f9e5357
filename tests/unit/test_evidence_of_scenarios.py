"""No value of anything that ships is without evidence, whoever set it.

``test_evidence`` reads the preset files. A value may also come from a scenario's own file, or from
nobody at all: a setting that no file gives has the value that the code gives it, and a run rests
on that one just the same. So here whole scenarios are asked, as they are simulated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from conftest import CONFIGS, LOADER, compose_in
from test_evidence import EVIDENCE
from test_scenarios import FITTING, PROJECT, SCENARIOS, names

from sim.analysis.assumption import NONE_GIVEN
from sim.commands.assumptions import GROUPS, assumptions
from sim.commands.simulating import make_kinds_known
from sim.config import Scenario
from sim.points.find_points import find_points
from sim.scenario import open_composer
from sim.settings.evidence import FOLDER, values
from sim.settings.files import SettingsFiles

MEDIATED = ("ghouta_as_announced", "eastern_ghouta_mediated")
"""World and mission in which every response rule can stand."""
CHOICES = [(staffing, "investigate_first") for staffing in names("staffing")]
CHOICES += [("planned", response) for response in names("response")]
EXPERIMENTS = names("experiment")


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Scenario]:
    """Every scenario file as a planner runs it, by its name; its own staffing and rule."""
    make_kinds_known()
    found = {}
    with open_composer(SettingsFiles(PROJECT)) as composer:
        for name in SCENARIOS:
            words = [f"scenario={name}", "experiment=single"]
            (found[name],) = find_points(composer, words, multirun=False).scenarios
    return found


def settings_of(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Settings with their values, but for what isn't set and what a planner's list of sites gave:
    of that nothing is known here, and reports say so."""
    dumped = scenario.model_dump(mode="json")
    given = {tuple(key.split(".")) for key in scenario.from_sites_file}
    for group in GROUPS:
        for key, value in values(dumped[group], (group,)):
            ours = not any(key[:depth] in given for depth in range(1, len(key) + 1))
            if ours and value is not None:
                yield key, value


def problems(scenario: Scenario) -> list[str]:
    """Values without evidence, and values that the evidence speaks against."""
    found = []
    for key, value in settings_of(scenario):
        entry = EVIDENCE.of(key, value)
        if entry is None:
            found.append(f"{'.'.join(key)} = {value}: no entry in configs/evidence")
        elif not entry.holds(value):
            found.append(f"{'.'.join(key)} = {value}: not within {entry.range}")
    return found


# --- values that are simulated --------------------------------------------------------------------
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_value_of_a_scenario_has_evidence(name: str, shipped: Mapping[str, Scenario]) -> None:
    assert problems(shipped[name]) == []


@pytest.mark.parametrize(("world", "mission"), FITTING, ids=str)
def test_every_value_of_a_world_and_mission_has_evidence(world: str, mission: str) -> None:
    """Also of those that no scenario file names."""
    assert problems(compose_in(world, mission)) == []


@pytest.mark.parametrize(("staffing", "response"), CHOICES, ids=str)
def test_every_value_of_a_level_and_a_rule_has_evidence(staffing: str, response: str) -> None:
    assert problems(compose_in(*MEDIATED, staffing, response)) == []


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_setting_that_an_experiment_names_has_evidence(name: str) -> None:
    text = (CONFIGS / "experiment" / f"{name}.yaml").read_text(encoding="utf-8")
    named = {key for key in _words(yaml.load(text, Loader=LOADER)) if _is_setting(key)}
    assert [key for key in sorted(named) if EVIDENCE.of(tuple(key.split("."))) is None] == []


def _words(node: Any) -> Iterator[str]:
    """All keys and words of a settings file."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | tuple):
        for child in node:
            yield from _words(child)
    elif isinstance(node, dict):
        yield from _words([*node.keys(), *node.values()])


def _is_setting(word: str) -> bool:
    """Whether it is a dotted key of one setting; a pattern with a * stands for several."""
    return re.fullmatch(rf"({'|'.join(GROUPS)})(\.\w+)+", word) is not None


def test_only_a_planners_own_sites_are_told_as_without_evidence(
    shipped: Mapping[str, Scenario],
) -> None:
    """What a reader of assumptions.csv sees."""
    for name, scenario in shipped.items():
        settings = scenario.model_dump(mode="json")
        manifest = {"baseline": name, "scenarios": {name: settings}}
        told = list(assumptions(EVIDENCE, manifest))
        unknown = [row for row in told if row.status == NONE_GIVEN]
        assert bool(unknown) == bool(scenario.from_sites_file), name
        assert {row.source for row in unknown} <= {"given by the planner's file ghouta_posts.csv"}


# --- the entries themselves -----------------------------------------------------------------------
def test_no_entry_of_evidence_is_for_nothing(shipped: Mapping[str, Scenario]) -> None:
    """A key that nothing that ships holds is a leftover; a setting may be there and not be set."""
    scenarios = [*shipped.values(), *(compose_in(*pair) for pair in FITTING)]
    scenarios += [compose_in(*MEDIATED, *choice) for choice in CHOICES]
    keys = {
        key
        for scenario in scenarios
        for group in GROUPS
        for key, _ in values(scenario.model_dump(mode="json")[group], (group,))
    }
    used = {id(EVIDENCE.of(key)) for key in keys}
    assert [name for name, entry in EVIDENCE.entries.items() if id(entry) not in used] == []


def test_every_entry_says_unit_range_status_and_source_in_words() -> None:
    for pattern, entry in EVIDENCE.entries.items():
        assert re.fullmatch(r"[A-Za-z0-9 /-]+", entry.unit), f"{pattern}: readers are told a unit"
        assert len(entry.range) >= 2, pattern
        assert entry.status in ("sourced", "expert", "assumed", "calibrated"), pattern
        assert entry.source.strip() == entry.source, pattern


def test_nothing_is_called_sourced_that_no_source_states() -> None:
    """A status says more than the words beside it must not."""
    without = re.compile(r"no source|^judgement|^hypothetical|^effect assumed|^made up|^not known")
    for pattern, entry in EVIDENCE.entries.items():
        if entry.status in ("sourced", "calibrated"):
            assert not without.search(entry.source), f"{pattern}: {entry.source}"


def test_no_pattern_stands_in_two_files() -> None:
    """The later file would silently take the place of the earlier."""
    files = sorted((PROJECT / FOLDER).glob("*.yaml"))
    found = Counter(
        pattern
        for path in files
        for pattern in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    )
    assert [pattern for pattern, times in found.items() if times > 1] == []
