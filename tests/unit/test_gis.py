"""The map folder: valid GeoJSON, no position finer than 2 km, sides and never groups."""

from __future__ import annotations

import json
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
from small_logs import fired, log_of
from small_material import change_manifest, material_of
from synthetic_results import write_results

from sim.analysis.logfile import log_to_text, write_logs
from sim.config import Scenario
from sim.events import ViolationWatched
from sim.kernel.eventlog import Event
from sim.report.gis import write_map

Properties = dict[str, Any]
PLACE = "douma"


def watched(violation: int, outcome: str) -> ViolationWatched:
    return ViolationWatched(24.5, violation, outcome, 0, 0, "day")


EVENTS: tuple[Event, ...] = (
    *(fired(24.5 + name, name, zone="eastern_ghouta", place=PLACE) for name in (1, 2, 3)),
    fired(29.0, 4, "side_b", zone="eastern_ghouta", place=PLACE),
    fired(50.0, 5, zone="eastern_ghouta", place="nowhere"),
    *(watched(1, "located"), watched(2, "heard"), watched(3, "blind"), watched(4, "missed")),
)


@pytest.fixture
def folder(tmp_path: Path, ghouta: Scenario) -> Path:
    """Two scenarios of Eastern Ghouta, the second without checkpoints; a log of the first."""
    folder = write_results(tmp_path, ["one", "two"], "one", replications=3)
    settings = ghouta.model_dump(mode="json")
    other = json.loads(json.dumps(settings))
    other["staffing"]["zones"]["eastern_ghouta"]["checkpoints"] = 0
    change_manifest(folder, scenarios={"one": settings, "two": other})
    write_logs(folder / "log.csv.gz", [("one", 0, log_to_text(log_of(*EVENTS)))])
    return folder


def features(path: Path) -> list[Properties]:
    """The features of a file, which must be GeoJSON by RFC 7946."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert collection["simulated"] is True
    assert "SIMULATED; not history" in collection["note"]
    assert "crs" not in collection, "RFC 7946 knows WGS 84 only"
    for feature in collection["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert -180.0 <= lon <= 180.0
        assert -90.0 <= lat <= 90.0
        assert feature["properties"]["simulated"] is True
        assert feature["properties"]["note"] == "SIMULATED; not history"
    return list(collection["features"])


def by_label(path: Path) -> dict[str, Properties]:
    return {feature["properties"]["label"]: feature for feature in features(path)}


def test_positions_are_off_by_up_to_a_square_and_longitude_comes_first(
    folder: Path, ghouta: Scenario
) -> None:
    sites, _ = write_map(material_of(folder))
    found = by_label(sites)
    off = []
    for post in ghouta.mission.posts.values():
        lon, lat = found[post.label]["geometry"]["coordinates"]
        north_km, east_km = 111.2 * (lat - post.lat), 111.2 * cos(radians(lat)) * (lon - post.lon)
        assert max(abs(north_km), abs(east_km)) <= 1.01
        off.append(max(abs(north_km), abs(east_km)))
    assert max(off) > 0.5
    squares = {tuple(feature["geometry"]["coordinates"]) for feature in found.values()}
    assert len(squares) < len(found), "neighbours share a square"


def test_posts_say_when_they_open_and_in_which_scenarios_they_are_staffed(
    folder: Path, ghouta: Scenario
) -> None:
    found = by_label(write_map(material_of(folder))[0])
    first = found["OP Al-Wafidin"]["properties"]
    assert first["kind"] == "observation post"
    assert first["zone"] == "Eastern Ghouta"
    assert first["guarantor"] == "Russian party"
    assert first["opens"] == "2017-07-24"
    assert first["staffed_in"] == ["one", "two"]
    assert found["Checkpoint Al-Wafidin"]["properties"]["staffed_in"] == ["one"]
    staffed = [
        p.label for p in ghouta.mission.posts.values() if found[p.label]["properties"]["staffed_in"]
    ]
    assert len(staffed) == ghouta.staffing.zones["eastern_ghouta"].posts


def test_incidents_alike_are_one_feature_and_nothing_says_what_was_noticed(folder: Path) -> None:
    _, incidents = write_map(material_of(folder))
    told = [feature["properties"] for feature in features(incidents)]
    assert [(t["side"], t["incidents"]) for t in told] == [("side A", 3), ("side B", 1)]
    assert {t["scenario"] for t in told} == {"one"}
    assert {t["day"] for t in told} == {"2017-05-07"}
    known = {"scenario", "day", "zone", "kind", "side", "covered", "incidents", "replication"}
    assert set(told[0]) == known | {"simulated", "note"}


def test_no_group_and_no_hour_is_told(folder: Path, ghouta: Scenario) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in write_map(material_of(folder)))
    for name, group in ghouta.world.groups.items():
        assert name not in text
        assert group.label not in text
    assert "hour" not in text


def test_without_logs_there_are_no_incidents(folder: Path) -> None:
    (folder / "log.csv.gz").unlink()
    assert [path.name for path in write_map(material_of(folder))] == ["posts_and_places.geojson"]
    assert not (folder / "map" / "incidents.geojson").exists()


def test_settings_without_positions_give_no_map(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["one", "two"], "one", replications=3)
    assert write_map(material_of(folder)) == []
    assert not (folder / "map").exists()


def test_the_same_results_give_the_same_bytes(folder: Path) -> None:
    first = [path.read_bytes() for path in write_map(material_of(folder))]
    assert [path.read_bytes() for path in write_map(material_of(folder))] == first


def test_any_label_makes_valid_json(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    post = manifest["scenarios"]["one"]["mission"]["posts"]["op_wafidin"]
    post["label"] = '"<b>&\n\\ اسم ' + "x" * 300
    change_manifest(folder, scenarios=manifest["scenarios"])
    assert post["label"] in by_label(write_map(material_of(folder))[0])
