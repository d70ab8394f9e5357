"""Where a thing may be said to lie: never finer than the middle of a square of 2 km, and never
beside the name of a real party."""

from __future__ import annotations

from math import cos, floor, radians

from sim.kernel.distance import EARTH_KM_PER_DEGREE

SIDE = {"side_a": "side A", "side_b": "side B"}
"""What sides are called where a position stands beside them: never by their labels."""
CELL_KM = 2.0
DECIMALS = 4
"""Of the degrees written: 11 m, far finer than a cell and so all of what a cell says."""


def coarsened(lat: float, lon: float) -> tuple[float, float]:
    """The centre of the 2 km grid cell that holds a position, in degrees.

    Rows of cells are counted from the equator, cells of a row from the meridian of Greenwich; a
    degree of longitude is as long as it is in the middle of the row.
    """
    row_deg = CELL_KM / EARTH_KM_PER_DEGREE
    middle = (floor(lat / row_deg) + 0.5) * row_deg
    column_deg = row_deg / max(cos(radians(middle)), 1e-6)
    east = (floor(lon / column_deg) + 0.5) * column_deg
    return round(middle, DECIMALS), round(east, DECIMALS)
