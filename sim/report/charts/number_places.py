"""Where the numbers of crowded points stand, so that none lies on another or on a point."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import cos, hypot, inf, isfinite, pi, sin

import numpy as np
from matplotlib.axes import Axes

from sim.report.drawing.style import INK
from sim.report.folder.read import Floats

POINTS_PER_IN = 72.0

RADII = (9.5, 13.0, 18.0, 24.0, 31.0, 40.0)
"""Distances from a point at which there may be room, in points of type."""
NEAR = RADII[0]
ANGLES = tuple(pi / 4 * eighth for eighth in (1, 0, 2, 7, 3, 4, 6, 5))
HIGH, WIDE = 7.0, 5.0
"""Size of a character, in points of type."""
DOT = 6.0
ASTRAY = 4.0
"""Area that it counts as if a number stands nearer to another point than to its own."""


def write_numbers(
    ax: Axes,
    points: Floats,
    words: Sequence[str],
    size_in: tuple[float, float],
    *,
    above: int,
    joined: bool = False,
) -> None:
    """Write each point's number beside it and hold the limits of ``ax``, about ``size_in`` large.

    ``above``: what is drawn up to this order; ``joined``: with a line where it stands far off.
    """
    limits = np.array([ax.get_xlim(), ax.get_ylim()])
    ax.set(xlim=limits[0], ylim=limits[1])
    shares = (points - limits[:, 0]) / (limits[:, 1] - limits[:, 0])
    size = POINTS_PER_IN * np.array(size_in)
    places = number_places(shares * size, list(map(len, words)), (float(size[0]), float(size[1])))
    for (x, y), word, place in zip(points, words, places, strict=True):
        ax.annotate(
            word,
            (x, y),
            xytext=place,
            textcoords="offset points",
            fontsize=7,
            ha="center",
            va="center_baseline",
            zorder=above,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.7},
            arrowprops=(
                {"arrowstyle": "-", "linewidth": 0.4, "color": INK, "shrinkA": 3.0, "shrinkB": 2.0}
                if joined and hypot(*place) > 1.3 * NEAR
                else None
            ),
        )


def number_places(
    points: Floats, characters: list[int], size: tuple[float, float] = (inf, inf)
) -> list[tuple[float, float]]:
    """Offsets of the numbers' middles from ``points`` (n, 2), all in points of type.

    Each takes the nearest free place within the axes, which begin at 0 and are of this ``size``;
    where there is none, the one that covers least.
    """
    dots = [(float(x), float(y), DOT, DOT) for x, y in points]
    taken = list(dots)
    places = []
    for (x, y, _, _), length in zip(dots, characters, strict=True):
        candidates = [
            (radius * cos(angle), 0.8 * radius * sin(angle))
            for radius, angle in product(RADII, ANGLES)
        ]
        boxes = [(x + dx, y + dy, WIDE * length, HIGH) for dx, dy in candidates]
        covered = [
            sum(_shared(box, other) for other in taken)
            + _outside(box, size)
            + (ASTRAY if _nearest(box, dots) != (x, y) else 0.0)
            for box in boxes
        ]
        best = min(range(len(boxes)), key=lambda at: (round(covered[at], 6), at))
        taken.append(boxes[best])
        places.append(candidates[best])
    return places


Box = tuple[float, float, float, float]
"""Middle, width and height."""


def _nearest(box: Box, dots: list[Box]) -> tuple[float, float]:
    """The point that a box stands nearest to."""
    return min(((x, y) for x, y, *_ in dots), key=lambda at: hypot(at[0] - box[0], at[1] - box[1]))


def _outside(box: Box, size: tuple[float, float]) -> float:
    """Area of a box that lies outside the axes; where their size isn't known, none."""
    if not isfinite(size[0]):
        return 0.0
    inside = (size[0] / 2, size[1] / 2, size[0], size[1])
    return box[2] * box[3] - _shared(box, inside)


def _shared(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    wide = min((a[2] + b[2]) / 2 - abs(a[0] - b[0]), a[2], b[2])
    high = min((a[3] + b[3]) / 2 - abs(a[1] - b[1]), a[3], b[3])
    return wide * high if wide > 0.0 and high > 0.0 else 0.0
