"""Figures in words: a mean and its interval with as many decimals as they bear, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, inf, isfinite, isnan, log10

from sim.report.folder.read import Estimate, Results

PERCENT = 100.0
GAP = "side_gap_"
"""How names of KPIs begin that are a share of one side less that of the other."""
CORRELATION = "correlation"
"""Unit of KPIs that are one."""
LEFT_OUT = "left out"
"""Instead of a figure of a scenario of which too many replications failed."""
NO_DATA = "no data"
"""Instead of a figure that isn't known."""


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
    """``mean [low, high]`` of each row, with the decimals that the widest interval bears.

    An interval that those would close to a point brings its own decimals; one without any width is
    left out.
    """
    widths = [scale * (row.high - row.low) / finer(scale) for row in column]
    shared = decimals_for(max((width for width in widths if isfinite(width)), default=0.0))
    written = []
    for row, width in zip(column, widths, strict=True):
        if isnan(row.mean):
            written.append(NO_DATA)
            continue
        decimals = shared if not width < 10.0**-shared else max(shared, decimals_for(width))
        mean, low, high = (plain(scale * end, decimals) for end in (row.mean, row.low, row.high))
        written.append(f"{mean} [{low}, {high}]" if width > 1e-9 else mean)
    return written


def finer(scale: float) -> float:
    """Per cents are written to the width of an interval, other figures to half of it."""
    return 1.0 if scale == PERCENT else 2.0


def scale_and_unit(unit: str) -> tuple[float, str]:
    """What a KPI is multiplied with to be read, and its unit then: shares are read in per cent."""
    if unit.startswith("share"):
        return PERCENT, unit.replace("share", "%", 1)
    return 1.0, unit


def decimals_for(width: float) -> int:
    """Decimals at which a width has its first digit; none for a number without spread."""
    if not width > 1e-9:
        return 0
    return min(max(ceil(-log10(width)), 0), 4)


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
