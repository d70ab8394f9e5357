"""Figures in words: a mean and its interval with as many decimals as they bear, and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, inf, isfinite, isnan, log10

from sim.report.folder.read import Estimate, Results

PERCENT = 100.0
GAP = "side_gap_"
"""How names of KPIs begin that are a share of one side less that of the other."""
CORRELATION = "correlation"
"""Unit of KPIs that are one."""
IN_ALL = "in all"
"""Unit of what is only counted: its label says what."""
LEFT_OUT = "left out"
"""Instead of a figure of a scenario of which too many replications failed."""
NO_DATA = "no data"
"""Instead of a figure that isn't known."""
MILLION = 1e6
SEEN_IN_MILLIONS = 1e4
"""Width of an interval from which on a count may be told in millions."""
FINEST = 4
"""Decimals of a figure at most."""


def figures_of(results: Results, kpi: str, names: Sequence[str], scale: float = 1.0) -> list[str]:
    """`figures` of a KPI of these scenarios, or that one is left out."""
    written = figures([possible(results, kpi, name) for name in names], scale)
    return [
        LEFT_OUT if name in results.left_out else figure
        for name, figure in zip(names, written, strict=True)
    ]


def possible(results: Results, kpi: str, name: str) -> Estimate:
    """A KPI of a scenario, its interval cut where no value can be: t intervals of few replications
    may reach there."""
    least, most = limits(results, kpi)
    found = results.estimate(kpi, name)
    return replace(found, low=max(found.low, least), high=min(found.high, most))


def limits(results: Results, kpi: str) -> tuple[float, float]:
    """Between which a KPI has values: shares from 0 to 1, gaps between shares and correlations from
    -1 to 1, all else from 0 on unless it is negative anywhere."""
    unit = results.unit_of(kpi)
    if kpi.startswith(GAP) or unit == CORRELATION:
        return -1.0, 1.0
    if (results.estimates(kpi)["mean"] < 0.0).any():
        return -inf, inf
    return 0.0, 1.0 if unit.startswith("share") else inf


def figures(column: list[Estimate], scale: float = 1.0) -> list[str]:
    """``mean [low, high]`` of each row, with the decimals that the widest interval bears, or one
    more if rows need it; from a million on in millions.

    An interval that those would close to a point brings its own decimals; one without any width is
    left out.
    """
    wide = [scale * (row.high - row.low) for row in column]
    widest = max((width for width in wide if isfinite(width)), default=0.0)
    if widest >= SEEN_IN_MILLIONS and any(abs(scale * row.mean) >= MILLION for row in column):
        parts = [figure.partition(" [") for figure in figures(column, scale / MILLION)]
        return [
            mean if mean == NO_DATA else f"{mean} million{bracket}{ends}"
            for mean, bracket, ends in parts
        ]
    widths = [scale * (row.high - row.low) / finer(scale) for row in column]
    shared = _shared_decimals(column, widths, scale)
    written = []
    for row, width in zip(column, widths, strict=True):
        if isnan(row.mean):
            written.append(NO_DATA)
            continue
        if row.mean == 0.0 and not width > 1e-9:
            written.append("0")  # in no run at all: decimals would only make it look measured
            continue
        decimals = shared if not width < 10.0**-shared else max(shared, decimals_for(width))
        place = _place(scale * row.mean, width)
        ends = [scale * end for end in (row.mean, row.low, row.high)]
        if place:
            ends = [round(end, place) for end in ends]
        mean, low, high = (plain(end, decimals) for end in ends)
        written.append(f"{mean} [{low}, {high}]" if width > 1e-9 else mean)
    return written


def _place(mean: float, width: float) -> int:
    """To which tens, hundreds or thousands, as a negative number, a large count is rounded: it is
    read in four digits, unless its interval is narrower."""
    if abs(mean) < 1e4 or not isfinite(width):
        return 0
    place = 3 - floor(log10(abs(mean)))
    return place if width >= 10.0**-place else 0


def _shared_decimals(column: list[Estimate], widths: list[float], scale: float) -> int:
    """Of all rows of a column: one more than its widest interval bears where that is all a finer
    row needs, or where a mean would read like an end of its interval: that looks like a mistake."""
    wide = [width for width in widths if isfinite(width)]
    least = decimals_for(max(wide, default=0.0))
    for row, width in zip(column, widths, strict=True):
        needs = decimals_for(width) if isfinite(width) else 0
        if not width > 1e-9 or needs > least + 1:
            continue
        ends = [plain(scale * end, least) for end in (row.low, row.high) if end != row.mean]
        if needs > least or plain(scale * row.mean, least) in ends:
            return min(least + 1, FINEST)
    return least


def finer(scale: float) -> float:
    """Per cents are written to the width of an interval, other figures to half of it."""
    return 1.0 if scale == PERCENT else 2.0


def scale_and_unit(unit: str) -> tuple[float, str]:
    """What a KPI is multiplied with to be read, and its unit then: shares are read in per cent."""
    if unit.startswith("share"):
        return PERCENT, unit.replace("share", "%", 1)
    return 1.0, unit


def unit_unsaid(words: str, unit: str) -> str:
    """The unit of a figure, unless what is said of it (``stock-out days``) has it already."""
    if unit == IN_ALL:
        return ""
    first = re.escape(re.split(r"[ /]", unit)[0])
    return "" if re.search(rf"(?<!\w){first}(?!\w)", words, re.IGNORECASE) else unit


def decimals_for(width: float) -> int:
    """Decimals at which a width has its first digit; none for a number without spread."""
    if not width > 1e-9:
        return 0
    return min(max(ceil(-log10(width)), 0), FINEST)


def seen(end: float, decimals: int) -> int:
    """Decimals at which the end of an interval beside zero isn't written as zero: one more, where
    that is enough."""
    finer_by_one = 0.5 * 10.0 ** -(decimals + 1) <= abs(end) < 0.5 * 10.0**-decimals
    return decimals + 1 if finer_by_one else decimals


def short(number: float) -> str:
    """A number of which no interval is told, in three digits, whole from 100 on: ``0.281``,
    ``12.3``, ``2,085``."""
    if not isfinite(number):
        return NO_DATA
    return plain(number, max(2 - floor(log10(abs(number))), 0)) if number else "0"


def plain(number: float, decimals: int) -> str:
    text = f"{number:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text
