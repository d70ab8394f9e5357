"""Puts the replay together: the map, and what happened on it in one replication a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.events import RunStarted
from sim.kernel.eventlog import EventLog
from sim.report.folder.read import NotInResults
from sim.report.positions import CELL_KM, SIDE
from sim.report.replay import tracks, watches
from sim.report.replay.borders import borders_in, view_of
from sim.report.replay.columns import Columns, minutes, one_line, packed
from sim.report.replay.ground import Ground, ground_of
from sim.report.replay.told import in_words, notable
from sim.report.replay.trips import Trips

HOW_TO_READ = (
    "True incidents are known only in the model. What people or cameras of the mission saw is "
    "filled, what they only heard is half filled, what nobody of the mission noticed is hollow. "
    "The record, in orange, also holds what was told to the mission. What two posts heard counts "
    "as located in the report's tables, like what was seen."
)
COARSE = (
    f"Positions are those of squares of {CELL_KM:g} km; things in the same square stand side by "
    "side. Convoys are drawn along straight lines, which are no roads; no road here is a safe "
    "route. Borders are those of governorates; no position on boundaries is implied."
)
LONGEST_NAME = 120


class Course(NamedTuple):
    """One replication of a scenario: how it is called, its settings and what happened."""

    name: str
    settings: Mapping[str, Any]
    log: EventLog


def replay_data(courses: Sequence[Course]) -> tuple[str, list[str]]:
    """The data that the page plays, and a paragraph a scenario of what happened.

    Raises `NotInResults` where the settings hold no map.
    """
    columns = Columns()
    panels, words = [], []
    for course in courses:
        try:
            panel, told = _panel(course, ground_of(course.settings), columns)
        except KeyError as missing:
            reason = f"the settings of {course.name} hold no {missing}, which the map needs"
            raise NotInResults(reason) from None
        panels.append(panel)
        words.append(told)
    seen = [(site["lat"], site["lon"]) for panel in panels for site in panel["sites"]]
    content = {
        "borders": borders_in(view_of(seen), columns),
        "panels": panels,
        "how_to_read": HOW_TO_READ,
        "coarse": COARSE,
        **columns.content(),
    }
    return packed(content), words


def _panel(course: Course, ground: Ground, columns: Columns) -> tuple[dict[str, Any], str]:
    settings, log, name = course.settings, course.log, one_line(course.name, LONGEST_NAME)
    world = settings["world"]
    started = log.of(RunStarted)
    if not started:
        raise NotInResults(f"the log of {name} doesn't begin with the start of a run")
    kinds, groups = world["violence"]["kinds"], world["groups"]
    night = world["observation"]
    happened = tracks.incidents(log, ground, list(kinds))
    told = notable(log, ground, settings)
    panel = {
        "name": name,
        "start": started[0].start,
        "minutes": minutes(started[0].horizon_h),
        "night": [minutes(night["night_from_hour"]), minutes(night["night_until_hour"])],
        "zones": ground.zones,
        "sides": list(SIDE.values()),
        "sites": ground.sites,
        "kinds": tracks.kinds_in_words(kinds),
        "watch": tracks.range_shown(log, kinds),
        "incidents": columns.rows(("t", "site", "zone", "kind", "way", "side", "deaths"), happened),
        "entries": columns.rows(("t", "site", "zone", "way"), tracks.entries(log, ground)),
        "reports": columns.rows(("t", "site", "zone", "change"), tracks.reports(log, ground)),
        "visits": columns.rows(("t", "site", "zone", "change"), tracks.visits(log, ground)),
        "sanctions": columns.rows(
            ("t", "zone", "side", "group", "rung", "imposed"),
            tracks.sanctions(log, ground, groups),
        ),
        "top_rung": settings["mission"]["ladder"]["top_rung"],
        "posts": watches.plans(log, ground),
        "manned": columns.rows(("t", "zone", "change"), watches.manned(log, ground)),
        "checkpoints": tracks.queues(log, ground, columns),
        "stocks": list(tracks.stocks(log, ground, columns, world.get("supply", {}))),
        "convoys": Trips(log, ground, world).rows(),
        "routes": _routes(ground, world),
        "told": {"t": columns.rising(minute for minute, _ in told), "words": [w for _, w in told]},
    }
    return panel, in_words(name, log, happened)


def _routes(ground: Ground, world: Mapping[str, Any]) -> list[list[int]]:
    """The stops of each route whose positions are known."""
    found = ([ground.stop(leg["to"]) for leg in r["legs"]] for r in world["routes"].values())
    return [[stop for stop in stops if stop >= 0] for stops in found]
