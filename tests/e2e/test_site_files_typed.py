"""A planner's file of sites under the commands: where it is looked for, what is told, what is
kept."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from little_shown import LITTLE_SHOWN
from test_errors import ALONE, errors, project  # noqa: F401 - a fixture

from sim.cli import main
from sim.commands.simulating import points_of
from sim.experiment.row_key import row_key
from sim.experiment.store import Store
from sim.points.points import Points

HEAD = "kind,name,lat,lon,near,closes_day,guarantor\n"
SINGLE = "experiment=single"


def write(folder: Path, *rows: str, name: str = "sites.csv") -> None:
    (folder / name).write_text(HEAD + "".join(f"{row}\n" for row in rows))


def found(project: Path, *words: str, multirun: bool = False) -> Points:  # noqa: F811
    return points_of(list(words), project, multirun=multirun)


def test_mistakes_are_told_with_file_row_and_column(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(project, "post,op_a,336,36.4,,,", "post,op_b,33.5,x,,,")
    told = errors(project, capsys, text=ALONE + "sites_file: sites.csv\n")
    assert told == [
        "sites.csv:2: lat = 336.0: must be at most 90",
        "sites.csv:3: lon = x: must be a number",
    ]


@pytest.mark.slow
def test_what_contradicts_the_rest_of_the_scenario_is_told_in_the_same_way(
    project: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = ["post,op_a,33.5,36.4,dooma,,", "post,op_b,33.5,36.4,,70,norway", "post,op_c,34,36,,,"]
    write(project, *rows)
    near, guarantor, closes, away = errors(project, capsys, text=ALONE + "sites_file: sites.csv\n")
    assert near.startswith("sites.csv:2: near = dooma: no place called 'dooma' - did you mean 'dou")
    assert guarantor.startswith("sites.csv:3: guarantor = norway: no guarantor called 'norway'")
    assert closes == "sites.csv:3: closes_day = 70.0: must be after opens_day (79)"
    assert away.startswith("sites.csv:4: op_c: lat 34, lon 36 is 57 km from 'damascus_edge_north'")


@pytest.mark.slow
def test_a_path_begins_where_it_is_written(
    project: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(here)
    write(project, "post,op_a,33.5,36.4,,,")
    write(here, "post,op_b,33.5,36.4,,,", name="my sites.csv")
    (project / "scenarios" / "mine.yaml").write_text(ALONE + "sites_file: sites.csv\n")
    (of_file,) = found(project, "scenario=mine").scenarios
    (typed,) = found(project, "scenario=mine", "sites_file=my sites.csv").scenarios
    assert {*typed.mission.posts} - {*of_file.mission.posts} == {"op_b"}
    assert {*of_file.mission.posts} - {*typed.mission.posts} == {"op_a"}
    (line,) = errors(project, capsys, SINGLE, "sites_file=sites.csv")
    assert line == (
        "command line: sites_file = sites.csv: there is no such file (seen from where it is typed)"
    )
    (line,) = errors(project, capsys, SINGLE, "site_file=sites.csv")
    assert line == "command line: unknown setting 'site_file' - did you mean 'sites_file'?"


@pytest.mark.slow
def test_every_point_of_a_sweep_and_of_a_grid_has_the_sites(
    project: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    write(project, "post,op_a,33.5,36.4,,,", name="a.csv")
    write(project, "post,op_b,33.5,36.4,,,", name="b.csv")
    words = ["sites_file=a.csv,b.csv", "staffing.investigation_teams=2,3"]
    swept = found(project, *words, multirun=True).scenarios
    assert [s.name for s in swept] == [
        f"{file}, investigation_teams={teams}" for file in ("a.csv", "b.csv") for teams in (2, 3)
    ]
    assert [{"op_a", "op_b"} & {*s.mission.posts} for s in swept] == [{"op_a"}] * 2 + [{"op_b"}] * 2
    grid = found(project, "sites_file=a.csv", "response=graduated").scenarios
    assert [("op_a" in s.mission.posts) for s in grid] == [True] * 3
    block = "experiment.design={files: {kind: grid, over: {sites_file: [a.csv, b.csv]}}}"
    (line,) = errors(project, capsys, "experiment=rules_under_unknowns", block)
    assert "'sites_file' can't vary: its file is read beforehand; to compare files: -m" in line


@pytest.mark.slow
def test_the_key_of_what_is_kept_holds_what_the_file_says_and_not_its_name(
    project: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(project)
    write(project, "post,op_a,33.5,36.4,,,", name="a.csv")
    shutil.copy(project / "a.csv", project / "b.csv")
    write(project, "post,op_a,33.5,36.41,,,", name="c.csv")
    yaml = ALONE + (
        "mission: {posts: {op_a: {label: op_a, zone: eastern_ghouta, guarantor: russia, lat: 33.5,"
        " lon: 36.4, near: elsewhere_south, priority: 12, opens_day: 79}}}\n"
    )
    (project / "scenarios" / "mine.yaml").write_text(yaml)
    a, b, c = (
        row_key(found(project, SINGLE, f"sites_file={name}.csv").scenarios[0], 1) for name in "abc"
    )
    assert a == b == row_key(found(project, "scenario=mine").scenarios[0], 1)
    assert c != a


@pytest.mark.slow
def test_a_run_keeps_what_the_file_said(
    project: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The folder is enough to simulate it again; a changed file is simulated anew."""
    monkeypatch.chdir(project)
    shutil.copytree(Path(__file__).parents[2] / "scenarios" / "sites", project / "scenarios/sites")
    ours = Path(__file__).parents[2] / "scenarios" / "posts_from_a_spreadsheet.yaml"
    shutil.copy(ours, project / "scenarios")
    words = ["scenario=posts_from_a_spreadsheet", "days=2", "replications=2", "workers=1"]
    assert main([*words, *LITTLE_SHOWN], project) == 0
    folder = project / capsys.readouterr().out.splitlines()[-1]
    settings = json.loads((folder / "manifest.json").read_text())["scenarios"]
    assert settings["posts_from_a_spreadsheet"]["mission"]["posts"]["op_list_6"]["priority"] == 6
    with (folder / "assumptions.csv").open() as text:
        rows = {row["key"]: row for row in csv.DictReader(text)}
    own, others = (
        rows["mission.posts.op_list_1.opens_day"],
        rows["mission.posts.op_south.opens_day"],
    )
    assert own["status"] == "none given"
    assert own["source"] == "given by the planner's file ghouta_posts.csv"
    assert others["status"] == "sourced"
    file = project / "scenarios" / "sites" / "ghouta_posts.csv"
    file.write_text(file.read_text().replace("33.585", "33.586"))
    again = ["replay", str(folder), "point=posts_from_a_spreadsheet", "replication=0"]
    assert main(again, project) == 0, "of the folder, not of the file"
    capsys.readouterr()
    assert main([*words, *LITTLE_SHOWN], project) == 0
    with Store(project / "results" / "store.sqlite") as store:
        assert store.query("SELECT count(*) FROM replications") == [(6,)]


@pytest.mark.slow
def test_print_shows_what_the_file_says(
    project: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    write(project, "candidate,op_a,33.5,36.4,,,")
    assert main(["--print", SINGLE, "sites_file=sites.csv"], project) == 0
    (settings,) = json.loads(capsys.readouterr().out)
    assert settings["mission"]["posts"]["op_a"]["near"] == "elsewhere_south"
    assert settings["from_sites_file"] == ["mission.posts.op_a"]
