"""The map folder, for GIS: posts, places and incidents as GeoJSON, never finer than 2 km."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sim.events import ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.report.folder.dates import start_of
from sim.report.folder.read import NotInResults
from sim.report.manned import manned
from sim.report.material import Material
from sim.report.positions import CELL_KM, SIDE, coarsened
from sim.report.read_ahead import LOGGED_REPLICATION

MAP = "map"
SITES = "posts_and_places.geojson"
INCIDENTS = "incidents.geojson"
SHORT_NOTE = "SIMULATED; not history"
NOTE = (
    f"{SHORT_NOTE}. Positions are the middles of squares of {CELL_KM:g} km; no road, "
    "place or post here is safe. No position on boundaries is implied."
)

Properties = dict[str, Any]
Features = list[Properties]


def write_map(material: Material) -> list[Path]:
    """Write the files of ``map/`` that these results can fill: incidents only where logs are kept.

    Raises `ResultsProblem` when the log can't be read.
    """
    files = []
    for name, features in ((SITES, _sites), (INCIDENTS, _incidents)):
        with suppress(NotInResults):
            files.append(_write(material.target / MAP / name, _listed(features, material)))
    return files


def _listed(features: Callable[[Material], Iterator[Properties]], material: Material) -> Features:
    """Raises `NotInResults` where the settings or logs of these results don't hold them."""
    try:
        return list(features(material))
    except KeyError as missing:
        raise NotInResults(f"the settings of these results hold no {missing}") from None


# --- posts, checkpoints and places ----------------------------------------------------------------
class _Site(NamedTuple):
    """What a site is: equal in two scenarios, it is one feature."""

    at: tuple[float, float]
    kind: str
    label: str
    zone: str
    held_by: str
    guarantor: str
    opens: str
    closes: str


def _sites(material: Material) -> Iterator[Properties]:
    """Every site of the scenarios shown, with the scenarios whose staffing can man it."""
    results = material.results
    staffed: dict[_Site, list[str]] = {}
    for name in results.names:
        for site, is_manned in _sites_of(results.settings[name]):
            scenarios = staffed.setdefault(site, [])
            if is_manned:
                scenarios.append(name)
    for site, scenarios in staffed.items():
        told: Properties = {k: v for k, v in site._asdict().items() if k != "at" and v}
        if site.guarantor:
            told["staffed_in"] = scenarios
        yield _feature(site.at, told)


def _sites_of(settings: Mapping[str, Any]) -> Iterator[tuple[_Site, bool]]:
    world, mission = settings["world"], settings["mission"]
    zones = world["zones"]
    for zone in zones.values():
        for place in zone["places"].values():
            kind = "many small places" if place.get("elsewhere") else "place"
            side = SIDE[place["held_by"]]
            yield _Site(_at(place), kind, place["label"], zone["label"], side, "", "", ""), False
    for own in world["party_checkpoints"].values():
        zone, side = _label(zones, own["zone"]), SIDE[own["side"]]
        yield _Site(_at(own), "checkpoint of a side", own["label"], zone, side, "", "", ""), False
    for what, kind in (("posts", "observation post"), ("checkpoints", "checkpoint of the mission")):
        can_be = set(manned(settings, what))
        for name, own in mission[what].items():
            late = own.get("late_days") or 0.0
            site = _Site(
                _at(own),
                kind,
                own["label"],
                _label(zones, own["zone"]),
                "",
                _label(world["guarantors"], own["guarantor"]),
                _day(settings, own["opens_day"] + late),
                _day(settings, own.get("closes_day")),
            )
            yield site, name in can_be


def _label(of: Mapping[str, Any], name: str) -> str:
    return str(of[name]["label"]) if name in of else name


def _at(site: Mapping[str, Any]) -> tuple[float, float]:
    return coarsened(site["lat"], site["lon"])


# --- incidents ------------------------------------------------------------------------------------
class _Incidents(NamedTuple):
    """Incidents that are told as one: alike, on one day, in one square. Whether the mission
    noticed them isn't told: summed by square that would map where it sees nothing."""

    at: tuple[float, float]
    scenario: str
    day: str
    zone: str
    kind: str
    side: str
    covered: bool


def _incidents(material: Material) -> Iterator[Properties]:
    """Those of one replication of the pair. Raises `NotInResults` without any log."""
    logs: dict[str, EventLog] = {}
    for scenario in material.pair:
        with suppress(NotInResults):
            logs[scenario] = material.log(scenario)
    if not logs:
        raise NotInResults("these results keep no log")
    for scenario, log in logs.items():
        settings = material.results.settings[scenario]
        for told, count in Counter(_incidents_of(scenario, settings, log)).items():
            properties = {k: v for k, v in told._asdict().items() if k != "at"}
            properties |= {"incidents": count, "replication": LOGGED_REPLICATION}
            yield _feature(told.at, properties)


def _incidents_of(
    scenario: str, settings: Mapping[str, Any], log: EventLog
) -> Iterator[_Incidents]:
    world = settings["world"]
    places = {
        name: _at(place)
        for zone in world["zones"].values()
        for name, place in zone["places"].items()
    }
    for event in log.of(ViolationOccurred):
        if event.place in places:
            yield _Incidents(
                places[event.place],
                scenario,
                _day(settings, event.hour // 24.0),
                _label(world["zones"], event.zone),
                _label(world["violence"]["kinds"], event.kind),
                SIDE[event.side],
                event.covered,
            )


# --- GeoJSON (RFC 7946) ---------------------------------------------------------------------------
def _day(settings: Mapping[str, Any], day: float | None) -> str:
    """The date of a day of the run; empty for none."""
    if day is None:
        return ""
    return (start_of(settings) + timedelta(days=day)).isoformat()


def _feature(at: Sequence[float], properties: Properties) -> Properties:
    """A point; GeoJSON says the longitude first."""
    lat, lon = at
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {**properties, "simulated": True, "note": SHORT_NOTE},
    }


def _write(path: Path, features: Features) -> Path:
    """A feature a line, so that two runs can be set beside each other."""
    path.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = json.dumps(NOTE)
    text = (
        f'{{"type": "FeatureCollection", "simulated": true, "note": {head}, "features": [\n'
        f"{lines}\n]}}\n"
    )
    path.write_text(text, encoding="utf-8")
    return path
