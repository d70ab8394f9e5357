"""Where the numbers of crowded points stand, so that none lies on another or on a point."""

from __future__ import annotations

from itertools import product
from math import cos, pi, sin

from sim.report.read import Floats

RADII = (9.5, 13.0, 18.0, 24.0)
"""Distances from a point at which there may be room, in points of type."""
NEAR = RADII[0]
ANGLES = tuple(pi / 4 * eighth for eighth in (1, 0, 2, 7, 3, 4, 6, 5))
HIGH, WIDE = 7.0, 5.0
"""Size of a character, in points of type."""
DOT = 6.0


def number_places(points: Floats, characters: list[int]) -> list[tuple[float, float]]:
    """Offsets of the numbers' middles from ``points`` (n, 2), all in points of type.

    Each takes the nearest free place; where there is none, the one that covers least.
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
        covered = [sum(_shared(box, other) for other in taken) for box in boxes]
        best = min(range(len(boxes)), key=lambda at: (round(covered[at], 6), at))
        taken.append(boxes[best])
        places.append(candidates[best])
    return places


Box = tuple[float, float, float, float]
"""Middle, width and height."""


def _shared(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    wide = (a[2] + b[2]) / 2 - abs(a[0] - b[0])
    high = (a[3] + b[3]) / 2 - abs(a[1] - b[1])
    return wide * high if wide > 0.0 and high > 0.0 else 0.0
