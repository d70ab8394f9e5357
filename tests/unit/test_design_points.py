"""From an experiment's blocks to checked scenarios: the same as composed, and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import sim.experiment.designs
import sim.model.actors
import sim.model.response_rules  # noqa: F401  importing makes the kinds known
from sim.commands.simulating import _tell_of_many, _violence_problems
from sim.points.changed_scenario import Variants, find_setting
from sim.points.find_points import find_points
from sim.points.point_names import in_words
from sim.points.points import Points
from sim.scenario import Composer, open_composer
from sim.settings.files import SettingsFiles, SettingsProblem
from sim.settings.world_checks import READ, READ_OF_VIOLENCE, WorldChecks

PROJECT = Path(__file__).parents[2]
RUNG = "world.violence.deterrence_by_rung"
HEAD = """\
# @package _global_
experiment:
  kind: fixed_replications
  name: blocks
  points: design
  design:
"""
EVERY_KIND_OF_KEY: dict[str, tuple[Any, Any]] = {
    "staffing": ("lean", "surge"),
    "response": ("escalate_after_n", "escalate_after_n"),
    "days": (90, 30),
    "world.start": ("2017-05-07", "2017-06-01"),
    RUNG: (0.1, 0),
    "world.violence.air_strikes.side_a": (False, True),
    "world.violence.shocks.offensive_ain_terma.places": (["ain_terma"], []),
    "world.groups.faylaq_al_rahman.until_day": (None, 150),
    "world.access.refusal_probability.side_b": (0.25, 0.5),
    "world.routes.damascus_to_douma.legs.1.km": (6, 7.5),
    "world.actors.aid_douma.enabled": (False, True),
    "mission.posts.op_harasta.late_days": (3, 4.5),
    "mission.centre.mode": ("co_located", "video_link"),
    "mission.centre.handling.distribution": ("constant", "exponential"),
    "staffing.investigation_teams": (4, None),
    "staffing.zones.eastern_ghouta.posts": (2, 3),
    "response.n": (2, 5),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "configs", root / "configs")
    shutil.copytree(PROJECT / "scenarios", root / "scenarios")
    (root / "scenarios" / "calm.yaml").write_text(
        f"defaults: [eastern_ghouta, _self_]\n{RUNG.split('.')[0]}:"
        " {violence: {deterrence_by_rung: 0.2}}\n"
    )
    return root


@pytest.fixture
def composer(project: Path) -> Iterator[Composer]:
    with open_composer(SettingsFiles(project), [_violence_problems]) as opened:
        yield opened


def points(project: Path, blocks: str, *words: str, told: list[int] | None = None) -> Points:
    """The points of an experiment with these blocks; how many there will be is ``told``."""
    path = project / "configs" / "experiment" / "blocks.yaml"
    path.write_text(HEAD + "".join(f"    {line}\n" for line in blocks.strip().splitlines()))
    with open_composer(SettingsFiles(project), [_violence_problems]) as composer:
        if told is not None:
            composer.checking = told.append
        return find_points(composer, ["experiment=blocks", *words], multirun=False)


def errors(project: Path, blocks: str, *words: str) -> list[str]:
    with pytest.raises(SettingsProblem) as caught:
        points(project, blocks, *words)
    return [line.removeprefix("configs/experiment/blocks.yaml:") for line in caught.value.lines]


def names(found: Points) -> list[str]:
    return [scenario.name for scenario in found.scenarios]


@pytest.mark.slow
@pytest.mark.parametrize(
    "blocks",
    [
        f"a: {{kind: sobol, points: 4, over: {{{RUNG}: {{from: 0, to: 0.3}}}}}}",
        f"a: {{kind: grid, over: {{{RUNG}: [0.1, 0.2]}}}}\nb: {{kind: list, rows: [{{days: 9}}]}}",
        "a: {kind: grid, over: {staffing: [lean, planned]}}",
        "a: {kind: grid, over: {staffing: [lean, surge]}}\nb: {kind: grid, over: {days: [9]}}",
    ],
)
def test_it_is_told_how_many_are_to_be_checked(project: Path, blocks: str) -> None:
    told: list[int] = []
    assert [len(points(project, blocks, told=told).scenarios)] == told


@pytest.mark.parametrize(
    ("words", "multirun"), [(["staffing=lean"], False), (["staffing=lean,surge", "days=2,3"], True)]
)
def test_other_points_are_counted_too(composer: Composer, words: list[str], multirun: bool) -> None:
    told: list[int] = []
    composer.checking = told.append
    assert [len(find_points(composer, words, multirun=multirun).scenarios)] == told
    assert told == [4]


def test_only_many_are_worth_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    _tell_of_many(100)
    assert capsys.readouterr().err == ""
    _tell_of_many(1001)
    assert capsys.readouterr().err == "checking 1,001 scenarios\n"


# --- the same as composed -------------------------------------------------------------------------
@pytest.mark.parametrize("number", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_a_point_equals_what_the_same_words_compose(project: Path, number: int) -> None:
    row = {key: values[number] for key, values in EVERY_KIND_OF_KEY.items()}
    rows = ", ".join(f"{key}: {_typed(value)}" for key, value in row.items())
    made = points(project, f"all: {{kind: list, rows: [{{{rows}}}]}}").scenarios[1]
    words = [f"{key}={_typed(value)}" for key, value in row.items()]
    with open_composer(SettingsFiles(project)) as composer:
        (composed,) = find_points(composer, ["experiment=single", *words], multirun=False).scenarios
    assert made.model_copy(update={"name": ""}) == composed.model_copy(update={"name": ""})
    assert {**made.model_dump(mode="json"), "name": ""} == {
        **composed.model_dump(mode="json"),
        "name": "",
    }


def _typed(value: Any) -> str:
    return in_words(value).replace("'", "")


@pytest.mark.slow
def test_points_share_what_they_have_in_common(project: Path) -> None:
    blocks = f"""
rules: {{kind: grid, over: {{response: [record_only, graduated]}}}}
unknowns: {{kind: sobol, points: 4, over: {{{RUNG}: {{from: 0.0, to: 0.3}}}}}}
"""
    standing, *made = points(project, blocks).scenarios
    assert len(made) == 8
    assert len({id(s.world) for s in made}) == 4
    assert len({id(s.response) for s in made}) == 2
    assert len({id(s.mission) for s in [standing, *made]}) == 1
    assert len({id(s.world.zones) for s in [standing, *made]}) == 1
    assert len({id(s.world.violence.kinds) for s in [standing, *made]}) == 1


def test_a_sweep_of_plain_values_is_made_in_place_and_the_same(
    composer: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [f"{RUNG}=0.1,1e-3,0", "response=graduated,escalate_after_n", "days=5,6", "seed=3"]
    composed = []
    compose = composer.compose
    monkeypatch.setattr(composer, "compose", lambda o: composed.append(o) or compose(o))
    found = find_points(composer, words, multirun=True)
    assert len(composed) == 1
    assert names(found)[:3] == [
        "deterrence_by_rung=0.1, graduated, days=5",
        "deterrence_by_rung=0.1, graduated, days=6",
        "deterrence_by_rung=0.1, escalate_after_n, days=5",
    ]
    assert len(found.scenarios) == 12
    assert found.factors[names(found)[-1]] == {
        RUNG: "0",
        "response": "escalate_after_n",
        "days": "6",
    }
    last = ["experiment=single", f"{RUNG}=0", "response=escalate_after_n", "days=6"]
    (alone,) = find_points(composer, last, multirun=False).scenarios
    assert found.scenarios[-1] == alone.model_copy(update={"name": names(found)[-1]})


@pytest.mark.slow
def test_wrong_points_of_a_sweep_are_told_as_composed_and_not_all(
    composer: Composer,
) -> None:
    with pytest.raises(SettingsProblem) as caught:
        find_points(composer, [f"{RUNG}=0.1,1.5,0.2,2"], multirun=True)
    assert caught.value.lines == [
        f"command line: {RUNG} = 1.5: must be at most 1",
        f"command line: {RUNG} = 2: must be at most 1",
    ]
    with pytest.raises(SettingsProblem) as caught:
        find_points(composer, [f"{RUNG}=0.1,0.2", "days=range(0,60000)"], multirun=True)
    assert caught.value.lines == [
        "command line: 120,000 points: at most 100,000 can be simulated in one experiment"
    ]


# --- baseline and names ---------------------------------------------------------------------------
def test_the_scenario_as_it_stands_is_the_baseline_and_stands_first(project: Path) -> None:
    found = points(project, f"effect: {{kind: grid, over: {{{RUNG}: [0.0, 0.1]}}}}")
    first = "eastern_ghouta as it stands"
    assert names(found) == [first, "deterrence_by_rung=0.0", "deterrence_by_rung=0.1"]
    assert found.baseline == first
    assert found.factors[first] == {RUNG: "0.15"}
    assert found.factors["deterrence_by_rung=0.1"] == {RUNG: "0.1"}


def test_a_point_that_is_the_scenario_as_it_stands_is_the_baseline(project: Path) -> None:
    blocks = f"""
levels: {{kind: grid, over: {{staffing: [lean, planned]}}}}
effect: {{kind: list, rows: [{{{RUNG}: 0.0}}, {{{RUNG}: 0.15}}]}}
"""
    found = points(project, blocks)
    assert len(names(found)) == 4
    assert found.baseline == "planned, deterrence_by_rung=0.15"


def test_the_baselines_pool_is_told_as_what_the_zones_add_up_to(project: Path) -> None:
    key = "staffing.investigation_teams"
    found = points(project, f"teams: {{kind: grid, over: {{{key}: [8]}}}}")
    base = found.scenarios[0].staffing
    assert base.investigation_teams is None
    teams = sum(zone.investigation_teams for zone in base.zones.values())
    assert [own[key] for own in found.factors.values()] == [str(teams), "8"]


def test_drawn_settings_of_the_world_are_guesses_and_others_are_decisions(project: Path) -> None:
    blocks = f"""
rules: {{kind: grid, over: {{response: [record_only, graduated], {RUNG}: [0.1]}}}}
teams: {{kind: sobol, points: 1, over: {{staffing.investigation_teams: {{from: 1, to: 4}}}}}}
unknowns:
  kind: latin_hypercube
  points: 1
  over:
    mission.centre.mode: {{choose: [video_link, co_located]}}
    world.violence.resentment_effect: {{from: 0.0, to: 0.1}}
"""
    design = points(project, blocks).settings.experiment
    keys = ["mission.centre.mode", "world.violence.resentment_effect"]
    assert design.guesses() == {"unknowns": keys}


@pytest.mark.slow
def test_a_preset_on_the_command_line_is_fixed_in_the_baseline_too(project: Path) -> None:
    blocks = """
levels: {kind: grid, over: {staffing: [lean, planned], response: [record_only, graduated]}}
"""
    found = points(project, blocks, "staffing=lean", "scenario=four_zones")
    assert names(found) == ["four_zones as it stands", "record_only", "graduated"]
    assert {s.staffing.label for s in found.scenarios} == {"Lean, as announced"}
    assert list(found.settings.experiment.design["levels"].over) == ["response"]


@pytest.mark.slow
def test_numbers_of_a_block_change_on_the_command_line(project: Path) -> None:
    blocks = f"unknowns: {{kind: sobol, points: 4, over: {{{RUNG}: {{from: 0.0, to: 0.3}}}}}}"
    found = points(project, blocks, "experiment.design.unknowns.points=16", "seed=4")
    assert names(found)[1:3] == ["unknowns 01", "unknowns 02"]
    assert len(found.scenarios) == 17
    other = points(project, blocks, "experiment.design.unknowns.points=16", "seed=5")
    assert found.factors["unknowns 01"] != other.factors["unknowns 01"]


def test_whole_numbers_where_the_setting_is_one(project: Path) -> None:
    over = "{staffing.investigation_teams: {from: 1, to: 4}, days: {from: 10, to: 20}}"
    found = points(project, f"teams: {{kind: latin_hypercube, points: 8, over: {over}}}")
    assert sorted(s.staffing.investigation_teams for s in found.scenarios[1:]) == [
        1, 1, 2, 2, 3, 3, 4, 4,
    ]  # fmt: skip


# --- errors ---------------------------------------------------------------------------------------
UNKNOWN = RUNG.replace("rung", "rong")


MISTAKES: list[tuple[str, list[str]]] = [
    (
        f"a: {{kind: grid, over: {{{UNKNOWN}: [0.1, 0.2]}}}}",
        [f"7: unknown setting '{UNKNOWN}' - did you mean 'deterrence_by_rung'?"],
    ),
    (
        "a: {kind: grid, over: {response: [record_only], response.window: [3]}}",
        [
            "7: unknown setting 'response.window' under response=record_only"
            " ('record_only' takes: kind, severity_threshold)"
        ],
    ),
    (
        "a: {kind: grid, over: {world.violence: [3]}}",
        [
            "7: 'world.violence' can't vary: it holds settings, so vary those below it (such as"
            " world.violence.intensity_ceiling)"
        ],
    ),
    (
        "a: {kind: grid, over: {response.kind: [graduated]}}",
        ["7: 'response.kind' can't vary: it decides which settings there are, so vary presets"],
    ),
    (
        "a: {kind: grid, over: {world.actors.aid_duma.enabled: [false]}}",
        [
            "7: unknown setting 'world.actors.aid_duma.enabled' - did you mean 'aid_douma'?"
            " (there are: "
        ],
    ),
    (
        f"a:\n  kind: grid\n  over:\n    {RUNG}: [lots, 5, 6, 0.1]",
        [
            f"10: {RUNG} = lots: must be a number",
            f"10: {RUNG} = 5: must be at most 1 (and 1 more like it)",
        ],
    ),
    (
        f"a: {{kind: sobol, points: 4, over: {{{RUNG}: {{from: -2, to: 0.3}}}}}}",
        [f"7: {RUNG} = -2: must be at least -1"],
    ),
    (
        "a: {kind: sobol, points: 4, over: {days: {from: 1.5, to: 9}}}",
        ["7: days = 1.5: must be a whole number"],
    ),
    (
        "a: {kind: sobol, points: 4, over: {mission.centre.mode: {from: 0, to: 1}}}",
        ["7: mission.centre.mode is a choice, not a number: {choose: [video_link, co_located]}"],
    ),
    (
        "a: {kind: sobol, points: 4, over: {world.actors.aid_douma.enabled: {from: 0, to: 1}}}",
        ["7: world.actors.aid_douma.enabled is a choice, not a number: {choose: [false, true]}"],
    ),
    (
        "a: {kind: sobol, points: '4', over: {days: {from: 1, to: '9.5'}}}",
        [
            "7: experiment.design.a.points = 4: must be a whole number, without quotes",
            "7: experiment.design.a.over.days.to = 9.5: must be a number, without quotes",
        ],
    ),
    (
        "a: {kind: grid, over: {days: [3]}}\ndays: {points: 4}",
        ["8: experiment.design.days: no block called 'days' (there are: a)"],
    ),
    (
        "a: {kind: grid, over: {days: [3]}}\nb: {over: {days: [3]}}",
        ["8: experiment.design.b: needs a 'kind' (there are: grid, latin_hypercube, list, sobol)"],
    ),
    (
        "a: {kind: sobol, points: 50, over: {days: {from: 1, to: 9}}}",
        ["7: experiment.design.a.points = 50: must be a power of 2: 32 or 64"],
    ),
    (
        "a: {kind: sobol, points: 0, over: {days: {from: 1, to: 9}}}",
        ["7: experiment.design.a.points = 0: must be at least 1"],
    ),
    (
        "a: {kind: grid, over: {days: []}}",
        ["7: experiment.design.a.over.days: must not be empty"],
    ),
    (
        "a: {kind: grit, over: {days: [3]}}",
        [
            "7: experiment.design.a.kind = grit: no block of kind 'grit' - did you mean 'grid'?"
            " (there are: grid, latin_hypercube, list, sobol)"
        ],
    ),
    (
        "a: {kind: sobol, pionts: 4, points: 4, over: {days: {from: 1, to: 9}}}",
        [
            "7: unknown setting 'experiment.design.a.pionts' - did you mean 'points'?"
            " ('sobol' takes: kind, over, points)"
        ],
    ),
    (
        "a: {kind: sobol, points: 4, over: {days: {form: 1, to: 9}}}",
        ["7: unknown setting 'experiment.design.a.over.days.form' - did you mean 'from'?"],
    ),
    (
        f"a: {{kind: grid, over: {{{RUNG}: [0.1]}}}}\nb: {{kind: list, rows: [{{{RUNG}: 0}}]}}",
        [f"8: '{RUNG}' is varied by block 'a' already"],
    ),
    (
        "a: {kind: grid, over: {seed: [1, 2], name: [x], scenario: [idlib]}}",
        [
            "7: 'seed' belongs to the run and is the same at every point: it can't vary",
            "7: 'name' changes nothing in a run: it can't vary",
            "7: 'scenario' can't vary in a block (python run.py -m scenario=A,B compares"
            " scenarios)",
        ],
    ),
    (
        "a: {kind: grid, over: {staffing: [leen, lean]}}",
        ["7: no staffing called 'leen' - did you mean 'lean'? (there are: lean, planned,"],
    ),
    (
        "a: {kind: sobol, points: 4, over: {staffing: {from: 1, to: 2}}}",
        ["7: 'staffing' chooses a file, so it has no range: give 'choose' with names"] * 1,
    ),
    (
        f"a: {{kind: grid, over: {{days: [1, 2]}}}}\nb: {{kind: latin_hypercube, points: 60000,"
        f" over: {{{RUNG}: {{from: 0, to: 0.1}}}}}}",
        [
            "6: experiment.design: its blocks make 2 x 60,000 = 120,000 points: at most 100,000"
            " can be simulated in one experiment"
        ],
    ),
]


@pytest.mark.parametrize(
    ("blocks", "lines"),
    # the others are for the slow tests: each is a composition
    [pytest.param(*m, marks=[pytest.mark.slow] if n % 5 else []) for n, m in enumerate(MISTAKES)],
)
def test_a_mistake_in_a_block(project: Path, blocks: str, lines: list[str]) -> None:
    found = errors(project, blocks)
    assert [line[: len(told)] for line, told in zip(found, lines, strict=True)] == lines


@pytest.mark.slow
def test_settings_above_one_another_and_held_still_elsewhere(project: Path) -> None:
    blocks = f"""
a: {{kind: grid, over: {{{RUNG}: [0.1, 0.2]}}}}
b: {{kind: sobol, points: 2, over: {{staffing: {{choose: [lean, surge]}}}}}}
"""
    words = ("scenario=calm", "staffing=lean", f"{RUNG}=0.3")
    assert errors(project, blocks, *words) == [
        "command line: 'staffing' is varied by block 'b' of experiment 'blocks', and only a grid"
        " can do without: leave staffing=lean out",
        f"command line: '{RUNG}' is varied by block 'a' of experiment 'blocks': leave it out here"
        " or there",
    ]
    assert errors(project, blocks, "scenario=calm") == [
        f"7: '{RUNG}' is set by scenarios/calm.yaml:2, so a block can't vary it: leave it out here"
        " or there"
    ]


def test_points_that_contradict_themselves_are_told_once(project: Path) -> None:
    over = "{world.violence.fast.own: {from: 0.1, to: 0.9}, days: {from: 9, to: 99}}"
    (line,) = errors(project, f"a: {{kind: sobol, points: 64, over: {over}}}")
    assert line.startswith("7: 'a ")
    assert " (world.violence.fast.own = 0." in line
    assert "world.violence: violence would grow without bound: one incident brings " in line
    assert line.endswith(" more of 64 points are wrong in the same way")


@pytest.mark.slow
def test_blocks_that_nobody_uses_and_none_where_some_are_needed(project: Path) -> None:
    blocks = "a: {kind: grid, over: {days: [1, 2]}}"
    assert errors(project, blocks, "experiment.points=single") == [
        "6: experiment.design is not used with 'points: single': say 'points: design' to use it, or"
        " leave it out"
    ]
    with (
        open_composer(SettingsFiles(project)) as composer,
        pytest.raises(SettingsProblem) as caught,
    ):
        find_points(composer, ["experiment=single", "experiment.points=design"], multirun=False)
    assert caught.value.lines == [
        "command line: experiment.points = design: needs blocks under experiment.design"
    ]


# --- what the checks of a world read --------------------------------------------------------------
@pytest.mark.parametrize("hours", [None, [1.0] * 24])
def test_the_checks_of_a_world_read_no_other_part_of_it(ghouta: Any, hours: Any) -> None:
    """Else a point would pass for one that differs in what is read."""
    share = ghouta.world.violence.night_share if hours is None else None
    new = {"hour_profile": hours, "night_share": share}
    violence = ghouta.world.violence.model_copy(update=new)
    read: dict[str, set[str]] = {"world": set(), "violence": set()}

    class Watched:
        def __init__(self, name: str, settings: Any) -> None:
            self.name, self.settings = name, settings

        def __getattr__(self, part: str) -> Any:
            read[self.name].add(part)
            found = getattr(self.settings, part)
            return Watched("violence", violence) if part == "violence" else found

    watched: Any = SimpleNamespace(world=Watched("world", ghouta.world))
    assert _violence_problems(watched) == []
    assert read["world"] == {"violence", *READ}
    assert {"fast", "slow"} < read["violence"] <= set(READ_OF_VIOLENCE)


def test_a_check_is_made_again_where_what_it_reads_differs(ghouta: Any) -> None:
    seen: list[Any] = []
    checks = WorldChecks([lambda scenario: seen.append(scenario) or []])
    variants = Variants(ghouta)
    for key, values in ((RUNG, (0.1, 0.2)), ("world.violence.fast.own", (0.05, 0.06))):
        for value in values:
            scenario = variants.at("x", {find_setting(ghouta, key).key: value})
            checks.problems(scenario, composed=False)
    assert len(seen) == 3


def test_variants_leave_the_first_as_it_was(ghouta: Any) -> None:
    before = ghouta.model_dump(mode="json")
    key = find_setting(ghouta, "mission.posts.op_harasta.late_days").key
    other = Variants(ghouta).at("other", {key: 8.0})
    assert other.mission.posts["op_harasta"].late_days == 8.0
    for name, post in ghouta.mission.posts.items():
        assert name == "op_harasta" or other.mission.posts[name] is post
    assert ghouta.model_dump(mode="json") == before
