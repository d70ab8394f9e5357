"""The map of a scenario before it is run: places, posts and checkpoints zone by zone, 2 km coarse.

How far posts see and hear stands beside the map, to scale, and not around the posts: coverage is
told by zone, and a map of what no post sees would be one of where to fire unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, cos, radians
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.kernel.distance import EARTH_KM_PER_DEGREE
from sim.report.drawing.line_breaks import broken
from sim.report.drawing.look import DPI, MARKS, look
from sim.report.manned import manned
from sim.report.replay.borders import PER_DEG, borders_within, view_of
from sim.report.replay.ground import MISSION, Ground, Site, ground_of

TITLE = "Places, posts and checkpoints"
STAMP = "BEFORE RUNNING"
RED = "#8B0000"
NOTE = (
    "Positions are the middles of squares of 2 km, so that what stands near another may cover it; "
    "no road, place or post here is safe. No position on boundaries is implied. How far posts see "
    "and hear at most is drawn to scale below the places, not around the posts."
)
HEAD_IN, FOOT_IN = 0.34, 0.8
ONE_ZONE_IN, ROW_IN = 4.2, 3.3
MARGIN = 0.08
"""Of a zone's extent, on each side."""
LEAST_KM = 10.0
KINDS = {
    "place": ("o", "#9A9A9A", "place (many small places: hollow)"),
    "post": ("^", MARKS[0].color, "observation post (not manned in the term: hollow)"),
    "checkpoint": ("s", MARKS[1].color, "checkpoint of the mission (the same)"),
    "side": ("x", "#555555", "checkpoint of a side"),
}


def draw(settings: Mapping[str, Any]) -> Figure:
    """A panel a zone. Draw and save it in a `look.house_style`."""
    ground = ground_of(settings)
    can_be = set(_manned_in_term(settings))
    asked, zones = look(), len(ground.zones)
    across = min(zones, 2)
    rows = ceil(zones / across)
    body_in = ONE_ZONE_IN if zones == 1 else ROW_IN * rows
    heights_in = [asked.scale * height_in for height_in in (HEAD_IN, body_in, FOOT_IN)]
    figure = Figure(figsize=(asked.width_in, sum(heights_in)), layout="constrained", dpi=DPI)
    FigureCanvasAgg(figure)
    figure.set_label(TITLE)
    parts: Any = figure.subfigures(3, 1, height_ratios=heights_in, hspace=0.0)
    head, body, foot = parts
    _head(head)
    axes = body.subplots(rows, across, squeeze=False).ravel()
    for number, ax in enumerate(axes):
        if number < zones:
            _zone(ax, settings, ground, number, can_be)
        else:
            ax.set_axis_off()
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=color, label=words)
        for marker, color, words in KINDS.values()
    ]
    foot.legend(handles=handles, loc="upper left", ncols=2)
    lines = "\n".join(broken([NOTE], 125))
    foot.text(0.012, 0.02, lines, ha="left", va="bottom", fontsize=6.5, color="#444444")
    return figure


def _manned_in_term(settings: Mapping[str, Any]) -> Iterator[str]:
    for what in ("posts", "checkpoints"):
        for name in manned(settings, what):
            site = settings["mission"][what][name]
            if site["opens_day"] + (site.get("late_days") or 0.0) < settings["days"]:
                yield name


def _head(head: Any) -> None:
    head.text(0.012, 0.55, TITLE, ha="left", va="center", fontsize=10, fontweight="bold")
    frame = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": RED}
    head.text(
        *(0.988, 0.55, STAMP), ha="right", va="center", fontsize=8.5, fontweight="bold", color=RED,
        bbox=frame,
    )  # fmt: skip


def describe(settings: Mapping[str, Any]) -> str:
    """How many of each there are, by zone."""
    ground = ground_of(settings)
    told = []
    for number, label in enumerate(ground.zones):
        here = [_kind(site) for site in ground.sites if site["zone"] == number]
        told.append(
            f"{label}: {here.count('place')} places, {here.count('post')} posts, "
            f"{here.count('checkpoint')} checkpoints of the mission and {here.count('side')} of a "
            "side, manned in the term or not."
        )
    return f"{' '.join(told)} {NOTE}"


def _kind(site: Site) -> str:
    if site["kind"] == "checkpoint" and site["operator"] != MISSION:
        return "side"
    return str(site["kind"])


def _zone(
    ax: Axes, settings: Mapping[str, Any], ground: Ground, zone: int, can_be: set[str]
) -> None:
    """Kilometres on a local projection, the zone's middle at 0."""
    own = [
        (name, ground.sites[at])
        for (_, name), at in ground.at.items()
        if ground.sites[at]["zone"] == zone
    ]
    view = view_of((site["lat"], site["lon"]) for _, site in own)
    lat_0, lon_0 = (view.south + view.north) / 2.0, (view.west + view.east) / 2.0

    def at_km(lat: float, lon: float) -> tuple[float, float]:
        east = (lon - lon_0) * cos(radians(lat_0)) * EARTH_KM_PER_DEGREE
        return east, (lat - lat_0) * EARTH_KM_PER_DEGREE

    for border in borders_within(view):
        for line in border.lines:
            points = [at_km(lat / PER_DEG, lon / PER_DEG) for lat, lon in line]
            ax.plot(*zip(*points, strict=True), color="#BBBBBB", linewidth=0.7, zorder=1)
    points = []
    for name, site in own:
        kind = _kind(site)
        x, y = at_km(site["lat"], site["lon"])
        points.append((x, y))
        marker, color, _ = KINDS[kind]
        hollow = (kind in ("post", "checkpoint") and name not in can_be) or bool(site.get("cell"))
        ax.plot(
            *(x, y), marker, color=color, zorder=2 if kind == "place" else 3,
            markersize=3.0 if kind == "place" else 5.0, markerfacecolor="none" if hollow else color,
        )  # fmt: skip
    _frame(ax, points, _ranges(settings))
    ax.set_title(ground.zones[zone], fontsize=8)


def _ranges(settings: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The farthest that any kind of incident is seen or heard from, in km, the least first."""
    kinds: Sequence[Mapping[str, Any]] = list(settings["world"]["violence"]["kinds"].values())
    return [
        (words, max(float(kind[key]) for kind in kinds))
        for words, key in (
            ("seen by night", "seen_night_km"),
            ("seen by day", "seen_day_km"),
            ("heard", "heard_km"),
        )
    ]


def _frame(
    ax: Axes, points: Sequence[tuple[float, float]], ranges: Sequence[tuple[str, float]]
) -> None:
    """Equal kilometres both ways, with the ranges as bars below the places."""
    xs, ys = ([point[axis] for point in points] for axis in (0, 1))
    extent = max(max(xs) - min(xs), max(ys) - min(ys), LEAST_KM)
    margin, step = MARGIN * extent, 0.07 * extent
    left, low = min(xs), min(ys) - margin
    for words, km in ranges:
        low -= step
        ax.plot([left, left + km], [low, low], color="#333333", linewidth=1.6, marker="|")
        ax.text(left + km + step / 2.0, low, f"{words}: {km:g} km", fontsize=6.5, va="center")
    ax.set_xlim(min(xs) - margin, max(max(xs) + margin, min(xs) + extent))
    ax.set_ylim(low - step, max(ys) + margin)
    ax.set_aspect("equal")
    ax.grid(visible=False)
    ax.set_xlabel("km", fontsize=7)
