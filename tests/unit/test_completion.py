"""What TAB offers, word by word, and that it is quick to answer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import COMMANDS, FLAGS
from sim.commands.completion import WITHOUT_USE, Candidates, completion_text
from sim.config import Scenario
from sim.kernel import registry
from sim.run_settings import RunSettings
from sim.settings.declared_keys import DeclaredKeys, declared_kinds
from sim.settings.files import SettingsProblem

PROJECT = Path(__file__).parents[2]


def offered(*words: str) -> list[str]:
    return Candidates(PROJECT, COMMANDS, FLAGS).of(words)


def test_on_an_empty_line_there_are_commands_and_settings() -> None:
    found = offered("")
    assert set(COMMANDS) < set(found)
    assert {"staffing=", "scenario=", "experiment=", "replications=", "days="} < set(found)
    assert not [word for word in found if word.startswith("-") or word.endswith(".")]


def test_commands_come_first_only() -> None:
    assert "scenarios" in offered("sc")
    assert "scenarios" not in offered("days=3", "sc")
    assert offered("days=3", "sce") == ["scenario="]


def test_flags_stand_anywhere() -> None:
    assert offered("--p") == offered("days=3", "--p") == ["--print"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["staffing="], ["staffing=lean", "staffing=planned", "staffing=surge"]),
        (["-m", "staffing=lean,s"], ["staffing=lean,surge"]),
        (["staffing=lean,planned,"], ["staffing=lean,planned,surge"]),
        (["scenario=four"], ["scenario=four_zones"]),
        (["experiment=sing"], ["experiment=single"]),
        (["world.viol"], ["world.violence."]),
        (["world.violence.deterrence_by_r"], ["world.violence.deterrence_by_rung="]),
        (["world.violence.kinds.mortar.sev"], ["world.violence.kinds.mortar.severity="]),
        (["days="], ["days=184"]),
        (["redo_failed="], ["redo_failed=false", "redo_failed=true"]),
        (["results_folder="], []),
        (["staffing.zones."], ["staffing.zones.eastern_ghouta."]),
        (["scenario=idlib", "staffing.zones."], ["staffing.zones.idlib."]),
        (["world=south", "world.zones."], ["world.zones.south."]),
        (["scenario=guarantor_pools", "mission.actors.pool_r"], ["mission.actors.pool_russia."]),
        (["++mission.uavs_"], ["++mission.uavs_per_convoy="]),
        (["kinds", "mobile"], ["mobile_patrols"]),
        (["report", "sty"], ["style="]),
        (["compare", "a", "any"], ["anyway=true"]),
        (["report", "report.wid"], ["report.width_cm="]),
        (["report", "results/nothing/2"], []),
        (["scenarios", "s"], []),
        (["realism", "staffing=su"], ["staffing=surge"]),
        (["replay", "replication="], []),
        (["replay", "replicati"], ["replication="]),
        (["replay", "re"], ["replication=", "response.", "response=", "results_folder="]),
        (["replay", "po"], ["point="]),
        (["replay", "events="], ["events=true"]),
        (["replay", "worker"], []),
        (["replay", "cluster="], []),
        (["realism", "replicati"], ["replication_limit_s=", "replications="]),
        (["replay", "scenario=four"], ["scenario=four_zones"]),
        (["status", ""], ["all", "results_folder="]),
        (["scenario=nowhere", "days="], []),
        (["world.violence.nothing."], []),
        (["days=184"], []),
        (["experiment=budget", "peo"], ["people="]),
        (["experiment=budget", "people="], ["people=600"]),
        (["experiment=budget", "experiment.peo"], ["experiment.people="]),
        (["experiment=force_sizing", "experiment.baseli"], ["experiment.baseline."]),
        (["experiment=single", "peo"], []),
        (["experiment=calibrate", "dat"], ["data="]),
        (["experiment=calibrate", "data="], []),
        (["scenario=posts_from_a_spreadsheet", "sites_file="], []),
        (["only_sites"], ["only_sites_of_file="]),
    ],
)
def test_a_word_may_become(words: list[str], found: list[str]) -> None:
    assert offered(*words) == found


def test_replay_is_offered_what_it_makes_use_of() -> None:
    """A new setting of the run has to be on one of both lists."""
    used = {"experiment", "results_folder", "seed"}
    assert RunSettings.model_fields.keys() - WITHOUT_USE["replay"] == used
    found = {word.rstrip(".=") for word in offered("replay", "")}
    assert {"point", "replication", "scenario", "staffing", "days", *used} < found
    assert not found & {*WITHOUT_USE["replay"], *COMMANDS}


def test_a_group_has_names_and_keys() -> None:
    assert offered("staff") == ["staffing.", "staffing="]


def test_keys_that_no_file_holds_yet_are_offered_too() -> None:
    """One number of teams for all zones, the README's example, stands in no file."""
    assert offered("staffing.investigation") == ["staffing.investigation_teams="]
    assert "mission.actors.pool_iran.enabled=" in offered(
        "scenario=four_zones", "mission.actors.pool_iran."
    )
    assert offered("scenario=four_zones", "mission.actors.pool_iran.enabled=") == [
        "mission.actors.pool_iran.enabled=false",
        "mission.actors.pool_iran.enabled=true",
    ]


def test_choices_of_the_code_are_offered() -> None:
    assert offered("experiment=select_best", "experiment.method=") == [
        "experiment.method=kn",
        "experiment.method=rinott",
    ]
    found = offered("mission.watches.shelter.distribution=")
    assert [word.partition("=")[2] for word in found] == ["constant", "exponential", "lognormal"]


def test_keys_read_off_the_source_are_those_of_the_classes() -> None:
    declared = DeclaredKeys()
    top = set(Scenario.model_fields) | set(RunSettings.model_fields)
    assert set(declared.below([], {})) == top
    violence = Scenario.model_fields["world"].annotation.model_fields["violence"].annotation
    assert set(declared.below(["world", "violence"], {})) == set(violence.model_fields)
    assert declared.below(["world", "zones"], {}) == {}


def test_keys_of_plug_ins_are_those_of_their_classes() -> None:
    declared = DeclaredKeys()
    for kind, plugin in registry.of("actor").items():
        settings = {"world": {"actors": {"it": {"kind": kind}}}}
        found = declared.below(["world", "actors", "it"], settings)
        assert set(found) == set(plugin.model_fields), kind


def test_all_kinds_are_found_without_importing_them() -> None:
    families = ("actor", "response rule", "design", "block")
    known = {
        kind
        for family in families
        for kind, plugin in registry.of(family).items()
        if plugin.__module__.startswith("sim.")  # other tests declare kinds of their own
    }
    assert known <= set(declared_kinds())


def test_a_file_that_cannot_be_read_takes_nothing_from_the_others(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "configs", tmp_path / "configs")
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "configs" / "staffing" / "lean.yaml").write_text("{", encoding="utf-8")
    (tmp_path / "configs" / "staffing" / "tiny.yaml").write_text("label: T", encoding="utf-8")
    candidates = Candidates(tmp_path, COMMANDS, FLAGS)
    assert candidates.of(["staffing=t"]) == ["staffing=tiny"]
    assert candidates.of(["staffing=lean", "days="]) == ["days=184"]
    (tmp_path / "configs" / "config.yaml").write_text("{", encoding="utf-8")
    assert candidates.of(["staffing=t"]) == []


def test_the_command_takes_no_more_words() -> None:
    with pytest.raises(SettingsProblem, match=r"'completion' doesn't take 'bash'"):
        completion_text(["bash"], PROJECT, COMMANDS, FLAGS)


@pytest.mark.parametrize(("word", "slow"), [("--help", {"scipy"}), ("kinds", set())])
def test_a_start_imports_nothing_that_only_studies_and_charts_compute_with(
    word: str, slow: set[str]
) -> None:
    """``kinds`` imports every design, as each run does before its settings are checked."""
    code = f"import sys; from sim.cli import main; main(['{word}']); print(*sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    *said, modules = ran.stdout.splitlines()
    assert said
    never = slow | {"SALib", "matplotlib", "statsmodels", "scipy.stats", "scipy.optimize"}
    assert not never & set(modules.split())


def test_a_tab_imports_neither_hydra_nor_the_model() -> None:
    """They take a second; who presses TAB waits for a third of one."""
    code = (
        "import sys; from sim.cli import main; "
        "main(['completion', '--words', 'scenario=four_zones', 'world.violence.det']); "
        "print(*sorted(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    *words, modules = ran.stdout.splitlines()
    assert "world.violence.deterrence_by_rung=" in words
    slow = {"hydra", "omegaconf", "pydantic", "numpy", "pandas", "simpy", "sim.config", "sim.model"}
    assert not slow & set(modules.split())
