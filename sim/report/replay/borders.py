"""Borders of the governorates within a view; no position on boundaries is implied."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, NamedTuple

from sim.report.replay.columns import Columns

MARGIN_DEG = 0.5
PER_DEG = 1000
"""Borders are drawn to a thousandth of a degree."""

Point = tuple[int, int]


class View(NamedTuple):
    """A box, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies within it."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def view_of(positions: Iterable[tuple[float, float]]) -> View:
    """The box around positions (lat, lon), with a margin."""
    found = list(positions)
    lats, lons = [lat for lat, _ in found], [lon for _, lon in found]
    return View(
        min(lats) - MARGIN_DEG,
        min(lons) - MARGIN_DEG,
        max(lats) + MARGIN_DEG,
        max(lons) + MARGIN_DEG,
    )


class Border(NamedTuple):
    """A governorate that a view meets: where its name is written, if within it, and its lines, in
    ``PER_DEG`` parts of a degree."""

    name: str
    at: tuple[float, float] | None
    lines: list[list[Point]]


def borders_within(view: View) -> list[Border]:
    """Each governorate that a view meets."""
    found = []
    text = files("sim.report").joinpath("borders.geojson").read_text(encoding="utf-8")
    for feature in json.loads(text)["features"]:
        lines = [line for ring in _rings(feature["geometry"]) for line in _within(ring, view)]
        about = feature["properties"]
        named = view.holds(about["lat"], about["lon"])
        if lines or named:
            at = (about["lat"], about["lon"]) if named else None
            found.append(Border(about["name"], at, lines))
    return found


def borders_in(view: View, columns: Columns) -> list[dict[str, Any]]:
    """The same as the replay's page holds it."""
    return [
        {
            "name": border.name,
            "at": border.at and list(border.at),
            "lines": [
                [
                    columns.rising(lat for lat, _ in line),
                    columns.rising(lon for _, lon in line),
                ]
                for line in border.lines
            ],
        }
        for border in borders_within(view)
    ]


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    polygons = geometry["coordinates"]
    for polygon in polygons if geometry["type"] == "MultiPolygon" else [polygons]:
        yield from polygon


def _within(ring: list[list[float]], view: View) -> Iterator[list[Point]]:
    """The stretches of a ring within a view, each with the point before it and the one after."""
    inside = [view.holds(lat, lon) for lon, lat in ring]
    line: list[Point] = []
    for at, (lon, lat) in enumerate(ring):
        if any(inside[max(at - 1, 0) : at + 2]):
            line.append((round(lat * PER_DEG), round(lon * PER_DEG)))
        elif line:
            yield line
            line = []
    if line:
        yield line
