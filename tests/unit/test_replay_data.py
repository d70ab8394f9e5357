"""The map replay's data: what happened when and where, 2 km coarse, in few bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
from conftest import compose
from small_logs import entered, fired, log_of
from synthetic_results import write_results

from sim.analysis.logfile import log_to_text, write_logs
from sim.events import (
    CaseOpened,
    CheckpointHour,
    CheckpointOpened,
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyInspected,
    ConvoyRequested,
    DisturbanceOccurred,
    FindingMade,
    PlaceVisited,
    PostDue,
    PostManned,
    PostNoLongerDue,
    PostUnmanned,
    ReportClosed,
    ReportLogged,
    RungLowered,
    SanctionImposed,
    StockDay,
    ViolationWatched,
)
from sim.kernel.eventlog import Event
from sim.report.blocks import Replay
from sim.report.folder.read import NotInResults, read_results
from sim.report.folder.whole import LOG
from sim.report.material import Material
from sim.report.positions import coarsened
from sim.report.replay.columns import unpacked
from sim.report.replay.data import Course, replay_data
from sim.report.replay.ground import ground_of
from sim.report.sections.replay import section
from sim.report_settings import ReportSettings
from sim.waits import WAIT_BYTES

ZONE = "eastern_ghouta"
HOSTILE = "</script><b>" + "x" * 300 + '\n&"$='
KM_PER_DEGREE = 111.195


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    """Eastern Ghouta's settings, as a manifest holds them; to be read only."""
    return compose().model_dump(mode="json")


@pytest.fixture
def panel(settings: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """A panel with its columns read out, for a log of these events."""

    def made(*events: Event) -> dict[str, Any]:
        data, _ = replay_data([Course("one", settings, log_of(*events))])
        content = unpacked(data)
        (found,) = content["panels"]
        return found | {"columns": content}

    return made


def times(content: dict[str, Any], number: int) -> list[int]:
    """A column of times."""
    total, found = 0, []
    for step in content["columns"]["rising"][number]:
        total += step
        found.append(total)
    return found


def values(content: dict[str, Any], number: int) -> list[int]:
    """Any other column."""
    return content["columns"]["plain"][number]


def site(panel: dict[str, Any], label: str) -> int:
    """The number of the site of this name."""
    (found,) = [at for at, site in enumerate(panel["sites"]) if site["label"] == label]
    return found


def watched(violation: int, seen: int, heard: int) -> ViolationWatched:
    """What the network made of an incident."""
    return ViolationWatched(1.0, violation, "", seen, heard, "day")


# --- positions ------------------------------------------------------------------------------------
@pytest.mark.parametrize("lat", [-33.5, 0.0, 33.5177, 35.9, 60.2])
@pytest.mark.parametrize("lon", [-71.3, 0.0, 36.2979, 38.0])
def test_a_coarsened_position_lies_in_the_same_square_of_2_km(lat: float, lon: float) -> None:
    north, east = coarsened(lat, lon)
    assert coarsened(north, east) == (north, east)
    assert abs(north - lat) * KM_PER_DEGREE <= 1.01
    assert abs(east - lon) * KM_PER_DEGREE * cos(radians(lat)) <= 1.02


def test_positions_within_a_square_can_not_be_told_apart() -> None:
    north, east = coarsened(33.5155, 36.3506)
    nearby = {(north + a * 0.008, east + b * 0.009) for a in (-1, 0, 1) for b in (-1, 0, 1)}
    assert {coarsened(*each) for each in nearby} == {(north, east)}
    assert coarsened(north + 0.019, east) != (north, east)


def test_no_exact_position_is_in_the_data(settings: dict[str, Any]) -> None:
    data, _ = replay_data([Course("one", settings, log_of())])
    (found,) = unpacked(data)["panels"]
    exact = [
        (about["lat"], about["lon"])
        for sites in (
            settings["world"]["zones"][ZONE]["places"],
            settings["mission"]["posts"],
            settings["mission"]["checkpoints"],
            settings["world"]["party_checkpoints"],
        )
        for about in sites.values()
    ]
    shown = [(each["lat"], each["lon"]) for each in found["sites"]]
    assert len(shown) == len(exact) > 30
    assert set(shown) == {coarsened(*position) for position in exact}
    assert not set(shown) & set(exact)


def test_groups_are_named_by_their_side_only(settings: dict[str, Any]) -> None:
    sanction = SanctionImposed(5.0, 1, "jaysh_al_islam", "side_b", 1)
    data, words = replay_data([Course("one", settings, log_of(sanction))])
    everything = str(unpacked(data)) + "".join(words)
    assert "Sanction on a group of side B: rung 1" in everything
    assert "islam" not in everything.lower()
    assert "faylaq" not in everything.lower()


def test_sides_never_bear_a_name(settings: dict[str, Any]) -> None:
    log = log_of(fired(1.0, 1, zone=ZONE, place="douma", deaths=2))
    data, words = replay_data([Course("one", settings, log)])
    content = unpacked(data)
    assert content["panels"][0]["sides"] == ["side A", "side B"]
    everything = str(content) + "".join(words)
    for side in settings["world"]["sides"].values():
        assert side["label"] not in everything


# --- what happened --------------------------------------------------------------------------------
def test_incidents_are_told_apart_by_how_the_mission_met_them(panel: Any) -> None:
    found = panel(
        fired(1.0, 1, zone=ZONE, place="douma", deaths=2),
        fired(2.5, 2, zone=ZONE, place="douma"),
        fired(3.0, 3, "side_b", zone=ZONE, place="harasta"),
        fired(4.0, 4, zone=ZONE, place="douma", covered=False),
        DisturbanceOccurred(5.0, 5, "", ZONE, "arbin", 1, 0),
        watched(1, 1, 2),
        watched(2, 0, 1),
        watched(3, 0, 0),
        watched(4, 1, 1),
    )
    incidents = found["incidents"]
    assert times(found, incidents["t"]) == [60, 150, 180, 240, 300]
    assert values(found, incidents["way"]) == [0, 1, 2, 3, 3]
    assert values(found, incidents["side"]) == [0, 0, 1, -1, -1]
    assert values(found, incidents["deaths"]) == [2, 0, 0, 0, 0]
    labels = ["Douma", "Douma", "Harasta", "Douma", "Arbin"]
    assert values(found, incidents["site"]) == [site(found, label) for label in labels]


def test_what_happened_by_an_hour_has_happened_by_its_minute(panel: Any) -> None:
    found = panel(fired(1.0001, 1, zone=ZONE, place="douma"))
    assert times(found, found["incidents"]["t"]) == [61]


def test_entries_reports_and_visits(panel: Any) -> None:
    case = CaseOpened(2.0, 1, 1.0, ZONE, "douma", 2, "", "")
    found = panel(
        entered(1.5, "russia", 1, zone=ZONE)._replace(place="douma"),
        entered(1.6, "russia", 2, "unfounded", zone=ZONE)._replace(place=""),
        case,
        case._replace(hour=3.0, report=2, place=""),
        ReportLogged(4.0, 2),
        PlaceVisited(10.0, 1, "douma"),
        FindingMade(12.0, 1, "inconclusive", "", ""),
        ReportClosed(13.0, 1, "finding"),
    )
    douma = site(found, "Douma")
    assert values(found, found["entries"]["way"]) == [0, 2]
    assert values(found, found["entries"]["site"]) == [douma, -1]
    assert times(found, found["reports"]["t"]) == [120, 180, 240, 780]
    assert values(found, found["reports"]["change"]) == [1, 1, -1, -1]
    assert times(found, found["visits"]["t"]) == [600, 720]
    assert values(found, found["visits"]["change"]) == [1, -1]
    assert values(found, found["visits"]["site"]) == [douma, douma]


def test_sanctions_by_side_and_zone(panel: Any) -> None:
    found = panel(
        SanctionImposed(1.0, 1, "government", "side_a", 1),
        RungLowered(9.0, "government", 0),
        SanctionImposed(5.0, 2, "faylaq_al_rahman", "side_b", 2),
    )
    sanctions = found["sanctions"]
    assert times(found, sanctions["t"]) == [60, 300, 540]
    assert values(found, sanctions["side"]) == [0, 1, 0]
    assert values(found, sanctions["rung"]) == [1, 2, 0]
    assert values(found, sanctions["imposed"]) == [1, 1, 0]
    assert values(found, sanctions["zone"]) == [0, 0, 0]


WATCHES = (
    PostDue(24.0, "op_douma_north", ZONE, "russia", True),
    PostManned(24.0, "op_douma_north", 3, "day"),
    PostManned(36.0, "op_douma_north", 3, "night"),
    PostUnmanned(50.0, "op_douma_north", "shelter"),
    PostUnmanned(51.0, "op_douma_north", "short_watch"),
    PostNoLongerDue(96.0, "op_douma_north"),
)


def test_of_a_post_its_plan_is_told_and_how_many_of_a_zone_are_watched(panel: Any) -> None:
    found = panel(
        *WATCHES,
        PostDue(30.0, "op_south", ZONE, "russia", True),
        PostManned(31.0, "op_south", 2, "day"),
        PostDue(30.0, "op_arbin", ZONE, "russia", False),
    )
    post, short, later = (
        found["posts"][str(site(found, label))]
        for label in ("OP Douma north", "OP Arbin", "OP East")
    )
    assert post == {"due": 1440, "over": 5760, "staffed": 1, "counted": 1}
    assert (short["staffed"], short["counted"]) == (0, 0)
    assert (later["due"], later["staffed"]) == (-1, 0)
    manned = found["manned"]
    assert times(found, manned["t"]) == [1440, 1860, 3000]
    assert values(found, manned["change"]) == [1, 1, -1]
    assert values(found, manned["zone"]) == [0, 0, 0]
    assert found["told"]["words"] == [
        "OP Douma north: opens, by the plan",
        "OP Arbin: planned, but no people for it",
        "OP South: opens, by the plan",
    ]


def test_the_watch_of_a_single_post_of_a_zone_is_not_told(panel: Any) -> None:
    found = panel(*WATCHES)
    assert found["posts"][str(site(found, "OP Douma north"))]["counted"] == 0
    assert times(found, found["manned"]["t"]) == []


def test_a_queue_changes_at_the_end_of_its_hour(panel: Any) -> None:
    hour = CheckpointHour(
        20.0, "gov_harasta", "side_a", 6.0, 9, 9, 0, 0, 4, 0.1, bytes(WAIT_BYTES), 0.1
    )
    found = panel(
        CheckpointOpened(6.0, "gov_harasta", 2),
        hour,
        hour._replace(from_h=7.0),
        hour._replace(from_h=8.0, inside=0),
    )
    queue = found["checkpoints"][str(site(found, "Harasta road"))]
    assert times(found, queue["inside"]["t"]) == [420, 540]
    assert values(found, queue["inside"]["n"]) == [4, 0]
    assert values(found, queue["lanes"]["n"]) == [2]


def test_stock_of_the_besieged_place(panel: Any) -> None:
    day = StockDay(24.0, "douma", 880.4, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    found = panel(day, day._replace(hour=48.0, stock_tonnes=790.0))
    (stock,) = found["stocks"]
    assert stock["site"] == site(found, "Douma")
    assert stock["need"] == 138
    assert times(found, stock["t"]) == [0, 1440, 2880]
    assert values(found, stock["tonnes"]) == [1000, 880, 790]


# --- convoys --------------------------------------------------------------------------------------
ASKED = (
    ConvoyRequested(10.0, 7, "aid_douma", "douma", 30_000),
    ConvoyAnswered(20.0, 7, "granted", 30_000, 40),
    ConvoyDeparted(30.0, 7, 1.0),
)
DELIVERED = ConvoyEnded(45.0, 7, "delivered", "unloading", "", 30_000, 400.0, 0.0, 0.0)


def test_a_convoy_stops_where_the_log_says_and_drives_home(panel: Any) -> None:
    found = panel(
        *ASKED,
        ConvoyInspected(34.0, 7, "gov_wafidin", 1.0, 0.5),
        ConvoyArrived(35.0, 7),
        DELIVERED,
    )
    (convoy,) = found["convoys"]
    wafidin, douma = site(found, "Al-Wafidin camp"), site(found, "Douma")
    path = convoy["path"]
    assert path[:6] == [
        [1800, -1],
        [1950, wafidin],
        [2040, wafidin],
        [2100, douma],
        [2100, douma],
        [2700, douma],
    ]
    assert [stop for _, stop in path[6:]] == [wafidin, -1]
    assert [minute for minute, _ in path] == sorted(minute for minute, _ in path)
    assert (convoy["asked"], convoy["ended"], convoy["outcome"]) == (600, 2700, "delivered")
    assert (convoy["refused"], convoy["left"]) == (-1, 1800)
    assert found["told"]["words"] == ["Convoy for Douma: delivered"]
    assert found["routes"][0] == [wafidin, douma]


def test_a_convoy_denied_on_the_second_leg_never_leaves_the_first_stop(panel: Any) -> None:
    end = DELIVERED._replace(
        hour=33.0, outcome="turned_back", stage="douma", reason="access_denied"
    )
    found = panel(*ASKED, end)
    (convoy,) = found["convoys"]
    assert {stop for _, stop in convoy["path"]} == {-1, site(found, "Al-Wafidin camp")}
    assert found["told"]["words"] == ["Convoy for Douma: turned back (passage denied)"]


def test_a_convoy_that_never_left_has_no_path(panel: Any) -> None:
    (convoy,) = panel(*ASKED[:2])["convoys"]
    assert convoy["path"] == []
    assert (convoy["refused"], convoy["left"]) == (-1, -1)


@pytest.mark.parametrize("answer", ["refused", "unanswered"])
def test_a_convoy_that_was_not_granted_says_when(panel: Any, answer: str) -> None:
    (convoy,) = panel(ASKED[0], ASKED[1]._replace(answer=answer, people_approved=0))["convoys"]
    assert (convoy["refused"], convoy["left"]) == (1200, -1)


# --- words, names, bytes --------------------------------------------------------------------------
def test_the_words_count_what_happened(settings: dict[str, Any]) -> None:
    log = log_of(
        fired(1.0, 1, zone=ZONE, place="douma", deaths=2),
        fired(2.0, 2, zone=ZONE, place="douma"),
        watched(1, 1, 0),
        watched(2, 0, 0),
        entered(1.5, "russia", 1, zone=ZONE),
        *ASKED,
        ConvoyArrived(35.0, 7),
        DELIVERED,
    )
    _, (words,) = replay_data([Course("the plan", settings, log)])
    assert "“the plan”: 2 true incidents in the model, with 2 deaths." in words
    assert "saw 1 of them and only heard 0; 1 nobody of the mission noticed." in words
    assert "1 of them came into the record." in words
    assert "Of 1 convoy requested, 1 delivered all or part of the aid, 0 turned back" in words


def test_names_are_cut_to_a_line_and_cannot_leave_their_script(settings: dict[str, Any]) -> None:
    world = settings["world"]
    zone = world["zones"][ZONE]
    places = zone["places"] | {"douma": zone["places"]["douma"] | {"label": HOSTILE}}
    zones = {ZONE: zone | {"label": HOSTILE, "places": places}}
    hostile = settings | {"world": world | {"zones": zones}}
    data, (words,) = replay_data([Course(HOSTILE, hostile, log_of())])
    assert "<" not in data
    (found,) = unpacked(data)["panels"]
    labels = [found["name"], *found["zones"], *(each["label"] for each in found["sites"])]
    assert all("\n" not in label and len(label) <= 120 for label in [*labels, words[:100]])
    assert found["zones"][0].startswith("</script><b>xxx")


def test_the_same_courses_give_the_same_bytes_and_share_what_is_equal(
    settings: dict[str, Any],
) -> None:
    log = log_of(*(fired(h / 7, h, zone=ZONE, place="douma") for h in range(1, 800)))
    one, _ = replay_data([Course("one", settings, log)])
    assert one == replay_data([Course("one", settings, log)])[0]
    both, _ = replay_data([Course("one", settings, log), Course("two", settings, log)])
    first, second = unpacked(both)["panels"]
    assert first["incidents"] == second["incidents"]
    assert len(both) < 1.2 * len(one)


def test_borders_come_with_the_map_and_only_where_it_is(settings: dict[str, Any]) -> None:
    data, _ = replay_data([Course("one", settings, log_of())])
    names = {border["name"] for border in unpacked(data)["borders"]}
    assert {"Damascus", "Rif Dimashq"} <= names
    assert "Al-Hasakah" not in names


# --- where there is nothing to play ---------------------------------------------------------------
def test_settings_without_a_map_say_so() -> None:
    with pytest.raises(NotInResults, match="hold no map"):
        ground_of({"world": {"start": "2017-05-06"}})


def test_settings_of_another_version_are_named(settings: dict[str, Any]) -> None:
    world = {key: value for key, value in settings["world"].items() if key != "routes"}
    with pytest.raises(NotInResults, match="settings of one hold no 'routes', which the map needs"):
        replay_data([Course("one", settings | {"world": world}, log_of())])


@pytest.fixture
def material(tmp_path: Path, settings: dict[str, Any]) -> Callable[..., Material]:
    """A report's material of two scenarios on this map, with logs or without."""

    def made(*, logs: bool, **report: Any) -> Material:
        folder = write_results(tmp_path / "run", ["plain", "other"], "plain", replications=3)
        if logs:
            text = log_to_text(log_of(fired(1.0, 1, zone=ZONE, place="douma")))
            write_logs(folder / LOG, [("plain", 0, text), ("other", 0, text)])
        results = read_results(folder)
        results = replace(results, settings=dict.fromkeys(results.names, settings))
        return Material(results, {}, {}, ReportSettings(**report))

    return made


def test_the_section_plays_both_and_says_how_coarse_it_is(material: Any) -> None:
    written = section(material(logs=True))
    replay = written.blocks[1]
    assert isinstance(replay, Replay)
    content = unpacked(replay.data)
    names = ["plain (baseline)", "other (compared with it)"]
    assert [panel["name"] for panel in content["panels"]] == names
    assert replay.description.startswith(
        "SIMULATED: replication 0. “plain (baseline)”: 1 true incident in the model"
    )
    assert "no position on boundaries is implied" in content["coarse"]
    assert "squares of 2 km" in content["coarse"]
    assert "known only in the model" in content["how_to_read"]


def test_scenarios_are_called_what_the_planner_calls_them(material: Any) -> None:
    written = section(material(logs=True, labels={"plain": "As today"}))
    assert "“As today (baseline)”" in str(written.blocks[1])


def test_no_replay_without_logs(material: Any) -> None:
    with pytest.raises(NotInResults, match="no log of plain is kept"):
        section(material(logs=False))


def test_no_replay_where_maps_are_switched_off(material: Any) -> None:
    with pytest.raises(NotInResults, match="switched off"):
        section(material(logs=True, map=False))
