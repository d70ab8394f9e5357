"""The two scenarios that charts of one scenario's insides set side by side, and their figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.shown import decided_by
from sim.report.beside import beside_baseline
from sim.report.charts.described import named
from sim.report.figures import LEFT_OUT, figures, possible, scale_and_unit
from sim.report.read import Estimate, Floats, Results
from sim.report.style import INK, in_words


def pair(results: Results) -> list[str]:
    """The baseline, and the best of the others where there is one."""
    other = beside_baseline(results)
    return [results.baseline] if other is None else [results.baseline, other]


def role(results: Results, name: str) -> str:
    """Why a scenario of the pair is shown."""
    if name == results.baseline:
        return "baseline" if len(results.names) > 1 else "the only scenario"
    if len(results.names) == 2:
        return "compared with it"
    return "first of the others" if results.guesses else "best of the others"


def heading(results: Results, name: str, width: int = 34) -> str:
    """A scenario's name over its part of a chart, and why it is shown."""
    return f"{in_words(name, width)}\n({role(results, name)})"


def under(name: str) -> str:
    """How a sentence about one scenario begins."""
    return f"In the model, under {named(name)},"


def best_by(results: Results) -> str:
    """A note on what the best was picked by; empty where none was."""
    if len(results.names) < 3 or results.guesses:
        return ""
    kpi = decided_by(results.about, results.direction_of)
    return f" Best: by {results.label_of(kpi)}." if results.has(kpi) else ""


def in_figures(results: Results, kpi: str, name: str) -> str:
    """``42 % [40, 44]``: mean, unit of a share, and interval; with the decimals it bears."""
    if name in results.left_out:
        return LEFT_OUT
    scale, unit = scale_and_unit(results.unit_of(kpi))
    figure = figures([possible(results, kpi, name)], scale)[0]
    if figure == "no data" or not unit.startswith("%"):
        return figure
    mean, _, interval = figure.partition(" ")
    return f"{mean} % {interval}".rstrip()


def ends(found: Sequence[Estimate], scale: float = 1.0) -> tuple[Floats, Floats]:
    """Means, and lengths of the bars to the ends of their intervals (2 rows): none where there is
    no interval."""
    mean, low, high = (
        scale * np.array([getattr(one, end) for one in found], dtype=np.float64)
        for end in ("mean", "low", "high")
    )
    return mean, np.nan_to_num(np.clip([mean - low, high - mean], 0.0, None))


def whiskers(ax: Axes, mean: Floats, errors: Floats, y: Floats) -> None:
    """Intervals at the ends of horizontal bars."""
    ax.errorbar(mean, y, xerr=errors, fmt="none", ecolor=INK, elinewidth=1.1, capsize=1.8)
