"""What a planner sees after a mistake: one line for each, with file, line and key; exit code 2."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from synthetic_results import write_results

from sim.cli import main

PROJECT = Path(__file__).parents[2]
CHILD = "defaults: [eastern_ghouta, override /experiment: against_parent, _self_]\n"
ALONE = CHILD.replace("against_parent", "single")
"""Composed once, not twice."""


def every_fifth(cases: list[tuple[str, ...]]) -> list[Any]:
    """The others are for the slow tests: each is one composition, half a second."""
    return [
        pytest.param(*case, marks=[pytest.mark.slow] if number % 5 else [])
        for number, case in enumerate(cases)
    ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "configs", tmp_path / "configs")
    (tmp_path / "scenarios").mkdir()
    shutil.copy(PROJECT / "scenarios" / "eastern_ghouta.yaml", tmp_path / "scenarios")
    return tmp_path


def errors(
    project: Path, capsys: pytest.CaptureFixture[str], *words: str, text: str | bytes | None = None
) -> list[str]:
    """The lines printed for these words; ``text`` becomes the scenario ``mine``, which they use."""
    if text is not None:
        data = text.encode() if isinstance(text, str) else text
        (project / "scenarios" / "mine.yaml").write_bytes(data)
        words = ("scenario=mine", *words)
    assert main(words, project) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert lines
    assert all(line.startswith("error: ") for line in lines)
    assert not (project / "results").exists()
    return [line.removeprefix("error: ") for line in lines]


@pytest.mark.parametrize(
    ("word", "start"),
    [
        ("dayz=3", "unknown setting 'dayz' - did you mean 'days'?"),
        ("scenario=eastern_gouta", "no scenario called 'eastern_gouta' - did you mean 'eastern_gh"),
        ("staffing=leen", "no staffing called 'leen' - did you mean 'lean'? (there are: lean, "),
        ("experiment=singel", "no experiment called 'singel' - did you mean 'single'?"),
        ("reprot", "no command called 'reprot' - did you mean 'report'?"),
        ("--hlep", "unknown flag '--hlep' - did you mean '--help'?"),
        (
            "investigation_teams=4",
            "unknown setting 'investigation_teams' - did you mean 'staffing.",
        ),
        ("replications=0", "replications = 0: must be at least 1"),
        ("days=-3", "days = -3: must be at least 1"),
        ("days=two", "days = two: must be a whole number"),
        ("days=${nothing}", "Interpolation key 'nothing' not found"),
        ("seed=1.5", "seed = 1.5: must be a whole number"),
        ("staffing=", "'staffing=' needs a name (there are: lean, planned, surge)"),
        ("days=[1", "can't read 'days=[1' (a bracket isn't closed)"),
        ("days=range(0,3", "can't read 'days=range(0,3' (a bracket isn't closed)"),
        ("days=3)", "can't read 'days=3)' (a bracket is closed that wasn't opened)"),
        ("days='3'", "days = 3: must be a whole number, without quotes"),
        ("question=Où, ça?", "can't read 'question=Où, ça?' (a value with such characters needs"),
        ("results_folder=", "results_folder = : must not be empty"),
        ("staffing=lean,surge", "several values for 'staffing' (lean, surge) need the flag -m"),
        ("staffing.escort_groups=2", "'staffing.escort_groups' belongs to 'staffing', which exper"),
        ("world.violence=3", "world.violence = 3: must hold settings"),
        ("hydra.run.dir=x", "unknown setting 'hydra.run.dir'"),
        ("experiment.baseline.staffing=leen", "experiment.baseline.staffing = leen: not compared"),
    ],
)
def test_a_mistake_on_the_command_line(
    project: Path, capsys: pytest.CaptureFixture[str], word: str, start: str
) -> None:
    (line,) = errors(project, capsys, word)
    assert line.startswith(f"command line: {start}")


def test_several_values_of_an_experiment_belong_into_a_block(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = "command line: experiment=rules_under_unknowns: -m runs each point by itself: leave"
    words = ["-m", "experiment=rules_under_unknowns", "staffing=lean,surge", "days=2,3"]
    (line,) = errors(project, capsys, *words)
    assert line == (
        f"{own} experiment out; or put 'staffing: [lean, surge]' and 'days: [2, 3]' into a grid"
        " block of that experiment"
    )
    (line,) = errors(project, capsys, *words[:2], "staffing=lean")
    assert line == f"{own} experiment out"


def test_all_mistakes_of_a_file_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        CHILD
        + """\
days: -3
staffing: {investigation_teems: 2}
world:
  start: 2017-13-01
  access: {refusal_probability: {side_a: 1.6, side_b: lots}}
mission:
  posts:
    op_harasta: {near: harastaa}
"""
    )
    lines = errors(project, capsys, text=text)
    assert [line.split(" (there are")[0] for line in lines] == [
        "scenarios/mine.yaml:2: days = -3: must be at least 1",
        "scenarios/mine.yaml:5: world.start = 2017-13-01: must be a date such as 2017-05-06",
        "scenarios/mine.yaml:6: world.access.refusal_probability.side_a = 1.6: must be at most 1",
        "scenarios/mine.yaml:6: world.access.refusal_probability.side_b = lots: must be a number",
        "scenarios/mine.yaml:3: unknown setting 'staffing.investigation_teems'"
        " - did you mean 'investigation_teams'?",
        "scenarios/mine.yaml:9: mission.posts.op_harasta.near = harastaa: no place called"
        " 'harastaa' - did you mean 'harasta'?",
    ]


def test_mistakes_of_run_settings_and_scenario_at_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = errors(project, capsys, "workers=0", "staffing=leen", "dayz=3", "days=-1")
    assert [line.split(": ")[1] for line in lines] == [
        "no staffing called 'leen' - did you mean 'lean'? (there are",
        "unknown setting 'dayz' - did you mean 'days'?",
        "workers = 0",
        "days = -1",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [a, b\ndays: 3\n", "mine.yaml:2: not valid YAML"),
        ("", "mine.yaml:1: the file is empty"),
        ("# only words\n", "mine.yaml:1: the file is empty"),
        (b"\x93\xff\x00\x12", "mine.yaml:1: not a text file in UTF-8"),
        (b"\x00\x00", "mine.yaml:1: not a text file in UTF-8"),
        ("- a\n- b\n", "mine.yaml:1: must hold settings, 'key: value'"),
        ("days: 3\nname: x\ndays: 4\n", "mine.yaml:3: 'days' is given twice"),
        (
            "defaults: [eastern_gouta]\n",
            "mine.yaml:1: no scenario called 'eastern_gouta' - did you",
        ),
        ("defaults: [mine]\n", "mine.yaml:1: scenarios extend one another: mine -> mine"),
        ("defaults: eastern_ghouta\n", "mine.yaml:1: Invalid defaults list"),
        (
            "defaults:\n  - eastern_ghouta\n  - override /world: ghouta\n",
            "mine.yaml:3: no world called 'ghouta'",
        ),
    ],
)
def test_a_file_that_cannot_be_read(
    project: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, message: str
) -> None:
    (line,) = errors(project, capsys, text=text)
    assert line.startswith(f"scenarios/{message}")


def test_a_broken_file_stops_only_the_runs_that_use_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "scenarios" / "broken.yaml").write_text("a: [")
    (project / "configs" / "staffing" / "broken.yaml").write_bytes(b"\xff\xff")
    assert main(["--print", "experiment=single"], project) == 0
    assert main(["--help"], project) == 0
    capsys.readouterr()
    (line,) = errors(project, capsys, "staffing=broken")
    assert line == "configs/staffing/broken.yaml:1: not a text file in UTF-8"


CONTRADICTIONS = [
    ("world: {groups: {government: {zone: gouta}}}", "world.groups.government.zone = gouta: no z"),
    ("world: {groups: {government: {kinds: {mortar: 0.9}}}}", "shares must add up to 1"),
    ("world: {groups: {government: {places: {doma: 0.0}}}}", "no place called 'doma' - did you"),
    ("world: {groups: {government: {until_day: 5, joins_day: 6}}}", "must be after joins_day (6)"),
    ("world: {violence: {night_share: null}}", "give night_share or hour_profile"),
    (
        "world: {violence: {shocks: {x: {label: x, from_day: 9, until_day: 3, factor: 1,"
        " groups: [government]}}}}",
        "world.violence.shocks.x.until_day = 3: must be after from_day (9)",
    ),
    ("world: {violence: {slow: {own: 0.9}}}", "violence would grow without bound"),
    ("world: {violence: {background_ceiling: 1.0}}", "must be at least"),
    ("world: {traffic: {closes_hour: 3}}", "must be after opens_hour (6)"),
    ("world: {supply: {doma: {people: 3}}}", "is missing"),
    ("world: {supply: {douma: {commercial_closures: {summer: {until_day: 3}}}}}", "must be after"),
    ("world: {routes: {damascus_to_douma: {destination: arbin}}}", "the last leg leads to 'douma'"),
    (
        "world: {routes: {x: {destination: douma, legs: [{to: doma, km: 3}]}}}",
        "no place or checkpo",
    ),
    (
        "world: {routes: {x: {destination: douma, legs: [{to: douma, km: 3}]}}}",
        "world.routes.x.destination = douma: route 'damascus_to_douma' leads there already",
    ),
    (
        "world: {actors: {aid_douma: {destination: duma}}}",
        "world.actors.aid_douma.destination = duma: no route leads there - did you mean 'douma'?",
    ),
    (
        "world: {supply: {douma: {also_supplies: [kafr_bathna]}}}",
        "no place called 'kafr_bathna' - did you mean 'kafr_batna'?",
    ),
    (
        "world: {supply: {douma: {also_supplies: [douma]}}}",
        "'douma' lives on the stock of 'douma' already",
    ),
    (
        "world: {routes: {damascus_to_douma: {legs: [{to: gov_wafidin, km: 3},"
        " {to: douma, km: 3}]}}}",
        "world.routes.damascus_to_douma.legs.0.checkpoint: must be 'gov_wafidin', at which",
    ),
    (
        "world: {guarantors: {iran: {label: Iranian party, hears_complaints_of: side_a}}}",
        "world.guarantors.iran.hears_complaints_of = side_a: 'russia' hears them already",
    ),
    (
        "world: {observation: {blocked_lines_of_sight: {cp_south: [douma]}}}",
        "a checkpoint doesn't watch, only posts do",
    ),
    ("world: {air_strikes: 3}", "unknown setting 'world.air_strikes'"),
    ("world: {violence: {air_strikes: {side_c: true}}}", "must be one of side_a, side_b"),
    (
        "mission: {posts: {op_harasta: {lat: 34.5}}}",
        "105 km from 'harasta', which it is near (at most 15 km)",
    ),
    ("mission: {posts: {op_harasta: {closes_day: 5}}}", "must be after opens_day (79)"),
    ("mission: {posts: {op_harasta: {priority: 1}}}", "of the same zone has this priority"),
    ("mission: {posts: {op_harasta: {guarantor: rusia}}}", "no guarantor called 'rusia' - did you"),
    ("mission: {checkpoints: {cp_south: {zone: x}}}", "no zone called 'x'"),
    ("mission: {watches: {starts_hours: [18, 6]}}", "hours must ascend"),
    (
        "staffing: {centre_officers: 0}",
        "staffing.centre_officers = 0: nobody is on watch",
    ),
    ("staffing: {zones: {idlib: {posts: 1}}}", "staffing.zones.idlib: no zone called 'idlib'"),
    ("staffing: {zones: {eastern_ghouta: {posts: 40}}}", "the mission lists only 11 posts in this"),
    ("response: {kind: record_onli}", "no response rule of kind 'record_onli' - did you mean"),
]


NO_FLY = "kind: no_fly, sides: [side_a], breach_probability: 0.1"
HOTLINE = (
    "kind: hotline, label: x, opens_hour: 8, closes_hour: 18, officers: 1, call_time_factor: 0.5,"
    " call_dropout_factor: 0.5"
)
POOL = "kind: contingent, label: x, guarantor: russia, people: 300"
JOINT_PATROL = (
    "kind: joint_patrols, label: x, guarantors: [russia, turkey], from_day: 2, every_days: 5,"
    " start_hour: 9, people: 20, route: [{to: doma, km: 5}], speed_kmh: 30,"
    " full_route_probability: 0.5, bombed_probability: 0.1, casualties_if_bombed: 2,"
    " search_probability: 0.5, trace_fading_h: 48"
)
DEPARTURE = (
    "kind: provoked_departure, label: x, incidents: 3, window_days: 3, away: {mean_h: 5},"
    " background_factor: 50"
)


def entry(traffic: str, target: str) -> str:
    """A calendar with one entry."""
    about = f"label: x, traffic: [{traffic}], targets: [{target}], from_day: 3, until_day: 9"
    return f"kind: calendar, label: x, entries: {{e: {{{about}}}}}"


ACTORS = [
    # part, name, settings, what is said
    (
        "world",
        "x",
        NO_FLY.replace("no_fly", "no_flyy"),
        "'no_flyy' - did you mean 'no_fly'? (there",
    ),
    ("world", "x", "kind: nothing", "world.actors.x.kind = nothing: no actor of kind 'nothing' ("),
    (
        "world",
        "x",
        "from_day: 3",
        "is called 'x' (there are: aid_douma, aid_kafr_batna); a new one",
    ),
    ("world", "x", "from_day: 3", "needs a 'kind' (there are: adaptation, additional_zone, "),
    ("world", "nobody", "enabled: false", "called 'nobody' (there are: aid_douma, aid_kafr_batna)"),
    ("world", "aid_duma", "enabled: false", "'aid_duma' - did you mean 'aid_douma'? (there"),
    (
        "mission",
        "aid_douma",
        "enabled: false",
        "no actor of the mission is called 'aid_douma' - did you mean 'world.actors.aid_douma'?",
    ),
    ("world", "aid_douma", "enabled: maybe", "aid_douma.enabled = maybe: must be true or false"),
    ("mission", "aid_douma", HOTLINE, "mission.actors.aid_douma: the world has an actor of this"),
    (
        "world",
        "x",
        HOTLINE,
        "x.kind = hotline: is decided, not given: it must stand under mission.",
    ),
    ("mission", "x", NO_FLY, "x.kind = no_fly: is given, not decided: it must stand under world.a"),
    (
        "world",
        "x",
        f"{NO_FLY}, from_dya: 3",
        "from_dya' - did you mean 'from_day'? ('no_fly' takes",
    ),
    ("world", "x", f"{NO_FLY}, from_day: soon", "world.actors.x.from_day = soon: must be a number"),
    (
        "world",
        "x",
        f"{NO_FLY}, from_day: 30, until_day: 3",
        "until_day = 3: must be after from_day",
    ),
    (
        "world",
        "x",
        "kind: no_fly, sides: [side_a]",
        "'world.actors.x.breach_probability' is missing",
    ),
    (
        "world",
        "x",
        "kind: no_fly, sides: [side_c]",
        "sides.0 = side_c: must be one of side_a, side_b",
    ),
    ("world", "x", entry("", "all"), "world.actors.x.entries.e.traffic: must not be empty"),
    (
        "world",
        "x",
        entry("busses", "all"),
        "traffic.0 = busses: must be one of civilians, trade, aid",
    ),
    (
        "world",
        "x",
        entry("trade", "cp_south"),
        "'cp_south' has no such traffic: trade (there are: ",
    ),
    (
        "mission",
        "x",
        POOL.replace("300", "3"),
        "never more than 3, but its first site 'op_wafidin'",
    ),
    (
        "mission",
        "x",
        POOL.replace("russia", "rusia"),
        "'rusia' - did you mean 'russia'? (there are",
    ),
    (
        "mission",
        "x",
        f"{POOL}, changes: {{a: {{day: 9, people: 5}}, b: {{day: 3, people: 5}}}}",
        "changes must be in order of day: 'b' (day 3) must not be before day 9",
    ),
    ("mission", "x", JOINT_PATROL, "x.route.0.to = doma: no place called 'doma' - did you mean"),
    (
        "mission",
        "x",
        JOINT_PATROL.replace("bombed_probability: 0.1", "bombed_probability: 0.7"),
        "must not be above 1 in all (they add up to 1.2)",
    ),
    (
        "world",
        "x",
        "kind: adaptation, groups: [government], shifts: {place: 0.6, hour: 0.6, kind: 0}",
        "world.actors.x.shifts: shares must not exceed 1 in total (they add up to 1.2)",
    ),
    ("world", "x", f"{DEPARTURE}, groups: [goverment]", "'goverment' - did you mean 'government'?"),
    ("world", "x", f"{DEPARTURE}, groups: [government]", "background_ceiling = "),
    ("world", "x", f"{DEPARTURE}, groups: [government]", "and of what its actors may add (50)"),
]


@pytest.mark.parametrize(("part", "name", "settings", "message"), every_fifth(ACTORS))
def test_an_actor_that_cannot_be(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    part: str,
    name: str,
    settings: str,
    message: str,
) -> None:
    text = f"{part}: {{actors: {{{name}: {{{settings}}}}}}}\n"
    lines = errors(project, capsys, text=f"{ALONE}{text}")
    assert any(message in line for line in lines), lines
    assert all(".yaml:" in line for line in lines)


def test_an_actor_is_switched_off_by_its_own_key(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["scenario=eastern_ghouta", "experiment=single"]
    (line,) = errors(project, capsys, *words, "world.actors.aid_douma=false")
    assert line.endswith("must hold settings, 'key: value' (to switch it off: 'enabled: false')")
    assert main(["--print", *words, "world.actors.aid_douma.enabled=false"], project) == 0


def test_mediation_without_mediators_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["scenario=eastern_ghouta", "experiment=single", "response=mediate_first"]
    (line,) = errors(project, capsys, *words)
    assert line.endswith("needs mediators: an actor of kind 'silence_regimes' under mission.actors")


def test_an_actor_of_the_mission_inherits_nothing_from_another_kind(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "scenarios" / "lined.yaml").write_text(
        f"{CHILD}mission: {{actors: {{x: {{{HOTLINE}}}}}}}\n"
    )
    text = """\
defaults: [lined, override /experiment: single, _self_]
mission: {actors: {x: {kind: deminers, teams: 1}}}
"""
    lines = errors(project, capsys, text=text)
    assert any("x.kind = deminers: inherits call_dropout_factor" in line for line in lines), lines


def test_a_question_about_a_kpi_that_nobody_computes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{CHILD}about: [need_met_share, stockout_days, deeds_no_fly_breaches]\n"
    (line,) = errors(project, capsys, text=text)
    assert line.startswith(
        "scenarios/mine.yaml:2: about.1 = stockout_days: no KPI is called so"
        " - did you mean 'stock_out_days'?"
    )


@pytest.mark.parametrize(("text", "message"), every_fifth(CONTRADICTIONS))
def test_settings_that_contradict_each_other(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    lines = errors(project, capsys, text=f"{ALONE}{text}\n")
    assert any(message in line for line in lines), lines
    assert all(".yaml:" in line for line in lines)


def test_a_changed_kind_does_not_inherit_the_settings_of_another(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """\
defaults: [eastern_ghouta, override /response: graduated, override /experiment: single, _self_]
response:
  kind: record_only
"""
    (line,) = errors(project, capsys, text=text)
    assert line.startswith("scenarios/mine.yaml:3: response.kind = record_only: inherits severity_")
    assert "window_days from 'graduated'" in line


def test_a_scenario_may_not_set_what_the_experiment_varies(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """\
defaults:
  - eastern_ghouta
  - override /response: graduated
  - _self_
staffing: {investigation_teams: 2}
"""
    lines = errors(project, capsys, text=text)
    assert [line.split(" is varied")[0] for line in lines] == [
        "scenarios/mine.yaml:5: 'staffing'",
        "scenarios/mine.yaml:3: 'response'",
    ]
    assert all("use experiment=against_parent" in line for line in lines)
    assert main(["--print", "scenario=mine", "experiment=against_parent"], project) == 0


def test_names_and_questions_in_any_language(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "defaults: [eastern_ghouta, override /experiment: single, _self_]\nname: été\n"
    (project / "scenarios" / "cet été.yaml").write_text(text, encoding="utf-8")
    for word in ("scenario=cet été", "scenario='cet été'", 'scenario="cet été"'):
        assert main([word, "--print", "question=Où ça?"], project) == 0
        (scenario,) = json.loads(capsys.readouterr().out)
        assert (scenario["name"], scenario["question"]) == ("été", "Où ça?")


def test_what_cannot_be_written_is_told_in_a_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "results").mkdir()
    (project / "results" / "single").write_text("a file where the folder goes")
    words = ["experiment=single", "replications=1", "days=1", "workers=1"]
    assert main(words, project) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {project / 'results' / 'single'}")
    assert not (project / "results" / "store.sqlite").exists()


def test_a_results_folder_that_is_not_whole_is_told_in_a_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "manifest.json").write_text("{}")
    assert main(["report", str(project)], project) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {project / 'manifest.json'}: lacks the settings")
    write_results(project / "whole", ["one"], "one", replications=2)
    (project / "whole" / "comparison.csv").unlink()
    assert main(["report", str(project / "whole")], project) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"error: {project / 'whole'}: comparison.csv is missing"


def test_no_traceback_from_the_command_itself() -> None:
    command = [sys.executable, str(PROJECT / "run.py"), "scenario=nowhere", "-m"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: command line: no scenario called 'nowhere'")
    assert len(done.stderr.splitlines()) == 1
