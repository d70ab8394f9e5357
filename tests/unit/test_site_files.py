"""Posts, checkpoints and places from a planner's CSV or GeoJSON: what stands in the scenario then,
and the line that a planner reads for each mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import load, merge

from sim.config import Scenario
from sim.settings.composition import Composition, Override, without_other_zones
from sim.settings.contradictions import contradictions
from sim.settings.files import SettingsProblem
from sim.settings.site_files import with_sites
from sim.settings.site_rows import key_of, read_sites

HEAD = "kind,name,lat,lon\n"
GHOUTA = {
    "name": "ghouta",
    "world": load("world", "ghouta_as_announced"),
    "mission": load("mission", "eastern_ghouta"),
    "staffing": load("staffing", "planned"),
    "response": load("response", "investigate_first"),
}


def composition(*typed: Override, **over: Any) -> Composition:
    """Eastern Ghouta as Hydra composes it, with other settings."""
    values = merge(json.loads(json.dumps(GHOUTA)), over)
    return Composition(values, typed, "ghouta", False, list)


def placed(tmp_path: Path, text: str | bytes, name: str = "sites.csv", **over: Any) -> Composition:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return with_sites(composition(sites_file=name, **over), tmp_path)


def scenario(found: Composition) -> Scenario:
    made = Scenario.model_validate(without_other_zones(found.values))
    assert contradictions(made) == []
    return made


def lines(tmp_path: Path, text: str | bytes, name: str = "sites.csv", **over: Any) -> list[str]:
    with pytest.raises(SettingsProblem) as caught:
        placed(tmp_path, text, name, **over)
    return caught.value.lines


# --- what stands in the scenario ------------------------------------------------------------------
def test_a_row_says_little_and_the_rest_is_filled_in(tmp_path: Path) -> None:
    text = HEAD.strip() + ",vehicles_per_day\n"
    text += "post,op_new,33.60,36.40,\ncheckpoint,cp_new,33.55,36.44,500\n"
    found = scenario(placed(tmp_path, text)).mission
    post, checkpoint = found.posts["op_new"], found.checkpoints["cp_new"]
    assert (post.label, post.zone, post.guarantor) == ("op_new", "eastern_ghouta", "russia")
    assert post.near == "elsewhere_north"
    assert (post.priority, post.opens_day) == (12, 79.0)
    assert (checkpoint.vehicles_per_day, checkpoint.priority) == (500.0, 6)
    assert len(found.posts) == 12, "those of the mission stay"


def test_a_row_changes_a_site_of_that_name_and_leaves_what_it_leaves_empty(tmp_path: Path) -> None:
    text = HEAD.strip() + ",closes_day\npost,op_saqba,,,150\n"
    now = scenario(placed(tmp_path, text)).mission.posts["op_saqba"]
    before = GHOUTA["mission"]["posts"]["op_saqba"]
    assert now.closes_day == 150.0
    assert (now.lat, now.priority, now.near) == (before["lat"], before["priority"], "saqba")


def test_candidates_stand_behind_all_posts_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = HEAD + "candidate,op_b,33.55,36.40\ncandidate,op_south,33.497,36.40\n"
    posts = scenario(placed(tmp_path, text + "post,op_a,33.56,36.40\n")).mission.posts
    in_order = sorted(posts, key=lambda name: posts[name].priority)
    assert in_order[-3:] == ["op_a", "op_b", "op_south"]


def test_sites_of_other_files_are_left_out_where_the_file_has_such(tmp_path: Path) -> None:
    text = HEAD + "post,op_a,33.56,36.40\ncandidate,op_b,33.55,36.40\n"
    fewer = {"staffing": {"zones": {"eastern_ghouta": {"posts": 2}}}}
    found = scenario(placed(tmp_path, text, only_sites_of_file=True, **fewer)).mission
    assert {name: post.priority for name, post in found.posts.items()} == {"op_a": 1, "op_b": 2}
    assert len(found.checkpoints) == 5, "the file has none"


def test_a_place_is_there_for_the_sites_of_the_same_file(tmp_path: Path) -> None:
    text = "kind,name,lat,lon,held_by,elsewhere\npost,op_a,33.45,36.50,,\n"
    found = scenario(placed(tmp_path, text + "place,far_east,33.46,36.51,side_b,yes\n"))
    place = found.world.zones["eastern_ghouta"].places["far_east"]
    assert (place.label, place.held_by, place.elsewhere) == ("far_east", "side_b", True)
    assert found.mission.posts["op_a"].near == "far_east"
    assert not any("far_east" in group.places for group in found.world.groups.values())


def test_the_scenario_says_what_the_file_gave(tmp_path: Path) -> None:
    text = "kind,name,lat,lon,held_by\npost,op_a,33.56,36.40,\npost,op_saqba,33.51,36.39,\n"
    found = scenario(placed(tmp_path, text + "place,hill,33.52,36.41,side_b\n"))
    assert found.sites_file == "sites.csv"
    assert found.from_sites_file == [
        "world.zones.eastern_ghouta.places.hill",
        "mission.posts.op_a",
        "mission.posts.op_saqba.lat",
        "mission.posts.op_saqba.lon",
    ]


def test_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(HEAD + "post,op_a,33.56,36.40\n")
    typed = Override("mission.posts.op_a.opens_day", "120", is_group=False)
    over = {"mission": {"posts": {"op_a": {"opens_day": 120}}}}
    made = with_sites(composition(typed, sites_file="sites.csv", **over), tmp_path)
    post = scenario(made).mission.posts["op_a"]
    assert (post.opens_day, post.lat) == (120.0, 33.56)


def test_nothing_of_the_settings_handed_in_is_changed(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(HEAD + "post,op_saqba,33.512,36.391\n")
    before = composition(sites_file="sites.csv")
    with_sites(before, tmp_path)
    assert before.values == composition(sites_file="sites.csv").values


@pytest.mark.parametrize(
    "text",
    [
        "kind,name,lat,lon,priority\npost,op_a,33.56,36.4,20\n",
        "\ufeffKIND;Name; LAT ;Lon;priority;;\n\n post ;op_a;33,56;36,40;20;;\n;;;;;;\n",
        "sep=;\nkind;name;lat;lon;priority\npost;op_a;33,56;36,4;20,0\n",
        'kind\tname\tlat\tlon\tpriority\r\n"post"\top_a\t33.56\t36.4\t20.0\r\n',
        "priority,lon,lat,name,kind,remark\n20,36.4,33.56,op_a,Post,busy\n",
    ],
    ids=["plain", "semicolons and a mark", "told what stands between", "tabs", "another order"],
)
def test_spreadsheets_write_the_same_in_many_ways(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    (row,) = read_sites(tmp_path / "a.csv", "a.csv")
    assert (row.kind, row.name) == ("post", "op_a")
    assert row.cells == {"lat": 33.56, "lon": 36.4, "priority": 20}
    assert isinstance(row.cells["priority"], int)


def geojson(*features: tuple[dict[str, Any], Any]) -> str:
    made = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    return json.dumps({"type": "FeatureCollection", "features": made})


def test_geojson_says_the_same_as_csv(tmp_path: Path) -> None:
    properties = {"kind": "post", "name": "op_a", "priority": 20, "closes_day": None, "fid": 7}
    text = geojson((properties, {"type": "Point", "coordinates": [36.4, 33.56, 610.0]}))
    (tmp_path / "a.csv").write_text("kind,name,lat,lon,priority\npost,op_a,33.56,36.4,20\n")
    (tmp_path / "a.geojson").write_text(text)
    (one,), (other,) = (read_sites(tmp_path / f"a.{kind}", kind) for kind in ("csv", "geojson"))
    assert (one.kind, one.name, one.cells) == (other.kind, other.name, other.cells)


def at(lon: Any, lat: Any) -> str:
    """A file of one post there."""
    return geojson(({"kind": "post", "name": "a"}, {"type": "Point", "coordinates": [lon, lat]}))


# --- mistakes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: the file is empty"),
        (HEAD, ":1: holds no post, checkpoint, candidate or place"),
        ("33.5,36.4\n33.6,36.5\n", ":1: must name the columns: kind, name, lat, lon of kind,"),
        ("kind,name,lat\npost,op_a,33.5\n", ":1: column 'lon' is missing"),
        ("kind,name,lat,lon,lat\npost,op_a,33.5,36.4,1\n", ":1: column 'lat' is given twice"),
        ("kind,name,lat,lon,priorty\n", ":1: unknown column 'priorty' - did you mean 'priority'?"),
        (HEAD + "post,op_a,33,5,36,4\n", ":2: has 6 cells, but the header names 4 columns (a comm"),
        (HEAD + "pots,op_a,33.5,36.4\n", ":2: kind = pots: must be post, candidate, checkpoint or"),
        (HEAD + ",op_a,33.5,36.4\n", ":2: 'kind' is missing"),
        (HEAD + "\npost,,33.5,36.4\n", ":3: 'name' is missing"),
        (HEAD + "post,OP North,33.5,36.4\n", ":2: name = OP North: must be small Latin letters, d"),
        (HEAD + 'post,op_a,"33,5",36.4\n', ":2: lat = 33,5: a comma stands between cells here: wr"),
        (HEAD + "post,op_a,33°35'N,36.4\n", ":2: lat = 33°35'N: must be decimal degrees: 33.5833"),
        (HEAD + "post,op_a,33.5,36.4E\n", ":2: lon = 36.4E: must be decimal degrees: 36.4"),
        (HEAD + "post,op_a,33,36\npost,op_a,33,36\n", ":3: name = op_a: is given twice (first at "),
        (
            "kind;name;lat;lon;opens_day\npost;op_a;33,5;36,4;1.000\n",
            ":2: opens_day = 1.000: line 2 has a decimal comma and this one a point: write all a",
        ),
        (
            HEAD.strip() + ",vehicles_per_day\npost,op_a,33.5,36.4,900\n",
            ":2: vehicles_per_day = 900.0: a post has none: leave it empty",
        ),
        (
            HEAD.strip() + ",priority\ncandidate,op_a,33.5,36.4,3\n",
            ":2: priority = 3.0: a candidate stands behind all posts: leave it empty, or make it ",
        ),
        (HEAD + "post,op_a,1e999,36.4\n", ":2: lat = 1e999: must be a finite number"),
        (HEAD + "post,op_a,33.5,nan\n", ":2: lon = nan: must be a number"),
        (HEAD + "post,op_a,336,36.4\n", ":2: lat = 336.0: must be at most 90"),
        (HEAD + "post,op_a,,36.4\n", ":2: 'lat' is missing"),
        (HEAD.strip() + ",priority\npost,op_a,33.5,36.4,x\n", ":2: priority = x: must be a whole "),
        (HEAD + 'post,"op_a,33.5,36.4\n', ":2: a cell has quotes in it that are not closed, or is"),
        (HEAD.encode("utf-16"), ":1: not a text file in UTF-8: in a spreadsheet, save it as 'CSV"),
        (HEAD.encode() + "post,пост".encode("cp1251"), ":1: not a text file in UTF-8: in a sprea"),
        (HEAD.encode("utf-16-le"), ":1: not a text file in UTF-8: in a spreadsheet, save it as '"),
    ],
)
def test_a_mistake_in_a_spreadsheet(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = lines(tmp_path, text)
    assert found[0].startswith(f"sites.csv{said}")
    assert len(found) == 1


def test_the_right_form_of_a_name_is_told(tmp_path: Path) -> None:
    assert key_of("OP North (élevé) 2") == "op_north_eleve_2"
    assert key_of("Пост") == ""
    (line,) = lines(tmp_path, HEAD + "post,OP North,33.5,36.4\n")
    assert "such as op_north (" in line
    (line,) = lines(tmp_path, "kind,name,label,lat,lon\npost,,OP North,33.5,36.4\n")
    assert line.endswith("'name' is missing (such as op_north)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "FeatureCollection",\n"features": [}', ":2: not valid JSON (Expecting value)"),
        ('{"type": "Point"}', ":1: must be GeoJSON, a FeatureCollection of points"),
        ("[1, 2]", ":1: must be GeoJSON, a FeatureCollection of points"),
        ("[" * 100_000, ":1: not valid JSON (nested too deep)"),
        (
            geojson(({"kind": "post", "name": "a"}, {"type": "Polygon", "coordinates": []})),
            ": feature 1: its geometry is a Polygon: it must be a Point",
        ),
        (
            geojson(({"kind": "post", "name": "a"}, None)),
            ": feature 1: its geometry is not there: it must be a Point",
        ),
        (
            at(36.4, 33.5).replace("[36.4, 33.5]", "[36.4]"),
            ": feature 1: its geometry is a Point without longitude and latitude: it must be a Po",
        ),
        (at("36.4", None), ': feature 1: lon = "36.4": must be a number, without quotes'),
        (at(36.4, float("nan")), ": feature 1: lat = nan: must be a finite number"),
        (at(36.4, 10**400), ": feature 1: lat = 10000000000000000000: must be a finite number"),
        (at(36.4, "33.5").replace('"33.5"', "1" * 5000), ": holds a whole number that is too long"),
        (
            geojson(({"kind": "post", "nam": "a"}, {"type": "Point", "coordinates": [36, 33]})),
            ": feature 1: unknown property 'nam' - did you mean 'name'? (there are: kind, name,",
        ),
    ],
)
def test_a_mistake_in_geojson(tmp_path: Path, text: str, said: str) -> None:
    (line,) = lines(tmp_path, text, "sites.geojson")
    assert line.startswith(f"sites.geojson{said}")


def test_a_file_that_is_not_there_a_workbook_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem) as caught:
        with_sites(composition(sites_file="sites.csv"), tmp_path)
    assert caught.value.lines[0].endswith(
        "sites_file = sites.csv: there is no such file (seen from the project's folder)"
    )
    assert lines(tmp_path, b"PK", "sites.xlsx") == [
        "sites.xlsx: is a workbook: save the sheet as 'CSV UTF-8'"
    ]
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingsProblem, match="folder: is a folder"):
        with_sites(composition(sites_file="folder"), tmp_path)


def test_what_only_the_world_can_tell(tmp_path: Path) -> None:
    text = "kind,name,zone,lat,lon\npost,op_a,eastern_gouta,33.5,36.4\npost,op_b,,36.4,33.5\n"
    assert lines(tmp_path, text) == [
        "sites.csv:2: zone = eastern_gouta: no zone called 'eastern_gouta' - did you mean"
        " 'eastern_ghouta'? (there are: eastern_ghouta)",
        "sites.csv:3: lat = 36.4, lon = 33.5: the other way round it lies in zone"
        " 'eastern_ghouta': lat and lon exchanged?",
    ]


def test_a_name_that_a_site_of_another_kind_has(tmp_path: Path) -> None:
    text = "kind,name,lat,lon,vehicles_per_day\npost,cp_harasta,33.56,36.36,\n"
    assert lines(tmp_path, text) == [
        "sites.csv:2: name = cp_harasta: another post or checkpoint has this name"
    ]
    text += "checkpoint,cp_a,33.56,36.36,900\n"
    found = placed(tmp_path, text, only_sites_of_file=True)
    assert [*found.values["mission"]["posts"]] == ["cp_harasta"]
    both = lines(tmp_path, text + "checkpoint,gov_harasta,33.5,36.4,900\n")
    assert [line[:12] for line in both] == ["sites.csv:2:", "sites.csv:4:"]


def test_a_priority_that_a_site_of_the_mission_has(tmp_path: Path) -> None:
    text = HEAD.strip() + ",priority\npost,op_a,33.56,36.36,3\n"
    assert lines(tmp_path, text) == [
        "sites.csv:2: priority = 3: 'op_ain_terma' of the mission has this priority;"
        " only_sites_of_file=true leaves it out"
    ]
    both = scenario(placed(tmp_path, text + "post,op_ain_terma,,,12\n")).mission.posts
    assert (both["op_a"].priority, both["op_ain_terma"].priority) == (3, 12)


def test_many_wrong_rows_are_counted(tmp_path: Path) -> None:
    found = lines(tmp_path, HEAD + "pots,op_a,33,36\n" * 50)
    assert len(found) == 21
    assert found[-1] == "sites.csv: 30 more rows are wrong: put these right first"
    rows = "".join(f"post,op_{number},336,36.4\n" for number in range(50))
    assert lines(tmp_path, HEAD + rows)[20:] == found[20:]


def test_an_identity_that_is_a_number_is_kept_whole(tmp_path: Path) -> None:
    properties = {"kind": "post", "name": "op_a", "label": 1_234_567, "zone": "eastern_ghouta"}
    text = geojson((properties, {"type": "Point", "coordinates": [36.4, 33.56]}))
    found = placed(tmp_path, text, "sites.geojson")
    assert found.values["mission"]["posts"]["op_a"]["label"] == "1234567"


def test_a_row_of_a_known_name_needs_to_say_where_it_lies_when_the_mission_is_left_out(
    tmp_path: Path,
) -> None:
    text = HEAD + "post,op_saqba,,36.4\n"
    assert lines(tmp_path, text, only_sites_of_file=True) == ["sites.csv:2: 'lat' is missing"]


def test_keys_that_say_nothing_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="there is no 'sites_file' to take them from"):
        with_sites(composition(only_sites_of_file=True), tmp_path)
    with pytest.raises(SettingsProblem, match="is filled in when 'sites_file' is read"):
        with_sites(composition(from_sites_file=["mission.posts.op_a"]), tmp_path)
